"""Who hears of a post: whom it mentions, and whose posts it answers, reposts, likes, bookmarks or quotes.

A mentions timeline depends on more than its posts: the author must exist, and may block. So who hears of a post is found last.
"""

import sqlite3
from collections.abc import Iterable
from functools import cache, partial

from microblog.library import blocking
from microblog.library.positions import Key
from microblog.library.records import column, dump, load_post
from microblog.model.nouns import QUOTATION, Post
from microblog.text.tuples import NamedTuple

_SHOWING = frozenset({"repost_of", QUOTATION})  # relations by which a post shows another


class Heard(NamedTuple):
    """By whom a post could be heard of, and because of whom it may not be."""

    by: tuple[str, ...]  # the handles that it names, by themselves or with a post of theirs, save its author's
    involved: tuple[str, ...]  # its author, and those whose posts it shows


_SILENT = Heard((), ())


def heard(post: Post) -> Heard:
    """Return who could hear of a post."""
    if not (post.mentions or post.links or post.quotes):
        return _SILENT
    named = [(link.target.partition("/")[0], link.relation) for link in (*post.links, *post.quotes) if link.is_local]
    by = {*post.mentions, *(handle for handle, _ in named)} - {post.author}
    shown = {handle for handle, relation in named if relation in _SHOWING}
    return Heard(tuple(sorted(by)), tuple(sorted({post.author, *shown}))) if by else _SILENT


def heard_posts(db: sqlite3.Connection, changed: Iterable[int], handles: Iterable[str]) -> set[int]:
    """Return the changed posts that stand in mentions, and all that name one of some handles."""
    standing = """SELECT post FROM json_each(?) CROSS JOIN timeline_post ON post = json_each.value
      JOIN timeline ON timeline.no = timeline AND kind = 'mentions'"""
    posts = set(column(db, standing, dump((*changed,))))
    naming = """SELECT post FROM mention WHERE handle = ?1
      UNION SELECT post FROM link WHERE target >= ?1 || '/' AND target < ?1 || '0'"""
    for handle in handles:
        posts.update(column(db, naming, handle))
    return posts


def heard_of(db: sqlite3.Connection, no: int) -> tuple[Key, Heard]:
    """Return a post's place in time and who could hear of it, which is nobody where readers do not see it."""
    row = db.execute("SELECT value FROM post WHERE no = ? AND is_visible", (no,)).fetchone()
    if row is None:
        return (0, "", no), _SILENT
    post = load_post(row[0], "")
    return (post.instant, post.id, no), heard(post)


class Audience:
    """Who hears of posts; asks the index once for each name, as long as nobody comes, goes or blocks."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Begin with no name."""
        self._is_author = cache(partial(_is_author, db))
        self._blocked_by = cache(partial(blocking.blocked_by, db))

    def of(self, heard: Heard) -> list[str]:
        """Return the authors among those who could hear of a post who block none of those involved in it."""
        authors = filter(self._is_author, heard.by)
        return [handle for handle in authors if self._blocked_by(handle).isdisjoint(heard.involved)]


def _is_author(db: sqlite3.Connection, handle: str) -> bool:
    return db.execute("SELECT 1 FROM author WHERE handle = ?", (handle,)).fetchone() is not None


def relations(db: sqlite3.Connection, timeline: int, handle: str, positions: range) -> list[str]:
    """Return by which relation each post at some positions of an author's mentions concerns a post of theirs, newest first."""
    relation = """SELECT relation FROM link WHERE link.post = timeline_post.post AND target >= ?1 || '/' AND target < ?1 || '0'
      AND (relation <> 'quotation_of' OR EXISTS (SELECT 1 FROM post t WHERE t.permalink = '@' || target || '/' AND t.is_visible))
      ORDER BY instr('in_reply_to repost_of quotation_of like_of bookmark_of', relation) LIMIT 1"""
    query = f"""SELECT coalesce(({relation}), '') FROM timeline_post
      WHERE timeline = ?2 AND position BETWEEN ?3 AND ?4 ORDER BY position DESC"""  # noqa: S608 - our own expression
    return column(db, query, handle, timeline, positions.start, positions.stop - 1)
