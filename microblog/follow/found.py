"""What a reader finds in a document, and making a feed of it that may be stored.

A reader gives an entry's date as the document writes it and its HTML as it is. A date that is missing, wrong or yet to
come is replaced by the moment at which the entry was first seen, which the stored copy remembers.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from microblog.content.stored_feeds import MAX_ENTRIES, instant_of, key_of, make_entry, make_feed, with_entries
from microblog.model.remote import RemoteEntry, RemoteFeed
from microblog.text.dates import Date, parse_date
from microblog.text.tuples import NamedTuple
from microblog.web.documents import CUT_OFF

_LENIENCE = 600_000_000  # microseconds by which another machine's clock may be fast


class Found(NamedTuple):
    """A feed as its document gives it."""

    format: str  # one of remotes.FORMATS
    said: dict[str, str]  # title, home_url, author, author_url, lang, id
    entries: list[tuple[RemoteEntry, str]]  # each with the address from which its relative ones start
    last_open: str = ""  # the moment of the last line, where nothing ends that, so that it may have been cut off


class Examined(NamedTuple):
    """What was made of a document."""

    found: Found | None
    is_page: bool = False
    feeds: tuple[str, ...] = ()  # that the page names
    more: tuple[str, ...] = ()  # documents in which the feed goes on
    said: dict[str, str] | None = None  # of a feed, as Found.said, by a document that is about whose it is


def settle(target: str, url: str, found: Found, stored: RemoteFeed | None, now: int) -> RemoteFeed:
    """Make a feed that may be stored; `now` is in microseconds since 1970."""
    feed = make_feed(target, url, found.format, found.said)
    seen = {key_of(entry): entry for entry in stored.entries} if stored else {}
    return with_entries(feed, [_settled(raw, base, seen, now) for raw, base in found.entries[: 5 * MAX_ENTRIES]])


def loss(found: Found, feed: RemoteFeed, stored: RemoteFeed | None, now: int) -> str:
    """Say why a feed is less than its stored copy and must not replace it; "" where it may."""
    if stored is None or not stored.entries:
        return ""
    if not feed.entries:
        return "has no entries any more"
    last = _moment(found.last_open, now) if found.last_open else None
    return CUT_OFF if last and _lost_its_end(last.instant, feed, stored) else ""


def _lost_its_end(last: int, feed: RemoteFeed, stored: RemoteFeed) -> bool:
    """Return whether the stored copy has what stood in a file's last line, whole, or what came after the newest of its lines."""
    kept = {key_of(entry) for entry in feed.entries}
    newest, oldest = instant_of(feed.entries[0]), instant_of(feed.entries[-1])
    missing = [instant_of(entry) for entry in stored.entries if key_of(entry) not in kept]
    return any(moment > newest or (moment == last and last >= oldest) for moment in missing)


def _settled(raw: RemoteEntry, base_url: str, seen: dict[str, RemoteEntry], now: int) -> RemoteEntry:
    published, updated = _moment(raw.published, now), _moment(raw.updated, now)
    first = published or updated
    entry = make_entry(raw._replace(published=first.text if first else _text(now), updated=updated.text if updated else ""), base_url)
    known = seen.get(key_of(entry))
    if first or known is None:
        return entry
    return entry._replace(published=known.published, updated=updated.text if updated else known.published)


def _moment(written: str, now: int) -> Date | None:
    """Read a date in any of the forms that feeds use; None where it is none that can be believed."""
    date = parse_date(written.strip(), "UTC")
    if isinstance(date, str):
        date = parse_date(_from_mail(written), "UTC")
    return None if isinstance(date, str) or not 0 <= date.instant <= now + _LENIENCE else date


def _from_mail(written: str) -> str:
    """Return a date as mails write it (`Mon, 23 Nov 2026 14:05:00 +0100`) as RFC 3339, or ""."""
    try:
        moment = parsedate_to_datetime(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat(timespec="seconds")
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _text(instant: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)).isoformat(timespec="seconds")


def first(values: Iterable[object]) -> str:
    """Return the first that is text and says something."""
    return next((value for value in values if isinstance(value, str) and value.strip()), "")
