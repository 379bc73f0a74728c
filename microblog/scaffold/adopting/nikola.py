"""Nikola: `conf.py`, which is read and never run."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

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
    table_in,
)
from microblog.scaffold.adopting.permalinks import tidy

_HELD = frozenset({"draft", "private"})  # tags and states


def is_here(root: Path) -> bool:
    """Whether a folder is a Nikola site; other programs have a `conf.py` too."""
    return (root / "conf.py").is_file() and bool(re.search(r"^(?:BLOG_TITLE|POSTS)\s*=", Source(root).text_of("conf.py"), re.MULTILINE))


def read(source: Source) -> Reading:
    """Read a Nikola site."""
    values = parse_python(source.text_of("conf.py"))
    lang = first_text(values, "DEFAULT_LANG")
    menus = table_in(values, "NAVIGATION_LINKS")
    menu: Any = menus.get(lang) or next(iter(menus.values()), [])
    settings = Settings(
        title=first_text(values, "BLOG_TITLE"),
        description=first_text(values, "BLOG_DESCRIPTION"),
        base_url=first_text(values, "SITE_URL"),
        lang=lang.replace("_", "-"),
        timezone=first_text(values, "TIMEZONE"),
        author=first_text(values, "BLOG_AUTHOR"),
        menu=tuple((str(item[1]), str(item[0])) for item in menu if isinstance(item, list) and len(item) >= 2 and isinstance(item[0], str)),
    )
    files = frozenset(source.files)
    heads = {text: head for text in files if (head := f"{text.rpartition('.')[0]}.meta") in files and text != head}
    return Reading(settings, _Site(source, values, heads).place, _rewrite, heads=heads)


class _Site:
    """Where the files of one site go."""

    def __init__(self, source: Source, values: Mapping[str, Any], heads: Mapping[str, str]) -> None:
        self.texts = frozenset(path for path in source.files if path not in heads.values())
        self.posts = _rows(values.get("POSTS"), ("posts/", "posts"))
        self.pages = _rows(values.get("PAGES") or values.get("STORIES"), ("pages/", "pages"))
        folders = table_in(values, "FILES_FOLDERS") or {"files": ""}
        pictures = table_in(values, "IMAGE_FOLDERS") or {"images": "images"}
        self.static = {f"{str(old).strip('/')}/": str(new).strip("/") for old, new in {**folders, **pictures}.items()}
        self.is_pretty = values.get("PRETTY_URLS") is not False

    def place(self, file: File) -> Place:
        for folder, where in self.static.items():
            if file.path.startswith(folder):
                return Place("static", f"{where}/{file.path.removeprefix(folder)}".lstrip("/"))
        for folder, where in self.posts.items():
            if file.path.startswith(folder):
                return self._post(file, file.path.removeprefix(folder), where)
        for folder in self.pages:
            if file.path.startswith(folder):
                below = file.path.removeprefix(folder)
                return self._other(file, "page", below) or Place("page", _page_path(file, below))
        return out(reasons.LOOK)

    def _post(self, file: File, below: str, where: str) -> Place:
        if left := self._other(file, "post", below):
            return left
        head = file.head
        is_held = bool(_HELD & {tag.lower() for tag in head.texts("tags")})
        folders = below.rpartition("/")[0]
        name = f"{where}/{folders}/{head.text('slug') or file.stem}"
        return Place("post", markdown_path(below), tidy(f"{name}{'/' if self.is_pretty else '.html'}"), is_held)

    def _other(self, file: File, kind: Literal["post", "page"], below: str) -> Place | None:
        if file.suffix == ".meta":
            is_alone = f"{file.path.rpartition('.')[0]}.md" not in self.texts
            return out("heads without a text in Markdown" if is_alone else "heads in files of their own, which stand above their texts now")
        if file.is_markdown and file.has_broken_head:
            return out("texts whose head is a file of its own that cannot be read: put its keys above the text, between two lines `---`")
        if file.is_other_markup or file.suffix in (".html", ".htm", ".txt"):
            return out(reasons.OTHER)
        return None if file.is_markdown else Place(kind, below)


def _page_path(file: File, below: str) -> str:
    slug = file.head.text("slug")
    return f"{slug}.md" if re.fullmatch(r"[\w-]+", slug) else markdown_path(below)


def _rows(value: Any, usual: tuple[str, str]) -> dict[str, str]:
    """Return folder → where its texts stood, of rows such as `("posts/*.md", "posts", "post.tmpl")`."""
    rows = [row for row in value if isinstance(row, list) and len(row) >= 2] if isinstance(value, list) else []
    found = {f"{str(row[0]).partition('*')[0].rstrip('/')}/": str(row[1]).strip("/") for row in rows}
    return found or dict([usual])


def _rewrite(_: File, text: str) -> str:
    """Write links to posts, which Nikola has as `link://slug/name`, as notes name one another."""
    return re.sub(r"\[([^\]\n]+)\]\(link://slug/([\w-]+)\)", r"[[\2|\1]]", text)
