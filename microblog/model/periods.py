"""The periods of digests: weeks and months, as days of the calendar.

Weeks are those of ISO 8601: they begin on a Monday, and a week belongs to the year that has its Thursday. When a period begins
is a matter of the site's time zone; all else here knows only days.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from microblog.text.dates import midnight, midnight_text
from microblog.text.tuples import NamedTuple

_END, _NEVER = "9999-12-31T23:59:59+00:00", 2**62
"""What counts where a period ends behind the calendar."""


class PeriodKind(NamedTuple):
    """A row of the table."""

    name: str
    first_day: Callable[[date], date]  # of the period that holds a day
    days: Callable[[date], int]  # of the period that begins on a day
    year: Callable[[date], int]  # of the period that begins on a day
    label: Callable[[date], str]  # what a period is called in ids, by its first day


class Period(NamedTuple):
    """A week or a month."""

    kind: str
    first: date

    @property
    def year(self) -> int:
        """The year that it belongs to."""
        return PERIOD_KINDS[self.kind].year(self.first)

    @property
    def label(self) -> str:
        """What it is called in ids: `2026-W48`, `2026-11`."""
        return PERIOD_KINDS[self.kind].label(self.first)

    def ends(self, zone: str) -> str:
        """Return the moment that comes after it, as RFC 3339 text."""
        try:
            return midnight_text(self._behind(), zone)
        except OverflowError:
            return _END

    def span(self, zone: str) -> tuple[int, int]:
        """Return its first moment and the one that comes after it, in microseconds since 1970."""
        try:
            return midnight(self.first, zone), midnight(self._behind(), zone)
        except OverflowError:
            return midnight(self.first, zone), _NEVER

    def _behind(self) -> date:
        return self.first + timedelta(PERIOD_KINDS[self.kind].days(self.first))


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _week(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year:04}-W{week:02}"


def _days_of_month(first: date) -> int:
    return monthrange(first.year, first.month)[1]


_ROWS = (
    PeriodKind("weekly", _monday, lambda _: 7, lambda monday: monday.isocalendar()[0], _week),
    PeriodKind("monthly", lambda day: day.replace(day=1), _days_of_month, lambda first: first.year, lambda first: first.isoformat()[:7]),
)
PERIOD_KINDS = {row.name: row for row in _ROWS}


def period_of(kind: str, day: date) -> Period:
    """Return the period that holds a day."""
    return Period(kind, PERIOD_KINDS[kind].first_day(day))
