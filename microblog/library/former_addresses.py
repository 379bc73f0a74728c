"""Former addresses of posts and pages, and those that are denied.

One that a key of another tool names may be that of something else: it stays with that, and a warning says so, since such a key
never stops a site. Under this program's own key it is an error (`checks.alias_problem`).
"""

import sqlite3
from collections.abc import Iterator, Mapping

from microblog.errors import Problem
from microblog.library.checks import posts_at
from microblog.library.records import column, insert
from microblog.text.tuples import NamedTuple


class FormerAddress(NamedTuple):
    """A former address; those of this program's own key come first, in the order in which they are granted."""

    is_foreign: bool  # a key of another tool names it
    path: str
    source: str  # the file of the post or page


def former_addresses(db: sqlite3.Connection) -> list[FormerAddress]:
    """List all of them, those of drafts too."""
    query = "SELECT is_foreign, path, source FROM alias JOIN post ON no = post UNION ALL SELECT is_foreign, path, page FROM standing_alias"
    return [FormerAddress(bool(is_foreign), path, source) for is_foreign, path, source in db.execute(query)]


def at_posts(db: sqlite3.Connection) -> Iterator[tuple[FormerAddress, str]]:
    """Yield those of other tools' keys at which a post stands, or below which or above which its files lie, with the post's file."""
    below = "is_foreign AND path_key >= '@' AND path_key < 'A'"
    query = f"""SELECT path, path_key, source FROM alias JOIN post ON no = post WHERE {below}
      UNION SELECT path, path_key, page FROM standing_alias WHERE {below} ORDER BY 1, 3"""  # noqa: S608 - our own condition
    for path, key, source in db.execute(query).fetchall():
        yield from ((FormerAddress(True, path, source), other) for other in posts_at(db, key))


def are_denied_at_posts(db: sqlite3.Connection) -> bool:
    """Return whether any is denied for the sake of a post, which may be gone now."""
    return db.execute("SELECT 1 FROM denied WHERE path >= '@' AND path < 'A'").fetchone() is not None


def deny(db: sqlite3.Connection, denied: Mapping[tuple[str, str], tuple[int, str]]) -> bool:
    """Note which addresses are denied: path and file → the line, and what stands there; return whether others were before."""
    rows = sorted((path, source, line, rival) for (path, source), (line, rival) in denied.items())
    if rows == db.execute("SELECT * FROM denied ORDER BY path, source").fetchall():
        return False
    db.execute("DELETE FROM denied")
    insert(db, "denied", rows)
    return True


def denied_paths(db: sqlite3.Connection, source: str) -> list[str]:
    """Return the former addresses of a post or page from which nothing leads on."""
    return column(db, "SELECT path FROM denied WHERE source = ?", source)


def denied_addresses(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of each address that is denied, save those that are of the very post or page, in other writing."""
    for path, source, line, rival in db.execute("SELECT * FROM denied WHERE rival <> source ORDER BY path, source"):
        what, kind = f"its former address /{path} is that of {rival}, which keeps it", "an old address at which something else stands"
        yield Problem(source, line, what, "nothing leads on from there; take it out of one of the two", is_warning=True, kind=kind)
