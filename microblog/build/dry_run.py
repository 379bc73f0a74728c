"""Render a whole site to nowhere: a site's own templates may have faults that only this shows."""

import sqlite3
from collections.abc import Iterable

from microblog.build.writing import write_cards
from microblog.errors import ContentError, Problem
from microblog.model.pages import COPIED, PageKey
from microblog.render import render_key
from microblog.render.context import World, open_context

_ENTRY = b"<entry>\n<updated>1970-01-01T00:00:00+00:00</updated>\n</entry>\n"  # in place of one that was not rendered, so that feeds are


def rehearse(world: World, db: sqlite3.Connection, keys: Iterable[PageKey]) -> list[Problem]:
    """Render every page; list the first problem of each template."""
    context = open_context(world, db)
    problems: dict[str, Problem] = {}
    wanted = [key for key in keys if key.kind not in COPIED]
    for key in wanted:
        try:
            write_cards(context, [key])
        except ContentError as error:
            problems.update((problem.path, problem) for problem in error.problems if problem.path not in problems)
            context.db.execute("INSERT OR REPLACE INTO card VALUES (?, '', ?, ?)", (int(key.subject), _ENTRY, b"{}"))
    for key in wanted:
        try:
            render_key(context, key)
        except ContentError as error:
            problems.update((problem.path, problem) for problem in error.problems if problem.path not in problems)
    return list(problems.values())
