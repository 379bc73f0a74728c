"""What rendering starts from, as values: the settings, the templates, the index.

Nothing is remembered here. A function that is asked for the same again and again remembers that itself (`remembered`).
"""

import sqlite3
from collections.abc import Callable, Hashable
from functools import lru_cache, partial, wraps
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

from microblog.content.keys import CONFIG_KEYS, passed_on
from microblog.library.menu import Menu
from microblog.model import urls
from microblog.model.nouns import Config
from microblog.text.directions import page_direction
from microblog.text.tuples import NamedTuple
from microblog.text.words import Words
from microblog.theme import Theme
from microblog.theme.languages import find_words
from microblog.theme.runtime import View
from microblog.theme.templates import Templates

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

Files = list[tuple[str, bytes]]  # what a page key's rendering gives: output path and content

_KEPT = 2000
"""How many answers a function remembers."""


class World(NamedTuple):
    """What a process needs to render any page; travels to worker processes."""

    root: Path
    config: Config
    theme: Theme
    authority: str  # the fixed part of feed ids
    menu: Menu = ()
    sole: str = ""  # the handle of the only author, where there is one only

    @property
    def everywhere(self) -> tuple[str, Menu, str]:
        """What stands on every page, or in every entry of a feed, and no file of the site says by itself."""
        return self.authority, self.menu, self.sole


class Speech(NamedTuple):
    """A language, and what speaks it."""

    lang: str  # BCP 47, as the site or an author says it
    words: Words
    templates: Templates


class Context:
    """What rendering starts from: one state of the index, and all that is the same for every page in one language.

    A plain class, since its attributes are asked for some fifty times a post, and those of a named tuple take longer.
    """

    __slots__ = (
        "authority",
        "base_path",
        "base_url",
        "config",
        "db",
        "dir",
        "has_cards",
        "kin",
        "lang",
        "origin",
        "root",
        "sole",
        "templates",
        "theme",
        "title",
        "words",
        "world",
    )

    def __init__(self, world: World, db: sqlite3.Connection, speech: Speech, kin: "dict[str, Context | None] | None" = None) -> None:
        """Lay out what the world holds; `kin` are the contexts of the same index in other languages."""
        self.world = world
        self.root, self.config, self.theme, self.authority, _, self.sole = world
        self.base_path, self.base_url, self.origin = self.config.base_path, self.config.base_url, self.config.origin
        self.lang, self.words, self.templates = speech
        self.dir = page_direction(self.lang)
        self.title = self.words.isolated(self.config.title)  # among other words
        self.db = db
        self.has_cards = kin is None  # whether the index holds the cards in this language
        self.kin = {} if kin is None else kin

    def speaking(self, lang: str) -> "Context":
        """Return the context of pages in another language; the site's own where that has the same words, or no catalog."""
        if lang in ("", self.lang):
            return self
        if lang not in self.kin:
            self.kin[lang] = _in_other_words(self, lang)
        return self.kin[lang] or self

    def href(self, path: str) -> str:
        """Return the link to a path of this site."""
        return urls.href(self.base_path, path)

    def absolute(self, path: str) -> str:
        """Return the absolute URL of a path of this site."""
        return urls.absolute(self.base_url, path)


def open_context(world: World, db: sqlite3.Connection) -> Context:
    """Open the templates, which are compiled when first used."""
    return Context(world, db, _speech(world, world.config.lang, find_words(world.config.lang, world.theme, world.root)))


def _in_other_words(context: Context, lang: str) -> Context | None:
    words = find_words(lang, context.theme, context.root)
    is_spoken = words.lang.lower().partition("-")[0] == lang.lower().partition("-")[0]
    if not is_spoken or words.state == context.words.state:
        return None
    return Context(context.world, context.db, _speech(context.world, lang, words), context.kin)


def _speech(world: World, lang: str, words: Words) -> Speech:
    return Speech(lang, words, open_templates(world, words))


def open_templates(world: World, words: Words) -> Templates:
    """Open the templates for what is the same on every page."""
    return Templates(world.theme, world.root, site=_site(world), url=partial(urls.href, world.config.base_path), words=words)


def remembered(function: Callable[[Context, Key], Value]) -> Callable[[Context, Key], Value]:
    """Let a function remember its answers for as long as it is called with contexts of one index, which a process renders a site with."""
    known: dict[Context, Callable[[Key], Value]] = {}

    @wraps(function)
    def ask(context: Context, key: Key, /) -> Value:
        answers = known.get(context)  # looked at once, since `serve` builds in more than one thread
        if answers is None:
            for other in [*known]:
                if other.kin is not context.kin:
                    known.pop(other, None)
            answers = known[context] = lru_cache(maxsize=_KEPT)(partial(function, context))
        return answers(key)

    return ask


def _site(world: World) -> View:
    config = world.config
    menu = [SimpleNamespace(label=label, url=url) for label, url in world.menu]
    return View(
        {
            **_of_config(config),
            "base_path": config.base_path,
            "has_search": config.search,
            "write_url": urls.href(config.base_path, urls.COMPOSE) if config.compose and config.repository.url else "",
            "stylesheets": _stylesheets(world),
            "is_sole": bool(world.sole),
            "menu": menu,
            "menu_urls": [url for _, url in world.menu],
        }
    )


def _stylesheets(world: World) -> list[str]:
    """Return the links to what comes after the theme's own stylesheets, the last of which counts most."""
    theme = dict(world.config.theme)
    look = theme.pop("look", "plain")
    names = [f"look-{look}.css"] * (look != "plain") + ["theme.css"] * bool(theme) + ["custom.css"] * world.theme.has_custom_css
    return [urls.href(world.config.base_path, name) for name in names]


_of_config = passed_on(CONFIG_KEYS, "page", also=("extra",))
