"""Which bytes of a file a request asks for (RFC 9110, section 14), so that sound and film can be wound.

One range is served; several, which no browser asks for here, and whatever is no range in bytes mean the whole file, as they may.
"""

import re

from microblog.text.tuples import NamedTuple

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII)


class Part(NamedTuple):
    """Some bytes of a file."""

    start: int
    end: int  # the first byte that is no part of it


class OutOfRangeError(Exception):
    """The file has no such bytes."""


def parse_range(header: str | None, size: int) -> Part | None:
    """Return what a `Range` asks for of a file of that size, or None for the whole; raise OutOfRangeError where there is nothing."""
    found = _RANGE.fullmatch(header or "")
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        if not (length := min(int(found[2]), size)):
            raise OutOfRangeError
        return Part(size - length, size)
    start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise OutOfRangeError
    return Part(start, end)
