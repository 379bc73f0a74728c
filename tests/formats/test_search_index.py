"""The files of the search index: what a row says, and how little a search reads of many posts."""

import gzip
import random
from collections.abc import Sequence
from functools import cache

import pytest

from microblog.formats.search_index import make_label, make_row, number, render_segment, shard_of
from microblog.model.segments import LEVELS, Segment, segments

SMALL = Segment(0, 0, 2, 1)


def lines(rows: Sequence[str]) -> list[str]:
    """Return the lines of a small segment, each with its term written out."""
    found, before = [], ""
    for line in render_segment(rows, SMALL)[0].decode().split("\n"):
        shared, (rest, _, postings) = ord(line[0]) - 33, line[1:].partition(" ")
        before = before[:shared] + rest
        found.append(f"{before} {postings}")
    return found


def test_row_has_day_labels_and_terms_by_where_they_stand() -> None:
    row = make_row(20454, ["from:ada", "tag:tea"], [("text", "Tea, 東京!"), ("title", "On Tea")])
    assert row == "20454\tfrom:ada tag:tea\ttext tea 東京 京\ttitle on tea"


def test_labels_are_compared_as_words_are() -> None:
    assert make_label("tag", "Crème  Brûlée") == "tag:creme-brulee"


def test_segment_says_where_terms_stand() -> None:
    text = "tea teapot tea with milk and sugar"
    rows = [make_row(2, ["from:ada"], [("text", text)]), make_row(3, ["from:ada"], [("text", f"no {text[4:]}")])]
    assert lines(rows)[1:3] == ['from:ada !"', "milk !&!&"]  # the first post and the one behind it; in each at the fifth place
    assert lines(rows)[-3:] == ['tea !z#"$!$', "teapot !#!#", "with !%!%"]  # the weight of what stands twice, two places, and then one
    assert "on: %!#!" in lines(rows)  # two days after the first, then one more


@pytest.mark.parametrize(("value", "text"), [(0, "!"), (46, "O"), (47, 'P"'), (47 * 47, 'PP"')])
def test_number_ends_with_a_character_of_the_lower_half(value: int, text: str) -> None:
    assert number(value) == text


def test_words_that_one_beginning_finds_are_in_one_shard() -> None:
    assert len({shard_of(term, 23) for term in ("tea", "teapot", "team")}) == 1
    assert shard_of("東", 23) == shard_of("東京", 23)


@cache
def rows() -> list[str]:
    """Make ten thousand posts of thirty words that are used as often as words are."""
    rng = random.Random(1)  # noqa: S311 - the same each time
    words = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 9))) for _ in range(4000)]
    weights = [1 / (at + 5) for at in range(len(words))]
    texts = [" ".join(rng.choices(words, weights, k=30)) for _ in range(10_000)]
    return [make_row(15_000 + at // 4, [f"from:u{at % 50}"], [("text", text)]) for at, text in enumerate(texts)]


def read_for(terms: Sequence[str], posts: int) -> int:
    """Count the bytes that a browser reads of the index for some terms, as hosts compress them."""
    found = 0
    for segment in segments(posts):
        files = render_segment(rows()[segment.span.start : segment.span.stop], segment)
        parts = {shard_of(term, LEVELS[segment.level].shards) for term in terms}
        found += sum(len(gzip.compress(files[part])) for part in parts)
    return found


def test_two_words_read_less_than_120_kilobytes_of_ten_thousand_posts() -> None:
    often, seldom = (sorted({row.split()[place] for row in rows()[:50]})[7] for place in (3, 9))
    assert read_for([often], 10_000) < 90_000
    assert read_for([often, seldom], 10_000) < 120_000
