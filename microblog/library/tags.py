"""What tags are called."""

import sqlite3
from collections.abc import Collection, Mapping

from microblog.library.positions import Key
from microblog.library.records import load_post
from microblog.library.touched import Touched


def label_tags(db: sqlite3.Connection, touched: Touched, changed: Collection[int], joining: Mapping[int, list[Key]]) -> None:
    """Name each tag as its oldest post writes it, so that newer posts never change a sealed page's heading.

    `joining` has the posts of timelines that the index does not hold yet.
    """
    for timeline, change in touched.timelines.items():
        kind, name, label = db.execute("SELECT kind, name, label FROM timeline WHERE no = ?", (timeline,)).fetchone()
        if kind == "tag" and change.after and (change.low == 0 or not label or _oldest(db, timeline) in changed):
            query = "SELECT value FROM post WHERE no = ?"
            first = min(joining[timeline])[2] if timeline in joining else _oldest(db, timeline)
            oldest = load_post(db.execute(query, (first,)).fetchone()[0], "")
            new = next((tag.label for tag in oldest.tags if tag.key == name), label)
            if new != label:
                db.execute("UPDATE timeline SET label = ? WHERE no = ?", (new, timeline))
                change.low = 0


def _oldest(db: sqlite3.Connection, timeline: int) -> int:
    """Return the first post of a timeline, 0 where it has none."""
    row = db.execute("SELECT post FROM timeline_post WHERE timeline = ? AND position = 0", (timeline,)).fetchone()
    return int(row[0]) if row else 0
