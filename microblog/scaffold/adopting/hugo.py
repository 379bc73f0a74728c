"""Hugo: `hugo.toml`, `config.toml` (or YAML, JSON, or a folder of them) and `content/`."""

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microblog.content.foreign_values import fold
from microblog.scaffold.adopting import reasons
from microblog.scaffold.adopting.configurations import parse_settings
from microblog.scaffold.adopting.nouns import (
    PICTURES,
    File,
    Place,
    Reading,
    Settings,
    Source,
    first_text,
    markdown_path,
    name_in,
    out,
    table_in,
)
from microblog.scaffold.adopting.permalinks import fill_colons, of_date, tidy, without_date

_ENDINGS = (".toml", ".yaml", ".yml", ".json")
_FOLDER = "config/_default"
_REFERENCE = re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"?([^\"\s>%]+)\"?\s*[>%]\}\}")
_FIGURE = re.compile(r"\{\{[<%]\s*figure\s((?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[^\"`>%])*?)/?[>%]\}\}")
_OPTION = re.compile(r"(\w+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|(\S+))")


def is_here(root: Path) -> bool:
    """Whether a folder is a Hugo site."""
    names = [f"hugo{ending}" for ending in _ENDINGS]
    older = [f"config{ending}" for ending in _ENDINGS]
    has_old = any((root / name).is_file() for name in older) or (root / _FOLDER).is_dir()
    return any((root / name).is_file() for name in names) or (has_old and (root / "content").is_dir())


def read(source: Source) -> Reading:
    """Read a Hugo site."""
    values = _configuration(source)
    site = _Site(source, values)
    return Reading(_settings(values), site.place, site.rewrite)


def _configuration(source: Source) -> dict[str, Any]:
    """Read all files of the configuration, under names in small letters, as Hugo compares them."""
    found: dict[str, Any] = {}
    for base in (f"{_FOLDER}/config", f"{_FOLDER}/hugo", "config", "hugo"):
        for ending in _ENDINGS:
            found |= _small(parse_settings(source.text_of(base + ending), ending))
    for name in ("params", "menus", "menu", "permalinks", "languages", "author"):
        for ending in _ENDINGS:
            if more := parse_settings(source.text_of(f"{_FOLDER}/{name}{ending}"), ending):
                found[name] = _small(more)
    return found


def _small(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key).lower(): _small(inner) for key, inner in value.items()}
    return [_small(item) for item in value] if isinstance(value, list) else value


def _settings(values: Mapping[str, Any]) -> Settings:
    params = table_in(values, "params")
    lang = first_text(values, "defaultcontentlanguage")
    own = table_in(table_in(values, "languages"), lang or "en")
    return Settings(
        title=first_text(values, "title") or first_text(own, "title"),
        description=first_text(params, "description", "subtitle", "tagline") or first_text(table_in(own, "params"), "description"),
        base_url=first_text(values, "baseurl"),
        lang=first_text(values, "locale", "languagecode") or first_text(own, "languagecode") or lang,
        timezone=first_text(values, "timezone"),
        author=name_in(params) or name_in(values),
        menu=_menu(values) or _menu(own),
    )


