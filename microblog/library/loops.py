"""Replies that answer each other in a circle, which no conversation can show.

A post answers one other at most, so every way along `in_reply_to` ends or runs into one circle. Only ways that start at
a changed post are walked: a circle that is new has one in it. Each post is walked over once.
"""

import sqlite3
from collections.abc import Iterator

from microblog.errors import Problem

_ANSWERED = """SELECT t.no FROM link JOIN post t ON t.permalink = '@' || target || '/'
  WHERE link.post = ? AND relation = 'in_reply_to' AND t.is_visible AND t.no <> link.post"""
_CHANGED = """SELECT changed.no FROM changed JOIN link ON link.post = changed.no AND relation = 'in_reply_to'
  JOIN post ON post.no = changed.no WHERE is_visible AND instr(target, '://') = 0"""


def loop_problems(db: sqlite3.Connection) -> Iterator[Problem]:
    """Find circles of replies that readers would see; the table `changed` holds where to start."""
    done: set[int] = set()
    for (start,) in db.execute(_CHANGED).fetchall():
        way: dict[int, None] = {}  # in the order of walking
        no = start
        while no not in way and no not in done:
            way[no] = None
            row = db.execute(_ANSWERED, (no,)).fetchone()
            if row is None:
                break
            no = row[0]
        if no in way and no not in done and row is not None:
            walked = list(way)
            yield _problem(db, walked[walked.index(no) :])
        done.update(way)


def _problem(db: sqlite3.Connection, loop: list[int]) -> Problem:
    query = "SELECT source, line, permalink FROM post JOIN link ON link.post = no AND relation = 'in_reply_to' WHERE no = ?"
    members = [db.execute(query, (no,)).fetchone() for no in loop]
    first = members.index(min(members))
    members = [*members[first:], *members[:first]]
    refs = [f"`{permalink[1:-1]}`" for _, _, permalink in members]
    shown = refs if len(refs) <= 8 else [*refs[:6], f"{len(refs) - 7} more", refs[-1]]
    what = f"`in_reply_to` goes round in a circle: {shown[0]} answers {', which answers '.join([*shown[1:], shown[0]])}"
    return Problem(members[0][0], members[0][1], what, "take `in_reply_to` out of the post that was there first")
