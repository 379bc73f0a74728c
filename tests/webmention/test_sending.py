"""Webmentions from a built site, live on this machine, to endpoints that are good and bad."""

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from microblog import cli
from microblog.webmention import discovery
from microblog.webmention.links import page_link
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, redirect, text
from tests.support.site_tree import build

NOON = "2026-11-24T12:00:00Z"
POST = "posts/ada/2026-11-23-hello.md"


@pytest.fixture
def server(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> FeedServer:
    monkeypatch.setattr(discovery, "page_link_apart", page_link)
    server["/bob"] = text('<link rel="webmention" href="/endpoint?of=bob">')
    server["/endpoint?of=bob"] = text("", status=202)
    return server


def publish(root: Path, server: FeedServer) -> None:
    """Build the site, and put it on the server, below /site/."""
    for path in [path for path in server.answers if path.startswith("/site/")]:
        del server.answers[path]
    build(root, clean=True)
    for file in (root / "public").rglob("*"):
        if file.is_file():
            path = file.relative_to(root / "public").as_posix().removesuffix("index.html")
            server[f"/site/{path}"] = text(file.read_bytes())


def send(root: Path, server: FeedServer, *options: str, now: str = NOON) -> int:
    return cli.main(["webmention", "send", "--root", str(root), "--now", now, "--allow", server.place, *options])


def told(server: FeedServer) -> list[tuple[str, str, str]]:
    """Return what endpoints were told since last asked: their path, and the ends of source and target."""
    found = []
    for _, path, body in server.sent:
        form = dict(parse_qsl(body.decode()))
        assert set(form) == {"source", "target"}
        found.append((path, form["source"].removeprefix(f"{server.url}/site/"), form["target"].removeprefix(server.url)))
    server.sent.clear()
    return found


def states(root: Path) -> list[str]:
    path = root / "sent" / "ada.jsonl"
    return [json.loads(line)["state"] for line in path.read_text().splitlines()] if path.exists() else []


def site(make_site: MakeSite, server: FeedServer, words: str = "") -> Path:
    config = f"base_url: {server.url}/site/\ntag_authority: example.org,2026\n"
    return make_site({"config.yaml": config, POST: words or f"[Bob]({server.url}/bob) said.\n"})


TOLD = ("/endpoint?of=bob", "@ada/2026-11-23-hello/", "/bob")


def test_new_changed_and_deleted_posts_are_told_once_each(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    publish(root, server)
    assert send(root, server) == 0
    assert told(server) == [TOLD]
    assert send(root, server) == 0
    assert told(server) == []
    make_site({POST: f"[Bob]({server.url}/bob) said it.\n"})
    publish(root, server)
    send(root, server)
    assert told(server) == [TOLD]
    make_site({POST: "Nobody said it.\n"})
    publish(root, server)
    send(root, server)
    send(root, server)
    assert told(server) == [TOLD]
    make_site({POST: f"[Bob]({server.url}/bob) said.\n"})
    publish(root, server)
    send(root, server)
    assert told(server) == [TOLD]
    (root / POST).unlink()
    publish(root, server)
    send(root, server)
    send(root, server)
    assert told(server) == [TOLD]
    assert states(root) == [*["sending", "sent"] * 2, "deleting", "deleted", "sending", "sent", "deleting", "deleted"]


def test_nothing_is_sent_before_the_page_is_live(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(make_site, server)
    build(root)
    assert send(root, server) == 0
    assert "is told later: " in capsys.readouterr().err
    publish(root, server)
    make_site({POST: f"[Bob]({server.url}/bob) and [Eve]({server.url}/eve)\n"})
    build(root)  # which is not published yet
    send(root, server)
    assert told(server) == [TOLD]
    assert [path for path, _ in server.asked if path == "/eve"] == []
    (root / POST).unlink()
    build(root)
    send(root, server)
    assert told(server) == []
    assert states(root) == ["sending", "sent"]


@pytest.mark.parametrize("key", ["draft: true", "unlisted: true", "date: 2027-01-01", "visibility: private"])
def test_post_that_is_held_back_is_told_to_nobody_even_where_a_build_shows_it(make_site: MakeSite, server: FeedServer, key: str) -> None:
    root = site(make_site, server, f"---\n{key}\n---\n[Bob]({server.url}/bob)\n")
    publish(root, server)
    send(root, server)
    build(root, drafts=True, clean=True)
    for file in (root / "public").rglob("*.html"):
        server[f"/site/{file.relative_to(root / 'public').as_posix().removesuffix('index.html')}"] = text(file.read_bytes())
    server.asked.clear()
    send(root, server)
    assert (told(server), server.asked) == ([], [])


def test_post_that_becomes_a_draft_is_taken_back(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    publish(root, server)
    send(root, server)
    make_site({POST: f"---\ndraft: true\n---\n[Bob]({server.url}/bob) said.\n"})
    publish(root, server)
    send(root, server)
    assert told(server) == [TOLD, TOLD]
    assert states(root)[-1] == "deleted"


def test_dry_run_asks_nobody_and_writes_nothing(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(make_site, server)
    publish(root, server)
    assert send(root, server, "--dry-run") == 0
    out = capsys.readouterr().out
    assert f"link  {server.url}/site/@ada/2026-11-23-hello/ → {server.url}/bob\n" in out
    assert "1 site would be told" in out
    assert (server.asked, (root / "sent").exists()) == ([], False)


def test_site_that_takes_none_is_noted_and_not_asked_again(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    server["/bob"] = text("<p>Hello.</p>")
    publish(root, server)
    send(root, server)
    send(root, server)
    assert (told(server), states(root)) == ([], ["none"])
    assert len([path for path, _ in server.asked if path == "/bob"]) == 1


def test_endpoint_that_refuses_is_not_asked_again(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(make_site, server)
    server["/endpoint?of=bob"] = text("no", status=400)
    publish(root, server)
    assert send(root, server) == 0
    assert "refuses it with 400" in capsys.readouterr().err
    send(root, server, now="2026-11-26T12:00:00Z")
    assert (told(server), states(root)) == ([TOLD], ["sending", "failed"])


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 202 OK\r\nContent-Length: 99\r\n\r\nhello")


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"nonsense\r\n\r\n")


@pytest.mark.parametrize("answer", [text("", status=500), text("", status=503), cut_off, silent], ids=["500", "503", "cut off", "nonsense"])
def test_endpoint_out_of_order_is_asked_again_later_and_given_up_in_the_end(
    make_site: MakeSite, server: FeedServer, answer: object
) -> None:
    root = site(make_site, server)
    server["/endpoint?of=bob"] = answer  # type: ignore[assignment]
    publish(root, server)
    for minutes in (0, 20, 31):  # the pause is half an hour, then an hour
        send(root, server, now=f"2026-11-24T12:{minutes:02}:00Z")
    assert len(told(server)) == 2
    for day in range(25, 30):
        send(root, server, now=f"2026-11-{day}T12:00:00Z")
    assert len(told(server)) == 4
    assert states(root) == [*["sending", "waiting"] * 5, "sending", "failed"]


def test_host_that_asks_for_a_pause_gets_it_and_is_asked_nothing_else(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server, f"[1]({server.url}/bob) [2]({server.url}/bob?2)\n")
    server["/bob?2"] = server.answers["/bob"]
    server["/endpoint?of=bob"] = text("", status=429, Retry_After="7200")
    publish(root, server)
    send(root, server)
    assert len(told(server)) == 1
    send(root, server, now="2026-11-24T13:30:00Z")
    assert len(told(server)) == 1  # the other one, which was not asked yet
    server["/endpoint?of=bob"] = text("", status=200)
    send(root, server, now="2026-11-24T13:45:00Z")
    assert told(server) == []
    send(root, server, now="2026-11-24T14:01:00Z")
    assert len(told(server)) == 1


def test_endpoint_that_moved_is_followed_but_not_in_a_circle_or_to_a_private_place(
    make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(make_site, server)
    server["/endpoint?of=bob"] = redirect("/new?a=b", 308)
    server["/new?a=b"] = text("", status=201, Location="/status/1")
    publish(root, server)
    send(root, server)
    assert [path for path, *_ in told(server)] == ["/endpoint?of=bob", "/new?a=b"]
    assert states(root)[-1] == "sent"
    for there, state in (("/endpoint?of=bob", "failed"), ("http://[", "failed"), ("http://10.0.0.1/", "waiting")):
        server["/endpoint?of=bob"] = redirect(there, 307)
        make_site({POST: f"[Bob]({server.url}/bob) again: `{there}`.\n"})
        publish(root, server)
        send(root, server)
        assert len(told(server)) <= 3
        assert states(root)[-1] == state
    assert "not on the open web" in capsys.readouterr().err


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1/e", "http://localhost/e", "http://10.0.0.1/e", "http://[::1]/e", "https://x.example:8443/e"]
)
def test_endpoint_that_is_not_on_the_open_web_is_refused(make_site: MakeSite, server: FeedServer, endpoint: str) -> None:
    root = site(make_site, server)
    server["/bob"] = text(f'<link rel="webmention" href="{endpoint}">')
    publish(root, server)
    send(root, server)
    assert told(server) == []
    assert states(root)[-1] in {"failed", "waiting"}


def test_run_that_was_killed_while_it_sent_is_repeated(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    publish(root, server)
    send(root, server)
    path = root / "sent" / "ada.jsonl"
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + second[:20])
    send(root, server)
    send(root, server)
    assert told(server) == [TOLD, TOLD]
    assert (path.read_bytes().splitlines()[-1] + b"\n") == second


def test_site_that_cannot_be_reached_is_said_and_nothing_is_sent(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(
        {"config.yaml": "base_url: http://127.0.0.1:9/\ntag_authority: x.example,2026\n", POST: "[Bob](https://bob.example/)\n"}
    )
    build(root)
    assert cli.main(["webmention", "send", "--root", str(root), "--now", NOON, "--allow", "127.0.0.1:9"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("http://127.0.0.1:9/@ada/2026-11-23-hello/ cannot be reached")
    assert "nothing was sent: go online" in error
    assert not (root / "sent").exists()


def test_site_that_was_not_built_is_wrong_usage(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(make_site, server)
    assert send(root, server) == 2
    assert "the site was not built here yet; run `build` first" in capsys.readouterr().err
    assert not (root / ".microblog").exists()


def test_index_is_as_it_was_so_that_the_next_build_need_not_start_over(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    publish(root, server)
    send(root, server)
    assert build(root).why_anew == ""


def test_only_takes_a_post_by_reference_address_or_file(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    make_site({"posts/ada/2026-01-01-old.md": f"[Bob]({server.url}/bob)\n"})
    publish(root, server)
    for only in ("ada/2026-01-01-old", f"{server.url}/site/@ada/2026-01-01-old/", "posts/ada/2026-01-01-old.md"):
        assert send(root, server, "--only", only) == 0
        assert told(server) == [("/endpoint?of=bob", "@ada/2026-01-01-old/", "/bob")]
        (root / "sent" / "ada.jsonl").unlink()
    assert send(root, server, "--only", "hello") == 2


def test_what_no_post_or_date_is_is_told(make_site: MakeSite, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(make_site, server)
    publish(root, server)
    assert send(root, server, "--only", "ada/2026-01-01-none", "--only", "none") == 2
    told = capsys.readouterr().err
    assert "--only ada/2026-01-01-none: no post that readers are led to is called so" in told
    assert "--only none: name a post as ada/2026-11-23-hello" in told
    assert send(root, server, "--since", "soon") == 2
    assert "--since soon: `soon` is not a date" in capsys.readouterr().err
