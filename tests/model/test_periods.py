"""Weeks and months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.model.periods import PERIOD_KINDS, period_of
from microblog.text.dates import day_of, parse_date

ZONES = ("UTC", "Europe/Berlin", "Pacific/Auckland", "Pacific/Apia", "America/Santiago", "America/Los_Angeles")


@pytest.mark.parametrize(
    ("kind", "day", "label", "year"),
    [
        ("weekly", date(2026, 11, 23), "2026-W48", 2026),
        ("weekly", date(2026, 11, 29), "2026-W48", 2026),
        ("weekly", date(2027, 1, 3), "2026-W53", 2026),  # a Sunday of the week that began in December
        ("weekly", date(2024, 12, 30), "2025-W01", 2025),
        ("monthly", date(2026, 11, 23), "2026-11", 2026),
        ("monthly", date(2024, 2, 29), "2024-02", 2024),
    ],
)
def test_period_is_that_of_iso_8601(kind: str, day: date, label: str, year: int) -> None:
    assert (period_of(kind, day).label, period_of(kind, day).year) == (label, year)


def test_period_begins_and_ends_at_midnight_of_the_zone() -> None:
    november = period_of("monthly", date(2026, 11, 5))
    assert november.ends("Europe/Berlin") == "2026-12-01T00:00:00+01:00"
    assert november.span("Europe/Berlin") == (_instant("2026-11-01T00:00:00+01:00"), _instant("2026-12-01T00:00:00+01:00"))
    assert period_of("monthly", date(2026, 10, 5)).span("Europe/Berlin")[0] == _instant("2026-10-01T00:00:00+02:00")


def _instant(text: str) -> int:
    found = parse_date(text, "UTC")
    assert not isinstance(found, str)
    return found.instant


@pytest.mark.parametrize("zone", ZONES)
def test_period_of_the_last_day_has_an_end(zone: str) -> None:
    last = period_of("monthly", date(9999, 12, 31))
    assert last.ends(zone) == "9999-12-31T23:59:59+00:00"
    assert last.span(zone)[1] > _instant("9999-12-31T23:59:59+00:00")


@given(st.sampled_from([*PERIOD_KINDS]), st.sampled_from(ZONES), st.datetimes())
def test_every_moment_lies_in_the_period_of_its_day(kind: str, zone: str, moment: object) -> None:
    found = parse_date(str(moment).replace(" ", "T")[:19] + "Z", "UTC")
    assert not isinstance(found, str)
    period = period_of(kind, day_of(found.instant, zone))
    begins, ends = period.span(zone)
    assert begins <= found.instant < ends
