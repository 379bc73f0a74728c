"""What is followed elsewhere, as the index has it."""

import sqlite3
from typing import Any

from microblog.library.records import column, load
from microblog.model.remote import RemoteEntry, RemoteFeed
from microblog.text.tuples import NamedTuple


class Place(NamedTuple):
    """Where an entry stands in the index, and what tells it from others."""

    instant: int
    target: str
    position: int
    key: str
    url: str


def outside(db: sqlite3.Connection, handle: str) -> list[str]:
    """List what an author follows elsewhere."""
    query = "SELECT followed FROM follow WHERE follower = ? AND (instr(followed, '/') OR instr(followed, '@')) ORDER BY followed"
    return column(db, query, handle)


def feed(db: sqlite3.Connection, target: str) -> RemoteFeed | None:
    """Find what is stored of something that is followed elsewhere, without its entries."""
    row = db.execute("SELECT value FROM remote WHERE target = ?", (target,)).fetchone()
    return RemoteFeed(*_without_entries(load(row[0]))) if row else None


def _without_entries(fields: list[Any]) -> list[Any]:
    fields[-1] = ()
    return fields


def newest(db: sqlite3.Connection, target: str, limit: int) -> list[Place]:
    """Return the newest entries of something that is followed elsewhere, newest first."""
    query = "SELECT instant, target, position, key, url FROM remote_entry WHERE target = ? AND position < ? ORDER BY position"
    return [Place(*row) for row in db.execute(query, (target, limit))]


def entry(db: sqlite3.Connection, place: Place) -> RemoteEntry:
    """Return the entry at a place."""
    query = "SELECT value FROM remote_entry WHERE target = ? AND position = ?"
    fields = load(db.execute(query, (place.target, place.position)).fetchone()[0])
    found = RemoteEntry(*fields)
    return found._replace(tags=tuple(found.tags))
