"""What texts refer to on this site: which post that is, and what leads nowhere.

The references of posts, pages and bios are rows. Those to no post that has a page are kept apart (`doubt`) as changes come: only they
are looked at when something else comes or goes, and only their warnings are made anew: an old site may have thousands of dead links.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from microblog.library import standing_pages
from microblog.library.held_back import why_unseen
from microblog.library.records import column, dump, insert
from microblog.library.served import is_served
from microblog.model import urls
from microblog.model.attachments import medium

_Which = tuple[str, tuple[str, ...]]  # the condition under which a post is meant, and its values


def find_target(db: sqlite3.Connection, reference: str) -> str | None:
    """Return the permalink of the post or page that a reference names, None where there is none; of several, the oldest."""
    kind, _, name = reference.partition(":")
    meant = _meant(db, "is_unlisted, instant, id, permalink", "has_page", _which(kind, name))
    return meant[-1] if meant else standing_pages.find_target(db, kind, name)


def _meant(db: sqlite3.Connection, columns: str, condition: str, which: _Which) -> tuple[Any, ...] | None:
    """Return columns of the first post that may be meant; to let SQLite sort the few, or tell them apart, takes ten times as long."""
    query = f"SELECT {columns} FROM ({which[0]}) CROSS JOIN post USING (no) WHERE {condition}"  # noqa: S608 - our own names
    return min(db.execute(query, which[1]), default=None)


def _which(kind: str, name: str) -> _Which:
    """Return which posts a reference may mean, some of them more than once."""
    if kind == "file":
        return "SELECT no FROM post WHERE source IN (?, ?)", (name, name.removesuffix(".md") + "/index.md")
    if kind == "path":
        path = name if not name or name.endswith("/") else f"{name}/"
        former = """SELECT a.post AS no FROM alias a JOIN post p ON p.no = a.post WHERE path_key IN (?2, ?3) AND path IN (?1, ?4)
          AND NOT EXISTS (SELECT 1 FROM denied d WHERE d.path = a.path AND d.source = p.source)"""
        return f"SELECT no FROM post WHERE permalink = ?1 UNION ALL {former}", (path, urls.key(path), urls.key(name), name)  # noqa: S608
    handle, _, key = name.partition("/")
    whose = "note_key = ?2 AND (?1 = '' OR author = ?1)"
    return f"SELECT no FROM post WHERE {whose} UNION ALL SELECT post FROM name WHERE {whose}", (handle, key)  # noqa: S608


def note_doubts(db: sqlite3.Connection, changed: Iterable[str]) -> None:
    """Bring the doubtful references in line with the change that the checks have noted, and with paths of what else came or went."""
    holders = "SELECT no FROM changed UNION ALL SELECT name FROM changed_text"
    stale = {*column(db, f"SELECT target FROM doubt WHERE holder IN ({holders}) UNION SELECT target FROM changed_target")}  # noqa: S608
    db.execute(f"DELETE FROM doubt WHERE holder IN ({holders})")  # noqa: S608 - our own words
    db.execute("DELETE FROM doubt WHERE target IN (SELECT target FROM changed_target)")
    query = """SELECT target, holder, line FROM changed_reference LEFT JOIN post ON no = holder
      LEFT JOIN standing s ON s.source = CAST(holder AS TEXT) WHERE (has_page OR s.is_visible OR holder GLOB '@*')
      AND NOT (target GLOB 'path:*' AND EXISTS (SELECT 1 FROM post p WHERE p.permalink = substr(target, 6) AND p.has_page))"""
    rows = db.execute(query).fetchall()
    unknown = {target: _fault(db, target) for target in {row[0] for row in rows} if find_target(db, target) is None}
    found = [(holder, target, line, *unknown[target]) for target, holder, line in rows if target in unknown]
    db.executemany("INSERT OR IGNORE INTO doubt VALUES (?, ?, ?, ?, ?)", found)
    for path in changed:
        near = "SELECT DISTINCT target FROM doubt WHERE target >= 'path:' || ?1 AND target < 'path:' || ?1 || char(1114111)"
        for target in [*column(db, near, path), *(f"path:{folder}" for folder in _around(path))]:
            db.execute("UPDATE doubt SET is_dead = ?, held_back = ? WHERE target = ?", (*_fault(db, target), target))
            stale.add(target)
    _warn_of_dead_links(db, stale | unknown.keys())


def _around(path: str) -> list[str]:
    """Return the folders around a path, and the path as a link without the slash at its end has it."""
    parts = path.rstrip("/").split("/")
    return [*(f"{'/'.join(parts[:count])}/" for count in range(1, len(parts))), path.rstrip("/"), path.removesuffix("index.html")]


def _fault(db: sqlite3.Connection, target: str) -> tuple[bool, str]:
    """Return whether a reference to no post leads to nothing else either, and what it would lead to if that were not held back."""
    kind, _, name = target.partition(":")
    return kind != "path" or not is_served(db, name), _held_back(db, kind, name)


def _held_back(db: sqlite3.Connection, kind: str, name: str) -> str:
    """Say which post or page a reference means that readers do not see, and why; "" where there is none."""
    meant = _meant(db, "instant, id, source, held", "TRUE", _which(kind, name))
    return f"{meant[2]}, which is {why_unseen(meant[3], is_unlisted=False)}" if meant else standing_pages.find_held_back(db, kind, name)


def _warn_of_dead_links(db: sqlite3.Connection, targets: set[str]) -> None:
    """Make the warnings of links to some targets anew."""
    if not targets:
        return
    stale = dump((*targets,))
    db.execute("DELETE FROM derived_warning WHERE target IN (SELECT value FROM json_each(?))", (stale,))
    query = """SELECT coalesce(post.source, json_extract(author.value, '$[2]'), holder), line, target, held_back
      FROM json_each(?) CROSS JOIN doubt ON target = json_each.value LEFT JOIN post ON no = holder
      LEFT JOIN author ON handle = substr(holder, 2) AND holder GLOB '@*' WHERE is_dead"""
    insert(db, "derived_warning", [warning_of(*link) for link in db.execute(query, (stale,)).fetchall()])


def warning_of(source: str, line: int, target: str, held_back: str) -> tuple[str, int, str, str, str, str]:
    """Return the row of a warning of a link that leads nowhere, or to what is held back."""
    kind, _, name = target.partition(":")
    shown = f"/{name}" if kind == "path" else name.removeprefix("posts/") if kind == "file" else f"[[{name.partition('/')[2]}]]"
    if held_back:
        what, said, remedy = f"leads to {held_back}", "lead to what is held back", "publish that one first, or take the link out"
    else:
        what, said, remedy = "leads nowhere on this site", "lead nowhere on this site", "correct it, or take it out"
    if kind == "path" and medium(name) and not held_back:
        what, remedy = (
            f"there is nothing at `{shown}` on this site, so it is not shown",
            "put the file into static/, or correct the address",
        )
        return source, line, what, remedy, "pictures and recordings are not at their addresses", target
    kind = f"links to {_KINDS[kind]} {said}"
    return source, line, f"the link to `{shown}` {what}", f"{remedy}; its words stay as they are", kind, target


_KINDS = {"path": "addresses", "file": "files of posts", "note": "notes in double brackets"}
