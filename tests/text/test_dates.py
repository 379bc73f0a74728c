"""Dates and time zones."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.text.dates import Date, date_of_stem, is_zone, parse_date, partial_date_fault

ROOT = Path(__file__).resolve().parents[2]


def text_of(date: Date | str | None) -> str:
    assert isinstance(date, Date), date
    return date.text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2026-11-23", "2026-11-23T00:00:00+01:00"),
        ("2026-11-23T14:05", "2026-11-23T14:05:00+01:00"),
        ("2026-11-23 14:05:09", "2026-11-23T14:05:09+01:00"),
        ("2026-07-23 14:05:09", "2026-07-23T14:05:09+02:00"),
        ("2026-11-23T14:05:09Z", "2026-11-23T14:05:09+00:00"),
        ("2026-11-23T14:05:09+0000", "2026-11-23T14:05:09+00:00"),
        ("2026-11-23T14:05:09-05:30", "2026-11-23T14:05:09-05:30"),
        ("2026-11-23 14:05:09 -0530", "2026-11-23T14:05:09-05:30"),
        ("2026-11-23T14:05:09+01", "2026-11-23T14:05:09+01:00"),
        ("2026-11-23T14:05:09.25Z", "2026-11-23T14:05:09.250000+00:00"),
        ("20261123T140509Z", "2026-11-23T14:05:09+00:00"),
        ("2024-02-29", "2024-02-29T00:00:00+01:00"),
    ],
)
def test_date_becomes_rfc_3339_with_its_offset(written: str, text: str) -> None:
    assert text_of(parse_date(written, "Europe/Berlin")) == text


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-30",
        "2026-02-29",
        "0000-01-01",
        "2026-13-01",
        "2026-11-23T24:00",
        "2026-11-23T23:59:60Z",
        "2026-11-23T10:60",
        "2026-11-23T10:00+99:99",
        "2026-11-23T10:00+24:00",
        "2026-11-23T10:00+01:60",
        "9999-12-31T23:00-12:00",
        "0001-01-01T00:00+12:00",
        "",
        "tomorrow",
        "2026-1",
        "23.11.2026",
        "2026/13/23",
        "1795442700",
        "2026-11-23T",
        "2026-11-23\n",
        "٢٠٢٦-11-23",
        "2026-1123",
        "2026-W48",
    ],
)
def test_impossible_date_is_a_fault_that_quotes_it(written: str) -> None:
    fault = parse_date(written, "UTC")
    assert isinstance(fault, str)
    assert f"`{written}`" in fault


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)), st.integers(-1439, 1439))  # noqa: DTZ001 - the offset comes with it
def test_instant_counts_microseconds_exactly(local: datetime, minutes: int) -> None:
    sign, distance = "-" if minutes < 0 else "+", abs(minutes)
    date = parse_date(f"{local.isoformat()}{sign}{distance // 60:02}:{distance % 60:02}", "UTC")
    exact = local.replace(tzinfo=UTC) - timedelta(minutes=minutes) - datetime(1970, 1, 1, tzinfo=UTC)
    assert isinstance(date, Date)
    assert date.instant == exact // timedelta(microseconds=1)
    assert datetime.fromisoformat(date.text) - datetime(1970, 1, 1, tzinfo=UTC) == exact


def test_time_that_clocks_skip_counts_in_the_offset_before() -> None:
    assert text_of(parse_date("2026-03-29T02:30", "Europe/Berlin")) == "2026-03-29T02:30:00+01:00"


def test_time_that_happens_twice_means_the_first() -> None:
    assert text_of(parse_date("2026-10-25T02:30", "Europe/Berlin")) == "2026-10-25T02:30:00+02:00"


def test_offset_with_seconds_is_written_in_whole_minutes() -> None:
    assert text_of(parse_date("1800-01-01", "Europe/Berlin")) == "1800-01-01T00:00:00+00:53"


@pytest.mark.parametrize(
    ("stem", "text"),
    [
        ("2026-11-23-hello", "2026-11-23T00:00:00+01:00"),
        ("2026-11-23", "2026-11-23T00:00:00+01:00"),
        ("2026-11-23-1405-hello", "2026-11-23T14:05:00+01:00"),
        ("2026-11-23-140559", "2026-11-23T14:05:59+01:00"),
        ("20261123T140500Z-hello", "2026-11-23T14:05:00+00:00"),
        ("20261123T140500", "2026-11-23T14:05:00+01:00"),
        ("2026-11-23-1984-a-novel", "2026-11-23T00:00:00+01:00"),
        ("2026-11-23-1638964404", "2026-11-23T00:00:00+01:00"),
        ("2026-11-23-2020vision", "2026-11-23T00:00:00+01:00"),
    ],
)
def test_file_name_gives_the_date(stem: str, text: str) -> None:
    assert text_of(date_of_stem(stem, "Europe/Berlin")) == text


@pytest.mark.parametrize("stem", ["hello", "", "2026-11", "2026-11-231", "x2026-11-23", "20261323", "12345678", "202611231", "2026-1-5"])
def test_file_name_without_a_date_gives_none(stem: str) -> None:
    assert date_of_stem(stem, "UTC") is None


def test_impossible_date_in_a_file_name_is_a_fault() -> None:
    assert date_of_stem("2026-02-30-hello", "UTC") == "there is no moment `2026-02-30`"


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Pacific/Kiritimati"])
def test_zone_of_the_package_is_known(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Berlin", "Europe", "../UTC", "/etc/localtime", "europe/berlin", "__init__.py", "Europe/Berlin\0", "a" * 5000]
)
def test_other_name_is_no_zone(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize("zone", ["Antarctica/Troll", "America/Sao_Paulo"])
def test_rules_of_zones_come_from_the_package_alone(zone: str) -> None:
    script = (
        "import zoneinfo, sys; zoneinfo.reset_tzpath(['/nowhere']); sys.path.insert(0, '.')\n"
        "from microblog.text.dates import parse_date; print(parse_date('2026-07-01', sys.argv[1]).text, zoneinfo.TZPATH)"
    )
    done = subprocess.run([sys.executable, "-c", script, zone], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("2026-07-01T00:00:00")
    assert done.stdout.rstrip().endswith("()")


@pytest.mark.parametrize("text", ["2026", "2026-11", "2026-11-23"])
def test_partial_date_is_fine(text: str) -> None:
    assert partial_date_fault(text) == ""


@pytest.mark.parametrize("text", ["26", "2026-13", "2026-02-30", "0000", "2026-11-23T10:00", "long ago"])
def test_wrong_partial_date_is_a_fault(text: str) -> None:
    assert f"`{text}`" in partial_date_fault(text)
