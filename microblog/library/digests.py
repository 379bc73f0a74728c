"""Which periods the digests tell of, found from the index without a look at all posts.

A period is told of once it is over, so that an entry never changes because a newer post comes. A year is an archive once it has
a successor: a period of a later year that is told of. What is over is a matter of the
last build's moment, which the index notes as the site's day; a build that finds another week or month than the last one has
something to do, though no file changed. Drafts are in no digest, also where they are shown, since a digest is what others mail.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date

from microblog.library.records import column, dump, load
from microblog.library.schema import read_meta, write_meta
from microblog.library.touched import Touched
from microblog.model.nouns import Post
from microblog.model.periods import PERIOD_KINDS, Period, period_of
from microblog.text.dates import day_of

SHOWN = 20
"""Periods in the feed itself, beside those of the year."""

Document = tuple[str, int]  # a kind of periods, and the year of an archive; 0 for the feed itself

_PUBLISHED = Post._fields.index("published")
_SEEN = "has_page = 1 AND is_visible AND held = ''"


def today(db: sqlite3.Connection) -> date:
    """Return the site's day at the last build that found anything to do; the periods that hold it are not over."""
    return date.fromisoformat(read_meta(db)["today"])


def note_day(db: sqlite3.Connection, now: int, zone: str, touched: Touched) -> None:
    """Note the site's day, and which documents of digests are different for that, or for posts that came, changed or went."""
    day, before = day_of(now, zone), read_meta(db).get("today")
    spans = [period_of(kind, day).span(zone) for kind in PERIOD_KINDS]
    begins, ends = max(begin for begin, _ in spans), min(end for _, end in spans)
    write_meta(db, today=day.isoformat(), same_periods=f"{begins} {ends}")
    if before is None:
        touched.digests.update(_all_documents(db, day, zone))
    else:
        touched.digests.update(_by_calendar(db, date.fromisoformat(before), day, zone))
        touched.digests.update(_by_posts(db, touched, day, zone))


def _all_documents(db: sqlite3.Connection, day: date, zone: str) -> Iterator[Document]:
    oldest = column(db, f"SELECT instant FROM post WHERE {_SEEN} ORDER BY instant LIMIT 1")  # noqa: S608 - our own condition
    for kind in PERIOD_KINDS:
        current = period_of(kind, day).year
        first = period_of(kind, day_of(oldest[0], zone)).year if oldest else current
        yield from ((kind, year) for year in (0, *range(first, current)))


def _by_calendar(db: sqlite3.Connection, before: date, day: date, zone: str) -> Iterator[Document]:
    """Name what another day makes different: the feeds, and the archives of years that have a successor now or had one."""
    for kind in PERIOD_KINDS:
        old, new = period_of(kind, before), period_of(kind, day)
        if old != new:
            low, high = sorted((old.year, new.year))
            yield from ((kind, year) for year in {0, *range(low, high + 1), year_before(db, kind, zone, low)})


def _by_posts(db: sqlite3.Connection, touched: Touched, day: date, zone: str) -> Iterator[Document]:
    """Name what holds posts that came, changed or went; and the years before and behind one that came or went as a whole.

    For that, these have a successor or another link.
    """
    query = "SELECT DISTINCT instant FROM json_each(?) CROSS JOIN post ON no = json_each.value"
    changed = dump((*(touched.posts | touched.gone),))
    instants = {*column(db, query, changed), *touched.instants_before}
    days = {day_of(instant, zone) for instant in instants}
    for kind in PERIOD_KINDS:
        current = period_of(kind, day)
        years = {period.year for period in (period_of(kind, other) for other in days) if period.first < current.first}
        if years:
            alone = [year for year in years if not _has_others(db, _told_of(year, current, zone), changed)]
            around = (_years_around(db, kind, zone, year) for year in alone)
            yield from ((kind, year) for year in {0, *years}.union(*around))


