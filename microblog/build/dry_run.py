"""Render a whole site to nowhere: a site's own templates may have faults that only this shows."""

from collections.abc import Iterable

from microblog.build.writing import COPIED, write_cards
from microblog.errors import ContentError, Problem
from microblog.plan import PageKey
from microblog.render.renderer import Renderer

_ENTRY = b"<entry>\n<updated>1970-01-01T00:00:00+00:00</updated>\n</entry>\n"  # in place of one that was not rendered, so that feeds are


def rehearse(renderer: Renderer, keys: Iterable[PageKey]) -> list[Problem]:
    """Render every page; list the first problem of each template."""
    problems: dict[str, Problem] = {}
    wanted = [key for key in keys if key.kind not in COPIED]
    for key in wanted:
        try:
            write_cards(renderer, [key])
        except ContentError as error:
            problems.update((problem.path, problem) for problem in error.problems if problem.path not in problems)
            renderer.db.execute("INSERT OR REPLACE INTO card VALUES (?, '', ?, ?)", (int(key.subject), _ENTRY, b"{}"))
    for key in wanted:
        try:
            renderer.render(key)
        except ContentError as error:
            problems.update((problem.path, problem) for problem in error.problems if problem.path not in problems)
    return list(problems.values())
