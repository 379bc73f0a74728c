"""What is followed elsewhere, in the index: taking stored feeds in, and asking for them."""

import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from microblog.content.stored_feeds import RemoteEntry, RemoteFeed, instant_of, key_of
from microblog.library.records import column, dump, load

if TYPE_CHECKING:
    from microblog.library.index import Index


class Place(NamedTuple):
    """Where an entry stands in the index, and what tells it from others."""

    instant: int
    target: str
    position: int
    key: str
    url: str


def put_feed(index: "Index", path: str, feed: RemoteFeed) -> None:
    """Take in a stored feed that is new or changed."""
    remove_feed(index, path)
    index.db.execute("INSERT OR REPLACE INTO remote VALUES (?, ?, ?)", (feed.target, path, dump(feed._replace(entries=()))))
    rows = (
        (feed.target, position, instant_of(entry), key_of(entry), entry.url, dump(entry)) for position, entry in enumerate(feed.entries)
    )
    index.db.executemany("INSERT INTO remote_entry VALUES (?, ?, ?, ?, ?, ?)", rows)
    index.touched.remotes.add(feed.target)


def remove_feed(index: "Index", path: str) -> None:
    """Forget the feed of a file that is gone or cannot be read any more."""
    for target in column(index.db, "SELECT target FROM remote WHERE path = ?", path):
        index.db.execute("DELETE FROM remote WHERE target = ?", (target,))
        index.db.execute("DELETE FROM remote_entry WHERE target = ?", (target,))
        index.touched.remotes.add(target)


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


def is_known(db: sqlite3.Connection, path: str, found: RemoteFeed) -> bool:
    """Return whether a stored feed says what it said before."""
    row = db.execute("SELECT value FROM remote WHERE target = ? AND path = ?", (found.target, path)).fetchone()
    values = column(db, "SELECT value FROM remote_entry WHERE target = ? ORDER BY position", found.target)
    return row is not None and row[0] == dump(found._replace(entries=())) and values == [dump(entry) for entry in found.entries]
