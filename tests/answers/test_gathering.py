"""The command `answers` from end to end, against a server on this machine that is good or bad: server → file → page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from microblog.answers.gathering import Gathered, Services, gather
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.errors import ContentError, UsageError
from microblog.web.client import Client
from microblog.web.connections import Limits
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, feed_server, redirect, text
from tests.support.site_tree import build

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
REF = "ada/2026-11-23-hello"
FILE = f"answers/{REF}.json"


@pytest.fixture(scope="module")
def running() -> Iterator[FeedServer]:
    with feed_server() as server:
        yield server


@pytest.fixture
def server(running: FeedServer) -> FeedServer:
    running.answers.clear()
    running.asked.clear()
    return running


def site(make_site: MakeSite, server: FeedServer, **more: str) -> Path:
    copy = f"---\nsyndication: {server.url}/@ada/1\n---\nHello"
    return make_site({"config.yaml": CONFIG, f"posts/{REF}.md": copy, **more})


def account(name: str, number: int = 7, **values: Any) -> dict[str, Any]:
    host = f"https://{name}.example"
    return {"id": str(number), "acct": f"{name}@{name}.example", "display_name": name.title(), "url": f"{host}/@{name}", **values}


def status(number: int, name: str, words: str, answers: int = 1, **values: Any) -> dict[str, Any]:
    made = {"id": str(number), "in_reply_to_id": str(answers), "visibility": "public", "created_at": f"2026-11-24T10:{number:02}:00.000Z"}
    return {**made, "url": f"https://{name}.example/@{name}/{number}", "content": f"<p>{words}</p>", "account": account(name), **values}


def serve(server: FeedServer, *replies: dict[str, Any], likes: tuple[str, ...] = (), reposts: tuple[str, ...] = (), **told: int) -> None:
    """Let the server have a status with these replies, and who liked and reposted it."""
    base = "/api/v1/statuses/1"
    counts = {"favourites_count": len(likes), "reblogs_count": len(reposts), "replies_count": len(replies), **told}
    server[base] = as_json({"id": "1", **counts})
    server[f"{base}/context"] = as_json({"ancestors": [], "descendants": list(replies)})
    for name, people in (("favourited_by", likes), ("reblogged_by", reposts)):
        server[f"{base}/{name}?limit=80"] = as_json([account(one, at) for at, one in enumerate(people)])


def as_json(value: Any, status: int = 200, **headers: str) -> Any:
    return text(json.dumps(value), "application/json", status, **headers)


def run(root: Path, server: FeedServer, *only: str, hours: float = 0, dry: bool = False, token: str = "") -> Gathered:
    """Gather as though it were so many hours after noon."""
    options = Options(root=root, now=(NOON + timedelta(hours=hours)).isoformat())
    client = Client([server.place], Limits(seconds=2, size=2_000_000, redirects=2))
    return gather(read_settings(options), client, only, Services(server.url, server.url, token), is_dry=dry)


def kept(root: Path, ref: str = REF) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((root / f"answers/{ref}.json").read_text())["answers"]
    return found


def words(root: Path) -> list[str]:
    return [answer.get("content_html", answer["kind"]) for answer in kept(root)]


def page(root: Path, path: str = f"@{REF}/") -> str:
    return (root / "public" / path / "index.html").read_text()


def test_replies_likes_and_reposts_go_from_the_server_into_a_file_and_onto_the_page(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, server)
    serve(server, status(2, "wren", "Nice"), status(3, "finch", "Yes", answers=2), likes=("jay", "kite"), reposts=("owl",))
    done = run(root, server)
    assert [outcome.faults for outcome in done.outcomes] == [()]
    build(root)
    html = page(root)
    assert html.index("<p>Nice</p>") < html.index("<p>Yes</p>")
    for shown in ("2 replies", "Liked by 2 people", "Reposted by one person", "on wren.example", "@finch@finch.example"):
        assert shown in html
