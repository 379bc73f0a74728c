"""What the index knows of pictures: what each is published as."""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from microblog.errors import Problem
from microblog.library.records import column, dump, load_author
from microblog.model.nouns import Picture, Rendition

_NAMES = """(SELECT 1 FROM attachment a WHERE a.source = picture.source UNION ALL SELECT 1 FROM astray WHERE found = picture.source
  UNION ALL SELECT 1 FROM standing_file f WHERE f.source = picture.source)"""

_SHOWS = """(SELECT 1 FROM attachment a JOIN post ON no = a.post WHERE a.source = picture.source AND has_page
  UNION ALL SELECT 1 FROM astray JOIN post ON no = astray.post WHERE found = picture.source AND has_page
  UNION ALL SELECT 1 FROM standing_file f JOIN standing s ON s.source = f.page WHERE f.source = picture.source AND s.is_visible)"""


def put_picture(db: sqlite3.Connection, source: str, picture: Picture, *, is_avatar: bool) -> None:
    """Note what a picture is published as."""
    row = (source, is_avatar, picture.key, dump(picture.renditions), picture.is_cut_off)
    db.execute("INSERT OR REPLACE INTO picture VALUES (?, ?, ?, ?, ?)", row)


def picture(db: sqlite3.Connection, source: str, *, is_avatar: bool = False) -> Picture | None:
    """Find what a picture is published as; None where the file is no picture."""
    row = db.execute("SELECT key, value, is_cut_off FROM picture WHERE source = ? AND is_avatar = ?", (source, is_avatar)).fetchone()
    if row is None:
        return None
    try:
        return Picture(row[0], tuple(Rendition(*fields) for fields in json.loads(row[1])), bool(row[2]))
    except (TypeError, ValueError):
        raise sqlite3.DatabaseError("a value of the index is damaged") from None


def forget(db: sqlite3.Connection, pictures: Iterable[tuple[str, bool]]) -> None:
    """Forget pictures, each given by its file and by whether it is meant as an avatar."""
    db.executemany("DELETE FROM picture WHERE source = ? AND is_avatar = ?", pictures)


def forget_unnamed(db: sqlite3.Connection) -> None:
    """Forget the pictures that no post, no standing page and no profile names any more, save those of who answered elsewhere."""
    posts = f"DELETE FROM picture WHERE NOT is_avatar AND NOT EXISTS {_NAMES}"  # noqa: S608 - our own words
    db.execute(posts)
    avatars = set(column(db, "SELECT source FROM picture WHERE is_avatar AND source GLOB 'posts/*'"))
    lost = avatars and avatars - {load_author(value).avatar for value in column(db, "SELECT value FROM author WHERE is_declared")}
    forget(db, ((path, True) for path in lost))


def keys(db: sqlite3.Connection) -> list[str]:
    """Return what the cache keeps the pictures under that readers see: those of a draft are nobody's who can read a cache."""
    return column(db, f"SELECT key FROM picture WHERE is_avatar OR EXISTS {_SHOWS}")  # noqa: S608 - our own words


def cut_off_pictures(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of pictures that are cut off at their end, as long as a post or a profile names them."""
    query = f"SELECT DISTINCT source FROM picture WHERE is_cut_off AND (is_avatar OR EXISTS {_NAMES})"  # noqa: S608 - our own words
    for source in column(db, query):
        what, remedy = "is cut off at its end, and shown as far as it goes", "copy it again from where it came from"
        yield Problem(source, 0, what, remedy, is_warning=True)
