"""What the index knows of pictures: what each is published as."""

import json
import sqlite3
from collections.abc import Iterable

from microblog.library.records import column, dump, load_author
from microblog.model.nouns import Picture, Rendition


def put_picture(db: sqlite3.Connection, source: str, picture: Picture, *, is_avatar: bool) -> None:
    """Note what a picture is published as."""
    row = (source, is_avatar, picture.key, dump(picture.renditions))
    db.execute("INSERT OR REPLACE INTO picture VALUES (?, ?, ?, ?)", row)


def picture(db: sqlite3.Connection, source: str, *, is_avatar: bool = False) -> Picture | None:
    """Find what a picture is published as; None where the file is no picture."""
    row = db.execute("SELECT key, value FROM picture WHERE source = ? AND is_avatar = ?", (source, is_avatar)).fetchone()
    if row is None:
        return None
    try:
        return Picture(row[0], tuple(Rendition(*fields) for fields in json.loads(row[1])))
    except (TypeError, ValueError):
        raise sqlite3.DatabaseError("a value of the index is damaged") from None


def forget(db: sqlite3.Connection, pictures: Iterable[tuple[str, bool]]) -> None:
    """Forget pictures, each given by its file and by whether it is meant as an avatar."""
    db.executemany("DELETE FROM picture WHERE source = ? AND is_avatar = ?", pictures)


def forget_unnamed(db: sqlite3.Connection) -> None:
    """Forget the pictures that no post, no standing page and no profile names any more."""
    named = "SELECT 1 FROM {} a WHERE a.source = picture.source"
    unnamed = " AND ".join(f"NOT EXISTS ({named.format(table)})" for table in ("attachment", "standing_file"))
    db.execute(f"DELETE FROM picture WHERE NOT is_avatar AND {unnamed}")  # noqa: S608 - our own words
    avatars = set(column(db, "SELECT source FROM picture WHERE is_avatar"))
    lost = avatars and avatars - {load_author(value).avatar for value in column(db, "SELECT value FROM author WHERE is_declared")}
    forget(db, ((path, True) for path in lost))


def keys(db: sqlite3.Connection) -> list[str]:
    """Return what the cache keeps the site's pictures under."""
    return column(db, "SELECT key FROM picture")
