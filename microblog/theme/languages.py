"""The catalogs of the languages that the theme speaks, and how templates ask for words.

A message in a template is HTML, as the text around it is; values are escaped, unless they are HTML themselves:
`{{ _('Posts by %(name)s', name=author.name) }}`. This is what Jinja2 calls the new style of gettext.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from microblog.text.words import Words, parse_catalog

LOCALE = Path(__file__).resolve().parent / "locale"


def find_words(lang: str) -> Words:
    """Return the words of a language (BCP 47), or else of the one that it is a kind of: `de-at`, `de`; else English."""
    catalogs = {name[:-3].lower(): name for name in os.listdir(LOCALE) if name.endswith(".po")}  # noqa: PTH208 - of names alone
    parts = lang.lower().split("-")
    tags = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    found = next((catalogs[tag] for tag in tags if tag in catalogs), None)
    return parse_catalog((LOCALE / found).read_text(encoding="utf-8")) if found else Words()


def functions(words: Words) -> dict[str, Callable[..., Markup]]:
    """Return what templates call; `_` is short for `gettext`."""

    def gettext(message: str, **values: object) -> Markup:
        return _trusted(words.message(message)) % values

    def pgettext(context: str, message: str, **values: object) -> Markup:
        return _trusted(words.message(message, context)) % values

    def ngettext(one: str, many: str, num: int, **values: object) -> Markup:
        return _trusted(words.plural(one, many, num)) % {"num": num, **values} if values else counted(one, many, num)

    @lru_cache(maxsize=4096, typed=True)  # the same number of posts is told again and again
    def counted(one: str, many: str, num: int) -> Markup:
        return _trusted(words.plural(one, many, num)) % {"num": num}

    return {"_": gettext, "gettext": gettext, "pgettext": pgettext, "ngettext": ngettext}


def _trusted(message: str) -> Markup:
    return Markup(message)  # noqa: S704 - of the code or of a catalog, which is part of the engine
