"""Timelines: fronts, pages and home timelines, made of cards that are rendered already."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from microblog.library import mentions, queries
from microblog.library.records import has_feeds
from microblog.markup.html.content import rename_ids
from microblog.model import paging, urls
from microblog.render.views import anchor_of, author_view, profile_views
from microblog.text.words import N_
from microblog.theme.runtime import trusted

if TYPE_CHECKING:
    from markupsafe import Markup

    from microblog.library.records import Timeline
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer


_OF_AUTHOR = {"posts": N_("Posts by %(name)s"), "media": N_("Media by %(name)s"), "mentions": N_("Mentions of %(name)s")}
_TEMPLATES = {"author": "author.html", "posts": "posts.html", "media": "media.html", "mentions": "mentions.html"}


def timeline_title(renderer: "Renderer", timeline: "Timeline") -> str:
    """Give the heading of a timeline."""
    if timeline.kind == "author":
        author = renderer.author(timeline.name)
        return author.name if author else timeline.name
    if timeline.kind == "tag":
        return f"#{timeline.label}"
    if timeline.kind in _OF_AUTHOR:
        author = renderer.author(timeline.name)
        return renderer.words.gettext(_OF_AUTHOR[timeline.kind], name=author.name if author else timeline.name)
    if timeline.kind == "month":
        month = renderer.words.month_name(int(timeline.name[5:]))
        return renderer.words.gettext("%(month)s %(year)s", month=month, year=int(timeline.name[:4]))
    return renderer.config.title


def feed_links(renderer: "Renderer", path: str, title: str) -> list[SimpleNamespace]:
    """Give the feeds of a timeline as pages name them."""
    return [SimpleNamespace(title=title, atom_url=renderer.href(urls.atom(path)), json_url=renderer.href(urls.json_feed(path)))]


def author_feeds(renderer: "Renderer", handle: str, name: str) -> list[SimpleNamespace]:
    """Give the feeds of an author; asked for with each post, so remembered."""
    known = renderer.author_feeds.get(handle)
    if known is None:
        known = renderer.author_feeds[handle] = feed_links(renderer, urls.author(handle), name)
    return known


def render_front(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render a timeline's front page: its newest posts."""
    timeline = renderer.timeline(int(key.subject))
    if timeline is None:
        return []
    size = renderer.config.page_size
    span = paging.front_span(timeline.posts, size)
    return [_render(renderer, timeline, span, paging.front_pager(timeline.posts, size), is_front=True)]


