"""micro.blog's export: Markdown in folders of dates, `uploads/`, perhaps `feed.json` or a configuration of Hugo's."""

import re
from pathlib import Path
from typing import Any

from microblog.scaffold.adopting.configurations import parse_json_value
from microblog.scaffold.adopting.nouns import File, Place, Reading, Settings, Source, first_text, markdown_path, out, static_or_out

_DATED = re.compile(r"(?:content/)?(\d{4}/\d{2}/\d{2}/[^/]+)\.[a-z]+")


def is_here(root: Path) -> bool:
    """Whether a folder is what micro.blog exports."""
    has_years = any(
        re.fullmatch(r"\d{4}", path.name) for folder in (root, root / "content") if folder.is_dir() for path in folder.iterdir()
    )
    return has_years and ((root / "uploads").is_dir() or (root / "feed.json").is_file())


def read(source: Source) -> Reading:
    """Read an export."""
    feed = parse_json_value(source.text_of("feed.json"))
    values: dict[str, Any] = feed if isinstance(feed, dict) else {}
    authors = values.get("authors")
    author = values.get("author") or (authors[0] if isinstance(authors, list) and authors else {})
    settings = Settings(
        title=first_text(values, "title"),
        description=first_text(values, "description"),
        base_url=first_text(values, "home_page_url"),
        lang=first_text(values, "language"),
        author=first_text(author, "name") if isinstance(author, dict) else "",
    )
    return Reading(settings, _place)


def _place(file: File) -> Place:
    path = file.path.removeprefix("content/")
    if path.startswith(("uploads/", "static/")):
        return Place("static", path.removeprefix("static/"))
    if not file.is_markdown:
        return static_or_out(file, path)
    if file.stem in ("_index", "index", "README"):
        return out("pages of folders and lists, which are made here by themselves")
    if file.head.date is None:
        return Place("page", markdown_path(path))
    dated = _DATED.fullmatch(file.path)
    return Place("post", markdown_path(path), f"/{dated[1]}.html" if dated and "url" not in file.head.values else "")
