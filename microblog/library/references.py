"""What texts refer to on this site: which post that is, and what leads nowhere.

The references of posts are rows. Those to no post that has a page are kept apart (`doubt`) as changes come: only they are looked at
when somebody asks for warnings.
"""

import sqlite3
from collections.abc import Iterator

from microblog.errors import Problem
from microblog.library.records import column
from microblog.model import urls
from microblog.model.pages import PAGE_KINDS

_POST = "SELECT permalink FROM post WHERE has_page AND "


def find_target(db: sqlite3.Connection, reference: str) -> str | None:
    """Return the permalink of the post that a reference names, None where there is none: the nearest in the folders of its author."""
    kind, _, name = reference.partition(":")
    if kind == "file":
        found = column(db, f"{_POST} source IN (?, ?)", name, name.removesuffix(".md") + "/index.md")
    elif kind == "path":
        path = name if not name or name.endswith("/") else f"{name}/"
        former = "SELECT post FROM alias WHERE path_key IN (?2, ?3)"
        query = f"{_POST} permalink = ?1 UNION ALL {_POST} no IN ({former})"  # noqa: S608 - our own words
        found = column(db, query, path, urls.key(path), urls.key(name))
    else:
        handle, _, key = name.partition("/")
        called = "SELECT no FROM post WHERE author = ?1 AND note_key = ?2 UNION SELECT post FROM name WHERE author = ?1 AND note_key = ?2"
        query = f"{_POST} no IN ({called}) ORDER BY length(permalink), permalink LIMIT 1"  # noqa: S608 - our own words
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
        if kind == "path" and _is_served(db, name):
            continue
        shown = f"/{name}" if kind == "path" else name.removeprefix("posts/") if kind == "file" else f"[[{name.partition('/')[2]}]]"
        what = f"the link to `{shown}` leads nowhere on this site"
        remedy = "correct it, or take it out; its words stay as they are"
        yield Problem(source, line, what, remedy, is_warning=True, kind=f"links to {_KINDS[kind]} lead nowhere on this site")


_KINDS = {"path": "addresses", "file": "files of posts", "note": "notes in double brackets"}


def _is_served(db: sqlite3.Connection, path: str) -> bool:
    """Return whether something that is no post has a path of this site."""
    file = urls.file_of(path)
    folder = path if not path or path.endswith("/") else f"{path}/"
    timeline, _, rest = folder.partition("page/")
    queries = (
        ("SELECT 1 FROM timeline WHERE path = ?", timeline if rest.strip("/").isdigit() else folder),
        ("SELECT 1 FROM source WHERE path = ?", f"static/{file}"),
        ("SELECT 1 FROM attachment WHERE path_key = ?", urls.key(path)),
    )
    return any(db.execute(query, (value,)).fetchone() for query, value in queries) or _is_made(db, path, folder)


def _is_made(db: sqlite3.Connection, path: str, folder: str) -> bool:
    """Return whether the engine makes a page or file at a path without its standing in the index."""
    for row in PAGE_KINDS.values():
        if row.subject == "site" and any(made("") in (path, folder) for made in row.paths):
            return True
    first, _, rest = path.partition("/")
    if first.startswith("@") and db.execute("SELECT 1 FROM author WHERE handle = ?", (first[1:],)).fetchone():
        made_of = [made(first[1:]) for row in PAGE_KINDS.values() if row.subject == "author" for made in row.paths]
        return path in made_of or folder in made_of
    name = path.rpartition("/")[2]
    is_feed = (
        name in ("feed.atom", "feed.json") and db.execute("SELECT 1 FROM timeline WHERE path = ?", (path.removesuffix(name),)).fetchone()
    )
    is_year = first == "archive" and db.execute("SELECT 1 FROM timeline WHERE path GLOB ?", (f"archive/{rest.strip('/')}/*",)).fetchone()
    return bool(is_feed or is_year or path in _OWN_FILES)


_OWN_FILES = frozenset({"404.html", "robots.txt", "style.css", "manifest.webmanifest", "icon.svg"})
