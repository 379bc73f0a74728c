"""Values to rows and back."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from microblog.model.nouns import Attachment, Author, Config, Link, Photo, Post, Tag

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_CONTENT = Post._fields.index("content_html")
_PARTS = (
    (Post._fields.index("tags"), Tag._make),
    (Post._fields.index("syndication"), str),
    (Post._fields.index("links"), Link._make),
    (Post._fields.index("photos"), Photo._make),
    (Post._fields.index("attachments"), Attachment._make),
    (Post._fields.index("mentions"), str),
    (Post._fields.index("quotes"), Link._make),
)
_TOGETHER = 16
"""Rows that one statement puts in: each row costs a third less than by a statement of its own."""

_USERS = Config._fields.index("users")


class Timeline(NamedTuple):
    """A row of posts, counted from the oldest."""

    no: int
    path: str
    kind: str  # site, author, posts, media, mentions, tag, month
    name: str  # "", the handle, the tag's key, 2026-11
    label: str
    posts: int


OF_AUTHORS = ("author", "posts", "mentions")  # the kinds of timelines that each author has, even without posts


def has_feeds(kind: str) -> bool:
    """Tell whether timelines of a kind have feeds."""
    return kind not in {"month", "posts", "media"}


def dump(value: tuple[Any, ...]) -> str:
    """Give a value as JSON, the same for equal values."""
    return _encode(value)


def load(value: str) -> list[Any]:
    """Give the fields of a value that `dump` wrote."""
    try:
        fields: list[Any] = json.loads(value)
    except ValueError:
        raise sqlite3.DatabaseError("a value of the index is damaged") from None
    return fields


def dump_post(post: Post) -> str:
    """Give a post as JSON, without its content, which has a column of its own."""
    return dump((*post[:_CONTENT], "", *post[_CONTENT + 1 :]))


def load_post(value: str, content_html: str) -> Post:
    """Make a post of its row."""
    fields = load(value)
    fields[_CONTENT] = content_html
    for at, make in _PARTS:
        if fields[at]:
            fields[at] = tuple(map(make, fields[at]))
        else:
            fields[at] = ()
    return Post(*fields)


def load_author(value: str) -> Author:
    """Make an author of their row."""
    return _author(load(value))


def _author(fields: list[Any]) -> Author:
    author = Author(*fields)
    return author._replace(
        links=tuple((name, url) for name, url in author.links),
        following=tuple((target, line) for target, line in author.following),
        muted=tuple((name, line) for name, line in author.muted),
        blocked=tuple((name, line) for name, line in author.blocked),
    )


def load_config(value: str) -> Config:
    """Make a configuration of what was noted of it."""
    fields = load(value)
    fields[_USERS] = {handle: _author(author) for handle, author in fields[_USERS].items()}
    config = Config(*fields)
    return config._replace(
        muted=tuple((name, line) for name, line in config.muted), blocked=tuple((name, line) for name, line in config.blocked)
    )


def marks(values: Iterable[Any]) -> str:
    """Give as many question marks as there are values, for `IN (…)`."""
    return ",".join("?" for _ in values)


def insert(db: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]], *, conflict: str = "") -> None:
    """Put rows into a table; `conflict` is the clause for those that are there already."""
    if not rows:
        return
    one = f"({marks(rows[0])})"
    whole = len(rows) - len(rows) % _TOGETHER
    many = f"INSERT INTO {table} VALUES {','.join([one] * _TOGETHER)} {conflict}"  # noqa: S608 - our own names
    for at in range(0, whole, _TOGETHER):
        db.execute(many, [value for row in rows[at : at + _TOGETHER] for value in row])
    db.executemany(f"INSERT INTO {table} VALUES {one} {conflict}", rows[whole:])  # noqa: S608 - our own names


def column(db: sqlite3.Connection, query: str, *values: Any) -> list[Any]:
    """Give the first column of a query's rows."""
    return [row[0] for row in db.execute(query, values)]
