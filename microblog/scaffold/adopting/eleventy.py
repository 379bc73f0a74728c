"""Eleventy: `eleventy.config.js` or `.eleventy.js`, of which only what stands there plainly is understood."""

import fnmatch
import re
from pathlib import Path
from typing import Any

from microblog.content.foreign_values import fold
from microblog.scaffold.adopting import reasons
from microblog.scaffold.adopting.configurations import parse_json_value
from microblog.scaffold.adopting.nouns import (
    PICTURES,
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
)
from microblog.scaffold.adopting.permalinks import without_date

_CONFIGURATIONS = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts")
_COPY = re.compile(r"addPassthroughCopy\(\s*[\"'`]([^\"'`]+)[\"'`]")
_COPIES = re.compile(r"addPassthroughCopy\(\s*\{([^}]*)\}")
_PAIR = re.compile(r"[\"'`]([^\"'`]+)[\"'`]\s*:\s*[\"'`]([^\"'`]*)[\"'`]")
_FOLDER = re.compile(r"\b(input|includes|layouts|data)\s*:\s*[\"'`]([^\"'`]*)[\"'`]")
_SET_FOLDER = re.compile(r"set(Input|Includes|Layouts|Data)Directory\(\s*[\"'`]([^\"'`]*)[\"'`]")
_HOLDS = re.compile(r"[\"']?\b(?:draft|eleventyExcludeFromCollections)[\"']?\s*:\s*true\b|[\"']?\bpermalink[\"']?\s*:\s*false\b")
_POSTS = frozenset({"post", "posts", "blog", "note", "notes", "article", "articles"})
_META = ("site", "metadata", "meta")
_OF_TEXTS = ("title", "lang", "summary", "description", "unlisted")
_OF_POSTS = (*_OF_TEXTS, "author", "authors", "excerpt", "cw", "category", "categories", "keywords")
"""What data files say of texts that is understood here; drafts, addresses and tags are seen to by themselves."""
_MORE_TAGS = ("tags", "keywords", "categories", "category")


def is_here(root: Path) -> bool:
    """Whether a folder is an Eleventy site."""
    return any((root / name).is_file() for name in _CONFIGURATIONS)


def read(source: Source) -> Reading:
    """Read an Eleventy site."""
    code = "\n".join(source.text_of(name) for name in _CONFIGURATIONS)
    site = _Site(source, code)
    values = site.metadata()
    settings = Settings(
        title=first_text(values, "title", "name"),
        description=first_text(values, "description"),
        base_url=first_text(values, "url", "baseUrl", "base_url"),
        lang=first_text(values, "language", "lang", "locale"),
        author=name_in(values),
    )
    notes = ("Eleventy's settings are a program, which is not run: compare config.yaml with them",)
    return Reading(settings, site.place, lambda _, text: RAW.sub(r"\1", text), notes)