def _menu(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    menus = table_in(values, "menus") or table_in(values, "menu")
    entries = menus.get("main") or next((value for value in menus.values() if isinstance(value, list)), [])
    known = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    known.sort(key=lambda entry: int(weight) if (weight := str(entry.get("weight", "0"))).lstrip("-").isdigit() else 0)
    return tuple((label, _of_page(entry)) for entry in known if (label := first_text(entry, "name", "title", "identifier")))


def _of_page(entry: Mapping[str, Any]) -> str:
    page = first_text(entry, "pageref")
    return tidy(f"{page.removesuffix('.md')}/") if page else first_text(entry, "url")


class _Site:
    """Where the files of one site go."""

    def __init__(self, source: Source, values: Mapping[str, Any]) -> None:
        self.content = f"{first_text(values, 'contentdir').strip('/') or 'content'}/"
        static = values.get("staticdir") or "static"
        self.static = tuple(f"{folder.strip('/')}/" for folder in (static if isinstance(static, list) else [static]) if folder)
        self.values = values
        self.patterns = _patterns(values)
        self.ignored = _ignored(values)
        texts = [path.removeprefix(self.content) for path in source.files if path.startswith(self.content) and path.endswith(".md")]
        self.texts = frozenset(texts)
        self.source = source
        self.bundles = {path.rpartition("/")[0] for path in texts if path.endswith("/index.md")}
        self.main = _main_sections(values) or _fullest(texts)
        self.held = (*_held_folders(source, self.content), *_held_by(values.get("cascade")))
        self.pages: dict[str, bool] = {}  # a bundle → whether it is a page, as far as that was asked

    def place(self, file: File) -> Place:
        if file.path.startswith(self.content):
            is_other = file.is_other_markup or file.suffix in (".html", ".htm")
            return out(reasons.OTHER) if is_other else self._content(file, file.path.removeprefix(self.content))
        if folder := next((folder for folder in self.static if file.path.startswith(folder)), ""):
            return Place("static", file.path.removeprefix(folder))
        if file.path.startswith("uploads/"):  # as micro.blog exports them
            return Place("static", file.path)
        if file.path.startswith("assets/") and file.suffix in PICTURES:
            return Place("static", file.path.removeprefix("assets/"))
        return out(reasons.LOOK)

    def _content(self, file: File, path: str) -> Place:
        if self.ignored and self.ignored.search(file.path):
            return out(reasons.IGNORED)
        if self._is_in_bundle(file, path):
            return out("texts beside the `index.md` of a bundle, which have no page in Hugo either")
        if file.name.startswith("_index."):
            return self._section(file, path)
        if not file.is_markdown:
            return Place("page" if self._is_beside_page(path) else "post", path)
        is_held = any(path.startswith(folder) for folder in self.held)
        if self._is_page(file, path):
            return Place("page", markdown_path(path), is_held=is_held)
        return Place("post", markdown_path(path), self._address(file, path), is_held)

    def _is_in_bundle(self, file: File, path: str) -> bool:
        return file.is_markdown and file.name != "index.md" and any(path.startswith(f"{bundle}/") for bundle in self.bundles if bundle)

    def _section(self, file: File, path: str) -> Place:
        """Keep the page of a folder where it has words, and no posts lie there."""
        folder = path.rpartition("/")[0]
        if file.is_markdown and file.head.body.strip() and folder and folder.partition("/")[0] not in self.main and "/" not in folder:
            return Place("page", f"{folder}/index.md")
        return out(reasons.SECTIONS)

    def _is_beside_page(self, path: str) -> bool:
        folder = path.rpartition("/")[0]
        while folder and folder not in self.bundles:
            folder = folder.rpartition("/")[0]
        if folder and folder not in self.pages:
            path = f"{folder}/index.md"
            self.pages[folder] = self._is_page(File(self.source, self.content + path), path)
        return self.pages[folder] if folder else False

    def _is_page(self, file: File, path: str) -> bool:
        """Return whether a text stands by itself: it lies in no section that has posts, or it has no date."""
        section = path.partition("/")[0] if "/" in path else ""
        is_alone = not section or section in self.bundles
        kind = file.head.text("type")
        if kind in ("page", "post", "posts"):
            return kind == "page"
        if section in self.main:
            return False
        return file.head.date is None or (bool(self.main) and (is_alone or section in ("page", "pages")))

    def _address(self, file: File, path: str) -> str:
        head, parts = file.head, path.rpartition(".")[0].split("/")
        if parts[-1] == "index" and len(parts) > 1:
            parts.pop()
        if head.addresses and "url" in head.values:
            return ""
        *folders, name = parts
        slug = head.text("slug")
        title = head.text("title")
        if self.is_dated_by_name and not slug:
            name = without_date(name)
        section = folders[0] if folders else ""
        pattern = self.patterns.get(section) or f"/{'/'.join(folders)}/:slugorfilename/"
        values = {
            "section": section,
            "sections": "/".join(folders),
            "title": _urlize(title or name),
            "slug": slug or _urlize(title or name),
            "filename": name,
            "contentbasename": name,
            "slugorfilename": slug or name,
            "slugorcontentbasename": slug or name,
        }
        filled = fill_colons(pattern, values | (of_date(head.date) if head.date else {}))
        filled = filled if str(self.values.get("disablepathtolower")).lower() == "true" else filled.lower()
        is_ugly = str(self.values.get("uglyurls")).lower() == "true" and filled
        return f"{filled.rstrip('/')}.html" if is_ugly else filled

    def rewrite(self, file: File, text: str) -> str:
        """Write links and figures, which Hugo has as shortcodes, as Markdown has them."""
        if "{{" not in text:
            return text
        here = posixpath.dirname(file.path.removeprefix(self.content))
        return _FIGURE.sub(_figure, _REFERENCE.sub(lambda found: self._link(found[1], here), text))

    def _link(self, written: str, here: str) -> str:
        """Return the link to a text that Hugo finds by its path, from the folder or from the top, or by its name alone."""
        path, sign, place = written.partition("#")
        bases = [path.lstrip("/")] if path.startswith("/") else [posixpath.normpath(posixpath.join(here, path)), path]
        names = [base + ending for base in bases for ending in ("", ".md", "/index.md") if base + ending in self.texts]
        names += [text for text in self.texts if not names and posixpath.basename(text) in (path, f"{path}.md")]
        if not path or not names:
            return written
        target = File(self.source, self.content + names[0])
        if self._is_page(target, names[0]):
            return f"/{names[0].removesuffix('.md').removesuffix('/index')}/{sign}{place}"
        return posixpath.relpath(names[0], here or ".") + sign + place

    @property
    def is_dated_by_name(self) -> bool:
        """Whether the date at the beginning of a file's name is no part of its address."""
        return ":filename" in str(table_in(self.values, "frontmatter").get("date", ""))


def _patterns(values: Mapping[str, Any]) -> dict[str, str]:
    table = table_in(values, "permalinks")
    return {key: value for key, value in {**table, **table_in(table, "page")}.items() if isinstance(value, str)}


def _ignored(values: Mapping[str, Any]) -> "re.Pattern[str] | None":
    found = values.get("ignorefiles")
    try:
        return re.compile("|".join(f"(?:{pattern})" for pattern in found)) if isinstance(found, list) and found else None
    except re.error:
        return None


def _main_sections(values: Mapping[str, Any]) -> frozenset[str]:
    found = table_in(values, "params").get("mainsections") or values.get("mainsections") or []
    return frozenset(found if isinstance(found, list) else [str(found)])


def _fullest(texts: list[str]) -> frozenset[str]:
    """Return the section with most texts, as Hugo does where none is named, and those that are called as posts are."""
    sections = [path.partition("/")[0] for path in texts if "/" in path and not path.endswith("_index.md")]
    usual = {"post", "posts", "blog", "notes", "articles", "micro", "log", "journal"} & {*sections}
    many = {name for name in sections if sections.count(name) > 1}
    return frozenset(usual | ({max(sorted(many), key=sections.count)} if many and not usual else set()))


def _held_folders(source: Source, content: str) -> tuple[str, ...]:
    """Return the folders whose `_index.md` says of all below that they are not shown (`cascade`)."""
    found = []
    for path in source.files:
        folder, _, name = path.rpartition("/")
        if path.startswith(content) and name.startswith("_index."):
            cascade = File(source, path).head.values.get("cascade")
            if any(_holds(item) for item in (cascade if isinstance(cascade, list) else [cascade])):
                found.append(f"{folder}/".removeprefix(content))
    return tuple(found)


def _held_by(cascade: Any) -> tuple[str, ...]:
    """Return the folders that the configuration's own `cascade` holds back."""
    holding = [item for item in (cascade if isinstance(cascade, list) else [cascade]) if _holds(item)]
    targets = [table_in(item, "target") or table_in(item, "_target") for item in holding]
    return tuple(f"{str(target.get('path', '')).strip('/*')}/".lstrip("/") for target in targets)


def _holds(cascade: Any) -> bool:
    if not isinstance(cascade, dict):
        return False
    values = {fold(key): value for key, value in cascade.items()}
    options = {str(value).lower() for value in table_in(values, "build").values()}
    is_bounded = any(values.get(name) for name in ("expirydate", "unpublishdate", "publishdate", "pubdate"))
    return is_bounded or str(values.get("draft")).lower() == "true" or bool({"never", "false", "link"} & options)


def _urlize(text: str) -> str:
    words = re.sub(r"[^\w\s./+-]", "", text.strip().replace("#", ""))
    return re.sub(r"-{2,}", "-", re.sub(r"\s+", "-", words)).lower()


def _figure(found: "re.Match[str]") -> str:
    """Return a picture, and below it the words that Hugo shows there."""
    options = {name.lower(): re.sub(r"\\(.)", r"\1", one) or two or three for name, one, two, three in _OPTION.findall(found[1])}
    if not options.get("src"):
        return found[0]
    words = options.get("alt") or options.get("caption") or options.get("title") or ""
    picture = f"![{re.sub(r'[][]', '', words)}]({options['src']})"
    source = options.get("attr", "")
    below = (options.get("title"), options.get("caption"), f"[{source}]({options['attrlink']})" if options.get("attrlink") else source)
    linked = f"[{picture}]({options['link']})" if options.get("link") else picture
    return "\n".join(filter(None, (linked, *below)))
