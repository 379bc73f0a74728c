"""What the tools have in common: a source, its files, and what becomes of each."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from microblog.errors import Problem
from microblog.scaffold.adopting import reasons
from microblog.scaffold.adopting.heads import Head, join_head, read_head
from microblog.sources.sourcefile import read_source
from microblog.text.tuples import NamedTuple

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn"})
PICTURES = frozenset({".avif", ".bmp", ".gif", ".heic", ".heif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp"})
CODE = frozenset(
    {".html", ".htm", ".xml", ".css", ".scss", ".sass", ".less", ".styl", ".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx", ".map", ".njk"}
    | {".liquid", ".ejs", ".hbs", ".mustache", ".pug", ".haml", ".tmpl", ".mako", ".j2", ".webc", ".rb", ".py", ".sh", ".bat", ".lock"}
    | {".gemspec", ".toml", ".yml", ".yaml", ".json", ".cfg", ".ini", ".php", ".go", ".mod", ".sum", ".code-workspace"}
)
_OTHER_MARKUP = frozenset({".rst", ".org", ".adoc", ".asciidoc", ".ipynb", ".textile", ".mdx", ".pandoc"})

RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
"""What Liquid shows as it is."""

Kind = Literal["post", "page", "static", "out"]


class Source(NamedTuple):
    """The folder that is read."""

    root: Path
    files: tuple[str, ...] = ()  # below it, sorted
    heads: Mapping[str, str] = {}

    def read(self, path: str) -> bytes | None:
        """Read a file, never through a link; None where that cannot be."""
        try:
            found = read_source(self.root, path)
        except FileNotFoundError:
            return None
        return None if isinstance(found, Problem) else found

    def text_of(self, path: str) -> str:
        """Read a text file as far as it is UTF-8."""
        return (self.read(path) or b"").decode("utf-8-sig", "replace").replace("\r\n", "\n")


class File:
    """One file of the source, read when somebody asks."""

    def __init__(self, source: Source, path: str, zone: str = "UTC") -> None:
        self._source, self._zone = source, zone
        self.path = path
        parts = PurePosixPath(path)
        self.folders = parts.parts[:-1]
        self.name, self.stem, self.suffix = parts.name, parts.stem, parts.suffix.lower()
        self.is_markdown = self.suffix in MARKDOWN
        self.is_other_markup = self.suffix in _OTHER_MARKUP

    @cached_property
    def found(self) -> bytes | None:
        """Its bytes, of a text, below those of its head where that is a file of its own; None where one is too large or cannot be read."""
        text, head = self._source.read(self.path), self._source.heads.get(self.path)
        above = self._source.read(head) if head else b""
        return None if text is None or above is None else join_head(above, text) if head else text

    @property
    def has_broken_head(self) -> bool:
        """Whether its head is a file of its own that is none, or cannot be read."""
        return self.path in self._source.heads and self.found is None

    @property
    def data(self) -> bytes:
        """Its bytes, of a text that can be read."""
        return self.found or b""

    @cached_property
    def head(self) -> Head:
        """What its head says."""
        return read_head(self.data, self.path, self._zone)


class Place(NamedTuple):
    """What becomes of a file."""

    kind: Kind
    path: str  # below the author's folder, `pages/` or `static/`; of what stays out, why
    address: str = ""  # where a post stood, as far as only the tool's rule says it: `/2013/07/hello/`
    is_held: bool = False  # whether the tool did not show it, for a reason that the file itself does not give
    said: Mapping[str, Any] = {}  # what another file says of a text, under keys of heads: words, true or false, lists of words


class Settings(NamedTuple):
    """What the tool's configuration says of the site, as it stands there."""

    title: str = ""
    description: str = ""
    base_url: str = ""
    lang: str = ""
    timezone: str = ""
    author: str = ""  # a name
    menu: tuple[tuple[str, str], ...] = ()  # label, address
    links: tuple[str, ...] = ()  # of the author, elsewhere


class Reading(NamedTuple):
    """A source as its tool understands it."""

    settings: Settings
    place: Callable[[File], Place]
    rewrite: Callable[[File, str], str] = lambda _, text: text  # what of a post's text has another form here
    notes: tuple[str, ...] = ()  # what the author should look at first
    heads: Mapping[str, str] = {}


class Tool(NamedTuple):
    """A row of the table of tools."""

    name: str
    is_here: Callable[[Path], bool]
    read: Callable[[Source], Reading]
    leaves: frozenset[str] = frozenset()  # folders at the top that are not even looked into
    is_looked_into: Callable[[str], bool] = lambda _: True  # whether a hidden or special folder is


def out(reason: str) -> Place:
    """Return the place of a file that stays out."""
    return Place("out", reason)


def markdown_path(path: str) -> str:
    """Return the path of a text under the ending that builds read."""
    return f"{path.rpartition('.')[0]}.md"


def static_or_out(file: File, path: str = "") -> Place:
    """Return the place of a file that is no text: published under its path, where it is not code of the old site."""
    if file.is_other_markup:
        return out(reasons.OTHER)
    return out(reasons.LOOK) if file.suffix in CODE or not file.suffix else Place("static", path or file.path)


def first_text(values: Mapping[str, Any], *names: str) -> str:
    """Return the first of some settings that is a text."""
    return next((found.strip() for name in names if isinstance(found := values.get(name), str) and found.strip()), "")


def table_in(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a table of the settings, or an empty one."""
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def name_in(values: Mapping[str, Any], key: str = "author") -> str:
    """Return whom settings name: as a text, or as a table with a name."""
    return first_text(values, key) or first_text(table_in(values, key), "name")
