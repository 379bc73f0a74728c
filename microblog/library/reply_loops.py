"""Replies that answer each other in a circle, which no conversation can show.

A post answers one other at most, so every way along `in_reply_to` ends or runs into one circle. Only ways that start at
a changed post are walked: a circle that is new has one in it. Each post is walked over once.
"""

import sqlite3
from collections.abc import Iterator

from microblog.errors import Problem

_SEEN = "JOIN post t ON t.permalink = '@' || target || '/' AND t.is_visible AND t.no <> link.post WHERE relation = 'in_reply_to'"
_ANSWERED = f"SELECT t.no FROM link {_SEEN} AND link.post = ?"  # noqa: S608 - our own words
_CHANGED = f"SELECT link.post, t.no FROM changed_link link {_SEEN}"  # noqa: S608 - our own words


def loop_problems(db: sqlite3.Connection) -> Iterator[Problem]:
    """Find circles of replies that readers would see; `changed_link` holds where to start."""
    answered: dict[int, int] = dict(db.execute(_CHANGED))
    done: set[int] = set()
    for start in answered:
        way: dict[int, None] = {}  # in the order of walking
        no: int | None = start
        while no is not None and no not in way and no not in done:
            way[no] = None
            no = answered[no] if no in answered else _answered(db, no)
        if no in way:
            walked = list(way)
            yield _problem(db, walked[walked.index(no) :])
        done.update(way)


def _answered(db: sqlite3.Connection, no: int) -> int | None:
    row = db.execute(_ANSWERED, (no,)).fetchone()
    return row[0] if row else None


def _problem(db: sqlite3.Connection, loop: list[int]) -> Problem:
    query = "SELECT source, line, permalink FROM post JOIN link ON link.post = no AND relation = 'in_reply_to' WHERE no = ?"
    members = [db.execute(query, (no,)).fetchone() for no in loop]
    first = members.index(min(members))
    members = [*members[first:], *members[:first]]
    refs = [f"`{permalink[1:-1]}`" for _, _, permalink in members]
    shown = refs if len(refs) <= 8 else [*refs[:6], f"{len(refs) - 7} more", refs[-1]]
    what = f"`in_reply_to` goes round in a circle: {shown[0]} answers {', which answers '.join([*shown[1:], shown[0]])}"
    return Problem(members[0][0], members[0][1], what, "take `in_reply_to` out of the post that was there first")
