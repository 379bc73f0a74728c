"""Taking what others answered elsewhere into the index."""

import sqlite3
from typing import TYPE_CHECKING

from microblog.content.answer_avatars import avatar_name
from microblog.content.answers import instant_of
from microblog.library.answers import avatars_of, naming
from microblog.library.records import column, dump
from microblog.model.remote import RemoteAnswers

if TYPE_CHECKING:
    from microblog.library.index import Index


def put_answers(index: "Index", path: str, found: RemoteAnswers) -> None:
    """Take in the answers to a post that are new or changed."""
    if _is_known(index.db, path, found):
        return
    remove_answers(index, path)
    author = found.post.partition("/")[0]
    index.db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", (path, found.post, author, _head(found)))
    rows = ((found.post, at, one.kind, author, instant_of(one), dump(one)) for at, one in enumerate(found.answers))
    index.db.executemany("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?)", rows)
    avatars = {avatar_name(one.avatar) for one in found.answers if one.avatar}
    index.db.executemany("INSERT INTO answer_avatar VALUES (?, ?)", ((name, found.post) for name in sorted(avatars)))
    index.touched.avatars |= avatars
    index.touched.answers.add(found.post)


def remove_answers(index: "Index", path: str) -> None:
    """Forget the answers of a file that is gone or cannot be read any more."""
    for ref in column(index.db, "SELECT ref FROM answers WHERE path = ?", path):
        index.touched.avatars |= avatars_of(index.db, [ref])
        for table in ("answers", "answer", "answer_avatar"):
            index.db.execute(f"DELETE FROM {table} WHERE ref = ?", (ref,))  # noqa: S608 - our own names
        index.touched.answers.add(ref)


def touch_avatar(index: "Index", name: str) -> None:
    """Note that a copy of a picture came, has other bytes than before, or is gone."""
    index.touched.avatars.add(name)
    index.touched.answers.update(naming(index.db, name))


def _head(found: RemoteAnswers) -> str:
    return dump(found._replace(answers=()))


def _is_known(db: sqlite3.Connection, path: str, found: RemoteAnswers) -> bool:
    row = db.execute("SELECT value FROM answers WHERE path = ?", (path,)).fetchone()
    values = column(db, "SELECT value FROM answer WHERE ref = ? ORDER BY position", found.post)
    return row is not None and row[0] == _head(found) and values == [dump(answer) for answer in found.answers]
