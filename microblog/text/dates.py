"""ISO 8601 text to instants; time zones.

A date without an offset is in a given zone, and that zone's rules come from the package `tzdata`, the same on every
machine. Where clocks went back and a local time happened twice, the first is meant; a time that clocks skipped counts
in the offset that was in force before. All arithmetic is on integers: a float has too few digits for microseconds.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu", "Etc/Universal", "Universal"})

_TIME = r"([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
_OFFSET = r" ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)"
_WRITTEN = lazily(rf"([0-9]{{4}})(-?)([0-9]{{2}})\2([0-9]{{2}})(?:[Tt ]{_TIME}(?:{_OFFSET})?)?")
_WHOLE = lazily(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?!-00:00)[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII
)  # as RFC 3339 has it
_STEM = lazily(
    r"([0-9]{4})([-_.]?)([0-9]{2})\2([0-9]{2})"
    r"(?:(?:[-_T.]|(?<=[0-9])(?=[0-9]))((?:[01][0-9]|2[0-3]))([-:.]?)([0-5][0-9])(?:\6([0-5][0-9]))?(Z?)(?![0-9A-Za-z]))?(?![0-9])"
)
_LOOSE = lazily(
    r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
    r"(?:[Tt ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?(?: ?(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-][0-9]{1,2}:?(?:[0-9]{2})?)))?)?",
    re.IGNORECASE,
)
_FOLDERS = lazily(r"([0-9]{4})/([0-9]{2})/([0-9]{2})(?![0-9])")
_PARTIAL = lazily(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_UNIX_EPOCH = date(1970, 1, 1).toordinal()
_END = (date.max.toordinal() + 1 - _UNIX_EPOCH) * 86_400
_START = (1 - _UNIX_EPOCH) * 86_400


class Date(NamedTuple):
    """A moment, and how it was written."""

    instant: int  # microseconds since 1970 UTC
    text: str  # RFC 3339, with the offset it was written in
    has_time: bool = True  # whether a time of day was written; without one it is the day's first moment


def parse_date(text: str, zone: str) -> Date | str:
    """Read ISO 8601 text, in the zone where it names no offset; or say what is wrong with it."""
    if _WHOLE.fullmatch(text) and (whole := _whole_date(text)):
        return whole
    match = _WRITTEN.fullmatch(text)
    if not match:
        return _loose_date(text, zone)
    year, _, month, day, hour, minute, second, fraction, offset = match.groups()
    micro = int(f"{fraction:0<6.6}") if fraction else 0
    found = _date(text, (int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micro), offset, zone)
    return found if isinstance(found, str) else found._replace(has_time=hour is not None)


def _loose_date(text: str, zone: str) -> Date | str:
    """Read a date as other tools write it: `2013/7/6 9:05`, `2012-09-15 19:52:05 UTC+02:00`."""
    match = _LOOSE.fullmatch(text)
    if not match:
        return f"`{text}` is not a date such as 2026-11-23 or 2026-11-23T14:05:00+01:00"
    *numbers, utc, offset = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    whole = f"{offset[0]}{offset[1:].replace(':', '').zfill(2 if len(offset) < 4 else 4)}" if offset else None
    found = _date(text, (year, month, day, hour, minute, second, 0), "Z" if utc else whole, zone)
    return found if isinstance(found, str) else found._replace(has_time=numbers[3] is not None)


def _whole_date(text: str) -> Date | None:
    try:
        return Date((datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND, text)
    except ValueError:
        return None


def date_of_stem(stem: str, zone: str) -> Date | str | None:
    """Read the date that the name of a file or folder starts with; None where it starts with none."""
    match = _STEM.match(stem)
    if not match:
        return None
    year, sign, month, day, hour, between, minute, second, mark = match.groups()
    if hour and not between and not second and int(hour + minute) in (int(year), int(year) - 1):
        hour = minute = None  # `2026-01-02-2025-in-review`
    numbers = (int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), 0)
    found = _date(match[0], numbers, mark or None, zone)
    if isinstance(found, str):
        return found if sign == "-" else None  # another number
    return found._replace(has_time=bool(hour))


def date_of_path(folders: Sequence[str], name: str, zone: str) -> Date | str | None:
    """Read the date that a post's name starts with, or else that of the folders around it: `2026/03/01/hello`, `2026/03/01-hello`."""
    found = date_of_stem(name, zone)
    if found is not None:
        return found
    for tail in ([*folders[-2:], name], folders[-3:]):
        match = _FOLDERS.match("/".join(tail)) if len(tail) == 3 else None
        if match and isinstance(found := date_of_stem("-".join(match.groups()), zone), Date):
            return found
    return None


