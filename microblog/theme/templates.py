"""Templates, compiled or rendered by Jinja2.

Text of authors is only ever a value of a template, never a template. Everything is escaped, whatever a
template's file is called; values that are HTML already arrive as Markup.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microblog.errors import ContentError, Problem
from microblog.text.shortcuts import may_take
from microblog.theme.folders import Theme, find_template, shown, template_names
from microblog.theme.runtime import with_text
from microblog.theme.short.compiled import Compiled

if TYPE_CHECKING:
    from jinja2 import Environment

    from microblog.text.words import Words
    from microblog.theme.short.compiled import Render
    from microblog.theme.short.compiler import Left


class Templates:
    """The templates of one site, ready to render."""

    def __init__(self, theme: Theme, root: Path, site: object, url: Callable[[str], str], words: "Words") -> None:
        """Note where they are; `site`, `url` and the words of a language are there in each of them."""
        self._root, self._folders = root, theme.templates
        self._environment = cache(lambda: _environment(theme.templates, site, url, words))
        self._compiled = Compiled(theme.templates, site, url, words, self._environment)
        self._functions: dict[str, Render] = {}

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Render a template; a fault in it is a problem of the site, with the template's line."""
        return b"".join(self._texts(name, context)).decode()

    def render_bytes(self, name: str, context: Mapping[str, Any]) -> bytes:
        """Render a template to what a file holds."""
        return b"".join(self._texts(name, context))

    def left(self) -> list[Problem]:
        """List what keeps templates from being compiled, which is nothing wrong; a fault in a template is told elsewhere."""
        places = dict.fromkeys(self._left(name) for name in template_names(self._folders[-1:]))
        return [
            _left_to_jinja(shown(find_template(self._folders, place[0]), self._folders, self._root), *place[1:])
            for place in places
            if place
        ]

    def _left(self, name: str) -> "Left | None":
        with suppress(Exception):
            return self._compiled.left(name)
        return None

    def _texts(self, name: str, context: Mapping[str, Any]) -> Iterable[bytes]:
        try:
            return (self._functions.get(name) or self._load(name))(context)
        except Exception:  # noqa: BLE001 - Jinja2 knows what to make of it
            self._functions[name] = partial(self._in_jinja, name)
        return self._in_jinja(name, context)

    def _load(self, name: str) -> "Render":
        compiled = self._compiled.function(name) if may_take("theme") else None
        function = self._functions[name] = compiled or partial(self._in_jinja, name)
        return function

    def _in_jinja(self, name: str, context: Mapping[str, Any]) -> list[bytes]:
        try:
            return [self._environment().get_template(name).render({key: with_text(value) for key, value in context.items()}).encode()]
        except Exception as error:  # whatever a template's author can do wrong; its cause is kept
            from microblog.theme.messages import problem_of

            raise ContentError([problem_of(error, name, self._folders, self._root)]) from error


def _left_to_jinja(path: str, line: int, what: str) -> Problem:
    told = f"{what} is rendered by Jinja2, which takes about 1.4 times as long for each page that uses it"
    return Problem(path, line, told, "write it as the theme's own templates do, if builds take too long")


def _environment(folders: tuple[Path, ...], site: object, url: Callable[[str], str], words: "Words") -> "Environment":
    from microblog.theme.environment import make_environment

    return make_environment(folders, site, url, words)
