"""What stands behind keys of other tools that are moments: when a post was written, edited, and may be seen."""

from email.utils import parsedate_to_datetime

from microblog.content.foreign_values import Reading, fold
from microblog.text import dates
from microblog.yaml.fields import is_false, is_true
from microblog.yaml.values import Items, Text, Value


def read_date(reading: Reading, key: str, value: Value) -> bool | None:
    """Read a date that counts where `date` is not there."""
    if isinstance(value, Items) and len(value.items) == 1:
        value = value.items[0]
    if not isinstance(value, Text) or value.is_absent:
        return None if isinstance(value, Text) else True
    is_due = fold(key) in ("publishdate", "pubdate", "published")
    if isinstance(dates.parse_date(value.value, "UTC"), str):
        value = value._replace(value=_of_mail(value.value))
    if not value.value:
        what = f"`{key}` is no date that is understood here"
        if is_due:  # a moment before which nobody is to see the post
            reading.hold("draft", key, value, key)
        reading.note(value.line, what, "write it as 2026-11-23T14:05:00+01:00")
        return True
    reading.dates.setdefault(fold(key), value)
    if is_due:
        reading.wait_for(value)
    return None


def read_end(reading: Reading, key: str, value: Value) -> None:
    """Read from when on nobody is to see the post; what is no date hides it at once."""
    if isinstance(value, Items) and len(value.items) == 1:
        value = value.items[0]
    found = value.value if isinstance(value, Text) else ""
    if isinstance(dates.parse_date(found, "UTC"), str):
        found = _of_mail(found)
    if found:
        reading.ends = _earlier(reading.ends, Text(found, value.line))
    elif not (isinstance(value, Text) and value.is_absent):
        reading.hold("draft", key, value, key)


def _earlier(known: Text | None, found: Text) -> Text:
    moments = [dates.parse_date(text.value, "UTC") for text in (known, found) if text]
    first, *second = [moment.instant for moment in moments if isinstance(moment, dates.Date)]
    return known if known and second and first <= second[0] else found


def _of_mail(text: str) -> str:
    """Return a date as mails and RSS feeds have it (RFC 5322, section 3.3) in ISO 8601, or nothing."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def read_published(reading: Reading, key: str, value: Value) -> bool | None:
    """Read `published`, which is a date in some tools and a truth in others."""
    if is_false(value):
        reading.hold("draft", key, value)
        return None
    return None if is_true(value) else read_date(reading, key, value)


def read_updated(reading: Reading, key: str, value: Value) -> bool | None:
    """Read when the post was edited."""
    if not isinstance(value, Text) or "updated" in reading.given:
        return True
    if value.is_absent:
        return None
    if isinstance(dates.parse_date(value.value, "UTC"), str):
        reading.note(value.line, f"`{key}` is no date that is understood here", "write it as `updated: 2026-11-23T14:05:00+01:00`")
        return True
    reading.values.setdefault("updated", value)
    return None
