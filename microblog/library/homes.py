"""What stands on home timelines, which are not stored but merged from those of authors."""

import sqlite3

from microblog.content.blocking import is_about_absent
from microblog.library.queries import following
from microblog.model import urls


def home_posts(db: sqlite3.Connection, handle: str, limit: int, absent: frozenset[str]) -> list[tuple[int, str, int]]:
    """Return instant, id and number of an author's newest posts and of those whom they follow, newest first.

    What is by the absent, or concerns a post or page of theirs, is left out.
    """
    newest: list[tuple[int, str, int]] = []
    without = ""
    if absent:
        db.create_function("is_about_absent", 1, lambda target: is_about_absent(absent, target), deterministic=True)
        without = "AND NOT EXISTS (SELECT 1 FROM link WHERE link.post = post.no AND is_about_absent(target))"
    query = f"""SELECT instant, id, post.no FROM timeline t JOIN timeline_post ON timeline = t.no JOIN post ON post.no = timeline_post.post
      WHERE path = ? {without} ORDER BY position DESC LIMIT ?"""  # noqa: S608 - our own condition
    for followed in {handle, *following(db, handle)} - absent:
        newest += db.execute(query, (urls.author(followed), limit)).fetchall()
    return sorted(newest, reverse=True)[:limit]
