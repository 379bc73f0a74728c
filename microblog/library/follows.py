"""Who follows whom."""

import sqlite3

from microblog.content.following import is_outside
from microblog.library.records import column
from microblog.model.nouns import Author


def follow(db: sqlite3.Connection, author: Author) -> set[str]:
    """Note whom an author follows, and return those of this site who are followed by one more or one fewer than before."""
    old = set(column(db, "SELECT followed FROM follow WHERE follower = ?", author.handle))
    db.execute("DELETE FROM follow WHERE follower = ?", (author.handle,))
    rows = ((author.handle, target, line) for target, line in author.following)
    db.executemany("INSERT OR IGNORE INTO follow VALUES (?, ?, ?)", rows)
    return {target for target in old ^ {target for target, _ in author.following} if not is_outside(target)}
