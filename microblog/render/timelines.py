"""Timelines: fronts and pages, made of cards that are rendered already. `model.timelines` has the table of their kinds."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from microblog.library import mentions, queries
from microblog.library.records import Timeline
from microblog.markup.html.content import rename_ids
from microblog.model import paging, urls
from microblog.model.nouns import Author
from microblog.model.pages import PageKey
from microblog.model.timelines import OF_AUTHORS, TIMELINE_KINDS
from microblog.render.authors import byline, find_author
from microblog.render.context import Context, Files, remembered
from microblog.render.html_page import render_html
from microblog.render.views import anchor_of, author_view, profile_views
from microblog.text.tuples import NamedTuple
from microblog.theme.runtime import trusted


@remembered
def find_timeline(context: Context, no: int) -> Timeline | None:
    """Find a timeline by its number."""
    return queries.timeline(context.db, no)


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
    return [SimpleNamespace(title=title, atom_url=context.href(urls.atom(path)), json_url=context.href(urls.json_feed(path)))]


@remembered
def author_feeds(context: Context, handle: str) -> list[SimpleNamespace]:
    """Return the feeds of an author as pages name them."""
    return feed_links(context, urls.author(handle), byline(context, handle).name)


class _Part(NamedTuple):
    """One page of a timeline, or its front."""

    timeline: Timeline
    span: range  # of positions
    pager: paging.Pager
    is_front: bool


def render_front(context: Context, key: PageKey) -> Files:
    """Render a timeline's front page: its newest posts."""
    timeline = find_timeline(context, int(key.subject))
    if timeline is None:
        return []
    posts, size = timeline.posts, context.config.page_size
    return [_render(context, _Part(timeline, paging.front_span(posts, size), paging.front_pager(posts, size), is_front=True))]


def render_page(context: Context, key: PageKey) -> Files:
    """Render one page of a timeline, counted from the oldest post."""
    timeline = find_timeline(context, int(key.subject))
    size = context.config.page_size
    if timeline is None or key.number > paging.page_count(timeline.posts, size):
        return []
    span = paging.page_span(key.number, size, timeline.posts)
    return [_render(context, _Part(timeline, span, paging.pager(key.number, timeline.posts, size), is_front=False))]


def _render(context: Context, part: _Part) -> tuple[str, bytes]:
    timeline, number = part.timeline, part.pager.number
    row, title = TIMELINE_KINDS[timeline.kind], timeline_title(context, timeline)
    path = timeline.path if part.is_front else urls.page(timeline.path, number)
    heading = [] if row.subject == "site" else [title]
    numbered = [] if part.is_front else [context.words.gettext("page %(number)d", number=number)]
    values: dict[str, Any] = {
        "timeline": _timeline_view(context, timeline, title),
        "cards": list(map(trusted, queries.cards(context.db, timeline.no, part.span))),
        "pager": _pager_view(context, part),
        "page_feeds": feed_links(context, timeline.path, title) if row.has_feeds else [],
    }
    if row.subject == "author":
        values |= _of_author(context, part, title)
    if timeline.kind in _MORE:
        values |= _MORE[timeline.kind](context, part)
    return render_html(context, row.template, path, ", ".join(heading + numbered), timeline.kind, **values)


def _timeline_view(context: Context, timeline: Timeline, title: str) -> SimpleNamespace:
    return SimpleNamespace(
        kind=timeline.kind,
        title=title,
        description=context.config.description if timeline.kind == "site" else "",
        url=context.href(timeline.path),
        label=timeline.label,
    )


def _pager_view(context: Context, part: _Part) -> SimpleNamespace:
    pager, path = part.pager, part.timeline.path
    return SimpleNamespace(
        number=pager.number,
        is_front=part.is_front,
        newer_url=context.href(urls.page(path, pager.newer)) if pager.newer else "",
        older_url=context.href(urls.page(path, pager.older)) if pager.older else "",
        front_url=context.href(path),
    )


def _of_author(context: Context, part: _Part, title: str) -> dict[str, Any]:
    """Return what a timeline of an author's adds; sealed pages have no tabs, since one may come with a newer post."""
    author = _owner(context, part.timeline)
    tabs = _tabs(context, author.handle, part.timeline.kind) if part.is_front else []
    return {"author": author_view(context, author), "tabs": tabs, "page_description": title}


def _owner(context: Context, timeline: Timeline) -> Author:
    author = find_author(context, timeline.name)
    if author is None:
        raise LookupError(timeline.name)
    return author


def _tabs(context: Context, handle: str, current: str) -> list[SimpleNamespace]:
    """Return the ways to look at an author's posts, save those in which there is nothing to see yet."""
    rows = (row for row in OF_AUTHORS if row.tab and queries.timeline_at(context.db, row.path(handle)))
    return [
        SimpleNamespace(
            kind=row.kind, label=context.words.message(row.tab), url=context.href(row.path(handle)), is_current=row.kind == current
        )
        for row in rows
    ]


def _profile(context: Context, part: _Part) -> dict[str, Any]:
    """Return what an author's main timeline shows of them; what moves with new posts stands on the front alone."""
    author = _owner(context, part.timeline)
    words = context.words.gettext("Posts by %(name)s", name=author.name)
    if not part.is_front:
        return {"profile": None, "pinned": [], "page_description": words}
    view, profile = profile_views(context, author)
    image = context.absolute(view.avatar_url.removeprefix(context.config.base_path)) if author.avatar else ""
    pinned = _pinned_cards(context, author.handle)
    return {"author": view, "profile": profile, "pinned": pinned, "page_description": author.bio_text or words, "page_image": image}


def _pinned_cards(context: Context, handle: str) -> list[Markup]:
    """Return an author's pinned posts; their cards may stand in the timeline below as well, where they have the same ids."""
    cards = queries.pinned_cards(context.db, handle)
    return [trusted(rename_ids(card, anchor_of(permalink), "pinned:")) for permalink, card in cards]


def _happenings(context: Context, part: _Part) -> dict[str, Any]:
    """Return the cards of an author's mentions, each with what it has to do with the author."""
    found = mentions.happenings(context.db, part.timeline.no, part.timeline.name, part.span)
    return {"happenings": [SimpleNamespace(card_html=trusted(card), relation=relation) for card, relation in found]}


_MORE: dict[str, Callable[[Context, _Part], dict[str, Any]]] = {"author": _profile, "mentions": _happenings}
"""What the pages of some kinds of timelines show beside posts."""