def latest(texts: Iterable[str]) -> str:
    """Return the latest of RFC 3339 texts; of those of one offset, whose order is that of the moments, only one is read."""
    last = {text[-6:]: text for text in sorted(texts)}
    return max(last.values(), key=lambda text: (datetime.fromisoformat(text), text))


def partial_date_fault(text: str) -> str:
    """Return why a text is not YYYY, YYYY-MM or YYYY-MM-DD, or ""."""
    match = _PARTIAL.fullmatch(text)
    if not match:
        return f"`{text}` is not a date such as 2026, 2026-11 or 2026-11-23"
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return f"there is no day `{text}`"
    return ""


def is_zone(name: str) -> bool:
    """Return whether there is a time zone of that name."""
    return name in UTC_NAMES or name in zone_names()


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(_zoneinfo().available_timezones())


def _date(text: str, parts: tuple[int, int, int, int, int, int, int], offset: str | None, zone: str) -> Date | str:
    try:
        local = datetime(*parts)  # noqa: DTZ001 - the offset is kept beside it
    except ValueError:
        return f"there is no moment `{text}`"
    if offset is None:
        seconds = _offset_in(zone, local)
    elif offset in "Zz":
        seconds = 0
    else:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        if digits > "2359" or digits[2:] > "59":
            return f"`{offset}` of `{text}` is not an offset from UTC"
        seconds = (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if offset[0] == "-" else 1)
    return _moment(text, local, seconds)


def _moment(text: str, local: datetime, offset: int) -> Date | str:
    since_epoch = (local.toordinal() - _UNIX_EPOCH) * 86_400 + local.hour * 3600 + local.minute * 60 + local.second
    if not _START <= since_epoch - offset < _END:
        return f"`{text}` lies outside the years 1 to 9999 in UTC"
    instant = (since_epoch - offset) * 1_000_000 + local.microsecond
    return Date(instant, f"{local.isoformat()}{_offset(offset // 60)}")


def _offset_in(name: str, local: datetime) -> int:
    """Return a zone's offset from UTC at a local time, in seconds, in whole minutes as RFC 3339 writes it."""
    if name in UTC_NAMES:
        return 0
    offset = local.replace(tzinfo=zone(name)).utcoffset()
    return 0 if offset is None else (offset.days * 86_400 + offset.seconds) // 60 * 60


def in_zone(text: str, name: str) -> str:
    """Return a moment, as RFC 3339 text, as the clocks of a zone have it."""
    if name in UTC_NAMES:
        return text if text.endswith("+00:00") else datetime.fromisoformat(text).astimezone(UTC).isoformat()
    return datetime.fromisoformat(text).astimezone(zone(name)).isoformat()


def day_of(instant: int, name: str) -> date:
    """Return the day that the calendars of a zone show at a moment (microseconds since 1970)."""
    if name in UTC_NAMES:
        return date.fromordinal(instant // 86_400_000_000 + _UNIX_EPOCH)
    moment = _EPOCH + timedelta(microseconds=instant)
    try:
        return moment.astimezone(zone(name)).date()
    except OverflowError:  # at the first and the last day that there is
        return moment.date()


@lru_cache(maxsize=1024)
def midnight(day: date, name: str) -> int:
    """Return the first moment of a day in a zone, in microseconds since 1970: that of a date without a time of day."""
    local = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a local time
    return ((day.toordinal() - _UNIX_EPOCH) * 86_400 - _offset_in(name, local)) * 1_000_000


def midnight_text(day: date, name: str) -> str:
    """Return the same as RFC 3339 text."""
    minutes = _offset_in(name, datetime(day.year, day.month, day.day)) // 60  # noqa: DTZ001 - a local time
    return f"{day.isoformat()}T00:00:00{_offset(minutes)}"


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def zone_words(name: str, year: int) -> str:
    """Return what people call a zone: its place, and its offset from UTC at the beginning of a year: `Azores, UTC−1`."""
    minutes = _offset_in(name, datetime(year, 1, 1)) // 60  # noqa: DTZ001 - a local time
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    place = name.rpartition("/")[2].replace("_", " ")
    return offset if name in UTC_NAMES else f"{place}, {offset}"


@cache
def zone(name: str) -> "ZoneInfo":
    """Return the time zone of that name, which there must be."""
    found: ZoneInfo = _zoneinfo().ZoneInfo.no_cache(name)
    return found


@cache
def _zoneinfo() -> ModuleType:
    import zoneinfo

    zoneinfo.reset_tzpath(())  # not the machine's zones
    return zoneinfo
