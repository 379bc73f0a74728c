"""The texts that are no posts, pages of `pages/` and bios, among those that lead to something of this site (the table `reference`).

A page's text is known by its file, a bio by `@` and its author.
"""

import sqlite3
from collections.abc import Sequence

from microblog.library.records import column, insert
from microblog.library.touched import Touched


def put_references(db: sqlite3.Connection, text: str, references: Sequence[tuple[str, int]]) -> None:
    """Take in what a text leads to, each with the line, for what it led to before."""
    db.execute("DELETE FROM reference WHERE holder = ?", (text,))
    insert(db, "reference", [(target, text, line) for target, line in references])


def touch_holders(db: sqlite3.Connection, target: str, touched: Touched) -> list[int]:
    """Note pages and authors whose texts lead to something that is different now, and return the posts."""
    holders = column(db, "SELECT holder FROM reference WHERE target = ?", target)
    texts = [holder for holder in holders if isinstance(holder, str)]
    touched.authors.update(text[1:] for text in texts if text.startswith("@"))
    touched.standing.update(text for text in texts if not text.startswith("@"))
    return [holder for holder in holders if isinstance(holder, int)]


def changed_texts(touched: Touched) -> set[str]:
    """Return the texts that may be different, or have come into sight or gone."""
    return {*touched.standing, *(f"@{handle}" for handle in touched.authors)}
