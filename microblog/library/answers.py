"""What others answered to posts on other sites, as the index has it."""

import sqlite3
from collections.abc import Iterable, Iterator

from microblog.errors import Problem
from microblog.library.records import column, dump, is_empty, load, load_post
from microblog.model.nouns import Post
from microblog.model.remote import RemoteAnswer, RemoteAnswers


def answered(db: sqlite3.Connection, refs: Iterable[str]) -> set[str]:
    """Return those of some posts to which somebody said something elsewhere."""
    if is_empty(db, "answers"):
        return set()
    return set(column(db, "SELECT ref FROM json_each(?) CROSS JOIN answers ON ref = json_each.value", dump((*refs,))))


def answered_of(db: sqlite3.Connection, handles: Iterable[str]) -> set[str]:
    """Return such posts among all of some authors'."""
    return set(column(db, "SELECT ref FROM json_each(?) CROSS JOIN answers ON author = json_each.value", dump((*handles,))))


def answers_to(db: sqlite3.Connection, ref: str) -> RemoteAnswers:
    """Return what others said to a post."""
    row = db.execute("SELECT value FROM answers WHERE ref = ?", (ref,)).fetchone()
    if row is None:
        return RemoteAnswers(ref)
    post, _, more, seen = load(row[0])
    values = column(db, "SELECT value FROM answer WHERE ref = ? ORDER BY position", ref)
    made = tuple(RemoteAnswer(*load(value)) for value in values)
    return RemoteAnswers(post, made, tuple((url, kind, count) for url, kind, count in more), tuple(seen))


def newest(db: sqlite3.Connection, handle: str) -> Iterator[tuple[str, RemoteAnswer]]:
    """Yield what others said to an author's visible posts, each with the post, newest first."""
    query = """SELECT ref, answer.value FROM answer INDEXED BY answer_newest
      JOIN post ON permalink = '@' || ref || '/' AND is_visible
      WHERE answer.author = ? AND kind IN ('reply', 'mention') ORDER BY answer.instant DESC, ref, position DESC"""
    for ref, value in db.execute(query, (handle,)):
        yield ref, RemoteAnswer(*load(value))


def is_spoken_to(db: sqlite3.Connection, handle: str) -> bool:
    """Return whether anybody said something to an author's posts, seen or not."""
    query = "SELECT 1 FROM answer WHERE author = ? AND kind IN ('reply', 'mention') LIMIT 1"
    return db.execute(query, (handle,)).fetchone() is not None


def answered_post(db: sqlite3.Connection, ref: str) -> Post | None:
    """Find the post whose page shows the answers to it; None where it has no page."""
    row = db.execute("SELECT value, content_html FROM post WHERE permalink = ? AND has_page", (f"@{ref}/",)).fetchone()
    return load_post(*row) if row else None


def avatars_of(db: sqlite3.Connection, refs: Iterable[str]) -> set[str]:
    """Return the names of the pictures that answers to some posts name."""
    query = "SELECT name FROM json_each(?) CROSS JOIN answer_avatar ON ref = json_each.value"
    return set(column(db, query, dump((*refs,))))


def naming(db: sqlite3.Connection, avatar: str) -> list[str]:
    """Return the posts to which there are answers that name a picture."""
    return column(db, "SELECT ref FROM answer_avatar WHERE name = ? ORDER BY ref", avatar)


def lost(db: sqlite3.Connection, refs: Iterable[str]) -> Iterator[tuple[str, list[Problem]]]:
    """Yield the files of the answers to some posts, each with what is wrong where there is no such post."""
    query = """SELECT answers.path, ref, EXISTS (SELECT 1 FROM post WHERE permalink = '@' || ref || '/')
      FROM json_each(?) CROSS JOIN answers ON ref = json_each.value ORDER BY answers.path"""
    remedy = "give it the name of the post, or delete it"
    for path, ref, is_there in db.execute(query, (dump((*refs,)),)).fetchall():
        yield path, [] if is_there else [Problem(path, 0, f"there is no post {ref}", remedy, is_warning=True)]
