"""The posts that no timeline of the site shows, for who looks at a site before it is published."""

import sqlite3

from microblog.library.records import load_post
from microblog.model.nouns import Post
from microblog.text.tuples import NamedTuple

_COLUMNS = "value, content_html, held, due, has_page"
_REASONS = "(has_page = 0 OR is_unlisted)"


class HiddenPost(NamedTuple):
    """A post, and what keeps it from being shown."""

    post: Post
    held: str  # `draft`, `undated` or nothing
    due: int  # the moment from which readers may see it: microseconds since 1970 UTC
    has_page: bool  # it is unlisted, and nothing else


def hidden_posts(db: sqlite3.Connection) -> list[HiddenPost]:
    """List them: what appears next first, then what was written last."""
    query = f"""SELECT {_COLUMNS} FROM post WHERE has_page = 0 UNION ALL
      SELECT {_COLUMNS} FROM post INDEXED BY post_unlisted WHERE is_unlisted AND has_page"""  # noqa: S608 - our own names
    found = [_of(row) for row in db.execute(query)]
    scheduled = [one for one in found if not one.held and not one.has_page]
    others = [one for one in found if one.held or one.has_page]
    scheduled.sort(key=lambda one: (one.due, one.post.id))
    others.sort(key=lambda one: (one.post.instant, one.post.id), reverse=True)
    return scheduled + others


def hidden_post(db: sqlite3.Connection, permalink: str) -> HiddenPost | None:
    """Find one of them by the path that its page has, or will have."""
    query = f"SELECT {_COLUMNS} FROM post WHERE permalink = ? AND {_REASONS} ORDER BY has_page, no"  # noqa: S608 - our own names
    row = db.execute(query, (permalink,)).fetchone()
    return _of(row) if row else None


def _of(row: tuple[str, str, str, int, int]) -> HiddenPost:
    value, content_html, held, due, has_page = row
    return HiddenPost(load_post(value, content_html), held, due, bool(has_page))
