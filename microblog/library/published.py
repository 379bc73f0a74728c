"""The posts that readers of a site see, and its feeds, for whoever tells others of them."""

import sqlite3
from collections.abc import Iterator

from microblog.library.records import column, load_post
from microblog.model.nouns import Post


def published_posts(db: sqlite3.Connection, now: int) -> Iterator[Post]:
    """Yield the posts that stand in timelines, the newest first, whatever else a build showed that was asked for drafts."""
    seen = "is_visible AND held = '' AND NOT is_unlisted AND due <= ?1 AND NOT (ends > 0 AND ends <= ?1)"
    for value, content_html in db.execute(f"SELECT value, content_html FROM post WHERE {seen} ORDER BY instant DESC, id", (now,)):  # noqa: S608 - our own words
        yield load_post(value, content_html)


def feed_paths(db: sqlite3.Connection) -> list[str]:
    """List the paths of all feeds that readers subscribe to."""
    query = """SELECT path FROM output WHERE (page GLOB 'feed [0-9]*' OR page GLOB 'home [0-9]*' OR page GLOB 'digest [0-9]*')
      AND (path GLOB '*.atom' OR path GLOB '*.json') ORDER BY path"""
    return column(db, query)
