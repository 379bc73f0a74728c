"""Tombstones in the index: which addresses once had posts, and which identities feeds take back.

A post that stands where a tombstone would, or has its identity, comes first: who takes back that they took it back need
not look for the line.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable

from microblog.library.index import Index
from microblog.library.records import column
from microblog.model import urls
from microblog.model.nouns import Tombstone

NEWEST = 50
"""Posts taken back that a feed tells of."""


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
    keys = json.dumps(sorted({row[6] for row in (*before, *rows)}))
    sharing = "SELECT DISTINCT author FROM json_each(?) CROSS JOIN tombstone ON path_key = json_each.value"
    index.touched.bereaved.update(column(index.db, sharing, keys))


def touch_tombstones(index: Index) -> None:
    """Note whose tombstones stand where a post came, changed or went, or in its folder or on its way."""
    if index.is_new or not index.db.execute("SELECT 1 FROM tombstone LIMIT 1").fetchone():
        return
    changed = [urls.key(f"@{ref}/") for ref in index.refs]
    below = """SELECT DISTINCT author FROM json_each(?) CROSS JOIN tombstone
      WHERE path_key >= json_each.value AND path_key < substr(json_each.value, 1, length(json_each.value) - 1) || '0'"""
    index.touched.bereaved.update(column(index.db, below, json.dumps(changed)))
    if index.touched.aliases:  # of which few change, and which may stand anywhere
        index.touched.bereaved.update(column(index.db, "SELECT DISTINCT author FROM tombstone"))


def free_addresses(db: sqlite3.Connection, handle: str) -> list[tuple[str, str]]:
    """Return path and moment of an author's tombstones at whose address nothing else stands, in order.

    Of several authors whose posts stood at one address, one whose post had not left it before it was taken back has it, else the first.
    """
    query = """SELECT path, at FROM tombstone t WHERE author = ?
      AND NOT EXISTS (SELECT 1 FROM tombstone o WHERE o.path_key = t.path_key AND (o.is_alias, o.author) < (t.is_alias, t.author))
      AND NOT EXISTS (SELECT 1 FROM post WHERE permalink_key = path_key AND has_page)
      AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.path_key = t.path_key)
      AND NOT EXISTS (SELECT 1 FROM standing_alias a WHERE a.path_key = t.path_key) ORDER BY path, source, at"""
    found = {urls.key(path): (path, at) for path, at in db.execute(query, (handle,)) if not _is_below_a_file(db, path)}
    return list(found.values())


def _is_below_a_file(db: sqlite3.Connection, path: str) -> bool:
    """Return whether a file of a post, or a page at a former address, lies where one of a path's folders would."""
    parts = urls.key(path.removesuffix("/")).split("/")
    places = json.dumps(["/".join(parts[:count]) for count in range(1, len(parts) + 1)])
    query = """SELECT 1 FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM attachment WHERE path_key = json_each.value)
      OR EXISTS (SELECT 1 FROM alias WHERE path_key = json_each.value)"""
    return db.execute(query, (places,)).fetchone() is not None


def newest_taken_back(db: sqlite3.Connection, handles: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return identity and moment of the posts taken back last, of some authors or of all, the newest first."""
    whose = "author IN (SELECT value FROM json_each(?))" if handles else "? IS NOT NULL"
    query = f"""SELECT DISTINCT id, at FROM tombstone t WHERE NOT is_alias AND {whose}
      AND NOT EXISTS (SELECT 1 FROM post WHERE post.id = t.id AND has_page) ORDER BY instant DESC, id LIMIT ?"""  # noqa: S608 - our own words
    found: dict[str, str] = {}
    for post_id, at in db.execute(query, (json.dumps(sorted(handles)), NEWEST)):
        found.setdefault(post_id, at)
    return list(found.items())


def addresses(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return path and file of all former addresses of posts that were taken back."""
    return db.execute("SELECT DISTINCT path, source FROM tombstone WHERE is_alias").fetchall()
