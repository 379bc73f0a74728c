"""Conversations: what stands above and below a post, and which posts' pages a change of one touches.

A post's page shows every post that it answers, directly or through others, up to `ABOVE`; and the posts below it, where
there are at most `BELOW` of them, else the first `LEVELS` levels. All walks go level by level or are recursive queries,
so that a thread may be as deep as it likes; and what a page shows is bounded, so that all pages of a thread together
grow as the thread does, not as its square.
"""

import sqlite3
from collections.abc import Iterable

from microblog.library.answers import answered_of
from microblog.library.records import column, dump
from microblog.library.touched import Touched
from microblog.text.tuples import NamedTuple

ABOVE = 100  # posts above another that its page shows; of more, the first and the nearest
NEAREST = 20
BELOW = 200
LEVELS = 20

_REF = "substr(post.permalink, 2, length(post.permalink) - 2)"


class Answer(NamedTuple):
    """A post that stands below another."""

    no: int
    ref: str
    parent: str  # the ref of the post that it answers
    author: str
    instant: int


def answered(db: sqlite3.Connection, ref: str) -> str:
    """Return the ref of the post of this site that a post answers, or ""."""
    query = """SELECT target FROM post JOIN link ON post = no AND relation = 'in_reply_to'
      WHERE permalink = '@' || ? || '/' AND instr(target, '://') = 0"""
    row = db.execute(query, (ref,)).fetchone()
    return str(row[0]) if row else ""


def relations(db: sqlite3.Connection, refs: Iterable[str]) -> dict[str, set[str]]:
    """Return how other posts name some posts; those that nobody names, as most, are left out."""
    query = "SELECT target, relation FROM json_each(?) CROSS JOIN link ON target = json_each.value"
    named: dict[str, set[str]] = {}
    for ref, relation in db.execute(query, (dump((*refs,)),)):
        named.setdefault(ref, set()).add(relation)
    return named


def answers(db: sqlite3.Connection, ref: str) -> tuple[list[Answer], bool]:
    """Return the visible posts below a post, each behind the one it answers; and whether these are all."""
    found = _below(db, ref, BELOW + 1, BELOW + 1)
    if len(found) <= BELOW:
        return found, True
    return _below(db, ref, LEVELS, max(BELOW, len(children(db, [ref])))), False


def _below(db: sqlite3.Connection, ref: str, levels: int, limit: int) -> list[Answer]:
    """Walk down level by level, each level in the order of time."""
    query = f"""WITH RECURSIVE below (no, ref, parent, author, depth, instant, id) AS (
        SELECT post.no, {_REF}, target, author, 1, instant, id FROM link JOIN post ON post.no = link.post
          WHERE target = ?1 AND relation = 'in_reply_to' AND is_visible
        UNION ALL SELECT post.no, {_REF}, target, post.author, depth + 1, post.instant, post.id
          FROM below JOIN link ON target = below.ref AND relation = 'in_reply_to' JOIN post ON post.no = link.post
          WHERE depth < ?2 AND is_visible ORDER BY 5, 6, 7 LIMIT ?3)
      SELECT no, ref, parent, author, instant FROM below"""  # noqa: S608 - our own expression
    return [Answer(*row) for row in db.execute(query, (ref, levels, limit))]


def children(db: sqlite3.Connection, refs: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return the visible answers to some posts: the answered ref, the answer's own, and its author."""
    query = f"""SELECT target, {_REF}, author FROM json_each(?) CROSS JOIN link ON target = json_each.value AND relation = 'in_reply_to'
      JOIN post ON no = post AND is_visible ORDER BY target, instant, post.id"""  # noqa: S608 - our own expression
    return db.execute(query, (dump((*refs,)),)).fetchall()


def reactions(db: sqlite3.Connection, ref: str) -> list[tuple[str, str, str]]:
    """Return the visible likes, reposts and bookmarks of a post, the oldest first: relation, author, permalink."""
    query = """SELECT relation, author, permalink FROM link JOIN post ON no = post AND is_visible
      WHERE target = ? AND relation <> 'in_reply_to' ORDER BY instant, id"""
    return db.execute(query, (ref,)).fetchall()


def touched_pages(db: sqlite3.Connection, touched: Touched) -> set[int]:
    """Return the posts whose pages show something of what changed in conversations.

    Above a change: as many posts as show one so far below them. Below it: as many as show one so far above them, but
    all where a thread's first post changed, which all show, or where a post answers another than before, so that
    all below it have others above them.
    """
    changed = _refs(db, touched.posts | touched.gone)
    links = _links(db, touched.posts | touched.gone) | touched.links_before
    replies = {target for relation, target in links if relation == "in_reply_to"}
    deep = {ref for no, ref in changed.items() if no in touched.rerooted or not answered(db, ref)}
    above = _walk(db, _UP, replies | _named_of(db, touched.blockers), BELOW + 1)
    below = _walk(db, _DOWN, set(changed.values()) - deep, ABOVE + 1) | _walk(db, _DOWN, deep, None)
    from_elsewhere = touched.answers | answered_of(db, touched.blockers)
    return _numbers(db, above | below | from_elsewhere | {target for _, target in links})


_UP = """SELECT DISTINCT target FROM json_each(?) CROSS JOIN post ON permalink = '@' || json_each.value || '/'
  JOIN link ON link.post = post.no AND relation = 'in_reply_to' AND instr(target, '://') = 0"""
_DOWN = f"""SELECT DISTINCT {_REF} FROM json_each(?) CROSS JOIN link ON target = json_each.value AND relation = 'in_reply_to'
  JOIN post ON post.no = link.post"""  # noqa: S608 - our own expression


def _walk(db: sqlite3.Connection, step: str, start: set[str], levels: int | None) -> set[str]:
    """Take steps from some posts, level by level, and return all that were met, the first ones too."""
    met, level = set(start), start
    while level and levels != 0:
        level = set(column(db, step, dump((*level,)))) - met
        met |= level
        levels = levels and levels - 1
    return met


def _refs(db: sqlite3.Connection, posts: set[int]) -> dict[int, str]:
    query = f"SELECT no, {_REF} FROM json_each(?) CROSS JOIN post ON no = json_each.value"  # noqa: S608 - our own expression
    return dict(db.execute(query, (dump((*posts,)),)))


def _links(db: sqlite3.Connection, posts: set[int]) -> set[tuple[str, str]]:
    query = "SELECT relation, target FROM json_each(?) CROSS JOIN link ON post = json_each.value WHERE instr(target, '://') = 0"
    return set(db.execute(query, (dump((*posts,)),)))


def _named_of(db: sqlite3.Connection, handles: set[str]) -> set[str]:
    """Return all posts of some authors that others name."""
    query = "SELECT DISTINCT target FROM link WHERE target >= ?1 || '/' AND target < ?1 || '0'"
    return {ref for handle in handles for ref in column(db, query, handle)}


def _numbers(db: sqlite3.Connection, refs: set[str]) -> set[int]:
    query = "SELECT no FROM json_each(?) CROSS JOIN post ON permalink = '@' || json_each.value || '/' WHERE has_page"
    return set(column(db, query, dump((*refs,))))
