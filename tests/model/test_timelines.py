"""The arithmetic of sealed pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.model import paging

posts = st.integers(0, 500)
sizes = st.integers(1, 30)


def test_first_page_holds_the_oldest_posts() -> None:
    assert paging.page_span(1, 20, 45) == range(20)


def test_last_page_may_be_short() -> None:
    assert paging.page_span(3, 20, 45) == range(40, 45)


def test_front_shows_the_page_before_as_well_where_the_last_is_short() -> None:
    assert paging.front_span(45, 20) == range(20, 45)


def test_front_shows_just_the_last_page_where_that_is_full() -> None:
    assert paging.front_span(40, 20) == range(20, 40)


def test_front_of_an_empty_timeline_is_empty() -> None:
    assert list(paging.front_span(0, 20)) == []
    assert paging.front_pager(0, 20) == paging.Pager(0, 0, 0)


@given(posts, sizes)
def test_walking_older_from_the_front_meets_each_post_once(count: int, size: int) -> None:
    seen = list(paging.front_span(count, size))
    older = paging.front_pager(count, size).older
    while older:
        seen += paging.page_span(older, size, count)
        older = paging.pager(older, count, size).older
    assert sorted(seen) == list(range(count))
    assert len(seen) == count


@given(posts, sizes, st.integers(1, 40))
def test_newer_posts_never_change_a_sealed_page(count: int, size: int, more: int) -> None:
    for number in range(1, paging.page_count(count, size)):
        assert paging.page_span(number, size, count) == paging.page_span(number, size, count + more)
        assert paging.pager(number, count, size) == paging.pager(number, count + more, size)


@given(posts, sizes)
def test_feed_and_archives_together_hold_every_post(count: int, size: int) -> None:
    seen = set(paging.feed_span(count, size))
    for number in range(1, paging.archive_count(count) + 1):
        seen |= set(paging.archive_span(number))
    assert seen == set(range(count))


def test_feed_holds_the_newest_twenty_however_few_the_archives_leave() -> None:
    assert paging.feed_span(101, 20) == range(81, 101)


@given(posts, sizes, st.integers(1, 60))
def test_json_feed_and_archives_hold_every_post_once_and_newer_posts_change_no_full_one(count: int, size: int, more: int) -> None:
    archived = paging.json_archived(count, size)
    seen = [*range(archived, count)]
    for number in range(1, paging.page_count(archived, 7) + 1):
        span = paging.page_span(number, 7, archived)
        seen += span
        if len(span) == 7:
            assert span == paging.page_span(number, 7, paging.json_archived(count + more, size))
    assert sorted(seen) == [*range(count)]


@pytest.mark.parametrize(
    ("positions", "low", "counts", "touched"),
    [
        (set(), 20, (20, 21), {1, 2}),  # page 1 gains a link to the new page 2
        (set(), 45, (45, 46), {3}),  # the last page grows
        (set(), 20, (21, 20), {1, 2}),  # page 2 vanishes
        ({5}, 45, (45, 45), {1}),  # one card is different
        (set(), 10, (45, 46), {1, 2, 3}),  # a post in the middle shifts what follows
    ],
)
def test_change_touches_just_the_pages_it_shows_on(positions: set[int], low: int, counts: tuple[int, int], touched: set[int]) -> None:
    assert paging.parts_touched(positions, low, counts, 20) == touched
