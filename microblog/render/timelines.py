"""Timelines: fronts and pages, made of cards that are rendered already. `model.timelines` has the table of their kinds."""

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from microblog.library import queries
from microblog.library.records import Timeline
from microblog.library.tags import label_on
from microblog.model import paging, urls
from microblog.model.pages import PageKey
from microblog.model.timelines import TIMELINE_KINDS
from microblog.render.authors import byline, find_author
from microblog.render.beside import MORE, Part, owner
from microblog.render.context import Context, Files, remembered
from microblog.render.html_page import render_html
from microblog.render.languages import cards_at, of_timeline
from microblog.render.records import home_of
from microblog.render.tabs import author_tabs
from microblog.render.views import author_view
from microblog.theme.runtime import Encoded


@remembered
def find_timeline(context: Context, no: int) -> Timeline | None:
    """Find a timeline by its number."""
    return queries.timeline(context.db, no)


def labelled_by(context: Context, timeline: Timeline, positions: range) -> Timeline:
    """Return a timeline as the posts at some positions call it: what is sealed says nothing that other posts decide."""
    return timeline._replace(label=label_on(context.db, timeline, positions)) if timeline.kind == "tag" else timeline


def timeline_title(context: Context, timeline: Timeline) -> str:
    """Return the heading of a timeline."""
    row = TIMELINE_KINDS[timeline.kind]
    name_of = _NAMES.get(row.subject, _label)
    return context.words.gettext(row.title, name=name_of(context, timeline))


def _label(_: Context, timeline: Timeline) -> str:
    return timeline.label or timeline.name


def _author_name(context: Context, timeline: Timeline) -> str:
    author = find_author(context, timeline.name)
    return author.name if author else timeline.name


def _month_name(context: Context, timeline: Timeline) -> str:
    month = context.words.month_name(int(timeline.name[5:]))
    return context.words.gettext("%(month)s %(year)s", month=month, year=int(timeline.name[:4]))


_NAMES: dict[str, Callable[[Context, Timeline], str]] = {
    "site": lambda context, _: context.config.title,
    "author": _author_name,
    "month": _month_name,
}
"""What readers call the subject of a timeline."""


def feed_links(context: Context, path: str, title: str) -> list[SimpleNamespace]:
    """Return the feeds of a timeline as pages name them."""
    atom_url, json_url = context.href(urls.atom(path)), context.href(urls.json_feed(path))
    absolute = {"atom_absolute_url": context.origin + atom_url, "json_absolute_url": context.origin + json_url}
    return [SimpleNamespace(title=title, atom_url=atom_url, json_url=json_url, **absolute)]


@remembered
def author_feeds(context: Context, handle: str) -> list[SimpleNamespace]:
    """Return the feeds of an author as pages name them."""
    return feed_links(context, urls.author(handle), byline(context, handle).name)


def render_front(context: Context, key: PageKey) -> Files:
    """Render a timeline's front page: its newest posts."""
    timeline = find_timeline(context, int(key.subject))
    if timeline is None:
        return []
    posts, size = timeline.posts, context.config.page_size
    part = Part(timeline, paging.front_span(posts, size), paging.front_pager(posts, size), is_front=True)
    return [_render(of_timeline(context, timeline), part)]


def render_page(context: Context, key: PageKey) -> Files:
    """Render one page of a timeline, counted from the oldest post."""
    timeline = find_timeline(context, int(key.subject))
    size = context.config.page_size
    if timeline is None or key.number > paging.page_count(timeline.posts, size):
        return []
    span = paging.page_span(key.number, size, timeline.posts)
    part = Part(labelled_by(context, timeline, span), span, paging.pager(key.number, timeline.posts, size), is_front=False)
    return [_render(of_timeline(context, timeline), part)]


def _render(context: Context, part: Part) -> tuple[str, bytes]:
    timeline, number = part.timeline, part.pager.number
    row, title = TIMELINE_KINDS[timeline.kind], timeline_title(context, timeline)
    path = timeline.path if part.is_front else urls.page(timeline.path, number)
    heading = [] if row.subject == "site" else [title]
    numbered = [] if part.is_front else [context.words.gettext("page %(number)d", number=number)]
    cards = cards_at(context, timeline.no, part.span)
    values: dict[str, Any] = {
        "timeline": _timeline_view(context, timeline, title),
        "cards": _in_runs(context, cards),
        "pager": _pager_view(context, part),
        "page_feeds": feed_links(context, timeline.path, title) if row.has_feeds else [],
    }
    if row.subject == "author":
        values |= _of_author(context, part, title)
    if part.is_front:
        values |= home_of(context, timeline)
    if timeline.kind in MORE:
        values |= MORE[timeline.kind](context, part, cards)
    return render_html(context, row.template, path, context.words.message(", ").join(heading + numbered), timeline.kind, **values)


def _in_runs(context: Context, cards: list[Encoded]) -> list[Encoded]:
    """Return cards, and in one piece those without words that stand in a row, since many likes would bury what was said."""
    lines = [card.data.find(b' line" aria-', 0, _OPENING) >= 0 for card in cards]
    if lines.count(True) < _RUN:
        return cards
    found: list[Encoded] = []
    for is_line, run in groupby(zip(lines, cards, strict=True), itemgetter(0)):
        row = [card for _, card in run]
        found += [Encoded(context.templates.render_bytes("_run.html", {"cards": row}))] if is_line and len(row) >= _RUN else row
    return found


_RUN = 3


_OPENING = 80
"""Bytes within which the first tag of a card has its classes."""


def _timeline_view(context: Context, timeline: Timeline, title: str) -> SimpleNamespace:
    return SimpleNamespace(
        kind=timeline.kind,
        title=title,
        description=context.config.description if timeline.kind == "site" else "",
        url=context.href(timeline.path),
        label=timeline.label,
    )


def _pager_view(context: Context, part: Part) -> SimpleNamespace:
    pager, path = part.pager, part.timeline.path
    return SimpleNamespace(
        number=pager.number,
        is_front=part.is_front,
        newer_url=context.href(urls.page(path, pager.newer)) if pager.newer else "",
        older_url=context.href(urls.page(path, pager.older)) if pager.older else "",
        front_url=context.href(path),
    )


def _of_author(context: Context, part: Part, title: str) -> dict[str, Any]:
    """Return what a timeline of an author's adds; sealed pages have no tabs, since one may come with a newer post."""
    author = owner(context, part.timeline)
    tabs = author_tabs(context, author.handle, part.timeline.kind) if part.is_front else []
    return {"author": author_view(context, author), "tabs": tabs, "page_description": title}
