"""What the rendering of all pages shares: the settings, the index, the templates."""

import sqlite3
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from microblog.content.keys import CONFIG_KEYS, passed_on
from microblog.library import queries
from microblog.model import urls
from microblog.model.nouns import Author, Config, Post
from microblog.plan import PageKey
from microblog.theme import Templates, Theme
from microblog.theme.languages import find_words

if TYPE_CHECKING:
    from markupsafe import Markup

    from microblog.formats.feeds import FeedAuthor
    from microblog.library.records import Timeline

_KEPT = 2000
"""How much of the index a process remembers, of what it asks for again and again."""

Files = list[tuple[str, bytes]]  # what a page key's rendering gives: output path and content


class World(NamedTuple):
    """What a process needs to render any page; travels to worker processes."""

    root: Path
    config: Config
    theme: Theme
    authority: str  # the fixed part of feed ids


class Renderer:
    """Renders page keys of one site."""

    def __init__(self, world: World, db: sqlite3.Connection) -> None:
        """Open the templates; they are compiled when first used."""
        self.root, self.config, self.theme, self.authority = world
        self.db = db
        self.base_path = self.config.base_path
        self.origin = self.config.origin
        self.authors: dict[str, Author | None] = {}
        self.parents: dict[str, str] = {}  # what a post answers, by refs
        self.roots: dict[str, tuple[str, int]] = {}  # a thread's first post, and how many stand above one
        self.replies: dict[str, Markup] = {}  # posts as conversations show them, by ref
        self.bylines: dict[str, SimpleNamespace] = {}  # authors as cards show them, by handle
        self.profiles: dict[str, SimpleNamespace] = {}  # authors as their own pages show them
        self.author_feeds: dict[str, list[SimpleNamespace]] = {}
        self.feed_authors: dict[str, FeedAuthor] = {}
        self.post_at = lru_cache(maxsize=_KEPT)(self._post_at)  # cited, answered and shown on several pages
        self.tag_url = lru_cache(maxsize=_KEPT)(self._tag_url)
        self.timeline = lru_cache(maxsize=_KEPT)(self._timeline)  # asked for with each of its pages
        self.mention_url = lru_cache(maxsize=_KEPT)(self._mention_url)
        self.words = find_words(self.config.lang)
        self.templates = Templates(self.theme, self.root, site=self._site(), url=self.href, words=self.words)

    def reopen(self, db: sqlite3.Connection) -> None:
        """Go on with the same index, written in between."""
        self.timeline.cache_clear()
        self.db.close()
        self.db = db

    def render(self, key: PageKey) -> Files:
        """Give the files of a page; none where what it is about does not exist any more."""
        return families()[key.kind](self, key)

    def href(self, path: str) -> str:
        """Give the link to a path of this site."""
        return urls.href(self.base_path, path)

    def absolute(self, path: str) -> str:
        """Give the absolute URL of a path of this site."""
        return urls.absolute(self.config.base_url, path)

    def _post_at(self, ref: str) -> Post | None:
        """Find the visible post that others call `ada/2026-11-23-hello`."""
        return queries.post_at(self.db, ref)

    def _timeline(self, no: int) -> "Timeline | None":
        """Find a timeline by its number."""
        return queries.timeline(self.db, no)

    def _tag_url(self, key: str) -> str:
        """Give the absolute URL of a tag's timeline."""
        return self.absolute(urls.tag(key))

    def _mention_url(self, handle: str) -> str | None:
        """Give the link to an author whom a text mentions; None where nobody has that handle."""
        return self.href(urls.author(handle)) if self.author(handle) else None

    def author(self, handle: str) -> Author | None:
        """Find an author; asked for with each post, so remembered."""
        if handle not in self.authors:
            self.authors[handle] = queries.author(self.db, handle)
        return self.authors[handle]

    def page(self, template: str, path: str, title: str, kind: str, **context: Any) -> tuple[str, bytes]:
        """Render an HTML page at a path. `page_…` values refine what the page says of itself."""
        config, url = self.config, self.href(path)
        context["page"] = SimpleNamespace(
            title=f"{title} · {config.title}" if title else config.title,
            description=context.pop("page_description", config.description),
            url=url,
            canonical=self.origin + url,
            lang=config.lang,
            kind=kind,
            feeds=context.pop("page_feeds", []),
            noindex=context.pop("page_noindex", False),
            image_url=context.pop("page_image", ""),
        )
        return urls.file_of(path), self.templates.render_bytes(template, context)

    def _site(self) -> SimpleNamespace:
        config = self.config
        given = {"base_path": config.base_path, "has_search": config.search, "has_custom_css": self.theme.has_custom_css}
        return SimpleNamespace(**_of_config(config), **given)


_of_config = passed_on(CONFIG_KEYS, "page", also=("extra",))

Render = Callable[[Renderer, PageKey], Files]


@cache
def families() -> dict[str, Render]:
    """Give the function that renders each kind of page key."""
    from microblog.render import feeds, fixed, lists, people, posts, rows

    return {
        "post": posts.render_post,
        "attachments": posts.render_attachments,
        "front": rows.render_front,
        "page": rows.render_page,
        "feed": feeds.render_feed,
        "feed_archive": feeds.render_feed_archive,
        "home": rows.render_home,
        "people": people.render_people,
        "avatar": people.render_avatar_file,
        "card": people.render_author_card,
        "users": people.render_users,
        "tags": lists.render_tags,
        "years": lists.render_years,
        "year": lists.render_year,
        "sitemap": lists.render_sitemap,
        "sitemaps": lists.render_sitemaps,
        "static": fixed.render_static,
        "site": fixed.render_site,
    }
