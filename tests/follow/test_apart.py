"""A document that keeps its reader busy is left when the time is over."""

import sys
from pathlib import Path

import pytest

from microblog.follow import apart
from microblog.follow.apart import examine_apart
from microblog.follow.examining import examine
from microblog.web.apart import read_apart
from microblog.web.documents import Answer, Fault

FEEDS = Path(__file__).parent / "feeds"


def answer(body: bytes, url: str = "https://x.example/feed") -> Answer:
    return Answer(url, 200, {"content-type": "text/html; charset=utf-8"}, body)


@pytest.mark.parametrize("name", ["wordpress.rss", "h-feed.html", "yarn.txt"])
def test_feed_is_found_as_it_would_be_here(name: str) -> None:
    given = answer((FEEDS / name).read_bytes())
    assert examine_apart(given) == examine(given)
    assert examine(given).found


def test_page_names_its_feeds_as_it_would_here() -> None:
    given = answer(b"<html><link rel=alternate type=application/rss+xml href=feed.xml>")
    assert examine_apart(given) == examine(given)
    assert examine(given).feeds == ("https://x.example/feed.xml",)


def test_page_that_nests_without_end_is_left_when_the_time_is_over() -> None:
    with pytest.raises(Fault, match="takes longer than 2 s to read"):
        examine_apart(answer(b"<html class=h-entry>" + b"<div>" * 190_000 + b"</html>"), seconds=2)


def test_reader_that_takes_all_memory_is_the_documents_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", "raise MemoryError")
    with pytest.raises(Fault, match="cannot be read"):
        examine_apart(answer(b"x"))


@pytest.mark.skipif(sys.platform != "linux", reason="no other system bounds the memory of a process for sure")
def test_reader_has_a_bound_on_its_memory() -> None:
    def takes(size: int) -> str:
        return f"from microblog.web.apart import answer_apart; answer_apart(lambda _: len(bytearray({size})))"

    assert read_apart(takes(1 << 20), answer(b"x")) == 1 << 20
    with pytest.raises(Fault, match="cannot be read"):
        read_apart(takes(3 << 29), answer(b"x"))


def test_outbox_comes_back_from_the_other_process_as_it_is() -> None:
    post = '{"type": "Create", "object": {"type": "Note", "id": "https://x.example/1", "content": "A"}}'
    body = f'{{"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "orderedItems": [{post}], "next": "/2"}}'
    outbox = Answer("https://x.example/outbox", 200, {}, body.encode())
    assert examine_apart(outbox) == examine(outbox)
    assert examine(outbox).more == ("https://x.example/2",)
    actor = b'{"@context": "https://www.w3.org/ns/activitystreams", "type": "Person", "name": "Fen", "outbox": "/o"}'
    assert examine_apart(Answer("https://x.example/a", 200, {}, actor)) == examine(Answer("https://x.example/a", 200, {}, actor))
