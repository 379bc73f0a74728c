"""What tags are called: as most of their posts write them, and of those that are as frequent, as the first by the alphabet.

A page of a tag's timeline calls it as the posts up to there do, so that newer posts never change a sealed page's heading.
Only spellings that differ from the tag's key are rows of the index.
"""

import sqlite3
from collections.abc import Collection

from microblog.library.touched import Touched


def label_tags(db: sqlite3.Connection, touched: Touched, respelled: Collection[tuple[int, str]]) -> None:
    """Name the tags that a change touches; `respelled` are posts and keys of tags that they write otherwise than before."""
    for timeline, change in touched.timelines.items():
        kind, key, label = db.execute("SELECT kind, name, label FROM timeline WHERE no = ?", (timeline,)).fetchone()
        if kind != "tag" or not change.after:
            continue
        query = "SELECT label, count(*) FROM spelling JOIN post ON no = post WHERE key = ? AND is_visible GROUP BY label"
        new = _most_used(key, change.after, dict(db.execute(query, (key,))))
        if new != label:
            db.execute("UPDATE timeline SET label = ? WHERE no = ?", (new, timeline))
        for post, respelled_key in respelled:
            if respelled_key == key:
                query = "SELECT position FROM timeline_post WHERE timeline = ? AND post = ?"
                change.low = min([change.low, *(position for (position,) in db.execute(query, (timeline, post)))])


def label_at(db: sqlite3.Connection, timeline: int, key: str, posts: int) -> str:
    """Return what a tag is called by so many of its posts, counted from the oldest."""
    query = """SELECT label, count(*) FROM spelling JOIN timeline_post USING (post)
      WHERE key = ? AND timeline = ? AND position < ? GROUP BY label"""
    return _most_used(key, posts, dict(db.execute(query, (key, timeline, posts))))


def _most_used(key: str, posts: int, spellings: dict[str, int]) -> str:
    counts = {key: posts - sum(spellings.values())} | spellings
    return min(counts, key=lambda label: (-counts[label], label))
