"""The arithmetic of sealed pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog import timelines

posts = st.integers(0, 500)
sizes = st.integers(1, 30)


def test_first_page_holds_the_oldest_posts() -> None:
    assert timelines.page_span(1, 20, 45) == range(20)


def test_last_page_may_be_short() -> None:
    assert timelines.page_span(3, 20, 45) == range(40, 45)


def test_front_shows_the_page_before_as_well_where_the_last_is_short() -> None:
    assert timelines.front_span(45, 20) == range(20, 45)


def test_front_shows_just_the_last_page_where_that_is_full() -> None:
    assert timelines.front_span(40, 20) == range(20, 40)


def test_front_of_an_empty_timeline_is_empty() -> None:
    assert list(timelines.front_span(0, 20)) == []
    assert timelines.front_pager(0, 20) == timelines.Pager(0, 0, 0)


@given(posts, sizes)
def test_walking_older_from_the_front_meets_each_post_once(count: int, size: int) -> None:
    seen = list(timelines.front_span(count, size))
    older = timelines.front_pager(count, size).older
    while older:
        seen += timelines.page_span(older, size, count)
        older = timelines.pager(older, count, size).older
    assert sorted(seen) == list(range(count))
    assert len(seen) == count


@given(posts, sizes, st.integers(1, 40))
def test_newer_posts_never_change_a_sealed_page(count: int, size: int, more: int) -> None:
    for number in range(1, timelines.page_count(count, size)):
        assert timelines.page_span(number, size, count) == timelines.page_span(number, size, count + more)
        assert timelines.pager(number, count, size) == timelines.pager(number, count + more, size)


@given(posts, sizes)
def test_feed_and_archives_together_hold_every_post(count: int, size: int) -> None:
    seen = set(timelines.feed_span(count, size))
    for number in range(1, timelines.archive_count(count) + 1):
        seen |= set(timelines.archive_span(number))
    assert seen == set(range(count))


def test_feed_holds_the_newest_twenty_however_few_the_archives_leave() -> None:
    assert timelines.feed_span(101, 20) == range(81, 101)


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
    assert timelines.parts_touched(positions, low, counts, 20) == touched
