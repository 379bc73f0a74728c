"""What texts refer to on this site: which post that is, and what leads nowhere.

The references of posts are rows. Those to no post that has a page are kept apart (`doubt`) as changes come: only they are looked at
when somebody asks for warnings.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from microblog.errors import Problem
from microblog.library import standing_pages
from microblog.library.records import column
from microblog.library.served import is_served
from microblog.model import urls

_POST = "SELECT permalink FROM post WHERE has_page AND "


def find_target(db: sqlite3.Connection, reference: str) -> str | None:
    """Return the permalink of the post or page that a reference names, None where there is none; of several, the oldest."""
    kind, _, name = reference.partition(":")
    if kind == "file":
        found = column(db, f"{_POST} source IN (?, ?)", name, name.removesuffix(".md") + "/index.md")
    elif kind == "path":
        path = name if not name or name.endswith("/") else f"{name}/"
        former = "SELECT post FROM alias WHERE path_key IN (?2, ?3) AND path IN (?1, ?4)"
        query = f"{_POST} permalink = ?1 UNION ALL {_POST} no IN ({former})"
        found = column(db, query, path, urls.key(path), urls.key(name), name)
    else:
        handle, _, key = name.partition("/")
        whose = "author = ?1 AND" if handle else "?1 = '' AND"
        called = f"SELECT no FROM post WHERE {whose} note_key = ?2 UNION SELECT post FROM name WHERE {whose} note_key = ?2"  # noqa: S608
        query = f"{_POST} no IN ({called}) ORDER BY is_unlisted, instant, id LIMIT 1"
        found = column(db, query, handle, key)
    return found[0] if found else standing_pages.find_target(db, kind, name)


def note_doubts(db: sqlite3.Connection, changed: Iterable[str]) -> None:
    """Bring the doubtful references in line with the change that the checks have noted, and with paths of what else came or went."""
    db.execute("DELETE FROM doubt WHERE post IN (SELECT no FROM changed)")
    db.execute("DELETE FROM doubt WHERE target IN (SELECT target FROM changed_target)")
    rows = db.execute("SELECT target, post, line FROM changed_reference JOIN post ON no = post WHERE has_page").fetchall()
    unknown = {target: _is_dead(db, target) for target in {row[0] for row in rows} if find_target(db, target) is None}
    found = [(post, target, line, unknown[target]) for target, post, line in rows if target in unknown]
    db.executemany("INSERT OR IGNORE INTO doubt VALUES (?, ?, ?, ?)", found)
    for path in changed:
        near = "SELECT DISTINCT target FROM doubt WHERE target >= 'path:' || ?1 AND target < 'path:' || ?1 || char(1114111)"
        for target in [*column(db, near, path), *(f"path:{folder}" for folder in _around(path))]:
            db.execute("UPDATE doubt SET is_dead = ? WHERE target = ?", (_is_dead(db, target), target))


def _around(path: str) -> list[str]:
    """Return the folders around a path, and the path as a link without the slash at its end has it."""
    parts = path.rstrip("/").split("/")
    return [*(f"{'/'.join(parts[:count])}/" for count in range(1, len(parts))), path.rstrip("/"), path.removesuffix("index.html")]


def _is_dead(db: sqlite3.Connection, target: str) -> bool:
    """Return whether a reference to no post leads to nothing else either."""
    kind, _, name = target.partition(":")
    return kind != "path" or not is_served(db, name)


def list_dead_links(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of links that lead nowhere."""
    query = "SELECT source, line, target FROM doubt INDEXED BY doubt_dead JOIN post ON no = doubt.post WHERE is_dead"
    for source, line, target in db.execute(query).fetchall():
        kind, _, name = target.partition(":")
        shown = f"/{name}" if kind == "path" else name.removeprefix("posts/") if kind == "file" else f"[[{name.partition('/')[2]}]]"
        what = f"the link to `{shown}` leads nowhere on this site"
        remedy = "correct it, or take it out; its words stay as they are"
        yield Problem(source, line, what, remedy, is_warning=True, kind=f"links to {_KINDS[kind]} lead nowhere on this site")


_KINDS = {"path": "addresses", "file": "files of posts", "note": "notes in double brackets"}
