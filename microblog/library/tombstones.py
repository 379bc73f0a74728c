"""Tombstones in the index: which addresses once had posts, and which identities feeds take back.

A post that stands where a tombstone would, or has its identity, comes first: who takes back that they took it back need
not look for the line. Of several tombstones that want one address, one has it: a post's own before a former one of another.
"""

import sqlite3
from collections.abc import Collection, Iterable

from microblog.library.index import Index
from microblog.library.records import column, dump
from microblog.model import urls
from microblog.model.nouns import Tombstone

NEWEST = 50
"""Posts taken back that a feed tells of."""

_IS_FIRST = """NOT EXISTS (SELECT 1 FROM tombstone o
    WHERE o.path_key = t.path_key AND (o.is_alias, o.author, o.path, o.source, o.rowid) < (t.is_alias, t.author, t.path, t.source, t.rowid))
  AND (t.path_key LIKE '%/' OR NOT EXISTS (
    SELECT 1 FROM tombstone o WHERE o.path_key >= t.path_key || '/' AND o.path_key < t.path_key || '0'))"""


def put_tombstones(index: Index, source: str, stones: Iterable[Tombstone]) -> None:
    """Take in what a file says now, instead of what it said before."""
    before = index.db.execute("SELECT * FROM tombstone WHERE source = ? ORDER BY rowid", (source,)).fetchall()
    rows = [
        (source, stone.author, stone.id, stone.at, stone.instant, path, urls.key(path), path != stone.permalink)
        for stone in stones
        for path in (stone.permalink, *stone.aliases)
    ]
    if rows == before:
        return
    index.db.execute("DELETE FROM tombstone WHERE source = ?", (source,))
    index.db.executemany("INSERT INTO tombstone VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    for row in (*before, *rows):
        index.touched.bereaved.add(row[1])
        index.refs.add(row[5][1:-1])  # so that it is looked at who answers them
    index.touched.bereaved.update(_authors_near(index.db, {row[6] for row in (*before, *rows)}))


def touch_tombstones(index: Index) -> None:
    """Note whose tombstones stand where a post came, changed or went, or in its folder or on its way."""
    if index.is_new or not index.db.execute("SELECT 1 FROM tombstone LIMIT 1").fetchone():
        return
    index.touched.bereaved.update(_authors_near(index.db, {urls.key(f"@{ref}/") for ref in index.refs}))
    if index.touched.aliases:  # of which few change, and which may stand anywhere
        index.touched.bereaved.update(column(index.db, "SELECT DISTINCT author FROM tombstone"))


def _authors_near(db: sqlite3.Connection, keys: Iterable[str]) -> set[str]:
    """Return the authors of tombstones at some addresses, in their folders, or at a file where one of these would be."""
    query = """SELECT author FROM json_each(?1) CROSS JOIN tombstone ON path_key = json_each.value
      UNION SELECT author FROM json_each(?2) CROSS JOIN tombstone
        WHERE path_key >= json_each.value || '/' AND path_key < json_each.value || '0'"""
    stems = {key.removesuffix("/") for key in keys}
    places = {*keys, *(place for stem in stems for place in _way_to(stem))}
    return {*column(db, query, dump((*places,)), dump((*stems,)))}


def _way_to(stem: str) -> list[str]:
    """Return a path and the folders that it lies in, without slashes behind them: where a file would be in its way."""
    parts = stem.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def free_addresses(db: sqlite3.Connection, handle: str) -> list[tuple[str, str]]:
    """Return path and moment of an author's tombstones at whose address nothing else stands, in order."""
    query = f"""SELECT path, at FROM tombstone t WHERE author = ? AND {_IS_FIRST}
      AND NOT EXISTS (SELECT 1 FROM post WHERE permalink_key = path_key AND has_page)
      AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.path_key = t.path_key)
      AND NOT EXISTS (SELECT 1 FROM standing_alias a WHERE a.path_key = t.path_key) ORDER BY path"""  # noqa: S608 - our own words
    return [(path, at) for path, at in db.execute(query, (handle,)).fetchall() if not _is_blocked(db, urls.key(path))]


def _is_blocked(db: sqlite3.Connection, key: str) -> bool:
    """Return whether a file lies where one of a path's folders would, or a post in a folder where it is a file itself."""
    stem = key.removesuffix("/")
    query = """SELECT 1 FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM attachment WHERE path_key = json_each.value)
      OR EXISTS (SELECT 1 FROM alias WHERE path_key = json_each.value)
      UNION SELECT 1 FROM post WHERE ?2 = ?3 AND has_page AND permalink_key >= ?2 || '/' AND permalink_key < ?2 || '0'"""
    return db.execute(query, (dump((*_way_to(stem),)), stem, key)).fetchone() is not None


def newest_taken_back(db: sqlite3.Connection, handles: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return identity and moment of the posts taken back last, of some authors or of all, the newest first."""
    whose = "author IN (SELECT value FROM json_each(?))" if handles else "? IS NOT NULL"
    query = f"""SELECT DISTINCT id, at FROM tombstone t WHERE NOT is_alias AND {whose}
      AND NOT EXISTS (SELECT 1 FROM post WHERE post.id = t.id AND has_page) ORDER BY instant DESC, id LIMIT ?"""  # noqa: S608 - our own words
    found: dict[str, str] = {}
    for post_id, at in db.execute(query, (dump((*sorted(handles),)), NEWEST)):
        found.setdefault(post_id, at)
    return list(found.items())


def stones_of(db: sqlite3.Connection, handle: str) -> list[tuple[str, str, str]]:
    """Return file, identity and path of what is left of an author's posts, one for each address."""
    return db.execute("SELECT source, id, path FROM tombstone WHERE author = ? ORDER BY rowid", (handle,)).fetchall()


def addresses(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return path and file of all former addresses of posts that were taken back."""
    return db.execute(f"SELECT path, source FROM tombstone t WHERE is_alias AND {_IS_FIRST}").fetchall()  # noqa: S608 - our own words
