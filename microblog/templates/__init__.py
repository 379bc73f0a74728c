"""The theme: Jinja2 templates of the site, in front of those of the default theme (sole importer of jinja2).

Text of authors is only ever a value of a template, never a template. Everything is escaped, whatever a
template's file is called; values that are HTML already arrive as Markup.
"""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from microblog.digests import blake2b
from microblog.errors import ContentError, Problem
from microblog.sources import walk_theme

if TYPE_CHECKING:
    from jinja2 import Environment, Template

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Theme(NamedTuple):
    """Where templates and static files come from; a site's own folder comes before the default theme's."""

    templates: tuple[Path, ...]
    static: tuple[Path, ...]
    foreign: tuple[Path, ...]  # those static folders that are not the site's own


def find_theme(root: Path) -> Theme:
    """Find the theme of a site: its own folders, then those the package carries (or lies beside, in its repository)."""
    package = Path(__file__).resolve().parent.parent
    default = package / "theme" if (package / "theme").is_dir() else package.parent
    static = _folders(root, default, "static")
    return Theme(_folders(root, default, "templates"), static, tuple(folder for folder in static if folder != (root / "static").resolve()))


def _folders(root: Path, default: Path, name: str) -> tuple[Path, ...]:
    own, theirs = (root / name).resolve(), default / name
    return tuple(folder for folder in dict.fromkeys((own, theirs)) if folder.is_dir())


def static_files(theme: Theme) -> list[str]:
    """List the files of all static folders, by their path below them."""
    return sorted({path for folder in theme.static for path, _ in walk_theme(folder)})


def fingerprint(theme: Theme) -> str:
    """Give what tells one state of the templates from another: a hash over their names and bytes."""
    total = blake2b(digest_size=16)
    for folder in theme.templates:
        for name, path in walk_theme(folder):
            data = path.read_bytes()
            total.update(f"{name}\0{len(data)}\0".encode() + data)
        total.update(b"\1")
    return total.hexdigest()


class Templates:
    """The templates of one site, ready to render."""

    def __init__(self, theme: Theme, root: Path, site: object, url: Callable[[str], str]) -> None:
        """Open the templates; `site` and `url` are there in each of them."""
        from jinja2.runtime import Context

        from microblog.templates.environment import make_environment

        self._context = Context
        self._root, self._folders = root, theme.templates
        self._make = partial(make_environment, theme.templates, site, url)
        self._quick = self._with_filters(self._make(is_quick=True))
        self._loaded: dict[str, Template] = {}
        self._slow: set[str] = set()  # those that only the library's own way renders

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Render a template as text; a fault in it is a problem of the site, with the template's line."""
        return "".join(self.parts(name, context))

    def render_bytes(self, name: str, context: Mapping[str, Any]) -> bytes:
        """Render a template in UTF-8."""
        parts = self.parts(name, context)
        text = "".join(parts)
        return text.encode() if text.isascii() else b"".join(map(str.encode, parts))  # one emoji makes the whole text slow to encode

    def parts(self, name: str, context: Mapping[str, Any]) -> list[str]:
        """Render a template as a list of texts, the quick way where that succeeds."""
        if name not in self._slow:
            try:
                template = self._loaded.get(name) or self._load(name)
                return list(template.root_render_func(self._context(self._quick, {**template.globals, **context}, name, template.blocks)))
            except Exception:  # noqa: BLE001 - the other way tells what is wrong, if anything is
                self._slow.add(name)
        try:
            return [self._patient.get_template(name).render(context)]
        except Exception as error:  # whatever a template's author can do wrong; its cause is kept
            from microblog.templates.faults import problem_of

            raise ContentError([problem_of(error, name, self._folders, self._root)]) from error

    @cached_property
    def _patient(self) -> "Environment":
        return self._with_filters(self._make())

    def _with_filters(self, environment: "Environment") -> "Environment":
        environment.filters.update(date=long_date, time=clock_time, month_name=month_name)
        return environment

    def _load(self, name: str) -> "Template":
        template = self._loaded[name] = self._quick.get_template(name)
        template.globals = dict(template.globals)  # copied at each rendering, which a chain of mappings is slow at
        return template


def syntax_faults(theme: Theme, root: Path) -> list[Problem]:
    """List what is wrong with the site's own templates before any is rendered."""
    if not theme.templates or theme.templates[0].parent != root.resolve():
        return []
    from microblog.templates.faults import syntax_faults as faults

    return faults(theme.templates, root)


def long_date(text: str) -> str:
    """Give the date of an RFC 3339 text as people read it: 23 November 2026."""
    return f"{int(text[8:10])} {MONTHS[int(text[5:7]) - 1]} {int(text[:4])}"


def clock_time(text: str) -> str:
    """Give the time of day of an RFC 3339 text: 14:05."""
    return text[11:16]


def month_name(month: int) -> str:
    """Name a month."""
    return MONTHS[month - 1]
