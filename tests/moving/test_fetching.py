"""Fetching pictures from servers that misbehave: what cannot be had is told, and the post comes in with a link."""

from pathlib import Path

import pytest

from microblog.moving.fetching import Fetcher
from microblog.web.client import Client
from microblog.web.connections import Limits
from microblog.web.documents import Fault
from tests.support.archives import Mastodon, move_in, posts_of, tiny_picture, zipped
from tests.support.feed_server import FeedServer, redirect, text


def fetcher(server: FeedServer, slept: list[float] | None = None) -> Fetcher:
    def client(limits: Limits) -> Client:
        return Client([server.place], limits._replace(size=10_000, seconds=60.0))

    return Fetcher(client, server.url, [].append if slept is None else slept.append)


def archive(folder: Path, url: str) -> Path:
    ada = Mastodon("ada")
    ada.note(1, "<p>Tea</p>", attachment=[{"type": "Document", "mediaType": "image/jpeg", "url": url, "name": "A pot"}])
    return zipped(folder / "a.zip", ada.all_files())


def test_picture_is_fetched(server: FeedServer, tmp_path: Path) -> None:
    server["/a.jpg"] = text(tiny_picture(), "image/jpeg")
    move_in(tmp_path / "site", archive(tmp_path, f"{server.url}/a.jpg"), fetch=fetcher(server).fetch)
    assert 'photo:\n  - {file: "2022-11-05-1000-tea-1.jpg", alt: "A pot"}' in posts_of(tmp_path / "site", "ada")["2022-11-05-1000-tea.md"]


@pytest.mark.parametrize(
    "answer",
    [
        text("", status=500),
        text("<svg/>", "image/jpeg"),
        text(bytes(20_000), "image/jpeg"),
        redirect("/b.jpg"),
        text("", status=404),
        text(""),
    ],
    ids=["fails", "no picture", "too large", "circle", "gone", "empty"],
)
def test_what_cannot_be_had_is_told_and_linked(answer: object, server: FeedServer, tmp_path: Path) -> None:
    server["/b.jpg"] = answer  # type: ignore[assignment]
    url = f"{server.url}/b.jpg"
    imported = move_in(tmp_path / "site", archive(tmp_path, url), fetch=fetcher(server).fetch)
    assert sum(number for what, number in imported.left.items() if "likes" not in what) == 1
    assert posts_of(tmp_path / "site", "ada")["2022-11-05-1000-tea.md"].endswith(f"\nTea\n\n[A pot](<{url}>)\n")


def test_private_address_is_not_asked(tmp_path: Path) -> None:
    closed = Fetcher(lambda limits: Client((), limits))
    imported = move_in(tmp_path / "site", archive(tmp_path, "http://127.0.0.1:9/a.jpg"), fetch=closed.fetch)
    assert any("cannot be fetched" in what for what in imported.left)


def test_server_that_wants_to_be_left_alone_is_waited_for_once(server: FeedServer) -> None:
    slept: list[float] = []
    server["/c.jpg"] = text("", status=429, Retry_After="7")
    with pytest.raises(Fault):
        fetcher(server, slept).fetch(f"{server.url}/c.jpg")
    assert slept == [7.0]


def test_server_that_fails_again_and_again_is_not_asked_any_more(server: FeedServer) -> None:
    server["/d.jpg"] = text("", status=500)
    asked, found = len(server.asked), fetcher(server)
    for _ in range(9):
        with pytest.raises(Fault):
            found.fetch(f"{server.url}/d.jpg")
    assert len(server.asked) - asked == 5


@pytest.mark.parametrize("document", ["{", "[]", '{"service": [{"id": "#x", "serviceEndpoint": "https://x.example"}]}'])
def test_identity_that_names_no_server_is_told(document: str, server: FeedServer) -> None:
    server["/did:plc:ada"] = text(document, "application/json")
    with pytest.raises(Fault, match="names no place"):
        fetcher(server).fetch("at-blob://did:plc:ada/bafy")


def test_dry_run_asks_nobody(server: FeedServer, tmp_path: Path) -> None:
    asked = len(server.asked)
    imported = move_in(tmp_path / "site", archive(tmp_path, f"{server.url}/a.jpg"), fetch=fetcher(server).fetch, is_dry=True)
    assert imported.files == 1
    assert len(server.asked) == asked
