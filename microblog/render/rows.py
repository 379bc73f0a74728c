"""Timelines: fronts, pages and home timelines, made of cards that are rendered already."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from microblog import timelines, urls
from microblog.library import queries, remotes
from microblog.render.views import author_view, counted_author_view
from microblog.templates import month_name

if TYPE_CHECKING:
    from microblog.library.records import Timeline
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer


_TEMPLATES = {"author": "author.html", "media": "media.html"}


def timeline_title(renderer: "Renderer", timeline: "Timeline") -> str:
    """Give the heading of a timeline."""
    if timeline.kind == "author":
        author = renderer.author(timeline.name)
        return author.name if author else timeline.name
    if timeline.kind == "media":
        author = renderer.author(timeline.name)
        return f"Media by {author.name if author else timeline.name}"
    if timeline.kind == "tag":
        return f"#{timeline.label}"
    if timeline.kind == "month":
        return f"{month_name(int(timeline.name[5:]))} {int(timeline.name[:4])}"
    return renderer.config.title


def feed_links(renderer: "Renderer", path: str, title: str) -> list[dict[str, str]]:
    """Give the feeds of a timeline as pages name them."""
    return [{"title": title, "atom_url": renderer.href(urls.atom(path)), "json_url": renderer.href(urls.json_feed(path))}]


def render_front(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render a timeline's front page: its newest posts."""
    timeline = queries.timeline(renderer.db, int(key.subject))
    if timeline is None:
        return []
    size = renderer.config.page_size
    span = timelines.front_span(timeline.posts, size)
    return [_render(renderer, timeline, span, timelines.front_pager(timeline.posts, size), is_front=True)]


def render_page(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render one page of a timeline, counted from the oldest post."""
    timeline = queries.timeline(renderer.db, int(key.subject))
    size = renderer.config.page_size
    if timeline is None or key.number > timelines.page_count(timeline.posts, size):
        return []
    span = timelines.page_span(key.number, size, timeline.posts)
    return [_render(renderer, timeline, span, timelines.pager(key.number, timeline.posts, size), is_front=False)]


def _render(renderer: "Renderer", timeline: "Timeline", span: range, pager: timelines.Pager, *, is_front: bool) -> tuple[str, bytes]:
    title = timeline_title(renderer, timeline)
    path = timeline.path if is_front else urls.page(timeline.path, pager.number)
    heading = [] if timeline.kind == "site" else [title]
    numbered = [] if is_front else [f"page {pager.number}"]
    context: dict[str, Any] = {
        "timeline": _timeline_view(renderer, timeline, title),
        "cards": [Markup(card) for card in queries.cards(renderer.db, timeline.no, span)],  # noqa: S704 - rendered from an escaping template
        "pager": _pager_view(renderer, timeline.path, pager, is_front=is_front),
        "page_feeds": [] if timeline.kind in ("media", "month") else feed_links(renderer, timeline.path, title),
    }
    if timeline.kind == "author":
        context |= _author_context(renderer, timeline.name, is_front=is_front)
    elif timeline.kind == "media":
        context |= {"author": _author_view(renderer, timeline.name), "page_description": title}
    return renderer.page(_TEMPLATES.get(timeline.kind, "timeline.html"), path, ", ".join(heading + numbered), timeline.kind, **context)


def _timeline_view(renderer: "Renderer", timeline: "Timeline", title: str) -> dict[str, str]:
    return {
        "kind": timeline.kind,
        "title": title,
        "description": renderer.config.description if timeline.kind == "site" else "",
        "url": renderer.href(timeline.path),
        "label": timeline.label,
    }


def _pager_view(renderer: "Renderer", path: str, pager: timelines.Pager, *, is_front: bool) -> dict[str, Any]:
    return {
        "number": pager.number,
        "is_front": is_front,
        "newer_url": renderer.href(urls.page(path, pager.newer)) if pager.newer else "",
        "older_url": renderer.href(urls.page(path, pager.older)) if pager.older else "",
        "front_url": renderer.href(path),
    }


def _author_context(renderer: "Renderer", handle: str, *, is_front: bool) -> dict[str, Any]:
    """Give what an author's pages add; what moves with new posts stands on the front alone."""
    author = renderer.author(handle)
    if author is None:
        raise LookupError(handle)
    if not is_front:
        return {"author": author_view(renderer, author), "profile": None, "page_description": f"Posts by {author.name}"}
    view = counted_author_view(renderer, author)
    profile = {
        "posts": view["posts"],
        "following": len(queries.following(renderer.db, handle)) + len(remotes.outside(renderer.db, handle)),
        "followers": len(queries.followers(renderer.db, handle)),
        "media": queries.count_posts(renderer.db, urls.media(handle)),
        "last_posted": view["last_posted"],
    }
    image = renderer.absolute(view["avatar_url"].removeprefix(renderer.config.base_path)) if author.avatar else ""
    return {"author": view, "profile": profile, "page_description": author.bio_text or f"Posts by {author.name}", "page_image": image}


def _author_view(renderer: "Renderer", handle: str) -> dict[str, Any]:
    author = renderer.author(handle)
    if author is None:
        raise LookupError(handle)
    return author_view(renderer, author)


def render_home(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render an author's home timeline, one page, and its feeds."""
    from microblog.render.homes import home_cards, home_feeds, home_items

    author = renderer.author(key.subject)
    if author is None:
        return []
    items = home_items(renderer, author.handle)
    path = urls.home(author.handle)
    title = f"Home timeline of {author.name}"
    pager = {"number": 1, "is_front": True, "newer_url": "", "older_url": "", "front_url": renderer.href(path)}
    page = renderer.page(
        "home.html",
        path,
        title,
        "home",
        timeline={"kind": "home", "title": title, "description": "", "url": renderer.href(path), "label": ""},
        author=author_view(renderer, author),
        cards=home_cards(renderer, items),
        pager=pager,
        page_description=f"Posts by {author.name} and those whom {author.name} follows",
        page_feeds=feed_links(renderer, path, title),
    )
    return [page, *home_feeds(renderer, author, items)]
