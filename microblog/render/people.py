"""Pages about authors: whom they follow, who follows them, the directory, their pictures."""

from functools import partial
from types import SimpleNamespace
from urllib.parse import urlsplit

from microblog.content import following
from microblog.formats import opml
from microblog.formats.accounts import render_accounts
from microblog.formats.avatars import render_avatar
from microblog.library import queries, stored_feeds
from microblog.model import urls
from microblog.model.nouns import Author
from microblog.model.pages import PageKey
from microblog.render.authors import avatar_path, fediverse_name, find_author
from microblog.render.context import Context, Files
from microblog.render.digests import digest_links
from microblog.render.html_page import render_html
from microblog.render.languages import of_author
from microblog.render.pictures import published
from microblog.render.tabs import author_tabs
from microblog.render.timelines import feed_links
from microblog.render.views import author_view, profile_views
from microblog.text.words import N_

_RELATIONS = (
    ("following", urls.following, N_("People whom %(name)s follows")),
    ("followers", urls.followers, N_("People who follow %(name)s")),
)
_NAMES_SHOWN = 3


def render_people(context: Context, key: PageKey) -> Files:
    """Render an author's following and followers pages."""
    author = find_author(context, key.subject)
    if author is None:
        return []
    context = of_author(context, author.handle)
    handles = {"following": queries.following(context.db, author.handle), "followers": queries.followers(context.db, author.handle)}
    view = author_view(context, author)
    elsewhere = [_place_view(context, target) for target in stored_feeds.outside(context.db, author.handle)]
    opml = _opml(context, author, handles["following"], elsewhere)
    accounts = _accounts(context, author, handles["following"])
    lists = {
        "opml_url": context.href(urls.opml(author.handle)) if opml else "",
        "accounts_url": context.href(urls.accounts(author.handle)) if accounts else "",
    }
    files = []
    for relation, path_of, words in _RELATIONS:
        people = [author_view(context, other) for other in map(partial(find_author, context), handles[relation]) if other]
        path, title = path_of(author.handle), context.words.gettext(words, name=author.name)
        more = {"elsewhere": elsewhere, **lists} if relation == "following" else {"elsewhere": [], "opml_url": "", "accounts_url": ""}
        tabs = author_tabs(context, author.handle, relation)
        values = {"author": view, "tabs": tabs, "people": people, "relation": relation, "page_description": title, **more}
        files.append(render_html(context, "people.html", path, title, "people", **values))
    return files + opml + accounts


def _place_view(context: Context, target: str) -> SimpleNamespace:
    """Return what is shown of something that is followed elsewhere; where it was never read, all is known from its name."""
    feed, page = stored_feeds.feed(context.db, target), following.page_of(target)
    host = urlsplit(page).hostname or ""
    if feed is None:
        return SimpleNamespace(title=following.short(target), url=page, feed_url="", host=host)
    return SimpleNamespace(title=feed.title, url=feed.home_url or page, feed_url=feed.url, host=host)


def _opml(context: Context, author: Author, handles: list[str], elsewhere: list[SimpleNamespace]) -> Files:
    """Return whom an author follows as a file that feed readers import; nothing where that is nobody."""
    here = [
        opml.Outline(other.name, context.absolute(urls.atom(urls.author(other.handle))), context.absolute(urls.author(other.handle)))
        for other in map(partial(find_author, context), handles)
        if other
    ]
    there = [opml.Outline(place.title, place.feed_url, place.url) for place in elsewhere]
    outlines = [*here, *there]
    title = context.words.gettext("Followed by %(name)s on %(site)s", name=author.name, site=context.config.title)
    page = context.absolute(urls.author(author.handle))
    return [(urls.opml(author.handle), opml.render_opml(title, author.name, page, outlines))] if outlines else []


def _accounts(context: Context, author: Author, handles: list[str]) -> Files:
    """Return the accounts of the fediverse that an author follows, those of authors of this site too; nothing where there is none."""
    here = [fediverse_name(context, handle) for handle in handles]
    there = [target for target in stored_feeds.outside(context.db, author.handle) if target.startswith("@")]
    found = dict.fromkeys(filter(None, [*here, *there]))
    return [(urls.accounts(author.handle), render_accounts(found))] if found else []


def render_author_card(context: Context, key: PageKey) -> Files:
    """Render what a page shows beside a link to an author: who they are, in a few lines."""
    author = find_author(context, key.subject)
    if author is None:
        return []
    view, profile = profile_views(context, author)
    values = {
        "author": view,
        "profile": profile,
        "follows": _names(context, queries.following(context.db, author.handle)),
        "followed_by": _names(context, queries.followers(context.db, author.handle)),
    }
    return [(key.path, context.templates.render("author_card.html", values).encode())]


def _names(context: Context, handles: list[str]) -> list[str]:
    return [author.name for author in map(partial(find_author, context), handles[:_NAMES_SHOWN]) if author]


def render_users(context: Context, key: PageKey) -> Files:
    """Render the directory of all authors."""
    authors = [author for author in map(partial(find_author, context), queries.handles(context.db)) if author]
    people = [SimpleNamespace(**vars(view) | vars(profile)) for view, profile in (profile_views(context, author) for author in authors)]
    return [render_html(context, "users.html", key.path, context.words.gettext("People"), "users", people=people)]


def render_subscribe(context: Context, key: PageKey) -> Files:
    """Render what a feed is, and the addresses of those of the site and of its authors."""
    authors = [author for author in map(partial(find_author, context), queries.handles(context.db)) if author]
    feeds = [
        *feed_links(context, "", context.config.title),
        *(feed for author in authors for feed in feed_links(context, urls.author(author.handle), author.name)),
    ]
    return [
        render_html(
            context, "subscribe.html", key.path, context.words.gettext("Subscribe"), "subscribe", feeds=feeds, digests=digest_links(context)
        )
    ]


def render_avatar_file(context: Context, key: PageKey) -> Files:
    """Return an author's picture in its two sizes, or draw one from the handle."""
    author = find_author(context, key.subject)
    if author is None:
        return []
    if not author.avatar:
        return [(urls.avatar(author.handle), render_avatar(author.handle))]
    return published(context, avatar_path(author), author.avatar, is_avatar=True)
