"""The tabs of an author: the pages on which there is something to see of them."""

from types import SimpleNamespace

from microblog.library import answers, queries
from microblog.model import urls
from microblog.model.timelines import OF_AUTHORS
from microblog.render.authors import follows_somebody
from microblog.render.context import Context
from microblog.text.words import N_

_OTHERS = (("home", N_("Home"), urls.home), ("following", N_("Following"), urls.following), ("followers", N_("Followers"), urls.followers))


def author_tabs(context: Context, handle: str, current: str) -> list[SimpleNamespace]:
    """Return the tabs of an author's pages, save those of timelines in which there is nothing to see yet.

    Where only one person writes, nobody here follows or mentions them, and who follows nobody has a home timeline of their own posts alone.
    """
    silent = {"mentions"} if context.sole and not answers.is_spoken_to(context.db, handle) else frozenset[str]()
    timelines = [
        (row.kind, row.tab, row.path(handle))
        for row in OF_AUTHORS
        if row.tab and row.kind not in silent and queries.timeline_at(context.db, row.path(handle))
    ]
    others = _OTHERS if not context.sole else _OTHERS[:-1] if follows_somebody(context, handle) else ()
    tabs = [*timelines, *((kind, label, path_of(handle)) for kind, label, path_of in others)]
    return [
        SimpleNamespace(kind=kind, label=context.words.message(label), url=context.href(path), is_current=kind == current)
        for kind, label, path in tabs
    ]
