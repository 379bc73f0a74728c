"""Pelican: `pelicanconf.py`, which is read and never run."""

import fnmatch
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microblog.scaffold.adopting import reasons
from microblog.scaffold.adopting.configurations import parse_python
from microblog.scaffold.adopting.nouns import (
    File,
    Place,
    Reading,
    Settings,
    Source,
    first_text,
    markdown_path,
    out,
)
from microblog.scaffold.adopting.permalinks import fill_braces, latin_slug, without_date

_LINK = re.compile(r"(\{(?:static|filename|attach|photo)\}|\|(?:static|filename|attach)\|)([^\s)\"'>#]*)")


def is_here(root: Path) -> bool:
    """Whether a folder is a Pelican site."""
    return (root / "pelicanconf.py").is_file()


def read(source: Source) -> Reading:
    """Read a Pelican site."""
    values = parse_python(source.text_of("pelicanconf.py"))
    published = parse_python(source.text_of("publishconf.py"))
    settings = Settings(
        title=first_text(values, "SITENAME"),
        description=first_text(values, "SITESUBTITLE", "SITEDESCRIPTION"),
        base_url=first_text(published, "SITEURL") or first_text(values, "SITEURL"),
        lang=first_text(values, "DEFAULT_LANG"),
        timezone=first_text(values, "TIMEZONE"),
        author=first_text(values, "AUTHOR"),
        menu=_pairs(values.get("MENUITEMS")),
        links=tuple(url for _, url in _pairs(values.get("SOCIAL")) if url.startswith(("https://", "http://"))),
    )
    site = _Site(values)
    notes = ("texts without a date had their file's here (DEFAULT_DATE = 'fs'): give each a `date:`",) if values.get("DEFAULT_DATE") else ()
    return Reading(settings, site.place, site.rewrite, notes)


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    items = value if isinstance(value, list) else []
    return tuple((str(item[0]), str(item[1])) for item in items if isinstance(item, list) and len(item) >= 2)


def _paths(values: Mapping[str, Any], name: str, *usual: str) -> tuple[str, ...]:
    found = values.get(name)
    return tuple(f"{str(item).strip('/')}/".lstrip("/") for item in (found if isinstance(found, list) else usual))


class _Site:
    """Where the files of one site go."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        folder = posixpath.normpath(first_text(values, "PATH") or "content")
        self.content = "" if folder == "." else f"{folder}/"
        self.pages = _paths(values, "PAGE_PATHS", "pages")
        self.articles = _paths(values, "ARTICLE_PATHS", "")
        self.static = _paths(values, "STATIC_PATHS", "images")
        self.ignored = _paths(values, "ARTICLE_EXCLUDES")
        globs = values.get("IGNORE_FILES")
        self.globs = [str(glob) for glob in globs] if isinstance(globs, list) else []
        metadata = values.get("DEFAULT_METADATA")
        self.is_held = isinstance(metadata, dict) and str(metadata.get("status", "")).lower() in ("draft", "hidden")
        self.pattern = first_text(values, "ARTICLE_SAVE_AS", "ARTICLE_URL") or "{slug}.html"
        self.category = first_text(values, "DEFAULT_CATEGORY") or "misc"
        self.slug_from_name = first_text(values, "SLUGIFY_SOURCE") == "basename"

    def place(self, file: File) -> Place:
        if not file.path.startswith(self.content):
            return out(reasons.LOOK)
        path = file.path.removeprefix(self.content)
        if any(fnmatch.fnmatch(file.name, glob) for glob in self.globs) or (self.ignored and path.startswith(self.ignored)):
            return out(reasons.IGNORED)
        page = next((folder for folder in self.pages if path.startswith(folder)), "")
        return self._text(file, path, page) if file.is_markdown else self._other(file, path, page)

    def _text(self, file: File, path: str, page: str) -> Place:
        is_held = self.is_held and "status" not in file.head.values
        if page:
            name = file.head.text("slug")
            below = markdown_path(path.removeprefix(page))
            return Place("page", f"{name}.md" if re.fullmatch(r"[\w-]+", name) else below, is_held=is_held)
        if not path.startswith(self.articles):
            return out(reasons.IGNORED)
        return Place("post", markdown_path(path), self._address(file, path), is_held)

    def _other(self, file: File, path: str, page: str) -> Place:
        if file.is_other_markup or file.suffix in (".html", ".htm"):
            return out(reasons.OTHER)
        if path.startswith(self.static):
            return Place("static", path)
        return Place("page", path.removeprefix(page)) if page else Place("post", path)

    def _address(self, file: File, path: str) -> str:
        head = file.head
        name = file.stem if self.slug_from_name else head.text("title") or without_date(file.stem)
        category = head.text("category") or (path.rpartition("/")[0].rpartition("/")[2] or self.category)
        values = {
            "slug": head.text("slug") or latin_slug(name),
            "category": latin_slug(category),
            "lang": head.text("lang") or "en",
            "author": latin_slug(head.text("author")),
        }
        return fill_braces(self.pattern, values, head.date).removesuffix("index.html")

    def rewrite(self, file: File, text: str) -> str:
        """Write links to files, which Pelican marks, as Markdown has them: from the post's own folder, or the site's root."""
        if "{" not in text and "|" not in text:
            return text
        here = posixpath.dirname(file.path.removeprefix(self.content))

        def link(found: "re.Match[str]") -> str:
            path = posixpath.normpath(found[2].lstrip("/") if found[2].startswith("/") else posixpath.join(here, found[2]))
            if path.startswith(self.static):
                return f"/{path}"
            page = next((folder for folder in self.pages if path.startswith(folder)), "")
            return f"/{path.removeprefix(page).rpartition('.')[0]}/" if page else posixpath.relpath(path, here or ".")

        return _LINK.sub(link, text)
