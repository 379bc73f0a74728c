"""A post's own page, its card, and the files beside it."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from microblog.formats.atom import render_entry
from microblog.formats.jsonfeed import render_item
from microblog.library import answers, queries, threads
from microblog.library.copies import copies_of
from microblog.markup.html.content import with_plain_places
from microblog.model import urls
from microblog.model.nouns import Post
from microblog.model.pages import PageKey
from microblog.render.authors import fediverse_name, find_author, new_home, preview_picture
from microblog.render.compose import actions
from microblog.render.context import Context, Files, remembered
from microblog.render.digests import render_digest_post
from microblog.render.feeds import make_entry
from microblog.render.html_page import render_values
from microblog.render.languages import of_author, render_card
from microblog.render.moved import render_moved
from microblog.render.pictures import named_by, published
from microblog.render.records import records_of
from microblog.render.search import search_row
from microblog.render.threads import conversation_view
from microblog.render.timelines import author_feeds
from microblog.render.views import add_copies, beginning, post_view
from microblog.text.tuples import NamedTuple
from microblog.text.words import N_
from microblog.theme.runtime import Encoded, View


class Card(NamedTuple):
    """What is rendered once of a post, and stands in many files."""

    html: bytes  # as timelines show it
    entry_xml: bytes  # as Atom feeds hold it
    item_json: bytes  # as JSON Feeds hold it
    digest: bytes  # as digests say it
    search: str  # as the search index holds it


def render_cards(context: Context, posts: Sequence[Post]) -> list[Card]:
    """Render posts as timelines and as feeds show them."""
    return _cards(context, posts, [post_view(context, post) for post in posts])


def render_posts(context: Context, posts: Sequence[Post]) -> tuple[list[Card], Files]:
    """Render posts' cards, and their own pages around them.

    Each step is taken for all of them before the next one: what a processor has just done, it does faster.
    """
    views = [post_view(context, post) for post in posts]
    cards = _cards(context, posts, views)
    return cards, _pages(context, posts, views, [Encoded(card.html) for card in cards])


def render_post(context: Context, key: PageKey) -> Files:
    """Render a post's own page, around the card that the index holds already."""
    post = queries.post(context.db, int(key.subject))
    if post is None:
        return []
    return _pages(context, [post], [post_view(context, post)], [Encoded(queries.card(context.db, int(key.subject)))])


def render_before_it_is_shown(context: Context, post: Post) -> bytes:
    """Render a post's page as it will be, of a post that no timeline and no feed holds; its author may be nobody yet."""
    view = post_view(context, post)
    ((_, page),) = _pages(context, [post], [view], [Encoded(_card_html(context, view))])
    return page


def _cards(context: Context, posts: Sequence[Post], views: Sequence[View]) -> list[Card]:
    entries = [make_entry(context, post) for post in posts]
    entries_xml = [render_entry(entry) for entry in entries]
    items_json = [render_item(entry) for entry in entries]
    cards_html = [_card_html(context, view) for view in views]
    said = [render_digest_post(context, entry) for entry in entries]
    searched = [search_row(context, post) for post in posts]
    return list(map(Card, cards_html, entries_xml, items_json, said, searched))


def _card_html(context: Context, view: View) -> bytes:
    return context.templates.render_bytes("_card.html", {"post": view, "full": False})


def _pages(context: Context, posts: Sequence[Post], views: Sequence[View], cards_html: Sequence[Encoded]) -> Files:
    refs = [post.ref for post in posts]
    named = threads.relations(context.db, refs)
    contexts = [of_author(context, post.author) for post in posts]
    views = [view if own.has_cards else post_view(own, post) for own, post, view in zip(contexts, posts, views, strict=True)]
    answered = answers.answered(context.db, refs)
    conversations = [
        conversation_view(own, post, named.get(ref, set()), has_outside=ref in answered)
        for own, post, ref in zip(contexts, posts, refs, strict=True)
    ]
    copies = copies_of(context.db, posts)
    older = queries.older(context.db, [post.permalink for post in posts])
    for post, view in zip(posts, views, strict=True):
        view.older_url = context.href(older[post.permalink]) if post.permalink in older else ""
        view.has_copies = bool(copies) and add_copies(view, copies.get((post.author, post.id), []))
    return list(map(_render_page, contexts, posts, views, cards_html, conversations))


def _render_page(context: Context, post: Post, view: View, card_html: Encoded, conversation: SimpleNamespace | None) -> tuple[str, bytes]:
    """Render a post's page; its card serves again, if it has the page's words, save that timelines show only the beginning of some."""
    if post.kind == "article" or conversation or view.photos_left or view.has_copies:
        card_html = Encoded(context.templates.render_bytes("_card.html", {"post": view, "full": True, "conversation": conversation}))
    elif not context.has_cards:
        card_html = render_card(context, post)
    title = page_title(context, post, view)
    author = find_author(context, post.author)
    values = {
        "post": view,
        "conversation": conversation,
        "actions": actions(context, post, author),
        "card_html": _with_plain_places(card_html, view.anchor) if "-h-" in post.content_html else card_html,
        "page_description": post.cw or post.summary or post.text[:200] or title,
        "page_noindex": post.unlisted,
        "page_image": _preview_picture(context, post, view),
        **records_of(context, post, author),
        **_said_of_author(context, post.author),
    }
    return render_values(context, "post.html", post.permalink, values, title=title, kind="post")


@remembered
def _said_of_author(context: Context, handle: str) -> dict[str, Any]:
    """Return what the pages of all posts of an author say of them."""
    return {
        "creator": fediverse_name(context, handle),
        "moved_to": new_home(context, handle),
        "page_feeds": author_feeds(context, handle),
    }


def _with_plain_places(card_html: Encoded, anchor: str) -> Encoded:
    return Encoded(with_plain_places(card_html.data.decode(), anchor).encode())


def _preview_picture(context: Context, post: Post, view: View) -> View:
    """Return a post's first photo, or its author's picture; what a content warning hides is not shown unasked."""
    photos = [photo for photo in view.photos if photo.kind == "image"] if view.photos and not post.cw else []
    if not photos:
        return preview_picture(context, post.author)
    photo = photos[0]
    size = {"width": photo.width, "height": photo.height}
    return View({"url": context.absolute(photo.path), **size, "alt": photo.alt, "is_large": True})


_TITLE = N_("%(name)s: %(text)s")


def page_title(context: Context, post: Post, view: View) -> str:
    """Return what a browser's tab says of a post: a note has no title that a reader of the page would see."""
    words, name = context.words, view.author.name
    if text := beginning(post.title or post.cw) or view.beginning:
        return words.message(_TITLE) % {"name": words.isolated(name), "text": words.isolated(text)}
    return words.gettext("%(name)s, %(date)s", name=name, date=words.long_date(post.published))


def render_attachments(context: Context, key: PageKey) -> Files:
    """Put the files that a post names to where its page lies: pictures in all their sizes, others as they are."""
    post = queries.post(context.db, int(key.subject))
    sources = {urls.file_of(path): source for path, source in named_by(context, post.attachments).sources.items()} if post else {}
    return [file for path, source in sorted(sources.items()) if source for file in published(context, path, source)]


def render_aliases(context: Context, key: PageKey) -> Files:
    """Render a page that leads on at each path where a post stood before."""
    post = queries.post(context.db, int(key.subject))
    return render_moved(context, post, post.title or post.ref) if post else []
