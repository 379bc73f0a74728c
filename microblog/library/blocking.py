"""The lists `muted` and `blocked` of authors and of the site, as the index keeps them."""

import sqlite3
from collections.abc import Iterator

from microblog.errors import Problem
from microblog.library.records import column
from microblog.model.nouns import Author, Config

_SITE = ""  # as a reader: everybody


def put_absent(db: sqlite3.Connection, lists: Author | Config) -> bool:
    """Keep the lists of an author or of the site; tell whether other people are blocked than before."""
    reader, path = (lists.handle, lists.path) if isinstance(lists, Author) else (_SITE, "config.yaml")
    query = "SELECT name FROM absent WHERE reader = ? AND list = 'blocked'"
    before = set(column(db, query, reader))
    db.execute("DELETE FROM absent WHERE reader = ?", (reader,))
    rows = [(reader, "muted", *item, path) for item in lists.muted] + [(reader, "blocked", *item, path) for item in lists.blocked]
    db.executemany("INSERT INTO absent VALUES (?, ?, ?, ?, ?)", rows)
    return before != {name for name, _ in lists.blocked}


def blocked_by(db: sqlite3.Connection, reader: str) -> frozenset[str]:
    """Give whom an author blocks, or the site for them; nobody is blocked for themselves."""
    query = "SELECT name FROM absent WHERE reader IN (?, ?) AND list = 'blocked'"
    return frozenset(column(db, query, reader, _SITE)) - {reader}


def unknown_names(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of handles that nobody here has; they are looked for each time, since authors come and go."""
    query = """SELECT path, line, list, name FROM absent WHERE name NOT GLOB '*[./@]*'
      AND NOT EXISTS (SELECT 1 FROM author WHERE handle = name) AND NOT EXISTS (SELECT 1 FROM post WHERE author = name)"""
    for path, line, key, name in db.execute(query).fetchall():
        from microblog.yaml.fields import suggest

        close = suggest(name, tuple(column(db, "SELECT handle FROM author ORDER BY handle")))
        remedy = f"did you mean `{close}`?" if close else "take the name out, or write the handle of an author of this site"
        yield Problem(path, line, f"`{name}` of `{key}` is nobody here", remedy, is_warning=True)
