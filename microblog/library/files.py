"""Which file of the site folder is meant by what a post names, and which named files are not there.

A file is found under its own name, and where there is none of that name, under one that differs in case alone or that
has percent signs where the name was decoded. Of files whose names are not their own *key*, which names that mean one
file share, the index keeps the key. It keeps as well which names no file has, so that a build that looks at few posts
need not ask for the others'.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from microblog.errors import Problem
from microblog.library.records import column, dump
from microblog.library.suggestions import suggest_file
from microblog.model import urls

_ADD = "add the file, or take its name out"
_FEW = 20
"""For so many names a file is proposed: thousands of names are not compared with thousands of files at each build."""


def file_key(path: str) -> str:
    """Return the form in which the names of files are compared."""
    return urls.key(unquote(path) if "%" in path else path)


def note_files(db: sqlite3.Connection, new: Iterable[str], gone: Iterable[str]) -> None:
    """Take in which files, other than posts and profiles, are there."""
    db.executemany("DELETE FROM odd_file WHERE path = ?", ((path,) for path in gone))
    odd = ((key, path) for path in new if (key := file_key(path)) != path)
    db.executemany("INSERT OR IGNORE INTO odd_file VALUES (?, ?)", odd)


def note_astray(db: sqlite3.Connection) -> None:
    """Bring the list of names that no file has in line with the change that the checks have noted."""
    db.execute("DELETE FROM astray WHERE post IN (SELECT no FROM changed)")
    db.execute("DELETE FROM astray WHERE (named, post) IN (SELECT source, post FROM changed_attachment)")
    query = """SELECT a.source, a.post, a.line, a.is_photo FROM changed_attachment a LEFT JOIN source s ON s.path = a.source
      WHERE s.path IS NULL"""
    rows = [(named, post, line, is_photo, _find(db, named)) for named, post, line, is_photo in db.execute(query).fetchall()]
    db.executemany("INSERT OR REPLACE INTO astray VALUES (?, ?, ?, ?, ?)", rows)


def _find(db: sqlite3.Connection, named: str) -> str:
    """Find the file that a name means which no file has; "" where there is none."""
    key = file_key(named)
    query = "SELECT path FROM source WHERE path = ?1 UNION SELECT path FROM odd_file WHERE key = ?1"
    found = [path for path in column(db, query, key) if _may_mean(path, named)]
    return min(found, key=lambda path: (unquote(path) != named, unquote(path).lower() != named.lower(), path), default="")


def _may_mean(path: str, named: str) -> bool:
    """Whether a file lies in the same author's folder and is of the same kind as its name in a text says: both were judged by that."""
    parts, others = path.split("/"), named.split("/")
    is_near = parts[1] == others[1] or len(parts) == len(others) == 2
    return is_near and path.rpartition(".")[2].lower() == named.rpartition(".")[2].lower()


def files_of(db: sqlite3.Connection, named: Iterable[str]) -> dict[str, str]:
    """Return the file that each of some names means, "" where none does."""
    found = {name: name for name in named}
    query = "SELECT named, found FROM astray WHERE named IN (SELECT value FROM json_each(?))"
    return found | dict(db.execute(query, (dump((*found,)),)).fetchall())


def lost_photos(db: sqlite3.Connection) -> Iterator[Problem]:
    """List the files of `photo:` that are not there, among what changed."""
    query = """SELECT p.source, astray.line, named FROM changed_attachment a JOIN astray ON named = a.source AND astray.post = a.post
      JOIN post p ON p.no = a.post WHERE found = '' AND astray.is_photo"""
    for source, line, named in db.execute(query).fetchall():
        yield Problem(source, line, f"there is no file {named}", suggest_file(db, named))


def astray_names(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of each name that a file has not quite, and of each in a text that none has."""
    query = "SELECT p.source, astray.line, named, found FROM astray JOIN post p ON p.no = post WHERE found <> '' OR NOT is_photo"
    rows = db.execute(query).fetchall()
    for source, line, named, found in rows:
        if not found:
            what, kind = (
                f"there is no file {named}, so its words stand in its place",
                "files that texts name are not here, so their words stand in their place",
            )
            remedy = suggest_file(db, named) if len(rows) <= _FEW else _ADD
        elif unquote(found) == named:
            continue
        else:
            what, remedy = f"the file {named} is called {found}", "write its name as the file has it: many systems tell the two apart"
            kind = "files are called otherwise than texts name them"
        yield Problem(source, line, what, remedy, is_warning=True, kind=kind)
