"""A stored feed could have been written by anybody."""

import json
from typing import Any

import pytest

from microblog.content.stored_feeds import MAX_ENTRIES, dump_feed, file_name, make_entry, parse_feed, with_entries
from microblog.model.remote import RemoteEntry, RemoteFeed

TARGET = "https://fen.example/feed/"
ENTRY = RemoteEntry(
    "1", "https://fen.example/1", "One", "2026-11-23T10:00:00+01:00", "2026-11-24T10:00:00+01:00", "Wren", "", "<p>Hi</p>", "Hi", ("mud",)
)
FEED = RemoteFeed(TARGET, TARGET, "rss", "Fen", "https://fen.example/", "Wren", "https://fen.example/wren", "en", "urn:fen", (ENTRY,))


def parse(change: dict[str, Any], name: str = file_name(TARGET)) -> RemoteFeed | str:
    return parse_feed(name, json.dumps(json.loads(dump_feed(FEED)) | change).encode())


def entry(change: dict[str, Any]) -> RemoteEntry:
    feed = parse({"entries": [json.loads(dump_feed(FEED))["entries"][0] | change]})
    assert isinstance(feed, RemoteFeed), feed
    return feed.entries[0]


def test_feed_is_read_as_it_was_written() -> None:
    assert parse({}) == FEED


def test_name_of_the_file_is_for_people_and_unlike_any_other() -> None:
    assert file_name(TARGET).startswith("fen-example-feed-")
    assert file_name("@wren@social.example").startswith("wren-social-example-")
    assert file_name("https://fen.example/feed") != file_name(TARGET)
    assert len(file_name(f"https://fen.example/{'a' * 900}")) < 100


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b"null", b"{}"])
def test_what_is_no_stored_feed_is_told(data: bytes) -> None:
    assert isinstance(parse_feed("x.json", data), str)


@pytest.mark.parametrize(
    "change",
    [
        {"form": "microblog feed 9"},
        {"target": "https://other.example/"},
        {"target": 1},
        {"target": "ada"},
        {"url": "javascript:alert(1)"},
        {"url": 1},
        {"title": ["x"]},
        {"entries": {}},
        {"entries": [1]},
        {"entries": [{}]},
        {"format": "exe"},
        {"entries": [{"published": "yesterday"}]},
        {"entries": [{"published": "2026-11-23T10:00:00Z", "tags": [1]}]},
        {"entries": [{"published": "2026-11-23T10:00:00Z", "content_html": 1}]},
    ],
)
def test_damaged_feed_is_told_whatever_is_wrong_with_it(change: dict[str, Any]) -> None:
    assert isinstance(parse(change), str)


def test_feed_under_another_feeds_name_is_told() -> None:
    assert parse({}, "other.json") == "has not the name of the feed in it"


@pytest.mark.parametrize(
    ("change", "field", "kept"),
    [
        ({"content_html": "<p onclick=x>Hi<script>alert(1)</script>"}, "content_html", "<p>Hi</p>"),
        (
            {"content_html": '<img src="https://x.example/a.png">'},
            "content_html",
            '<a href="https://x.example/a.png" rel="nofollow ugc noopener">a.png</a>',
        ),
        ({"url": "javascript:alert(1)"}, "url", ""),
        ({"author_url": "data:x"}, "author_url", ""),
        ({"title": "a\0b\nc\u202e"}, "title", "ab c\u202e"),
        ({"author": "x" * 1000}, "author", "x" * 299 + "…"),
        ({"text": "<b>", "content_html": ""}, "content_html", "<p>&lt;b&gt;</p>"),
        ({"updated": "2020-01-01T00:00:00Z"}, "updated", "2026-11-23T10:00:00+01:00"),
        ({"tags": ["#a", "", "a", " b\n"]}, "tags", ("a", "b")),
    ],
)
def test_nothing_in_a_stored_feed_is_believed(change: dict[str, Any], field: str, kept: object) -> None:
    assert getattr(entry(change), field) == kept


def test_language_that_is_none_is_dropped() -> None:
    feed = parse({"lang": '"><script>'})
    assert isinstance(feed, RemoteFeed)
    assert feed.lang == ""


def made(number: int, content: str = "Hi") -> RemoteEntry:
    return make_entry(
        RemoteEntry(str(number), "", "", f"2026-11-23T00:{number // 60:02}:{number % 60:02}Z", "", content_html=content), TARGET
    )


def test_feed_keeps_its_newest_entries_each_once_as_far_as_there_is_room() -> None:
    many = [made(number) for number in range(MAX_ENTRIES + 10)]
    assert [entry.id for entry in with_entries(FEED, [*many, *many]).entries] == [str(n) for n in range(MAX_ENTRIES + 9, 9, -1)]
    large = [made(number, "<p>" + "word " * 10_000) for number in range(30)]
    assert len(with_entries(FEED, large).entries) == 20


def test_content_that_is_too_large_is_kept_as_its_beginning() -> None:
    kept = made(1, "<p>" + "word " * 20_000)
    assert len(kept.content_html) < 400
    assert kept.text.endswith("…")


def test_entry_that_says_nothing_is_left_out() -> None:
    assert with_entries(FEED, [made(1, "<p></p>")]).entries == ()
