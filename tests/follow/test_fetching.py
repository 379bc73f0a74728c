"""A fetch from end to end, against a server on this machine that is good, bad or another site of this kind."""

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.errors import ContentError
from microblog.follow import fetching
from microblog.follow.examining import examine
from microblog.follow.fetching import Fetched, fetch, followed_outside
from microblog.web import retrying
from microblog.web.client import Client
from microblog.web.connections import Limits
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, redirect, text
from tests.support.pictures import plain
from tests.support.site_tree import build

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def read_apart() -> None:
    """Let `read_here` leave answers to processes of their own."""


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read answers in this process, save where a test wants `read_apart`: that gives the same (`test_apart`), and no other has to start."""
    if "read_apart" not in request.fixturenames:
        monkeypatch.setattr(fetching, "examine_apart", examine)


def rss(*titles: str) -> str:
    items = "".join(f"<item><guid>{t}</guid><title>{t}</title><pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate></item>" for t in titles)
    return f"<rss version='2.0'><channel><title>Fen</title><link>https://fen.example/</link>{items}</channel></rss>"


def following(*targets: str) -> str:
    return "---\nfollowing:\n" + "".join(f"  - '{target}'\n" for target in targets) + "---\n"


def run(root: Path, server: FeedServer, *only: str, hours: float = 0) -> Fetched:
    """Fetch as though it were so many hours after noon."""
    options = Options(root=root, now=(NOON + timedelta(hours=hours)).isoformat())
    return fetch(read_settings(options), Client([server.place], Limits(seconds=60, size=200_000, redirects=2)), only)


def stored(root: Path, folder: str = ".microblog/remote") -> dict[str, list[str]]:
    """Return the stored titles, by what is followed."""
    feeds = [json.loads(path.read_text()) for path in sorted((root / folder).glob("*.json"))]
    return {feed["target"]: [entry["title"] for entry in feed["entries"]] for feed in feeds}


def faults(done: Fetched) -> dict[str, str]:
    return {outcome.target.rpartition("/")[2]: outcome.fault for outcome in done.outcomes if outcome.fault}


def test_feed_that_has_not_changed_costs_a_short_question_and_no_write(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(f"{server.url}/feed")})
    server["/feed"] = text(rss("one"), ETag='"abc"', Last_Modified="Sun, 22 Nov 2026 10:00:00 GMT")
    assert run(root, server).outcomes[0].feed
    (path,) = (root / ".microblog/remote").glob("*.json")
    before = path.stat()
    server["/feed"] = text("", status=304)
    done = run(root, server)
    assert (done.outcomes[0].feed, done.outcomes[0].fault) == (None, "")
    headers = server.asked[1][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"abc"', "Sun, 22 Nov 2026 10:00:00 GMT")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_same_words_again_are_not_written_again(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(f"{server.url}/feed")})
    server["/feed"] = text(rss("one").replace("<pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate>", ""))
    run(root, server)
    assert run(root, server, hours=5).outcomes[0].feed is None


def test_lost_copy_is_asked_for_without_conditions(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(f"{server.url}/feed")})
    server["/feed"] = text(rss("one"), ETag='"abc"')
    run(root, server)
    next((root / ".microblog/remote").glob("*.json")).write_text("damaged")
    run(root, server)
    assert "if-none-match" not in server.asked[1][1]
    assert stored(root) == {f"{server.url}/feed": ["one"]}


def test_feed_that_fails_keeps_its_copy_harms_no_other_and_is_left_alone_for_longer_each_time(
    make_site: MakeSite, server: FeedServer
) -> None:
    bad, good = f"{server.url}/bad", f"{server.url}/good"
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(bad, good)})
    server["/bad"] = server["/good"] = text(rss("one"))
    run(root, server)
    server["/bad"], server["/good"] = text("", status=500), text(rss("two"))
    assert faults(run(root, server)) == {"bad": "answers 500"}
    assert stored(root) == {bad: ["one"], good: ["two"]}
    asked = []
    for hours in (0.4, 0.6, 1.5, 1.7, 3.5, 3.7):
        before = len([path for path, _ in server.asked if path == "/bad"])
        run(root, server, hours=hours)
        asked.append(len([path for path, _ in server.asked if path == "/bad"]) - before)
    assert asked == [0, 1, 0, 1, 0, 1]
    server["/bad"] = text(rss("three"))
    assert not faults(run(root, server, bad, hours=3.8))
    assert stored(root)[bad] == ["three"]


def test_server_is_left_alone_for_as_long_as_it_asks(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(f"{server.url}/feed")})
    server["/feed"] = text("", status=429, Retry_After="7200")
    run(root, server)
    assert [run(root, server, hours=hours).outcomes[0].is_waiting for hours in (1.9, 2.1)] == [True, False]


def test_feed_that_is_gone_is_left_alone_for_a_month(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(f"{server.url}/feed")})
    server["/feed"] = text("", status=410)
    assert faults(run(root, server)) == {"feed": "answers 410"}
    assert [run(root, server, hours=24 * days).outcomes[0].is_waiting for days in (29, 31)] == [True, False]


@pytest.mark.usefixtures("read_apart")
def test_everything_bad_at_once_harms_nothing(make_site: MakeSite, server: FeedServer) -> None:
    answers: dict[str, Any] = {
        "private": redirect("http://169.254.169.254/latest/meta-data/"),
        "circle": redirect("/circle"),
        "large": text(rss("x" * 300_000)),
        "broken": lambda handler: handler.wfile.write(b"nonsense") and None,
        "empty": text(""),
        "binary": text(bytes(range(256)) * 10),
        "good": text(rss("one")),
    }
    for name, answer in answers.items():
        server[f"/{name}"] = answer
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(*(f"{server.url}/{name}" for name in answers))})
    assert sorted(faults(run(root, server))) == sorted(answers.keys() - {"good"})
    assert stored(root) == {f"{server.url}/good": ["one"]}


def test_fetch_that_takes_too_long_leaves_the_rest_for_the_next(
    make_site: MakeSite, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_LONGEST", -1.0)
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(f"{server.url}/feed")})
    assert run(root, server).outcomes[0].is_waiting
    assert server.asked == []


def test_what_nobody_follows_any_more_is_removed_and_what_a_person_put_there_stays(make_site: MakeSite, server: FeedServer) -> None:
    root = make_site(
        {"config.yaml": f"{CONFIG}remote: feeds\n", "posts/ada/profile.md": following(f"{server.url}/feed"), "feeds/own.json": "{}"}
    )
    server["/feed"] = text(rss("one"))
    run(root, server)
    assert len(list((root / "feeds").iterdir())) == 2
    make_site({"posts/ada/profile.md": ""})
    assert len(run(root, server).removed) == 1
    assert [path.name for path in (root / "feeds").iterdir()] == ["own.json"]
    assert json.loads((root / ".microblog/fetch.json").read_text()) == {}


@pytest.mark.parametrize(
    "noted", ["", "[]", '{"x": 1}', '{"URL": {"url": 1}}', '{"URL": {"etag": "a\\r\\nX: b", "url": "URL"}}', '{"URL": {"new": 1}}']
)
def test_damaged_notes_count_as_none(make_site: MakeSite, server: FeedServer, noted: str) -> None:
    url = f"{server.url}/feed"
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(url), ".microblog/fetch.json": noted.replace("URL", url)})
    server["/feed"] = text(rss("one"))
    assert not faults(run(root, server))
    assert set(server.asked[0][1]) == {"accept", "accept-encoding", "connection", "host", "user-agent"}


def test_all_that_anybody_follows_elsewhere_is_read_once(make_site: MakeSite) -> None:
    files = {
        "config.yaml": f"{CONFIG}users: {{cy: {{following: ['https://b.example/', ada]}}}}\n",
        "posts/ada/profile.md": following("https://a.example/", "bob", "@w@s.example"),
        "posts/bob/profile.md": following("https://a.example/"),
        "posts/.trash/profile.md": following("https://c.example/"),
    }
    assert followed_outside(read_settings(Options(root=make_site(files)))) == ["@w@s.example", "https://a.example/", "https://b.example/"]


def test_profile_that_cannot_be_read_is_told_before_anything_is_asked(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": "---\nfollowing: [A B]\n---\n"})
    with pytest.raises(ContentError, match="1 problems"):
        followed_outside(read_settings(Options(root=root)))


def test_feeds_of_one_host_are_read_in_one_row() -> None:
    targets = ["https://a.example/1", "https://b.example/", "@w@a.example", "https://a.example/2"]
    assert fetching._by_host(targets) == [["https://a.example/1", "@w@a.example", "https://a.example/2"], ["https://b.example/"]]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("Wed, 25 Nov 2026 12:02:00 GMT", 120),
        ("Wed, 25 Nov 2020 12:02:00 GMT", 0),
        ("9" * 50, 604_800),
        ("soon", 0),
        ("-5", 0),
        ("", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(said: str, seconds: float) -> None:
    assert retrying.seconds_of(said, NOON.timestamp()) == seconds


def test_failures_are_retried_after_half_an_hour_to_a_week() -> None:
    assert [retrying.pause(count, 0, is_gone=False) for count in (1, 2, 3, 99)] == [1800, 3600, 7200, 604_800]


def test_command_tells_what_failed_and_ends_well(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/a.md": "Hi"})
    server["/feed"] = text(rss("one"))
    common = ["--root", str(root), "--author", "ada"]
    assert cli.main(["follow", f"{server.url}/feed", *common]) == 0
    assert "`fetch` reads what is new there" in capsys.readouterr().out
    assert cli.main(["follow", f"{server.url}/bad", *common, "-q"]) == 0
    assert cli.main(["fetch", "--root", str(root), "--allow", server.place]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[-1] == "Followed elsewhere: 1 new, 0 unchanged, 1 failed"
    assert told.err == f"{server.url}/bad: answers 404; a copy from before stays, and it is asked again later\n"
    assert cli.main(["unfollow", f"{server.url}/bad", *common]) == 0
    assert cli.main(["fetch", "--root", str(root), "--allow", server.place, "-v"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Followed elsewhere: 0 new, 1 unchanged"
    assert cli.main(["fetch", "--root", str(root), "--only", "A B"]) == 2
    assert cli.main(["fetch", "--root", str(root), "--only", "https://nobody.example/", "--only", "https://no.example/"]) == 2
    told = capsys.readouterr().err
    assert "--only https://nobody.example/: nobody here follows it" in told
    assert "--only https://no.example/: nobody here follows it" in told
    assert cli.main(["follow", "A B", *common]) == 2


def serve(server: FeedServer, root: Path, base: str) -> None:
    """Serve a built site below a path, as a plain file host would."""
    for path in (root / "public").rglob("*"):
        if path.is_file():
            name = path.relative_to(root / "public").as_posix()
            kind = {".html": "text/html", ".atom": "application/atom+xml", ".json": "application/feed+json"}.get(path.suffix, "text/plain")
            server[f"{base}{name.removesuffix('index.html')}"] = text(path.read_bytes(), kind)


def test_two_sites_of_this_kind_follow_each_other(tmp_path: Path, server: FeedServer) -> None:
    sites = {"moor": ("ada", "heath", "grace"), "heath": ("grace", "moor", "ada")}
    for name, (handle, other, friend) in sites.items():
        files = {
            "config.yaml": f"title: {name}\nbase_url: {server.url}/{name}/\ntag_authority: '{name}.example,2026'\n",
            f"posts/{handle}/profile.md": following(f"{server.url}/{other}/@{friend}/"),
            f"posts/{handle}/2026-11-23-hello.md": f"Hello from the {name}, #weather ![](sky.gif)",
            f"posts/{handle}/sky.gif": plain(kind="GIF"),
        }
        for path, content in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(content.encode() if isinstance(content, str) else content)
    for _ in range(2):
        for name in sites:
            build(tmp_path / name)
            serve(server, tmp_path / name, f"/{name}/")
        for name in sites:
            assert not faults(run(tmp_path / name, server))
    for name, (handle, other, friend) in sites.items():
        home = (tmp_path / name / f"public/@{handle}/home/index.html").read_text()
        assert f"Hello from the {other}, " in home
        assert f'href="{server.url}/{other}/@{friend}/2026-11-23-hello/"' in home
        assert (
            f"<id>tag:{other}.example,2026:{friend}/2026-11-23-hello</id>"
            in (tmp_path / name / f"public/@{handle}/home/feed.atom").read_text()
        )
        elsewhere = [path for path in (tmp_path / name / "public").rglob("*.*") if b"Hello from the " + other.encode() in path.read_bytes()]
        assert {path.parent.name for path in elsewhere} == {"home"}


def test_build_asks_the_web_for_nothing(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        pytest.fail("a build touched the network")

    for name in ("socket", "getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, forbidden)
    targets = following("https://a.example/", "@w@s.example")
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": targets, "posts/ada/2026-11-23-a.md": "![](https://b.example/x.png)"})
    assert build(root).posts == 1
    assert build(root).rendered == 0


def test_feed_that_we_refused_to_ask_is_asked_as_soon_as_it_is_allowed(make_site: MakeSite, server: FeedServer) -> None:
    feed = f"{server.url}/feed"
    root = make_site({"config.yaml": CONFIG, "posts/ada/profile.md": following(feed)})
    server["/feed"] = text(rss("one"))
    settings = read_settings(Options(root=root, now=NOON.isoformat()))
    assert "--allow" in str([outcome.fault for outcome in fetch(settings, Client()).outcomes])
    assert server.asked == []
    run(root, server)
    assert stored(root) == {feed: ["one"]}
