"""Values to rows and back."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from microblog.model.deployments import Deployment
from microblog.model.nouns import Author, Config, Post, StandingPage
from microblog.model.repositories import Repository
from microblog.text.tuples import NamedTuple

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode
_CONTENT = Post._fields.index("content_html")
_SELDOM = Post._fields.index("summary")  # fields from there on have their defaults in most posts, and then take no room
_DEFAULTS = tuple(Post._field_defaults[field] for field in Post._fields[_SELDOM:])
_TOGETHER = 16
"""Rows that one statement puts in: each row costs a third less than by a statement of its own."""


class Timeline(NamedTuple):
    """A timeline, whose posts are counted from the oldest."""

    no: int
    path: str
    kind: str  # of model.timelines.TIMELINE_KINDS
    name: str  # "", the handle, the tag's key, 2026-11
    label: str
    posts: int


def dump(value: tuple[Any, ...]) -> str:
    """Return a value as JSON, the same for equal values."""
    return _encode(value)


def load(value: str) -> list[Any]:
    """Return the fields of a value that `dump` wrote."""
    try:
        fields: list[Any] = _decode(value)[0]
    except ValueError:
        raise sqlite3.DatabaseError("a value of the index is damaged") from None
    return fields


def dump_post(post: Post) -> str:
    """Return a post as JSON, without its content, which has a column of its own."""
    end = _SELDOM if post[_SELDOM:] == _DEFAULTS else None
    return dump((*post[:_CONTENT], "", *post[_CONTENT + 1 : end]))


def _lists_of(noun: type[tuple[Any, ...]]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """Return which fields of a noun are tuples, which JSON has as lists, and what makes an item of each."""
    kinds = noun.__annotations__.values()
    return tuple((at, _item_maker(kind.__args__[0])) for at, kind in enumerate(kinds) if getattr(kind, "__origin__", None) is tuple)


def _item_maker(kind: Any) -> Callable[[Any], Any]:
    """Return what makes an item of its JSON: a noun without lists of its own, a pair, or a text."""
    return getattr(kind, "_make", None) or getattr(kind, "__origin__", kind)  # type: ignore[no-any-return]


_POST_LISTS, _AUTHOR_LISTS, _CONFIG_LISTS, _PAGE_LISTS = map(_lists_of, (Post, Author, Config, StandingPage))
_MOST_LISTS = tuple(row for row in _POST_LISTS if row[0] < _SELDOM)
_USERS, _REPOSITORY, _DEPLOY = map(Config._fields.index, ("users", "repository", "deploy"))


def load_post(value: str, content_html: str) -> Post:
    """Make a post of its row."""
    fields = load(value)
    fields[_CONTENT] = content_html
    for at, make in _POST_LISTS if len(fields) > _SELDOM else _MOST_LISTS:
        fields[at] = tuple(map(make, fields[at])) if fields[at] else ()
    return Post(*fields)


def load_author(value: str) -> Author:
    """Make an author of their row."""
    return _author(load(value))


def _author(fields: list[Any]) -> Author:
    for at, make in _AUTHOR_LISTS:
        fields[at] = tuple(map(make, fields[at]))
    return Author(*fields)


def load_page(value: str) -> StandingPage:
    """Make a standing page of its row."""
    fields = load(value)
    for at, make in _PAGE_LISTS:
        fields[at] = tuple(map(make, fields[at]))
    return StandingPage(*fields)


def load_config(value: str) -> Config:
    """Make a configuration of what was noted of it."""
    fields = load(value)
    fields[_USERS] = {handle: _author(author) for handle, author in fields[_USERS].items()}
    fields[_REPOSITORY] = Repository(*fields[_REPOSITORY])
    fields[_DEPLOY] = Deployment(*fields[_DEPLOY])
    for at, make in _CONFIG_LISTS:
        fields[at] = tuple(map(make, fields[at]))
    return Config(*fields)


def marks(values: Iterable[Any]) -> str:
    """Return as many question marks as there are values, for `IN (…)`."""
    return ",".join("?" for _ in values)


def insert(db: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]], *, verb: str = "INSERT", conflict: str = "") -> None:
    """Put rows into a table; `conflict` is the clause for those that are there already."""
    if not rows:
        return
    one = f"({marks(rows[0])})"
    whole = len(rows) - len(rows) % _TOGETHER
    many = f"{verb} INTO {table} VALUES {','.join([one] * _TOGETHER)} {conflict}"
    for at in range(0, whole, _TOGETHER):
        db.execute(many, [*chain.from_iterable(rows[at : at + _TOGETHER])])
    db.executemany(f"{verb} INTO {table} VALUES {one} {conflict}", rows[whole:])


def is_empty(db: sqlite3.Connection, table: str) -> bool:
    """Return whether a table has no row, as those of what most sites do without."""
    return db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None  # noqa: S608 - a name of our own


def column(db: sqlite3.Connection, query: str, *values: Any) -> list[Any]:
    """Return the first column of a query's rows."""
    return [row[0] for row in db.execute(query, values)]
