"""The theme: Jinja2 templates of the site, in front of those of the default theme (sole importer of jinja2).

Text of authors is only ever a value of a template, never a template. Everything is escaped, whatever a
template's file is called; values that are HTML already arrive as Markup.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microblog.errors import ContentError, Problem
from microblog.text.shortcuts import may_take
from microblog.theme.folders import Theme, find_theme, fingerprint, static_files

if TYPE_CHECKING:
    from jinja2 import Environment

    from microblog.text.words import Words
    from microblog.theme.short.compiled import Render


__all__ = ["Templates", "Theme", "find_theme", "fingerprint", "static_files", "syntax_faults"]


class Templates:
    """The templates of one site, ready to render."""

    def __init__(self, theme: Theme, root: Path, site: object, url: Callable[[str], str], words: "Words") -> None:
        """Note where they are; `site`, `url` and the words of a language are there in each of them."""
        from microblog.theme.short.compiled import Compiled

        self._root, self._folders = root, theme.templates
        self._environment = cache(lambda: _environment(theme.templates, site, url, words))
        self._compiled = Compiled(theme.templates, site, url, words, self._environment)
        self._functions: dict[str, Render] = {}

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Render a template; a fault in it is a problem of the site, with the template's line."""
        return "".join(self._texts(name, context))

    def render_bytes(self, name: str, context: Mapping[str, Any]) -> bytes:
        """Render a template to what a file holds: text by text, since most are ASCII and a long text that is not is slow to encode."""
        return b"".join(map(str.encode, self._texts(name, context)))

    def _texts(self, name: str, context: Mapping[str, Any]) -> Iterable[str]:
        try:
            return (self._functions.get(name) or self._load(name))(context)
        except Exception:  # noqa: BLE001 - Jinja2 knows what to make of it
            self._functions[name] = partial(self._in_jinja, name)
        return self._in_jinja(name, context)

    def _load(self, name: str) -> "Render":
        compiled = self._compiled.function(name) if may_take("theme") else None
        function = self._functions[name] = compiled or partial(self._in_jinja, name)
        return function

    def _in_jinja(self, name: str, context: Mapping[str, Any]) -> list[str]:
        try:
            return [self._environment().get_template(name).render(context)]
        except Exception as error:  # whatever a template's author can do wrong; its cause is kept
            from microblog.theme.messages import problem_of

            raise ContentError([problem_of(error, name, self._folders, self._root)]) from error


def syntax_faults(theme: Theme, root: Path) -> list[Problem]:
    """List what is wrong with the site's own templates before any is rendered."""
    if not theme.templates or theme.templates[0].parent != root.resolve():
        return []
    from microblog.theme.messages import syntax_faults as faults

    return faults(theme.templates, root)


def _environment(folders: tuple[Path, ...], site: object, url: Callable[[str], str], words: "Words") -> "Environment":
    from microblog.theme.environment import make_environment

    return make_environment(folders, site, url, words)
