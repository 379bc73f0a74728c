"""Pages about authors: whom they follow, who follows them, the directory, their pictures."""

from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microblog.content import following
from microblog.formats import opml
from microblog.formats.avatars import render_avatar
from microblog.library import queries, stored_feeds
from microblog.model import urls
from microblog.render.pictures import published
from microblog.render.views import author_view, avatar_path, profile_views
from microblog.text.words import N_

if TYPE_CHECKING:
    from microblog.model.nouns import Author
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer

_RELATIONS = (("following", N_("People whom %(name)s follows")), ("followers", N_("People who follow %(name)s")))
_NAMES_SHOWN = 3


def render_people(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render an author's following and followers pages."""
    author = renderer.author(key.subject)
    if author is None:
        return []
    handles = {"following": queries.following(renderer.db, author.handle), "followers": queries.followers(renderer.db, author.handle)}
    view = author_view(renderer, author)
    elsewhere = [_place_view(renderer, target) for target in stored_feeds.outside(renderer.db, author.handle)]
    opml = _opml(renderer, author, handles["following"], elsewhere)
    opml_url = renderer.href(urls.opml(author.handle)) if opml else ""
    files = []
    for relation, words in _RELATIONS:
        people = [author_view(renderer, other) for other in map(renderer.author, handles[relation]) if other]
        path, title = f"@{author.handle}/{relation}/", renderer.words.gettext(words, name=author.name)
        more = {"elsewhere": elsewhere, "opml_url": opml_url} if relation == "following" else {"elsewhere": [], "opml_url": ""}
        context = {"author": view, "people": people, "relation": relation, "page_description": title, **more}
        files.append(renderer.page("people.html", path, title, "people", **context))
    return files + opml


def _place_view(renderer: "Renderer", target: str) -> SimpleNamespace:
    """Give what is shown of something that is followed elsewhere; where it was never read, all is known from its name."""
    feed, page = stored_feeds.feed(renderer.db, target), following.page_of(target)
    host = urlsplit(page).hostname or ""
    if feed is None:
        return SimpleNamespace(title=following.short(target), url=page, feed_url="", host=host)
    return SimpleNamespace(title=feed.title, url=feed.home_url or page, feed_url=feed.url, host=host)


def _opml(renderer: "Renderer", author: "Author", handles: list[str], elsewhere: list[SimpleNamespace]) -> "Files":
    """Give whom an author follows as a file that feed readers import; nothing where that is nobody."""
    here = [
        opml.Outline(other.name, renderer.absolute(urls.atom(urls.author(other.handle))), renderer.absolute(urls.author(other.handle)))
        for other in map(renderer.author, handles)
        if other
    ]
    there = [opml.Outline(place.title, place.feed_url, place.url) for place in elsewhere]
    outlines = [*here, *there]
    title = renderer.words.gettext("Followed by %(name)s on %(site)s", name=author.name, site=renderer.config.title)
    page = renderer.absolute(urls.author(author.handle))
    return [(urls.opml(author.handle), opml.render_opml(title, author.name, page, outlines))] if outlines else []


def render_author_card(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render what a page shows beside a link to an author: who they are, in a few lines."""
    author = renderer.author(key.subject)
    if author is None:
        return []
    view, profile = profile_views(renderer, author)
    context = {
        "author": view,
        "profile": profile,
        "follows": _names(renderer, queries.following(renderer.db, author.handle)),
        "followed_by": _names(renderer, queries.followers(renderer.db, author.handle)),
    }
    path = urls.author_card(author.handle)
    return [(path, renderer.templates.render("author_card.html", context).encode())]


def _names(renderer: "Renderer", handles: list[str]) -> list[str]:
    return [author.name for author in map(renderer.author, handles[:_NAMES_SHOWN]) if author]


def render_users(renderer: "Renderer", _: "PageKey") -> "Files":
    """Render the directory of all authors."""
    authors = [author for author in map(renderer.author, queries.handles(renderer.db)) if author]
    people = [SimpleNamespace(**vars(view) | vars(profile)) for view, profile in (profile_views(renderer, author) for author in authors)]
    return [renderer.page("users.html", "users/", renderer.words.gettext("People"), "users", people=people)]


def render_avatar_file(renderer: "Renderer", key: "PageKey") -> "Files":
    """Give an author's picture in its two sizes, or draw one from the handle."""
    author = renderer.author(key.subject)
    if author is None:
        return []
    if not author.avatar:
        return [(urls.avatar(author.handle), render_avatar(author.handle))]
    return published(renderer, avatar_path(author), author.avatar, is_avatar=True)
