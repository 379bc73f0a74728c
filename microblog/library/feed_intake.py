"""Taking stored feeds of other sites into the index."""

import sqlite3
from typing import TYPE_CHECKING

from microblog.content.stored_feeds import instant_of, key_of
from microblog.library.records import column, dump
from microblog.model.remote import RemoteFeed

if TYPE_CHECKING:
    from microblog.library.index import Index


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


def is_known(db: sqlite3.Connection, path: str, found: RemoteFeed) -> bool:
    """Return whether a stored feed says what it said before."""
    row = db.execute("SELECT value FROM remote WHERE target = ? AND path = ?", (found.target, path)).fetchone()
    values = column(db, "SELECT value FROM remote_entry WHERE target = ? ORDER BY position", found.target)
    return row is not None and row[0] == dump(found._replace(entries=())) and values == [dump(entry) for entry in found.entries]
