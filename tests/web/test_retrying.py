"""When what failed is asked again."""

import pytest

from microblog.web import retrying

NOW = 1_800_000_000


@pytest.mark.parametrize(("until", "expected"), [(NOW - 1, False), (NOW, False), (NOW + 60, True), (NOW + retrying.GONE, True)])
def test_what_is_to_be_left_alone_is_until_its_moment(until: int, expected: bool) -> None:
    assert retrying.is_early(until, NOW) == expected


def test_moment_that_a_clock_noted_which_ran_years_ahead_is_none() -> None:
    noted = NOW + 10 * 365 * 86_400 + retrying.pause(1, 0, is_gone=False)
    assert not retrying.is_early(noted, NOW)


@pytest.mark.parametrize("failures", [-(10**400), -1, 0, 1, 10**400])
def test_any_number_of_failures_that_was_noted_gives_a_pause(failures: int) -> None:
    assert retrying.FIRST <= retrying.pause(failures, 0, is_gone=False) <= retrying.LONGEST
