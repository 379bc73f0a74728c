"""Patterns of addresses, and what stands for each of their names."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

_COLON = re.compile(r":(?!/)([a-z_]+)(?:\[[^\]]*\])?")
_BRACES = re.compile(r"\{([a-z_]+)(?::([^}]*))?\}")


def fill_colons(pattern: str, values: Mapping[str, str]) -> str:
    """Fill a pattern such as `/:year/:title/`; return "" where it asks for what nobody knows."""
    names = _COLON.findall(pattern)
    if not all(name in values for name in names):
        return ""
    return tidy(_COLON.sub(lambda found: values[found[1]], pattern))


def fill_braces(pattern: str, values: Mapping[str, str], date: datetime | None) -> str:
    """Fill a pattern such as `{date:%Y}/{slug}.html`; return "" where it asks for what nobody knows."""
    known = dict(values)
    for name, form in _BRACES.findall(pattern):
        if name == "date" and date and form:
            known[f"{name}:{form}"] = date.strftime(form)
        elif name not in values or form:
            return ""
    return tidy(_BRACES.sub(lambda found: known[f"{found[1]}:{found[2]}" if found[2] else found[1]], pattern))


def tidy(path: str) -> str:
    """Return a path with one slash in front, and none twice."""
    return re.sub("/{2,}", "/", f"/{path}")


def of_date(date: datetime) -> dict[str, str]:
    """Return what Jekyll and Hugo call the parts of a date."""
    year, week, weekday = date.isocalendar()
    return {
        "year": f"{date:%Y}",
        "short_year": f"{date:%y}",
        "month": f"{date:%m}",
        "i_month": str(date.month),
        "day": f"{date:%d}",
        "i_day": str(date.day),
        "hour": f"{date:%H}",
        "minute": f"{date:%M}",
        "second": f"{date:%S}",
        "y_day": f"{date:%j}",
        "yearday": str(date.timetuple().tm_yday),
        "weekday": str(date.isoweekday() % 7),
        "week": f"{week:02}",
        "w_year": str(year),
        "w_day": str(weekday),
        "short_month": _MONTHS[date.month - 1][:3],
        "long_month": _MONTHS[date.month - 1],
        "monthname": _MONTHS[date.month - 1].lower(),
        "short_day": _DAYS[weekday - 1][:3],
        "long_day": _DAYS[weekday - 1],
        "weekdayname": _DAYS[weekday - 1].lower(),
    }


def without_date(stem: str) -> str:
    """Return a file's name without the date that it begins with."""
    return re.sub(r"\A\d{4}-\d{1,2}-\d{1,2}-(?=.)", "", stem)


def latin_slug(text: str) -> str:
    """Return words in small Latin letters and digits, parted by `-`, as Pelican and Nikola make them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip()).strip("-")


_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - a line instead of fifteen
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905 - as above
