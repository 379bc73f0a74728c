"""A post's own page, its card, and the files beside it."""

from collections.abc import Sequence
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from microblog.formats.atom import render_entry
from microblog.formats.jsonfeed import render_item
from microblog.library import queries, threads
from microblog.model import urls
from microblog.render.feeds import make_entry
from microblog.render.pictures import published
from microblog.render.rows import author_feeds
from microblog.render.threads import conversation_view
from microblog.render.views import post_view
from microblog.theme.runtime import trusted

if TYPE_CHECKING:
    from microblog.model.nouns import Post
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer


class Card(NamedTuple):
    """What is rendered once of a post, and stands in many files."""

    html: str  # as timelines show it
    entry_xml: bytes  # as Atom feeds hold it
    item_json: bytes  # as JSON Feeds hold it


def render_cards(renderer: "Renderer", posts: "Sequence[Post]", views: Sequence[SimpleNamespace]) -> list[Card]:
    """Render posts as timelines and as feeds show them.

    Each step is taken for all of them before the next one: what a processor has just done, it does faster.
    """
    entries = [make_entry(renderer, post) for post in posts]
    entries_xml = [render_entry(entry) for entry in entries]
    items_json = [render_item(entry) for entry in entries]
    cards_html = [renderer.templates.render("_card.html", {"post": view, "full": False}) for view in views]
    return list(map(Card, cards_html, entries_xml, items_json))


def render_post(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render a post's own page, around the card that the index holds already."""
    post = queries.post(renderer.db, int(key.subject))
    if post is None:
        return []
    return render_pages(renderer, [post], [post_view(renderer, post)], [queries.card(renderer.db, int(key.subject))])


def render_pages(renderer: "Renderer", posts: "Sequence[Post]", views: Sequence[SimpleNamespace], cards_html: Sequence[str]) -> "Files":
    """Render posts' own pages around their cards, step by step as well."""
    named = threads.relations(renderer.db, [post.ref for post in posts])
    conversations = [conversation_view(renderer, post, named.get(post.ref, set())) for post in posts]
    return list(map(partial(_render_page, renderer), posts, views, cards_html, conversations))


def _render_page(
    renderer: "Renderer", post: "Post", view: SimpleNamespace, card_html: str, conversation: SimpleNamespace | None
) -> tuple[str, bytes]:
    """Render a post's page; its card serves again, save that timelines show only an article's beginning."""
    if post.kind == "article" or conversation:
        card_html = renderer.templates.render("_card.html", {"post": view, "full": True, "conversation": conversation})
    shown = [] if post.cw else [photo.path for photo in view.photos if photo.kind == "image"]  # a preview shows one unasked
    title = page_title(post, view.author.name)
    return renderer.page(
        "post.html",
        post.permalink,
        title,
        "post",
        post=view,
        conversation=conversation,
        card_html=trusted(card_html),
        page_description=post.cw or post.text[:200] or title,
        page_image=renderer.absolute(shown[0]) if shown else "",
        page_feeds=author_feeds(renderer, post.author, view.author.name),
    )


def page_title(post: "Post", name: str) -> str:
    """Give what a browser's tab says of a post: a note has no title that a reader of the page would see."""
    text = post.title or post.cw or post.text
    words = text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + "…"
    return f"{name}: {words}" if words else f"{name}, {post.published[:10]}"


def render_attachments(renderer: "Renderer", key: "PageKey") -> "Files":
    """Put the files that a post names to where its page lies: pictures in all their sizes, others as they are."""
    post = queries.post(renderer.db, int(key.subject))
    sources = {urls.file_of(file.path): file.source for file in post.attachments} if post else {}
    return [file for path, source in sorted(sources.items()) for file in published(renderer, path, source)]
