"""Calendars of an author's activity: a square a day, drawn from the counts of days. Pure.

A year is two rows of weeks, one for each half, so that its squares are large enough on a phone. Weeks begin on Monday.
The newest year ends at the newest post, since a page may say nothing that is only true today.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from types import SimpleNamespace

from microblog.library.activity import Month

_SIDE, _STEP = 10, 13  # of a square, and from one to the next
_HEAD = 14  # above the squares of a half, where the months' names stand
_GAP = 8  # between the halves
_HALF = _HEAD + 7 * _STEP + _GAP
_WEEKS = 28  # most in half a year
_WIDTH = _WEEKS * _STEP - (_STEP - _SIDE)
_HEAVIEST = 4  # the weights are 1 post, 2 or 3, 4 to 7, and more
_BAR = 100
_SQUARE = f"h{_SIDE}v{_SIDE}h-{_SIDE}z"
_DAYS = 184  # from July to December


def calendars(months: Sequence[Month], *, is_rtl: bool) -> list[SimpleNamespace]:
    """Return the newest year of some months, and the one before where it has posts; `months` are the newest first."""
    years = {month.name[:4]: [one for one in months if one.name[:4] == month.name[:4]] for month in months}
    newest = int(next(iter(years), 0))
    return [_year(int(year), found, is_rtl=is_rtl) for year, found in years.items() if newest - int(year) <= 1]


def _year(year: int, months: Sequence[Month], *, is_rtl: bool) -> SimpleNamespace:
    """Return what is drawn and said of a year; its first one in `months` is the last to be drawn."""
    counts = {int(month.name[5:]): month.counts for month in months}
    places, end = _places(year, is_rtl=is_rtl), max(counts)
    squares = ["".join(places[: _index(year, end, len(counts[end])) + 1]), *[""] * _HEAVIEST]
    for index, posts in _days(year, counts):
        squares[_weight(posts)] += places[index]
    return SimpleNamespace(
        year=year,
        count=sum(month.posts for month in months),
        busiest=max(sorted(counts), key=lambda month: sum(counts[month])),
        squares=[SimpleNamespace(weight=weight, path=path) for weight, path in enumerate(squares) if path],
        names=[_name(year, month, is_rtl=is_rtl) for month in range(1, end + 1)],
        dir="rtl" if is_rtl else "ltr",
        width=_WIDTH,
        height=_HALF * (2 if end > 6 else 1) - _GAP,
        months=bars([SimpleNamespace(month=int(month.name[5:]), url="", count=month.posts) for month in months]),
    )


def _days(year: int, counts: dict[int, list[int]]) -> Iterator[tuple[int, int]]:
    """Yield the days of a year that have posts, counted from its first, with how many each has."""
    for month, of_month in sorted(counts.items()):
        start = _index(year, month, 1)
        yield from ((start + day, posts) for day, posts in enumerate(of_month) if posts)


def _index(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - date(year, 1, 1).toordinal()


def _weight(posts: int) -> int:
    return min(_HEAVIEST, posts.bit_length())


@lru_cache(maxsize=16)
def _places(year: int, *, is_rtl: bool) -> tuple[str, ...]:
    """Return the squares of a year's days, which are the same in every author's calendar."""
    return tuple([place for month in (1, 7) for place in _places_of_half(date(year, month, 1), is_rtl=is_rtl)])


def _places_of_half(first: date, *, is_rtl: bool) -> Iterator[str]:
    """Yield the squares of the days of half a year, counted from the Monday on or before its first day."""
    start, top = first.weekday(), _top(first.month) + _HEAD
    days = _index(first.year, 7, 1) if first.month == 1 else _DAYS
    for place in range(start, start + days):
        week, weekday = divmod(place, 7)
        x = week * _STEP
        yield f"M{_WIDTH - _SIDE - x if is_rtl else x} {top + weekday * _STEP}{_SQUARE}"


def _column(day: date) -> int:
    """Return the week of a day in its half of the year."""
    first = date(day.year, 1 if day.month <= 6 else 7, 1)
    return (day.toordinal() - first.toordinal() + first.weekday()) // 7


def _top(month: int) -> int:
    return 0 if month <= 6 else _HALF


def _name(year: int, month: int, *, is_rtl: bool) -> SimpleNamespace:
    """Return where the name of a month begins: above the first week that begins in it."""
    first = date(year, month, 1)
    x = (_column(first) + (first.weekday() > 0 and month not in (1, 7))) * _STEP
    return SimpleNamespace(month=month, x=_WIDTH - x if is_rtl else x, y=_top(month) + _HEAD - 4)


def bars(rows: list[SimpleNamespace]) -> list[SimpleNamespace]:
    """Return the rows of a list, each with the length of its bar in hundredths of the longest."""
    most = max((row.count for row in rows), default=1)
    for row in rows:
        row.bar = max(1, row.count * _BAR // most)
    return rows