def render_page(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render one page of a timeline, counted from the oldest post."""
    timeline = renderer.timeline(int(key.subject))
    size = renderer.config.page_size
    if timeline is None or key.number > paging.page_count(timeline.posts, size):
        return []
    span = paging.page_span(key.number, size, timeline.posts)
    return [_render(renderer, timeline, span, paging.pager(key.number, timeline.posts, size), is_front=False)]


def _render(renderer: "Renderer", timeline: "Timeline", span: range, pager: paging.Pager, *, is_front: bool) -> tuple[str, bytes]:
    title = timeline_title(renderer, timeline)
    path = timeline.path if is_front else urls.page(timeline.path, pager.number)
    heading = [] if timeline.kind == "site" else [title]
    numbered = [] if is_front else [renderer.words.gettext("page %(number)d", number=pager.number)]
    context: dict[str, Any] = {
        "timeline": _timeline_view(renderer, timeline, title),
        "cards": list(map(trusted, queries.cards(renderer.db, timeline.no, span))),
        "pager": _pager_view(renderer, timeline.path, pager, is_front=is_front),
        "page_feeds": feed_links(renderer, timeline.path, title) if has_feeds(timeline.kind) else [],
    }
    if timeline.kind == "author":
        context |= _author_context(renderer, timeline.name, is_front=is_front)
    elif timeline.kind in _OF_AUTHOR:
        context |= own_context(renderer, timeline, title, is_front=is_front)
    if timeline.kind == "mentions":
        found = mentions.happenings(renderer.db, timeline.no, timeline.name, span)
        context["happenings"] = [SimpleNamespace(card_html=trusted(card), relation=relation) for card, relation in found]
    return renderer.page(_TEMPLATES.get(timeline.kind, "timeline.html"), path, ", ".join(heading + numbered), timeline.kind, **context)


def _timeline_view(renderer: "Renderer", timeline: "Timeline", title: str) -> SimpleNamespace:
    return SimpleNamespace(
        kind=timeline.kind,
        title=title,
        description=renderer.config.description if timeline.kind == "site" else "",
        url=renderer.href(timeline.path),
        label=timeline.label,
    )


def _pager_view(renderer: "Renderer", path: str, pager: paging.Pager, *, is_front: bool) -> SimpleNamespace:
    return SimpleNamespace(
        number=pager.number,
        is_front=is_front,
        newer_url=renderer.href(urls.page(path, pager.newer)) if pager.newer else "",
        older_url=renderer.href(urls.page(path, pager.older)) if pager.older else "",
        front_url=renderer.href(path),
    )


def own_context(renderer: "Renderer", timeline: "Timeline", title: str, *, is_front: bool) -> dict[str, Any]:
    """Give what a timeline of an author's adds; sealed pages have no tabs, since one may come with a newer post."""
    author = renderer.author(timeline.name)
    if author is None:
        raise LookupError(timeline.name)
    tabs = author_tabs(renderer, author.handle, timeline.kind) if is_front else []
    return {"author": author_view(renderer, author), "tabs": tabs, "page_description": title}


def author_tabs(renderer: "Renderer", handle: str, current: str) -> list[SimpleNamespace]:
    """Give the ways to look at an author's posts: all, those that are neither replies nor likes, those with media if there are any."""
    found = (queries.timeline_at(renderer.db, path) for path in (urls.author(handle), urls.posts(handle), urls.media(handle)))
    return [SimpleNamespace(kind=one.kind, url=renderer.href(one.path), is_current=one.kind == current) for one in found if one]


def _author_context(renderer: "Renderer", handle: str, *, is_front: bool) -> dict[str, Any]:
    """Give what an author's pages add; what moves with new posts stands on the front alone."""
    author = renderer.author(handle)
    if author is None:
        raise LookupError(handle)
    words = renderer.words.gettext("Posts by %(name)s", name=author.name)
    if not is_front:
        return {"author": author_view(renderer, author), "profile": None, "pinned": [], "tabs": [], "page_description": words}
    view, profile = profile_views(renderer, author)
    image = renderer.absolute(view.avatar_url.removeprefix(renderer.config.base_path)) if author.avatar else ""
    context = {
        "author": view,
        "profile": profile,
        "pinned": _pinned_cards(renderer, handle),
        "tabs": author_tabs(renderer, handle, "author"),
    }
    return {**context, "page_description": author.bio_text or words, "page_image": image}


def _pinned_cards(renderer: "Renderer", handle: str) -> "list[Markup]":
    """Give an author's pinned posts; their cards may stand in the timeline below as well, where they have the same ids."""
    cards = queries.pinned_cards(renderer.db, handle)
    return [trusted(rename_ids(card, anchor_of(permalink), "pinned:")) for permalink, card in cards]


def render_home(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render an author's home timeline, one page, and its feeds."""
    from microblog.render.homes import home_cards, home_feeds, home_items

    author = renderer.author(key.subject)
    if author is None:
        return []
    items = home_items(renderer, author)
    path = urls.home(author.handle)
    title = renderer.words.gettext("Home timeline of %(name)s", name=author.name)
    url = renderer.href(path)
    page = renderer.page(
        "home.html",
        path,
        title,
        "home",
        timeline=SimpleNamespace(kind="home", title=title, description="", url=url, label=""),
        author=author_view(renderer, author),
        cards=home_cards(renderer, items),
        pager=SimpleNamespace(number=1, is_front=True, newer_url="", older_url="", front_url=url),
        page_description=renderer.words.gettext("Posts by %(name)s and those whom %(name)s follows", name=author.name),
        page_feeds=feed_links(renderer, path, title),
    )
    return [page, *home_feeds(renderer, author, items)]
