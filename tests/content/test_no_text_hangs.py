"""No text keeps the patterns of a head, or whatever else reads a post, busy: each piece is repeated behind what begins a head, or alone."""

import time

import pytest

from microblog.content.posts import parse_post
from microblog.content.standing_pages import parse_page
from microblog.model.nouns import Config

CONFIG = Config(base_url="https://example.org/x/")
BEGINNINGS = [
    "",
    "- a\n",
    "--\n",
    "{\n",
    "{",
    "title: x\n",
    "Words.\n---\n",
    "[",
    "<!-- a -->\n",
    "-- ",
    "---\n---\n- a\n",
    "key: v\n",
    ".. a: b\n",
]
PIECES = [
    "  - a\n", "          b\n", "- : a\n", "\n", " ", " \n", "<!--a-->", "{#a#}", "#a\n", "\u200b", "a", "a:", "a: b\n", "-",
    "- ", "+", '"', "{", " a: b\n  c\n", "\ta\n", "=\n", "ㅤ", "*", "a: b\n\n", "date: x\n", "draft: x\n", "\u200b \u200b", ":",
    "---\n", "| a ", "[[a", "![", "@a", "#", "%%", "~", "`", "<a", "&amp", "http://", "www.", "a.b/", "\\", "^", "_a", "**a",
    "1. ", "> ", "$", "![[", "](", "@a@b.", ".", "\xa0",
]  # fmt: skip


def seconds(text: str) -> float:
    start = time.process_time()
    parse_post("posts/ada/2026-11-23-a.md", text.encode(), CONFIG, {})
    return time.process_time() - start


def slow(length: int, beginnings: list[str], bound: float) -> list[str]:
    """List what takes longer than the bound."""
    found = []
    for start in beginnings:
        for piece in PIECES:
            text = start + piece * (length // len(piece)) + "\n!"
            if (spent := seconds(text)) > bound:
                found.append(f"{start!r} {piece!r} {spent:.1f} s")
    return found


def test_nested_list_of_a_few_lines_is_read_at_once() -> None:
    assert seconds("- Fruit\n" + "  - Apples\n    - Green\n" * 30) < 1


def test_heading_of_blanks_is_read_at_once() -> None:
    start = time.process_time()
    parse_page("pages/about.md", b"# " + b" " * 20_000 + b"x" + b" # " * 20_000 + b"y", CONFIG)
    assert time.process_time() - start < 1


def test_note_whose_name_never_ends_is_read_at_once() -> None:
    assert seconds("[" + "^" * 40_000) < 2


@pytest.mark.parametrize("beginnings", [BEGINNINGS[:1], BEGINNINGS[1:]], ids=["alone", "behind a head"])
def test_no_piece_that_is_repeated_takes_long(beginnings: list[str]) -> None:
    assert slow(600, beginnings, 0.5) == []


@pytest.mark.nightly
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_no_piece_that_fills_a_whole_post_takes_longer_than_a_post_may(beginning: str) -> None:
    assert slow(199_000, [beginning], 5) == []
