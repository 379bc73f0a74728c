"""Files of answers from other sites: nothing in them is believed."""

import json
from typing import Any

import pytest

from microblog.content.answers import MAX_DONE, MAX_SAID, dump_answers, parse_answers, path_of, ref_of
from microblog.model.remote import RemoteAnswers

REF = "ada/2026-11-23-hello"
PATH = f"answers/{REF}.json"
VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "<math><mtext></mtext><mglyph><style><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<p class='h-card u-url' id=main style='position:fixed'>x</p>",
    "mention:ada",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "\x00\x1b[31m]]>",
)


def reply(number: int = 1, **values: Any) -> dict[str, Any]:
    author = {"name": "Wren", "url": "https://s.example/@wren", "handle": "@wren@s.example"}
    made = {"id": f"mastodon:s.example/{number}", "kind": "reply", "via": "mastodon", "url": f"https://s.example/@wren/{number}"}
    return {**made, "published": "2026-11-24T10:00:00Z", "author": author, "content_html": f"<p>No. {number}</p>", **values}


def parsed(*answers: Any, **values: Any) -> RemoteAnswers | str:
    return parse_answers(PATH, json.dumps({"form": "microblog answers 1", "post": REF, "answers": [*answers], **values}).encode())


def read(*answers: Any, **values: Any) -> RemoteAnswers:
    found = parsed(*answers, **values)
    assert isinstance(found, RemoteAnswers), found
    return found


def test_what_is_written_is_read_as_it_was_and_written_the_same() -> None:
    found = read(
        reply(1), reply(2, kind="like"), reply(3, cw="Spoiler", lang="de", parent="mastodon:s.example/1"), seen=["1f0c6f5ad2a7b9e3"]
    )
    assert parse_answers(PATH, dump_answers(found)) == found
    assert dump_answers(found) == dump_answers(
        read(reply(3, cw="Spoiler", lang="de", parent="mastodon:s.example/1"), reply(1), reply(2, kind="like"), seen=["1f0c6f5ad2a7b9e3"])
    )


@pytest.mark.parametrize("ref", ["ada/2026-11-23-hello", "ada/trip/day-1", "ada/日本語"])
def test_file_is_called_as_the_post_is(ref: str) -> None:
    assert ref_of(path_of(ref)) == ref


@pytest.mark.parametrize(
    "path", ["answers/ada.json", "answers/../posts/x/y.json", "answers/Ada/x/../y.json", "answers/ada/x.txt", "remote/ada/x.json"]
)
def test_file_of_another_name_keeps_no_answers(path: str) -> None:
    assert not ref_of(path) or ".." not in ref_of(path)
    assert isinstance(parse_answers(path, b'{"form": "microblog answers 1", "post": "ada/y"}'), str)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 100_000,
        b"[]",
        b'{"form": "microblog answers 2"}',
        b'{"form": "microblog answers 1", "post": "bob/2026-11-23-hello"}',
        b'{"form": "microblog answers 1", "post": "ada/2026-11-23-hello", "answers": {}}',
        b'{"form": "microblog answers 1", "post": "ada/2026-11-23-hello", "seen": [1]}',
        b'{"form": "microblog answers 1", "post": "ada/2026-11-23-hello", "seen": ["\\ud800x"]}',
        b'{"form": "microblog answers 1", "post": "ada/2026-11-23-hello", "more": [{"copy": "x", "kind": "like", "count": -1}]}',
    ],
)
def test_damaged_file_says_what_is_wrong(data: bytes) -> None:
    assert isinstance(parse_answers(PATH, data), str)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "s.example/1"},
        {"id": "bluesky:at://did:plc:x/app.bsky.feed.post/1"},
        {"kind": "admin"},
        {"via": "us"},
        {"author": "Wren"},
        {"author": {"name": 7}},
        {"url": 7},
        {"content_html": ""},
        {"published": ""},
        {"published": "yesterday"},
        {"url": "javascript:alert(1)", "author": {"name": "Wren"}},
    ],
)
def test_answer_that_is_none_makes_the_file_invalid(wrong: dict[str, Any]) -> None:
    assert "damaged answer" in str(parsed(reply(1, **wrong)))


@pytest.mark.parametrize("vector", VECTORS)
def test_no_field_brings_in_what_could_do_harm(vector: str) -> None:
    for field in ("name", "url", "handle", "did", "content_html", "cw", "lang", "updated", "parent"):
        assert_harmless(field, vector)


def assert_harmless(field: str, vector: str) -> None:
    values = reply()
    if field in ("name", "url", "handle", "did"):
        values["author"][field] = vector
    else:
        values[field] = f"<p>Words</p>{vector}" if field == "content_html" else vector
    (found,) = read(values).answers
    html = found.content_html.lower()
    assert not any(
        bad in html
        for bad in (
            "<script",
            "onerror=",
            "onload=",
            '="javascript:',
            "style=",
            "class=",
            "id=",
            "<svg",
            "<iframe",
            "<img",
            'mention:ada"',
            "\0",
            "\x1b",
        )
    )
    assert all(not url or url.startswith("https://") for url in (found.url, found.author_url))
    assert not any(turn in found.author + found.cw + found.handle for turn in "\u202e\0\x1b")
    assert "<" not in found.handle + found.did + found.lang + found.published + found.updated + found.host


def test_parents_in_a_circle_and_those_that_are_not_here_give_answers_to_the_post() -> None:
    ids = [f"mastodon:s.example/{number}" for number in range(8)]
    rows = [(1, ids[2]), (2, ids[3]), (3, ids[1]), (4, ids[4]), (5, ids[0]), (6, ids[5]), (7, ids[1])]
    found = read(*(reply(number, parent=parent) for number, parent in rows))
    assert {answer.id[-1]: answer.parent[-1:] for answer in found.answers} == {
        "1": "",
        "2": "",
        "3": "",
        "4": "",
        "5": "",
        "6": "5",
        "7": "",
    }


def test_chain_of_all_answers_is_read_in_time() -> None:
    found = read(*(reply(number, parent=f"mastodon:s.example/{number - 1}") for number in range(MAX_SAID)))
    assert [bool(answer.parent) for answer in found.answers].count(True) == MAX_SAID - 1


def test_id_counts_for_the_first_that_has_it() -> None:
    found = read(reply(1), reply(1, content_html="<p>I am No. 1</p>", published="2026-11-25T10:00:00Z"))
    assert [answer.content_html for answer in found.answers] == ["<p>No. 1</p>"]


def test_amounts_are_bounded() -> None:
    likes = (reply(number, kind="like") for number in range(MAX_DONE + 10))
    assert len(read(*likes).answers) == MAX_DONE
    large = (reply(number, content_html="<p>" + "x" * 60_000 + "</p>") for number in range(40))
    assert sum(len(answer.content_html) for answer in read(*large).answers) <= 1 << 20


def test_answer_is_never_updated_before_it_was_published() -> None:
    (found,) = read(reply(updated="2020-01-01T00:00:00Z")).answers
    assert found.updated == found.published
