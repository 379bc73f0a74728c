"""The hub hears of feeds that changed, once each, when they are live."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from microblog import cli
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, text
from tests.support.site_tree import build

NEWS = {"feed.atom", "feed.json", "@ada/feed.atom", "@ada/feed.json", "@ada/home/feed.atom", "@ada/home/feed.json"}


@pytest.fixture
def server(server: FeedServer) -> FeedServer:
    server["/hub?key=1"] = text("", status=204)
    return server


def site(make_site: MakeSite, server: FeedServer) -> Path:
    config = f"base_url: {server.url}/site/\ntag_authority: example.org,2026\nhub: {server.url}/hub?key=1\n"
    return make_site({"config.yaml": config, "posts/ada/2026-11-22-one.md": "One. #tea", "posts/bob/2026-11-21-one.md": "One."})


def publish(root: Path, server: FeedServer) -> None:
    build(root)
    for file in (root / "public").rglob("feed.*"):
        server[f"/site/{file.relative_to(root / 'public').as_posix()}"] = text(file.read_bytes())


def ping(root: Path, server: FeedServer, *options: str) -> int:
    return cli.main(["ping", "--root", str(root), "--allow", server.place, *options])


def told(server: FeedServer) -> list[str]:
    """Return the feeds of which the hub was told since last asked."""
    forms = [dict(parse_qsl(body.decode())) for _, path, body in server.sent if path == "/hub?key=1"]
    assert all(form["hub.mode"] == "publish" and form["hub.url"] == form["hub.topic"] for form in forms)
    server.sent.clear()
    return [form["hub.url"].removeprefix(f"{server.url}/site/") for form in forms]


def test_feeds_name_their_hub_and_themselves(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    build(root)
    for path in ("", "@ada/", "@ada/home/", "tags/tea/", "@ada/mentions/"):
        atom = (root / "public" / f"{path}feed.atom").read_text()
        assert f'<link rel="hub" href="{server.url}/hub?key=1"/>' in atom
        assert f'<link rel="self" type="application/atom+xml" href="{server.url}/site/{path}feed.atom"/>' in atom
        feed = json.loads((root / "public" / f"{path}feed.json").read_text())
        assert feed["hubs"] == [{"type": "WebSub", "url": f"{server.url}/hub?key=1"}]
        assert feed["feed_url"] == f"{server.url}/site/{path}feed.json"


def test_site_without_a_hub_names_none(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({"posts/ada/2026-11-22-one.md": "One."})
    build(root)
    assert b"hub" not in (root / "public/feed.atom").read_bytes() + (root / "public/feed.json").read_bytes()
    assert ping(root, server) == 0
    assert "config.yaml names no hub" in capsys.readouterr().out
    assert server.sent == []


def test_hub_hears_of_what_changed_once_and_of_nothing_at_first(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    publish(root, server)
    assert ping(root, server) == 0
    assert (told(server), server.asked) == ([], [])
    make_site({"posts/ada/2026-11-23-two.md": "Two."})
    publish(root, server)
    assert ping(root, server) == 0
    assert set(found := told(server)) == NEWS
    assert found[:2] == ["feed.atom", "feed.json"]
    assert ping(root, server) == 0
    assert told(server) == []


def test_hub_is_not_told_before_the_feed_is_live(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(make_site, server)
    publish(root, server)
    ping(root, server)
    make_site({"posts/ada/2026-11-23-two.md": "Two."})
    build(root)
    assert ping(root, server) == 0
    assert told(server) == []
    assert "is not live as it was built" in capsys.readouterr().err
    publish(root, server)
    ping(root, server)
    assert set(told(server)) == NEWS


def test_hub_out_of_order_is_told_the_rest_by_the_next_run(
    make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(make_site, server)
    publish(root, server)
    ping(root, server)
    make_site({"posts/ada/2026-11-23-two.md": "Two."})
    publish(root, server)

    def failing(handler: object, left: list[int] = [2]) -> None:  # noqa: B006 - what is left of the good answers
        left[0] -= 1
        text("", status=204 if left[0] >= 0 else 503)(handler)  # type: ignore[arg-type]

    server["/hub?key=1"] = failing
    assert ping(root, server) == 1
    assert "answers 503; the next run tells the rest" in capsys.readouterr().err
    assert len(told(server)) == 3
    server["/hub?key=1"] = text("", status=202)
    assert ping(root, server) == 0
    assert len(told(server)) == 4


def test_hub_that_refuses_a_feed_is_said_and_no_hindrance(
    make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(make_site, server)
    publish(root, server)
    ping(root, server)
    make_site({"posts/ada/2026-11-23-two.md": "Two."})
    publish(root, server)
    server["/hub?key=1"] = text("no", status=400)
    assert ping(root, server) == 0
    assert "is refused by" in capsys.readouterr().err
    assert len(told(server)) == 6


def test_another_hub_begins_anew_and_a_dry_run_asks_nobody(
    make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(make_site, server)
    publish(root, server)
    ping(root, server)
    config = (root / "config.yaml").read_text()
    make_site({"posts/ada/2026-11-23-two.md": "Two."})
    publish(root, server)
    before = (root / "sent/feeds.json").read_bytes()
    assert ping(root, server, "--dry-run") == 0
    assert f"feed  {server.url}/site/feed.atom\n" in capsys.readouterr().out
    assert ((root / "sent/feeds.json").read_bytes(), told(server)) == (before, [])
    make_site({"config.yaml": config.replace("key=1", "key=2")})
    publish(root, server)
    assert ping(root, server) == 0
    assert told(server) == []
    assert json.loads((root / "sent/feeds.json").read_bytes())["hub"].endswith("key=2")


def test_damaged_state_is_an_error_that_says_what_to_do(
    make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(make_site, server)
    publish(root, server)
    make_site({"sent/feeds.json": "{damaged"})
    assert ping(root, server) == 1
    assert "sent/feeds.json:1: is no JSON of `ping`; delete it" in capsys.readouterr().err


def test_pages_say_where_webmentions_go(make_site: MakeSite) -> None:
    root = make_site(
        {"config.yaml": "webmention: https://webmention.io/ada.example/webmention?a=b&c\n", "posts/ada/2026-11-22-one.md": "One."}
    )
    build(root)
    link = '<link rel="webmention" href="https://webmention.io/ada.example/webmention?a=b&amp;c">'
    for path in ("", "@ada/", "@ada/2026-11-22-one/"):
        assert link in (root / "public" / path / "index.html").read_text()
    make_site({"config.yaml": "title: A\n"})
    build(root)
    assert not [path for path in (root / "public").rglob("*.html") if 'rel="webmention"' in path.read_text()]
