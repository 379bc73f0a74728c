"""Jekyll: `_config.yml` and `_posts/`."""

import fnmatch
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microblog.scaffold.adopting import reasons
from microblog.scaffold.adopting.configurations import parse_settings
from microblog.scaffold.adopting.nouns import (
    RAW,
    File,
    Place,
    Reading,
    Settings,
    Source,
    first_text,
    markdown_path,
    name_in,
    out,
    static_or_out,
    table_in,
)
from microblog.scaffold.adopting.permalinks import fill_colons, of_date, without_date
from microblog.text import dates

_CONFIGURATIONS = ("_config.yml", "_config.yaml", "_config.toml")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:w_year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_NO_PAGES = frozenset({"readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "404", "index"})
_PREFIX = re.compile(r"\{\{-?\s*(?:site\.(?:baseurl|url))\s*(?:\|[^}]*)?-?\}\}")
_FILTERED = re.compile(r"\{\{-?\s*['\"](/[^'\"]*)['\"]\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:baseurl|url))[^}]*-?\}\}")
_POST = re.compile(
    r"\{%-?\s*(?:post_url\s+(?:[^\s%]*/)?([^\s%/]+)|link\s+(?:[^\s%]*/)?_posts/(?:[^\s%]*/)?([^\s%/]+?)\.(?:md|markdown))\s*-?%\}"
)


def is_here(root: Path) -> bool:
    """Whether a folder is a Jekyll site."""
    return any((root / name).is_file() for name in _CONFIGURATIONS) or (root / "_posts").is_dir()


def read(source: Source) -> Reading:
    """Read a Jekyll site."""
    values: dict[str, Any] = {}
    for name in _CONFIGURATIONS:
        values |= parse_settings(source.text_of(name), name)
    base = first_text(values, "url").rstrip("/")
    settings = Settings(
        title=first_text(values, "title", "name"),
        description=first_text(values, "description", "tagline"),
        base_url=base and f"{base}/{first_text(values, 'baseurl').strip('/')}",
        lang=first_text(values, "lang", "locale"),
        timezone=first_text(values, "timezone"),
        author=name_in(values),
        menu=_menu(source, values),
    )
    return Reading(settings, _Site(values).place, _rewrite)


def _menu(source: Source, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Read a menu as themes have it: `header_pages`, or lists in `_data/navigation.yml`."""
    pages = values.get("header_pages")
    if isinstance(pages, list):
        return tuple((_label(File(source, page)), f"/{page.rpartition('.')[0]}/") for page in pages if isinstance(page, str))
    data = parse_settings(f"navigation:\n{source.text_of('_data/navigation.yml')}", ".yml").get("navigation")
    entries = data if isinstance(data, list) else table_in({"all": data}, "all").get("main", [])
    known = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    found = [(first_text(entry, "title", "name", "label"), first_text(entry, "url", "link", "href")) for entry in known]
    return tuple((label, url) for label, url in found if label and url)


def _label(file: File) -> str:
    return file.head.text("title") or file.stem.replace("-", " ").capitalize()


class _Site:
    """Where the files of one site go."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.zone = first_text(values, "timezone")
        self.pattern = first_text(values, "permalink") or "date"
        exclude = values.get("exclude")
        self.exclude = tuple(item.strip("/") for item in exclude if isinstance(item, str)) if isinstance(exclude, list) else ()
        defaults = values.get("defaults")
        self.defaults = tuple(item for item in defaults if isinstance(item, dict)) if isinstance(defaults, list) else ()
        collections = values.get("collections")
        shown = collections.items() if isinstance(collections, dict) else ()  # a list names some that have no pages
        self.collections = frozenset(name for name, how in shown if isinstance(how, dict) and str(how.get("output")).lower() == "true")

    def place(self, file: File) -> Place:
        if any(fnmatch.fnmatch(file.path, item) or file.path.startswith(f"{item}/") for item in self.exclude):
            return out(reasons.IGNORED)
        if "_drafts" in file.folders:
            return self._text(file, "drafts/" + _below(file, "_drafts"), is_held=True)
        if "_posts" in file.folders:
            path = _below(file, "_posts")
            return out(reasons.LOOK) if path.startswith("_") or "/_" in path else self._text(file, path)
        if file.folders and (name := file.folders[0].removeprefix("_")) in self.collections and file.folders[0] != name:
            return self._text(file, file.path.removeprefix("_")) if file.head.date or not file.is_markdown else self._page(file)
        if any(folder.startswith("_") for folder in file.folders) or file.name.startswith("_"):
            return out(reasons.LOOK)
        return self._page(file) if file.is_markdown else static_or_out(file)

    def _text(self, file: File, path: str, *, is_held: bool = False) -> Place:
        if file.is_other_markup:
            return out(reasons.OTHER)
        if "redirectto" in file.head.values:
            return out(reasons.LEADS_ON)
        if not (file.is_markdown or file.suffix in (".html", ".htm")):
            return Place("post", path)
        defaults = self._defaults(file)
        is_held = is_held or str(defaults.get("published")).lower() == "false" or str(defaults.get("draft")).lower() == "true"
        return Place("post", markdown_path(path), self._address(file, first_text(defaults, "permalink")), is_held)

    def _page(self, file: File) -> Place:
        if file.stem.lower() in _NO_PAGES or not file.head.form:
            return out("READMEs and the like, and texts without a head, which Jekyll does not show either")
        if "redirectto" in file.head.values:
            return out(reasons.LEADS_ON)
        written = file.head.text("permalink").strip("/").removesuffix(".html")
        path = f"{written}.md" if re.fullmatch(r"[\w/-]+", written) else markdown_path(file.path.removeprefix("_"))
        return Place("page", path, is_held=str(self._defaults(file).get("published")).lower() == "false")

    def _defaults(self, file: File) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in self.defaults:
            scope = table_in(item, "scope")
            path, kind = first_text(scope, "path").strip("/"), first_text(scope, "type")
            own = "posts" if "_posts" in file.folders else "drafts" if "_drafts" in file.folders else "pages"
            if (not path or file.path.startswith(path) or fnmatch.fnmatch(file.path, path)) and kind in ("", own):
                found |= table_in(item, "values")
        return found

    def _address(self, file: File, pattern: str) -> str:
        head = file.head
        own = head.text("permalink")
        if (own and ":" not in own) or head.date is None:
            return ""
        date = head.date.astimezone(dates.zone(self.zone)) if self.zone and dates.is_zone(self.zone) else head.date
        pattern = own or pattern or self.pattern
        name = head.text("slug") or without_date(file.stem)
        folders = file.folders[: file.folders.index("_posts")] if "_posts" in file.folders else ()
        written = head.values.get("categories")
        categories = written.split() if isinstance(written, str) else head.texts("categories") or head.texts("category")
        values = {
            "title": re.sub(r"[^\w._~!$&'()+,;=@]+", "-", name).strip("-"),
            "slug": re.sub(r"[^\w]+|_", "-", name).strip("-").lower(),
            "name": name,
            "categories": "/".join(dict.fromkeys(item.lower() for item in (*folders, *categories))),
            "output_ext": ".html",
            "collection": "posts",
        }
        return fill_colons(
            _STYLES.get(pattern, pattern), values | {"slugified_categories": values["categories"].replace(" ", "-")} | of_date(date)
        )


def _below(file: File, folder: str) -> str:
    """Return a path without the folder of that name; what lies above it is a category, and stays."""
    at = file.folders.index(folder)
    return "/".join((*file.folders[:at], *file.folders[at + 1 :], file.name))


def _rewrite(_: File, text: str) -> str:
    """Write addresses, which Jekyll's templates make, as Markdown has them; what stands in `raw` is text already."""
    if "{{" not in text and "{%" not in text:
        return text
    parts = RAW.split(text)
    return "".join(part if at % 2 else _plain(part) for at, part in enumerate(parts))


def _plain(text: str) -> str:
    text = _FILTERED.sub(lambda found: found[1], _PREFIX.sub("", text))
    return _POST.sub(lambda found: f"{found[1] or found[2]}.md", text)
