"""What a post names, in rows by which the index finds the post again: mentions, links, files; and whether it is pinned."""

import sqlite3

from microblog import urls
from microblog.models import Post


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
