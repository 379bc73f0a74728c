"""Warnings that depend on what else there is: each change makes them anew.

Of quotes of posts that readers cannot see the index keeps which are lost, of names of files those that no file has, and of the
lists `muted` and `blocked` what they say; the words are made of these. Dead links may be many, so `references` takes care of theirs.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from microblog.errors import Problem
from microblog.library.files import astray_names
from microblog.library.former_addresses import denied_addresses
from microblog.library.held_back import why_unseen
from microblog.library.menu import list_faults
from microblog.library.pictures import cut_off_pictures
from microblog.library.records import insert
from microblog.library.references import note_doubts
from microblog.library.suggestions import suggest_author, suggest_post
from microblog.model.nouns import QUOTATION


def note_warnings(db: sqlite3.Connection, changed: Iterable[str]) -> None:
    """Bring the warnings in line with a change; `changed` are the paths at which other things than posts came or went."""
    _note_lost_quotes(db)
    note_doubts(db, changed)
    found = (_lost_quotes, _unknown_names, _other_authors, list_faults, astray_names, cut_off_pictures, denied_addresses)
    db.execute("DELETE FROM derived_warning WHERE target = ''")
    insert(db, "derived_warning", [(*problem[:4], problem.kind, "") for listed in found for problem in listed(db)])


def _note_lost_quotes(db: sqlite3.Connection) -> None:
    """Bring the list of lost quotes in line with the change that the checks have noted."""
    db.execute("DELETE FROM lost_quote WHERE post IN (SELECT no FROM changed) OR target IN (SELECT ref FROM changed_ref)")
    query = """INSERT OR IGNORE INTO lost_quote SELECT link.post, link.target, link.line FROM changed_link link
      JOIN post p ON p.no = link.post LEFT JOIN post t ON t.permalink = '@' || link.target || '/'
      WHERE link.relation = ? AND p.has_page AND (t.no IS NULL OR NOT t.is_visible)"""
    db.execute(query, (QUOTATION,))


def _lost_quotes(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of each lost quote."""
    query = """SELECT p.source, q.line, q.target, t.held, t.is_unlisted FROM lost_quote q JOIN post p ON p.no = q.post
      LEFT JOIN post t ON t.permalink = '@' || q.target || '/'"""
    for source, line, target, held, is_unlisted in db.execute(query).fetchall():
        fault = _fault(db, target, held, is_unlisted)
        if fault:
            what, remedy = fault
            yield Problem(source, line, f"the quoted post `{target}` {what}, so its address stands there alone", remedy, is_warning=True)


def _fault(db: sqlite3.Connection, target: str, held: str | None, is_unlisted: int | None) -> tuple[str, str] | None:
    """Say what is wrong; nothing where no author is called so: `@types/node` on a line of its own is no quote."""
    handle = target.partition("/")[0]
    if held is not None:
        return f"is {why_unseen(held, is_unlisted)}", "publish that one first"
    if db.execute("SELECT 1 FROM author WHERE handle = ?", (handle,)).fetchone():
        return "is not here", suggest_post(db, target)
    remedy = suggest_author(db, handle)
    return ("has no author here", remedy) if remedy else None


def _unknown_names(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of handles in the lists `muted` and `blocked` that nobody here has."""
    query = """SELECT path, line, list, name FROM absent WHERE name NOT GLOB '*[./@:]*'
      AND NOT EXISTS (SELECT 1 FROM author WHERE handle = name) AND NOT EXISTS (SELECT 1 FROM post WHERE author = name)"""
    for path, line, key, name in db.execute(query).fetchall():
        remedy = suggest_author(db, name) or "take the name out, or write the handle of an author of this site"
        yield Problem(path, line, f"`{name}` of `{key}` is nobody here", remedy, is_warning=True)


def _other_authors(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of names in heads that are neither the name nor the handle of the folder's author."""
    query = """SELECT post.source, claim.line, claim.name, post.author FROM claim JOIN post ON post.no = claim.post
      LEFT JOIN author ON author.handle = post.author WHERE claim.name <> coalesce(json_extract(author.value, '$[1]'), '')"""
    for source, line, name, handle in db.execute(query).fetchall():
        what = f"`author: {name}` is not the name in posts/{handle}/profile.md, so the folder's author counts"
        yield Problem(source, line, what, f"write `name: {name}` there, if that is who it is", is_warning=True, kind=what)
