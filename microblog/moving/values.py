"""JSON of archives, of which nothing is sure: the value behind a key, where it is of the kind that is expected."""

import json
import re
from datetime import datetime
from typing import Any

from microblog.errors import UsageError, printable
from microblog.moving.opening import Files
from microblog.text.dates import parse_date

_FIRST, _LAST = 2, 9998  # years that are years in any zone


def read_json(files: Files, name: str) -> Any:
    """Read a file of JSON; raise UsageError where it is none."""
    return parse_json(files.read(name), f"{files.path}: {printable(name)}")


def parse_json(data: bytes, where: str) -> Any:
    """Read JSON; raise UsageError where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError(f"{where} is damaged, or was cut off; download the archive again") from None


def text(holder: Any, *keys: str) -> str:
    """Return the first text behind some keys."""
    found = (holder.get(key) for key in keys) if isinstance(holder, dict) else ()
    return next((value for value in found if isinstance(value, str) and value), "")


def texts(value: Any) -> list[str]:
    """Return the texts of a list, or a text as a list."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]


def table(holder: Any, key: str) -> dict[str, Any]:
    """Return the table behind a key."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def tables(holder: Any, key: str) -> list[dict[str, Any]]:
    """Return the tables of the list behind a key."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def number(value: Any) -> int:
    """Return a whole number, also one that is written as text."""
    written = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(written) if re.fullmatch(r"[0-9]{1,15}", written) else 0


def moment(written: str, zone: str = "UTC") -> str:
    """Return a moment as RFC 3339, to the second; "" where it is none."""
    found = parse_date(written.strip(), zone) if written else ""
    if isinstance(found, str):
        return ""
    local = datetime.fromisoformat(found.text)
    return local.isoformat(timespec="seconds") if _FIRST <= local.year <= _LAST else ""
