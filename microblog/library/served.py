"""Whether the site has something at a path, as far as its pages and its own static files go."""

import sqlite3

from microblog.model import urls
from microblog.model.pages import OVERRIDABLE, PAGE_KINDS, SITE_PATHS

_THERE = (
    "SELECT 1 FROM standing WHERE permalink = ?1 AND is_visible",
    "SELECT 1 FROM post WHERE permalink = ?1 AND is_visible",
    "SELECT 1 FROM timeline WHERE path >= ?1 AND path < substr(?1, 1, length(?1) - 1) || '0'",  # or below: a year, an author
    "SELECT 1 FROM source WHERE path IN ('static/' || ?1, 'static/' || ?1 || 'index.html')",
    "SELECT 1 FROM attachment WHERE path_key = ?2 AND path = ?1",
    "SELECT 1 FROM standing_file WHERE path = ?1",
    "SELECT 1 FROM alias JOIN post ON no = post WHERE path_key = ?2 AND path = ?1 AND is_visible",
    "SELECT 1 FROM standing_alias JOIN standing ON source = page WHERE path_key = ?2 AND path = ?1 AND is_visible",
)
_IS_THERE = f"SELECT {' OR '.join(f'EXISTS ({query})' for query in _THERE)}"


def has_file(db: sqlite3.Connection, path: str) -> bool:
    """Return whether a file of `static/`, or one that a page of `pages/` names, stands at a path."""
    query = "SELECT EXISTS (SELECT 1 FROM source WHERE path = 'static/' || ?1) OR EXISTS (SELECT 1 FROM standing_file WHERE path = ?1)"
    return bool(db.execute(query, (path,)).fetchone()[0])


def is_served(db: sqlite3.Connection, path: str) -> bool:
    """Return whether a path leads, or leads on, to a page or a file, other than an unlisted post or one that is held back."""
    front = _front(path)
    if path in OVERRIDABLE or path in SITE_PATHS or front in ("", *SITE_PATHS):
        return True
    if any(db.execute(_IS_THERE, (place, urls.key(place))).fetchone()[0] for place in {path, front}):
        return True
    handle = path.partition("/")[0].removeprefix("@")
    is_author = path.startswith("@") and db.execute("SELECT 1 FROM author WHERE handle = ?", (handle,)).fetchone()
    return bool(is_author) and any(
        make(handle) in (path, front) for row in PAGE_KINDS.values() if row.subject == "author" for make in row.paths
    )


def _front(path: str) -> str:
    """Return the timeline that a path is a page or a feed of, or else the path."""
    for ending in ("feed.atom", "feed.json"):
        if path.endswith(ending):
            return path.removesuffix(ending)
    front, found, _ = path.partition("page/")
    return front if found else path
