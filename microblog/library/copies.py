"""Copies of posts on other networks, as the index has them: they stand on a post's own page, and nowhere else."""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from microblog.library.records import column, dump, is_empty
from microblog.model.nouns import Post

if TYPE_CHECKING:
    from microblog.library.index import Index


def put_copies(index: "Index", path: str, copies: Iterable[tuple[str, str]]) -> None:
    """Take in what a ledger says now, as (identity of the post, address); nothing where it is gone or cannot be read."""
    author = path.rpartition("/")[2].removesuffix(".jsonl")
    before, after = {(id_, url) for id_, url in index.db.execute("SELECT id, url FROM copy WHERE author = ?", (author,))}, {*copies}
    index.db.executemany("DELETE FROM copy WHERE author = ? AND id = ? AND url = ?", ((author, *row) for row in before - after))
    index.db.executemany("INSERT INTO copy VALUES (?, ?, ?)", sorted((author, *row) for row in after - before))
    index.touched.copied |= {(author, id_) for id_, _ in before ^ after}


def copied_posts(db: sqlite3.Connection, touched: Iterable[tuple[str, str]]) -> set[int]:
    """Return the posts with a page whose copies are others than before."""
    query = """SELECT no FROM json_each(?) CROSS JOIN post ON post.id = json_extract(json_each.value, '$[1]')
      WHERE post.author = json_extract(json_each.value, '$[0]') AND has_page"""
    return set(column(db, query, dump((*touched,))))


def copies_of(db: sqlite3.Connection, posts: Iterable[Post]) -> dict[tuple[str, str], list[str]]:
    """List the addresses of copies by author and identity of their post; posts without any, as most are, are left out."""
    query = """SELECT author, copy.id, url FROM json_each(?) CROSS JOIN copy ON author = json_extract(json_each.value, '$[0]')
      AND copy.id = json_extract(json_each.value, '$[1]') ORDER BY url"""
    found: dict[tuple[str, str], list[str]] = {}
    if is_empty(db, "copy"):
        return found
    for author, id_, url in db.execute(query, (dump((*{(post.author, post.id) for post in posts},)),)):
        found.setdefault((author, id_), []).append(url)
    return found
