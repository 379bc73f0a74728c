"""The warnings about quoted posts that readers cannot see.

Unlike other warnings they depend on more than the file that they are about. The index keeps which quotes are lost;
the words are made when somebody asks, since the remedy depends on what other posts and authors there are.
"""

import sqlite3
from collections.abc import Iterator

from microblog.errors import Problem
from microblog.library.checks import suggest_author, suggest_post
from microblog.model.nouns import QUOTATION


def note_lost_quotes(db: sqlite3.Connection) -> None:
    """Bring the list of lost quotes in line with the change that the checks have noted."""
    db.execute("DELETE FROM lost_quote WHERE post IN (SELECT no FROM changed) OR target IN (SELECT ref FROM changed_ref)")
    query = """INSERT OR IGNORE INTO lost_quote SELECT link.post, link.target, link.line FROM changed_link link
      JOIN post p ON p.no = link.post LEFT JOIN post t ON t.permalink = '@' || link.target || '/'
      WHERE link.relation = ? AND p.is_visible AND (t.no IS NULL OR NOT t.is_visible)"""
    db.execute(query, (QUOTATION,))


def lost_quotes(db: sqlite3.Connection) -> Iterator[Problem]:
    """Give a warning for each lost quote."""
    query = """SELECT p.source, q.line, q.target, t.is_draft FROM lost_quote q JOIN post p ON p.no = q.post
      LEFT JOIN post t ON t.permalink = '@' || q.target || '/'"""
    for source, line, target, is_draft in db.execute(query).fetchall():
        fault = _fault(db, target, is_draft)
        if fault:
            what, remedy = fault
            yield Problem(source, line, f"the quoted post `{target}` {what}, so its address stands there alone", remedy, is_warning=True)


def _fault(db: sqlite3.Connection, target: str, is_draft: int | None) -> tuple[str, str] | None:
    """Say what is wrong; nothing where no author is called so: `@types/node` on a line of its own is no quote."""
    handle = target.partition("/")[0]
    if is_draft is not None:
        return f"is {'a draft' if is_draft else 'not published yet'}", "publish that one first"
    if db.execute("SELECT 1 FROM author WHERE handle = ?", (handle,)).fetchone():
        return "is not here", suggest_post(db, target)
    remedy = suggest_author(db, handle)
    return ("has no author here", remedy) if remedy else None
