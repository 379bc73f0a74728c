"""The posts of timelines, each at a position: taking posts out and putting posts in.

Positions are dense, from 0. A post put at the new end costs one row; one put in the middle moves those after it,
whose pages change anyway.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

from microblog.library import schema
from microblog.library.records import column, dump
from microblog.text.tuples import NamedTuple

_SOME = 500  # posts that are put in at a time, or some more

Key = tuple[int, str, int]  # instant, id, no: the order of posts, and which post it is


class Shift(NamedTuple):
    """What happened to a timeline's positions."""

    low: int  # from here on other posts stand
    before: int  # posts before the change
    after: int
    followers: frozenset[int] = frozenset()  # posts that stood in the timeline before and now stand behind another one


def standing(db: sqlite3.Connection, post: int, *, in_mentions: bool) -> set[int]:
    """Return the timelines that a post stands in: the mentions, or all others."""
    query = "SELECT timeline FROM timeline_post JOIN timeline t ON t.no = timeline WHERE post = ? AND (t.kind = 'mentions') = ?"
    return set(column(db, query, post, in_mentions))


class Splices:
    """Which posts leave and join which timelines."""

    def __init__(self) -> None:
        """Begin with none."""
        self.removed: defaultdict[int, set[int]] = defaultdict(set)
        self.added: defaultdict[int, list[Key]] = defaultdict(list)

    def note(self, key: Key, old: set[int], wanted: set[int], *, is_moved: bool) -> None:
        """Note what changes for a post that stands in some timelines and should stand in others, perhaps at another place."""
        stay = set() if is_moved else old & wanted
        for timeline in old - stay:
            self.removed[timeline].add(key[2])
        for timeline in wanted - stay:
            self.added[timeline].append(key)

    def timelines(self) -> list[int]:
        """Return the timelines that change."""
        return sorted(self.removed.keys() | self.added.keys())


def fill(db: sqlite3.Connection, joining: Mapping[int, list[Key]]) -> None:
    """Put posts into timelines that are empty, in an index where no other holds any."""
    db.execute("DROP INDEX timeline_post_post")  # made at once it costs a third
    insert = "INSERT INTO timeline_post SELECT ?, ? + key, value FROM json_each(?)"  # a third of what `executemany` takes
    for timeline in sorted(joining):
        posts = [no for _, _, no in sorted(joining[timeline])]
        for start in range(0, len(posts), _SOME):
            some = posts[start : start + _SOME]
            db.execute(insert, (timeline, start, dump((*some,))))
    db.execute(schema.TIMELINE_POST_INDEX)


def splice(db: sqlite3.Connection, timeline: int, removed: set[int], added: list[Key]) -> Shift:
    """Take posts out of a timeline and put others in, each at its place in time."""
    before = _count(db, timeline)
    left, added = before - len(removed), sorted(added)
    followed = _order(db, timeline, _first(db, timeline, removed)) if removed else {}  # what each post stood behind, from there on
    low = _take_out(db, timeline, removed, before)
    if added:  # looked for among those that are left: of a removed post the index knows no time
        place = _bisect(db, timeline, added[0], left)
        followed = _order(db, timeline, place) | followed if place < left else followed
        _put_in(db, timeline, added, place, left)
        low = min(low, place)
    after = left + len(added)
    db.execute("UPDATE timeline SET posts = ? WHERE no = ?", (after, timeline))
    now = _order(db, timeline, low) if followed else {}
    return Shift(low, before, after, frozenset(post for post, other in now.items() if followed.get(post, other) != other))


def _first(db: sqlite3.Connection, timeline: int, posts: set[int]) -> int:
    """Return the first position at which one of some posts stands."""
    query = "SELECT position FROM timeline_post WHERE post = ? AND timeline = ?"
    return min(int(db.execute(query, (post, timeline)).fetchone()[0]) for post in posts)


def _order(db: sqlite3.Connection, timeline: int, low: int) -> dict[int, int]:
    """Return the post before each one from a position on; of the first one of all, 0."""
    query = "SELECT post FROM timeline_post WHERE timeline = ? AND position >= ? ORDER BY position"
    posts = column(db, query, timeline, low - 1)
    return dict(zip(posts[1:], posts, strict=False)) if low else dict(zip(posts, [0, *posts], strict=False))


def _count(db: sqlite3.Connection, timeline: int) -> int:
    (posts,) = db.execute("SELECT posts FROM timeline WHERE no = ?", (timeline,)).fetchone()
    return int(posts)


def _take_out(db: sqlite3.Connection, timeline: int, removed: set[int], count: int) -> int:
    if not removed:
        return count
    low = _first(db, timeline, removed)
    tail = column(db, "SELECT post FROM timeline_post WHERE timeline = ? AND position >= ? ORDER BY position", timeline, low)
    _rewrite(db, timeline, low, [post for post in tail if post not in removed])
    return low


def _put_in(db: sqlite3.Connection, timeline: int, added: list[Key], low: int, count: int) -> None:
    if low == count:
        _rewrite(db, timeline, low, [post for _, _, post in added])
        return
    query = "SELECT instant, id, post FROM timeline_post JOIN post ON no = post WHERE timeline = ? AND position >= ?"
    tail: list[Key] = db.execute(query, (timeline, low)).fetchall()
    _rewrite(db, timeline, low, [post for _, _, post in sorted(tail + added)])


def _bisect(db: sqlite3.Connection, timeline: int, key: Key, count: int) -> int:
    """Find the first position that holds a younger post, most often the end."""
    low, high = 0, count
    middle = count - 1
    while low < high:
        query = "SELECT instant, id, post FROM timeline_post JOIN post ON no = post WHERE timeline = ? AND position = ?"
        if db.execute(query, (timeline, middle)).fetchone() < key:
            low = middle + 1
        else:
            high = middle
        middle = (low + high) // 2
    return low


def _rewrite(db: sqlite3.Connection, timeline: int, low: int, posts: list[int]) -> None:
    db.execute("DELETE FROM timeline_post WHERE timeline = ? AND position >= ?", (timeline, low))
    db.executemany("INSERT INTO timeline_post VALUES (?, ?, ?)", ((timeline, low + i, post) for i, post in enumerate(posts)))
