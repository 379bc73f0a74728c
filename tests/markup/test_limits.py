"""Texts that would take minutes are refused or done at once."""

import time

import pytest

from microblog.markup import Context, render
from microblog.markup.html.limits import is_too_deep
from microblog.markup.markdown.short import paragraphs
from microblog.markup.notes import Notes

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")
KILOBYTES = 4096
VECTORS = {
    "table": "|".join("a" * 680) + "\n" + "|".join("-" * 680) + "\n" + "a\n" * 680,
    "brackets": "[" * KILOBYTES,
    "pictures": "![" * (KILOBYTES // 2),
    "nested brackets": "[" * (KILOBYTES // 2) + "]" * (KILOBYTES // 2),
    "cdata": "<![CDATA[" * (KILOBYTES // 9),
    "footnotes": "[^1]" * (KILOBYTES // 4) + "\n\n[^1]: x",
    "fence and spaces": "```" + " " * KILOBYTES,
    "links": "[a](" * (KILOBYTES // 4),
    "tags": "<a " * (KILOBYTES // 3),
    "setext": "a\n=\n" * (KILOBYTES // 4),
    "autolinks": "<http://" * (KILOBYTES // 8),
    "titles": '<a title="' * (KILOBYTES // 10),
    "attributes": "<b" + " x" * (KILOBYTES // 2),
    "comments": "<!--" * 900 + "-->" * 100,
    "items": "- " * (KILOBYTES // 2) + "x",
    "numbers": "1. " * (KILOBYTES // 3),
    "quotes": "> " * (KILOBYTES // 2),
    "elements": "<b>" * (KILOBYTES // 3),
    "emphasis": "**a *a_ " * (KILOBYTES // 8),
    "backticks": "".join("`" * length + "a" for length in range(90)),
    "addresses": "http://" * (KILOBYTES // 7),
    "tasks": "- [ ] a\n" * (KILOBYTES // 8),
}


FENCES = {"never closed": "```a\n" * 12_000, "closed before": "```\n```\n" * 6_000 + "```a\n" * 2_000, "longer": "```a\n" * 9_000 + "````"}


@pytest.mark.parametrize("name", FENCES)
def test_fences_without_an_end_are_seen_at_once(name: str) -> None:
    start = time.process_time()
    assert paragraphs(FENCES[name], Notes(FENCES[name], HERE)) is None
    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", VECTORS)
def test_no_text_of_four_kilobytes_takes_long(name: str) -> None:
    start = time.process_time()
    render(VECTORS[name], HERE)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", ["table", "brackets", "cdata", "footnotes", "tags", "items", "quotes", "elements"])
def test_what_would_take_long_is_an_error(name: str) -> None:
    rendered = render(f"Hello.\n\n{VECTORS[name]}", HERE)
    assert rendered.html == ""
    assert [(problem.path, problem.is_warning) for problem in rendered.problems] == [("posts/ada/x.md", False)]


def test_error_names_the_line_of_the_block() -> None:
    (problem,) = render("Hello.\n\nLook:\n" + "[" * 2000, HERE).problems
    assert problem.line == 7


def test_fenced_code_may_hold_anything() -> None:
    rendered = render("```\n" + "[" * 2000 + "\n```", HERE)
    assert "[" * 2000 in rendered.html


def test_fence_that_markdown_does_not_see_hides_nothing() -> None:
    assert render("``` {.x}\n```\n" + "[" * 2000 + "\n```", HERE).problems


def test_long_ordinary_text_is_no_error() -> None:
    text = "\n\n".join(["A [link](https://example.org) and *more*.\n- one\n- two [x](/y)\n\n| a | b |\n|---|---|\n| 1 | 2 |"] * 100)
    assert render(text, HERE).problems == ()


def test_depth_counts_what_is_open() -> None:
    assert not is_too_deep("<div>" * 90 + "</div>" * 90)
    assert is_too_deep("<div>" * 101 + "</div>" * 101)
    assert is_too_deep("<b>" * 21)
    assert not is_too_deep("<p>a<br>" * 1000)
