"""What tags are called: as most of their posts write them; of spellings that are as frequent, as the one whose first post is oldest.

The index counts the spellings of each tag, and a change adds to the counts and takes from them. A page of a tag's timeline, or an
archive of its feed, is called as most of its own posts write the tag, so that neither newer posts nor those of other pages change it.
"""

import sqlite3
from collections import Counter

from microblog.library.positions import Key
from microblog.library.records import Timeline, column, insert
from microblog.model.timelines import timeline_path

_Spelled = tuple[str, str, int, str, int]  # a row: a tag's key, how a post writes it, the post's key


class Spellings:
    """How the posts that one change touches write their tags."""

    def __init__(self, db: sqlite3.Connection, *, is_new: bool) -> None:
        """Begin a change."""
        self._db = db
        self._is_new = is_new
        self._wanted: dict[int, tuple[_Spelled, ...]] = {}  # of posts that are put, shown, hidden or removed

    def put(self, post: Key, tags: tuple[tuple[str, str], ...]) -> None:
        """Note the tags, each as key and label, with which a post stands in timelines from now on."""
        if tags or not self._is_new:
            self._wanted[post[2]] = tuple([(key, label, *post) for key, label in tags])

    def label_tags(self) -> None:
        """Take in what was noted, and call the tags that are written otherwise than before as most of their posts do."""
        wanted = {row for rows in self._wanted.values() for row in rows}
        former = self._former()
        come, gone = sorted(wanted - former), sorted(former - wanted)
        insert(self._db, "spelled", come)
        self._db.executemany("DELETE FROM spelled WHERE key = ? AND label = ? AND instant = ? AND id = ? AND post = ?", gone)
        counts = Counter(row[:2] for row in come)
        counts.subtract(row[:2] for row in gone)
        rows = [(*spelling, posts) for spelling, posts in counts.items()]
        insert(self._db, "spelling", rows, conflict="ON CONFLICT DO UPDATE SET posts = posts + excluded.posts")
        for key in sorted({key for key, _ in counts}):
            self._label(key)

    def _former(self) -> set[_Spelled]:
        if self._is_new:
            return set()
        query = "SELECT key, label, instant, id, post FROM spelled WHERE post = ?"
        return {row for no in self._wanted for row in self._db.execute(query, (no,))}

    def _label(self, key: str) -> None:
        self._db.execute("DELETE FROM spelling WHERE key = ? AND posts = 0", (key,))
        query = "SELECT label FROM spelling WHERE key = ?1 AND posts = (SELECT max(posts) FROM spelling WHERE key = ?1)"
        most_used = column(self._db, query, key)
        if most_used:
            label = min(most_used, key=lambda label: self._first(key, label)) if len(most_used) > 1 else most_used[0]
            self._db.execute("UPDATE timeline SET label = ?1 WHERE path = ?2 AND label <> ?1", (label, timeline_path("tag", key)))

    def _first(self, key: str, label: str) -> tuple[int, str]:
        """Return instant and id of the oldest post that writes a tag so."""
        query = "SELECT instant, id FROM spelled WHERE key = ? AND label = ? ORDER BY instant, id LIMIT 1"
        return self._db.execute(query, (key, label)).fetchone()  # type: ignore[no-any-return]


def label_on(db: sqlite3.Connection, tag: Timeline, positions: range) -> str:
    """Return what a tag is called by the posts at some positions of its timeline."""
    query = """SELECT label FROM timeline_post CROSS JOIN spelled USING (post)
      WHERE timeline = ? AND position BETWEEN ? AND ? AND key = ? GROUP BY label ORDER BY count(*) DESC, min(position) LIMIT 1"""
    return str(column(db, query, tag.no, positions.start, positions.stop - 1, tag.name)[0])