class _Site:
    """Where the files of one site go."""

    def __init__(self, source: Source, code: str) -> None:
        self.source = source
        folders = {name.lower(): value.strip("./") for name, value in (*_FOLDER.findall(code), *_SET_FOLDER.findall(code))}
        self.input = f"{folders['input']}/" if folders.get("input") else ""
        self.special = tuple(
            f"{self.input}{folders.get(name, usual)}/" for name, usual in (("includes", "_includes"), ("layouts", "_layouts"))
        )
        self.data = f"{self.input}{folders.get('data', '_data')}/"
        plain = {path.strip("./"): path.strip("./").removeprefix(self.input) for path in _COPY.findall(code)}
        pairs = {old.strip("./"): new.strip("./") for inner in _COPIES.findall(code) for old, new in _PAIR.findall(inner)}
        self.copies = plain | pairs
        self.ignored = [
            line.strip().strip("/") for line in source.text_of(".eleventyignore").splitlines() if line.strip()[:1] not in ("", "#")
        ]

    def metadata(self) -> dict[str, Any]:
        """Read the site's data, of which people have title and author under these names."""
        for name in _META:
            found = parse_json_value(self.source.text_of(f"{self.data}{name}.json"))
            if isinstance(found, dict):
                return found
            code = "".join(self.source.text_of(f"{self.data}{name}{ending}") for ending in (".js", ".cjs", ".mjs"))
            if code:
                return dict(re.findall(r"[\"']?(title|name|url|description|language|author)[\"']?\s*:\s*[\"'`]([^\"'`\n]+)[\"'`]", code))
        return {}

    def place(self, file: File) -> Place:
        if copied := self._copied(file.path):
            return Place("static", copied)
        if any(fnmatch.fnmatch(file.path, glob) or file.path.startswith(f"{glob}/") for glob in self.ignored):
            return out(reasons.IGNORED)
        if not file.path.startswith(self.input) or file.path.startswith((*self.special, self.data)):
            return out(reasons.LOOK)
        path = file.path.removeprefix(self.input)
        if not file.is_markdown:
            return out(reasons.OTHER) if file.is_other_markup else self._other(file, path)
        if file.stem.lower() in ("readme", "license", "index", "404") and "/" not in path:
            return out("READMEs and the front page")
        return self._text(file, path)

    def _other(self, file: File, path: str) -> Place:
        """Keep pictures beside posts with these, and others under their address."""
        if file.suffix not in PICTURES or not self._has_posts(path):
            return static_or_out(file, path)
        return Place("post", path)

    def _has_posts(self, path: str) -> bool:
        folder = path.rpartition("/")[0]
        return folder.partition("/")[0] in _POSTS or bool(folder and _POSTS & _tags(self._data_of(f"{folder}/x.md")))

    def _copied(self, path: str) -> str:
        for old, new in self.copies.items():
            if path == old or path.startswith(f"{old}/"):
                return f"{new}{path.removeprefix(old)}".lstrip("/")
            if "*" in old and fnmatch.fnmatch(path, old):
                return path.removeprefix(self.input)
        return ""

    def _text(self, file: File, path: str) -> Place:
        data = self._data_of(path)
        is_held = data.get("holds") is True and "permalink" not in file.head.values
        tags = {tag.lower() for tag in file.head.texts("tags")} | _tags(data)
        if file.head.date is None and not (_POSTS & tags or path.partition("/")[0] in _POSTS):
            return Place("page", markdown_path(path), is_held=is_held, said=_said(data, _OF_TEXTS))
        said = _said(data, _OF_POSTS) | _more_tags(file, data)
        return Place("post", markdown_path(path), self._address(file, path, first_text(data, "permalink")), is_held, said)

    def _address(self, file: File, path: str, pattern: str) -> str:
        folders, _, name = path.rpartition(".")[0].rpartition("/")
        slug = without_date(name) if name != "index" else without_date(folders.rpartition("/")[2])
        own = file.head.text("permalink")
        if own and "{" not in own:
            return ""
        if pattern := own or pattern:
            filled = re.sub(r"\{\{\s*(?:page\.)?fileSlug\s*(?:\|\s*slugify\s*)?\}\}", slug, pattern)
            return "" if "{" in filled else f"/{filled.strip('/')}{'' if filled.endswith('.html') else '/'}"
        parts = [*folders.split("/")] if name == "index" else [*folders.split("/"), slug]
        return f"/{'/'.join(part for part in parts if part)}/"

    def _data_of(self, path: str) -> dict[str, Any]:
        """Read the data files of the folders above a text, and its own: `posts/posts.json`, `posts/hello.11tydata.json`, and JavaScript."""
        found: dict[str, Any] = {}
        parts = path.split("/")[:-1]
        folders = [f"{'/'.join(parts[:depth])}/{parts[depth - 1]}" for depth in range(1, len(parts) + 1)]
        for base in (f"{self.input}{name}" for name in (*folders, path.rpartition(".")[0])):
            for ending in (".json", ".11tydata.json"):
                more = parse_json_value(self.source.text_of(base + ending))
                found = _joined(found, _held(more)) if isinstance(more, dict) else found
            code = "".join(self.source.text_of(f"{base}.11tydata{ending}") for ending in (".js", ".cjs", ".mjs"))
            if code:
                words = re.search(r"tags[\"']?\s*:\s*(\[[^\]]*\]|[\"'`][^\"'`]+[\"'`])", code)
                found = _joined(found, {"tags": re.findall(r"[\w-]+", words[1])} if words else {})
                found |= {"holds": True} if _HOLDS.search(code) else {}
        return found


def _held(data: dict[str, Any]) -> dict[str, Any]:
    folded = {fold(key): value for key, value in data.items()}
    holds = folded.get("draft") is True or folded.get("eleventyexcludefromcollections") is True or folded.get("permalink") is False
    return data | ({"holds": True} if holds else {})


def _joined(found: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Join two data files as Eleventy does: the nearer one counts, and tags are added."""
    return found | more | ({"tags": list(dict.fromkeys([*_list(found), *_list(more)]))} if "tags" in found | more else {})


def _list(data: dict[str, Any]) -> list[str]:
    tags = data.get("tags") or []
    return [str(tag) for tag in (tags if isinstance(tags, list) else [tags])]


def _tags(data: dict[str, Any]) -> set[str]:
    return {tag.lower() for tag in _list(data)}


def _said(data: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return what data files say under some keys, as far as heads can say it."""
    return {name: value for name in names if _is_plain(value := data.get(name))}


def _is_plain(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, str | bool) and "{{" not in str(item) for item in items)


def _more_tags(file: File, data: dict[str, Any]) -> dict[str, Any]:
    """Return the tags of data files under a key that the head has not, without those that only say that these are posts."""
    tags = [tag for tag in _list(data) if tag.lower() not in _POSTS]
    taken = {fold(name) for name in file.head.names} | {*data} - {"tags"}
    free = [name for name in _MORE_TAGS if name not in taken]
    return {free[0]: tags} if tags and free else {}
