"""Calendars of days."""

from types import SimpleNamespace

from microblog.library.activity import Month
from microblog.render.calendars import bars, calendars


def squares(year: SimpleNamespace) -> dict[int, int]:
    """Return how many days have each weight."""
    return {some.weight: some.path.count("M") for some in year.squares}


def test_newest_year_ends_at_the_newest_post_and_an_older_one_too() -> None:
    newest, before = calendars([Month("2026-02", [0, 1]), Month("2025-12", [1] * 31)], is_rtl=False)
    assert (newest.year, squares(newest)) == (2026, {0: 31 + 2, 1: 1})
    assert (before.year, squares(before)) == (2025, {0: 365, 1: 31})


def test_leap_year_has_its_day() -> None:
    (year,) = calendars([Month("2024-12", [0] * 30 + [1])], is_rtl=False)
    assert squares(year) == {0: 366, 1: 1}


def test_last_year_of_all_is_a_year() -> None:
    (year,) = calendars([Month("9999-12", [1])], is_rtl=False)
    assert squares(year) == {0: 365 - 30, 1: 1}


def test_years_further_back_are_left_out() -> None:
    assert [year.year for year in calendars([Month("2026-02", [1]), Month("2023-12", [1])], is_rtl=False)] == [2026]
    assert calendars([], is_rtl=False) == []


def test_weight_grows_with_the_posts_of_a_day() -> None:
    (year,) = calendars([Month("2026-01", [1, 2, 3, 0, 4, 7, 8, 60])], is_rtl=False)
    assert squares(year) == {0: 8, 1: 1, 2: 2, 3: 2, 4: 2}


def test_busiest_month_is_said_and_the_first_of_equals() -> None:
    (year,) = calendars([Month("2026-03", [2]), Month("2026-02", [1, 1]), Month("2026-01", [1])], is_rtl=False)
    assert (year.count, year.busiest) == (5, 2)


def test_squares_stand_by_week_and_weekday_and_mirrored_from_the_right() -> None:
    month = [Month("2026-01", [1])]  # a Thursday
    (year,), (mirrored,) = calendars(month, is_rtl=False), calendars(month, is_rtl=True)
    assert year.squares[0].path.startswith("M0 53h10")
    assert mirrored.squares[0].path.startswith("M351 53h10")
    assert (year.names[0].x, mirrored.names[0].x) == (0, year.width)


def test_half_a_year_has_one_row_of_weeks() -> None:
    (short,), (long,) = (calendars([Month(f"2026-0{month}", [1])], is_rtl=False) for month in (6, 7))
    assert short.height < 113 < long.height
    assert all(0 <= int(place.split(" ")[0]) <= 351 for place in long.squares[0].path.split("M")[1:])


def test_bar_of_a_month_with_posts_is_never_nothing() -> None:
    rows = bars([SimpleNamespace(count=1000), SimpleNamespace(count=500), SimpleNamespace(count=1)])
    assert [row.bar for row in rows] == [100, 50, 1]
