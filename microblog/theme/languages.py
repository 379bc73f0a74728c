"""The catalogs of the languages that the theme speaks, and how templates ask for words.

A message in a template is HTML, as the text around it is; values are escaped, unless they are HTML themselves:
`{{ _('Posts by %(name)s', name=author.name) }}`. This is what Jinja2 calls the new style of gettext.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from microblog.errors import ContentError, Problem
from microblog.text.words import Words
from microblog.theme.folders import Theme, shown

LOCALE = Path(__file__).resolve().parent / "locale"
OWN_LOCALE = "locale"
"""The folder of a site's own catalogs, below `templates/`."""


def find_words(lang: str, theme: Theme, root: Path) -> Words:
    """Return the words of a language (BCP 47), or else of the one that it is a kind of: `de-at`, `de`; else English.

    What a catalog of the narrower language does not say, that of the wider one does; a site's own stand over the theme's.
    """
    paths = [path for folder in (LOCALE, *_own_folders(theme)) for path in _catalogs(folder, lang)]
    if not paths:
        return Words()
    from microblog.theme.catalogs import CatalogError, parse_catalogs

    try:
        return parse_catalogs([(shown(path, theme.templates, root), _read(path, theme, root)) for path in paths], _tag(paths))
    except CatalogError as error:
        raise ContentError([*error.problems]) from error


def catalog_faults(theme: Theme, root: Path) -> list[Problem]:
    """List what is wrong with a site's own catalogs, whether or not a page speaks their language."""
    problems: list[Problem] = []
    for path in sorted((theme.templates[0] / OWN_LOCALE).glob("*.po")):
        try:
            find_words(path.stem, theme, root)
        except ContentError as error:
            problems += error.problems
    return problems


def _read(path: Path, theme: Theme, root: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = shown(path, theme.templates, root)
        raise ContentError([Problem(place, 0, "the catalog is not UTF-8", "save it as UTF-8")]) from error


def _own_folders(theme: Theme) -> list[Path]:
    return [folder / OWN_LOCALE for folder in theme.templates[::-1]]


def _tag(paths: list[Path]) -> str:
    """Return the narrowest language that some catalogs are of."""
    return max((path.stem for path in paths), key=len)


def _catalogs(folder: Path, lang: str) -> list[Path]:
    """List the catalogs of a folder that speak a language, the widest first."""
    with suppress(OSError):
        catalogs = {name[:-3].lower(): name for name in os.listdir(folder) if name.endswith(".po")}  # noqa: PTH208 - of names alone
        parts = lang.lower().split("-")
        tags = ("-".join(parts[:count]) for count in range(1, len(parts) + 1))
        return [folder / catalogs[tag] for tag in tags if tag in catalogs]
    return []


def functions(words: Words) -> dict[str, Callable[..., Markup]]:
    """Return what templates call; `_` is short for `gettext`."""

    def gettext(message: str, **values: object) -> Markup:
        return _trusted(words.message(message)) % words.with_isolated(values)

    def pgettext(context: str, message: str, **values: object) -> Markup:
        return _trusted(words.message(message, context)) % words.with_isolated(values)

    def ngettext(one: str, many: str, num: int, **values: object) -> Markup:
        return _trusted(words.plural(one, many, num)) % {"num": num, **words.with_isolated(values)} if values else counted(one, many, num)

    @lru_cache(maxsize=4096, typed=True)  # the same number of posts is told again and again
    def counted(one: str, many: str, num: int) -> Markup:
        return _trusted(words.plural(one, many, num)) % {"num": num}

    return {"_": gettext, "gettext": gettext, "pgettext": pgettext, "ngettext": ngettext}


def _trusted(message: str) -> Markup:
    return Markup(message)  # noqa: S704 - of the code or of a catalog, which is part of the engine
