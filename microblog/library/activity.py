"""How many posts readers see of each day, by author and of the whole site: what calendars are drawn from.

A month of an author's is one row, so that a year is twelve, however many posts it has.
A day is that on which a post says that it was published, as in the timelines of months.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

from microblog.library.records import insert
from microblog.text.tuples import NamedTuple

_MANY = 24  # months


class Month(NamedTuple):
    """The posts of a month."""

    name: str  # 2026-11
    counts: list[int]  # of each day, from the first to the last one that has posts

    @property
    def posts(self) -> int:
        """How many posts it has."""
        return sum(self.counts)


class Activity:
    """What a change does to the counts."""

    def __init__(self) -> None:
        """Begin with none."""
        self._changes: defaultdict[tuple[str, str], int] = defaultdict(int)  # (author, 2026-11-23) → posts more than before

    def note(self, author: str, day: str, posts: int) -> None:
        """Note that so many posts of an author's come into sight on a day."""
        self._changes[author, day] += posts

    def write(self, db: sqlite3.Connection, *, is_new: bool) -> None:
        """Bring the index in line; one that is new holds no counts yet."""
        months: defaultdict[tuple[str, str], defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        for (author, day), posts in self._changes.items():
            if posts:
                month, of_month = day[:7], int(day[8:])
                months[author, month][of_month] += posts
                months["", month][of_month] += posts
        rows = [(*key, _text(_counts(db, *key, is_new=is_new), changes)) for key, changes in sorted(months.items())]
        insert(db, "activity", [row for row in rows if row[2]], verb="INSERT OR REPLACE")
        db.executemany("DELETE FROM activity WHERE author = ? AND month = ?", [row[:2] for row in rows if not row[2]])


def _counts(db: sqlite3.Connection, author: str, month: str, *, is_new: bool) -> list[int]:
    query = "SELECT counts FROM activity WHERE author = ? AND month = ?"
    row = None if is_new else db.execute(query, (author, month)).fetchone()
    return _parsed(row[0]) if row else []


def _parsed(counts: str) -> list[int]:
    return [*map(int, counts.split())]


def _text(counts: list[int], changes: Mapping[int, int]) -> str:
    """Return the counts of a month's days as its row has them: up to the last day that has posts."""
    counts = counts + [0] * (max(changes) - len(counts))
    for day, posts in changes.items():
        counts[day - 1] += posts
    while counts and not counts[-1]:
        counts.pop()
    return " ".join(map(str, counts))


def newest_months(db: sqlite3.Connection, author: str) -> list[Month]:
    """List the newest months in which an author posted, the newest first: as many as two years may have."""
    query = "SELECT month, counts FROM activity WHERE author = ? ORDER BY month DESC LIMIT ?"
    return [Month(name, _parsed(counts)) for name, counts in db.execute(query, (author, _MANY))]


def all_months(db: sqlite3.Connection) -> dict[str, str]:
    """Return the counts of the site's days: of each month with posts, those of its days, with spaces between."""
    return dict(db.execute("SELECT month, counts FROM activity WHERE author = '' ORDER BY month"))
