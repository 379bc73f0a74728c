"""What posts and authors name, in rows by which the index finds them again: mentions, links, files, pins; and follows."""

import sqlite3

from microblog import urls
from microblog.library.records import column
from microblog.models import Author, Post


def put_named(db: sqlite3.Connection, no: int, post: Post) -> None:
    """Take in what a post names."""
    if post.mentions:
        db.executemany("INSERT INTO mention VALUES (?, ?)", ((handle, no) for handle in set(post.mentions)))
    if named := (*post.links, *post.quotes):
        db.executemany("INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?)", ((link.target, no, link.relation, link.line) for link in named))
    if post.attachments:
        files = ((file.source, no, file.path, urls.key(file.path), file.line) for file in post.attachments)
        db.executemany("INSERT OR IGNORE INTO attachment VALUES (?, ?, ?, ?, ?)", files)
    if post.pinned:
        db.execute("INSERT INTO pin VALUES (?, ?)", (post.author, no))


def clear_named(db: sqlite3.Connection, no: int) -> bool:
    """Forget what a post names; tell whether it named files."""
    for table in ("mention", "link", "pin"):
        db.execute(f"DELETE FROM {table} WHERE post = ?", (no,))  # noqa: S608 - our own names
    return db.execute("DELETE FROM attachment WHERE post = ?", (no,)).rowcount > 0


def put_follows(db: sqlite3.Connection, author: Author) -> set[str]:
    """Take in whom an author follows; give those who are followed now and were not before, or the other way round."""
    old = set(column(db, "SELECT followed FROM follow WHERE follower = ?", author.handle))
    db.execute("DELETE FROM follow WHERE follower = ?", (author.handle,))
    rows = ((author.handle, target, line) for target, line in author.following)
    db.executemany("INSERT OR IGNORE INTO follow VALUES (?, ?, ?)", rows)
    return old ^ {target for target, _ in author.following}
