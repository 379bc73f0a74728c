"""The lists `muted` and `blocked` of authors and of the site, as the index keeps them."""

import sqlite3

from microblog.library.records import column
from microblog.model.nouns import Author, Config

_SITE = ""  # as a reader: everybody


def put_absent(db: sqlite3.Connection, lists: Author | Config) -> bool:
    """Keep the lists of an author or of the site; return whether other people are blocked than before."""
    reader, path = (lists.handle, lists.path) if isinstance(lists, Author) else (_SITE, "config.yaml")
    query = "SELECT name FROM absent WHERE reader = ? AND list = 'blocked'"
    before = set(column(db, query, reader))
    db.execute("DELETE FROM absent WHERE reader = ?", (reader,))
    rows = [(reader, "muted", *item, path) for item in lists.muted] + [(reader, "blocked", *item, path) for item in lists.blocked]
    db.executemany("INSERT INTO absent VALUES (?, ?, ?, ?, ?)", rows)
    return before != {name for name, _ in lists.blocked}


def blocked_by(db: sqlite3.Connection, reader: str) -> frozenset[str]:
    """Return whom an author blocks, or the site for them; nobody is blocked for themselves."""
    query = "SELECT name FROM absent WHERE reader IN (?, ?) AND list = 'blocked'"
    return frozenset(column(db, query, reader, _SITE)) - {reader}
