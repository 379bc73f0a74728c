"""What an export of an author asks of the index."""

import sqlite3

from microblog.library.records import column, load_post
from microblog.model import urls
from microblog.model.nouns import Post


def posts_of(db: sqlite3.Connection, handle: str) -> list[Post]:
    """Return all posts of an author, those that readers do not see among them, by their files."""
    query = "SELECT value, content_html FROM post WHERE author = ? ORDER BY source"
    return [load_post(*row) for row in db.execute(query, (handle,))]


def posts_shown(db: sqlite3.Connection, handle: str) -> list[Post]:
    """Return the posts of an author that timelines show, the newest first."""
    query = """SELECT value, content_html FROM timeline t JOIN timeline_post ON timeline = t.no JOIN post ON post.no = post
      WHERE t.path = ? ORDER BY position DESC"""
    return [load_post(*row) for row in db.execute(query, (urls.author(handle),))]


def files_of(db: sqlite3.Connection, handle: str) -> list[str]:
    """Return the files in an author's folder that a build reads or knows of."""
    return column(db, "SELECT path FROM source WHERE path > ?1 || '/' AND path < ?1 || '0' ORDER BY path", f"posts/{handle}")