def _has_others(db: sqlite3.Connection, span: tuple[int, int], changed: str) -> bool:
    """Whether any posts of a span are not among those that changed: then it was told of before, and is now."""
    query = f"SELECT 1 FROM post WHERE {_SEEN} AND instant >= ? AND instant < ? AND no NOT IN (SELECT value FROM json_each(?)) LIMIT 1"  # noqa: S608
    return db.execute(query, (*span, changed)).fetchone() is not None


def _years_around(db: sqlite3.Connection, kind: str, zone: str, year: int) -> set[int]:
    """Return the years with posts that come next to one, before and behind."""
    query = f"SELECT instant FROM post WHERE {_SEEN} AND instant >= ? ORDER BY instant LIMIT 1"  # noqa: S608 - our own condition
    behind = column(db, query, _last_of(kind, year).span(zone)[1])
    return {year_before(db, kind, zone, year), *(period_of(kind, day_of(instant, zone)).year for instant in behind)}


def _told_of(year: int, current: Period, zone: str) -> tuple[int, int]:
    """Return the span of a year, as far as its periods are over."""
    return _first_of(current.kind, year).span(zone)[0], min(_last_of(current.kind, year).span(zone)[1], current.span(zone)[0])


def _first_of(kind: str, year: int) -> Period:
    return period_of(kind, date(year, 1, 4))  # which is always in the first week of its year


def _last_of(kind: str, year: int) -> Period:
    return period_of(kind, date(year, 12, 28))  # which is always in the last week of its year


def newest_periods(db: sqlite3.Connection, kind: str, zone: str, day: date) -> list[Period]:
    """Return the periods in the feed itself, the newest first: the last ones that are over, and all others of the same year."""
    found: list[Period] = []
    for period in _periods_before(db, kind, zone, period_of(kind, day).span(zone)[0]):
        if len(found) >= SHOWN and period.year < found[0].year:
            break
        found.append(period)
    return found


def newest_year(db: sqlite3.Connection, kind: str, zone: str, day: date) -> int:
    """Return the year of the newest period that is told of; 0 where there is none. The years before it are archives."""
    return next((period.year for period in _periods_before(db, kind, zone, period_of(kind, day).span(zone)[0])), 0)


def periods_of(db: sqlite3.Connection, kind: str, zone: str, year: int) -> list[Period]:
    """Return the periods of a year that have posts, the newest first."""
    found = []
    for period in _periods_before(db, kind, zone, _last_of(kind, year).span(zone)[1]):
        if period.year < year:
            break
        found.append(period)
    return found


def year_before(db: sqlite3.Connection, kind: str, zone: str, year: int) -> int:
    """Return the last year with posts before a year; 0 where there is none."""
    return next((period.year for period in _periods_before(db, kind, zone, _first_of(kind, year).span(zone)[0])), 0)


def _periods_before(db: sqlite3.Connection, kind: str, zone: str, before: int) -> Iterator[Period]:
    """Yield the periods with posts that begin before a moment, the newest first."""
    query = f"SELECT instant FROM post WHERE {_SEEN} AND instant < ? ORDER BY instant DESC LIMIT 1"  # noqa: S608 - our own condition
    while found := column(db, query, before):
        period = period_of(kind, day_of(found[0], zone))
        yield period
        before = min(found[0], period.span(zone)[0])


def posts_in(db: sqlite3.Connection, span: tuple[int, int], most: int) -> list[tuple[bytes, str]]:
    """Return the first posts of a period, oldest first, as digests say them, and when each was updated."""
    query = f"""SELECT digest, updated FROM post JOIN card ON post = no WHERE {_SEEN} AND instant >= ? AND instant < ?
      ORDER BY instant, id LIMIT ?"""  # noqa: S608 - our own condition
    return db.execute(query, (*span, most)).fetchall()


def first_month_in(db: sqlite3.Connection, span: tuple[int, int]) -> str:
    """Return the month in whose timeline the first post of a period stands: 2026-11."""
    query = f"SELECT value FROM post WHERE {_SEEN} AND instant >= ? AND instant < ? ORDER BY instant, id LIMIT 1"  # noqa: S608 - as above
    return str(load(column(db, query, *span)[0])[_PUBLISHED])[:7]
