"""Warnings that depend on what else there is: each change makes them anew.

Of posts that readers cannot see where others quote or answer them the index keeps which are lost, of names of files those that no
file has, and of the lists `muted` and `blocked` what they say; the words are made of these. Dead links may be many, so `references`
takes care of theirs.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial

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


def note_warnings(db: sqlite3.Connection, now: int, changed: Iterable[str]) -> None:
    """Bring the warnings in line with a change; `changed` are the paths at which other things than posts came or went."""
    _note_unseen_targets(db, now)
    note_doubts(db, changed)
    lost = partial(_unseen_targets, now=now)
    found = (lost, _unknown_names, _other_authors, list_faults, astray_names, cut_off_pictures, denied_addresses)
    db.execute("DELETE FROM derived_warning WHERE target = ''")
    insert(db, "derived_warning", [(*problem[:4], problem.kind, "") for listed in found for problem in listed(db)])


def _note_unseen_targets(db: sqlite3.Connection, now: int) -> None:
    """Bring the list of posts that readers do not see where others name them in line with the change that the checks have noted."""
    db.execute("DELETE FROM lost_target WHERE post IN (SELECT no FROM changed) OR target IN (SELECT ref FROM changed_ref)")
    query = """INSERT OR IGNORE INTO lost_target SELECT link.post, link.target, link.relation, link.line FROM changed_link link
      JOIN post p ON p.no = link.post LEFT JOIN post t ON t.permalink = '@' || link.target || '/'
      WHERE p.has_page AND CASE relation WHEN ? THEN t.no IS NULL OR NOT t.is_visible
        ELSE NOT t.has_page AND t.held = '' AND t.due <= ? END"""
    db.execute(query, (QUOTATION, now))


def _unseen_targets(db: sqlite3.Connection, now: int) -> Iterator[Problem]:
    """Warn of each; what is answered or liked is over, since all else is an error."""
    query = """SELECT p.source, lost.line, lost.target, relation, t.held, t.is_unlisted, t.due <= ? FROM lost_target lost
      JOIN post p ON p.no = lost.post LEFT JOIN post t ON t.permalink = '@' || lost.target || '/'"""
    for source, line, target, relation, held, is_unlisted, is_over in db.execute(query, (now,)).fetchall():
        fault = _fault(db, target, held, is_unlisted, is_over=bool(is_over))
        if fault:
            what, remedy = fault
            named = "the quoted post" if relation == QUOTATION else f"`{relation}`: the post"
            shown = "its address stands there alone" if relation == QUOTATION else "its author is linked instead"
            yield Problem(source, line, f"{named} `{target}` {what}, so {shown}", remedy, is_warning=True)


def _fault(db: sqlite3.Connection, target: str, held: str | None, is_unlisted: int | None, *, is_over: bool) -> tuple[str, str] | None:
    """Say what is wrong; nothing where no author is called so: `@types/node` on a line of its own is no quote."""
    handle = target.partition("/")[0]
    if held is not None:
        is_over = is_over and not held
        remedy = "take it out, if you do not mean that" if is_over else "publish that one first"
        return f"is {why_unseen(held, is_unlisted, is_over=is_over)}", remedy
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
