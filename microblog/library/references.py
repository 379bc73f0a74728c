"""What texts refer to on this site: which post that is, and what leads nowhere.

The references of posts are rows. Those to no post that has a page are kept apart (`doubt`) as changes come: only they are looked at
when somebody asks for warnings.
"""

import sqlite3
from collections.abc import Iterator

from microblog.errors import Problem
from microblog.library.records import column
from microblog.library.served import is_served
from microblog.model import urls

_POST = "SELECT permalink FROM post WHERE has_page AND "


def find_target(db: sqlite3.Connection, reference: str) -> str | None:
    """Return the permalink of the post that a reference names, None where there is none: the nearest in the folders of its author."""
    kind, _, name = reference.partition(":")
    if kind == "file":
        found = column(db, f"{_POST} source IN (?, ?)", name, name.removesuffix(".md") + "/index.md")
    elif kind == "path":
        path = name if not name or name.endswith("/") else f"{name}/"
        former = "SELECT post FROM alias WHERE path_key IN (?2, ?3)"
        query = f"{_POST} permalink = ?1 UNION ALL {_POST} no IN ({former})"
        found = column(db, query, path, urls.key(path), urls.key(name))
    else:
        handle, _, key = name.partition("/")
        called = "SELECT no FROM post WHERE author = ?1 AND note_key = ?2 UNION SELECT post FROM name WHERE author = ?1 AND note_key = ?2"
        query = f"{_POST} no IN ({called}) ORDER BY length(permalink), permalink LIMIT 1"
        found = column(db, query, handle, key)
    return found[0] if found else None


def note_doubts(db: sqlite3.Connection) -> None:
    """Bring the doubtful references in line with the change that the checks have noted."""
    db.execute("DELETE FROM doubt WHERE post IN (SELECT no FROM changed) OR target IN (SELECT target FROM changed_target)")
    rows = db.execute("SELECT target, post, line FROM changed_reference JOIN post ON no = post WHERE has_page").fetchall()
    unknown = {target for target in {row[0] for row in rows} if find_target(db, target) is None}
    db.executemany(
        "INSERT OR IGNORE INTO doubt VALUES (?, ?, ?)", [(post, target, line) for target, post, line in rows if target in unknown]
    )


def list_dead_links(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of links that lead nowhere."""
    for source, line, target in db.execute("SELECT source, line, target FROM doubt JOIN post ON no = doubt.post").fetchall():
        kind, _, name = target.partition(":")
        if kind == "path" and is_served(db, name):
            continue
        shown = f"/{name}" if kind == "path" else name.removeprefix("posts/") if kind == "file" else f"[[{name.partition('/')[2]}]]"
        what = f"the link to `{shown}` leads nowhere on this site"
        remedy = "correct it, or take it out; its words stay as they are"
        yield Problem(source, line, what, remedy, is_warning=True, kind=f"links to {_KINDS[kind]} lead nowhere on this site")


_KINDS = {"path": "addresses", "file": "files of posts", "note": "notes in double brackets"}
