"""An Obsidian vault: a folder of notes with `.obsidian/` in it. All of it goes into the author's folder, where notes find one another."""

import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import Any

from microblog.scaffold.adopting.configurations import parse_json_value
from microblog.scaffold.adopting.nouns import PICTURES, File, Place, Reading, Settings, Source, first_text, markdown_path, out

_LEFT = "templates of notes"
_EMBEDDED = re.compile(r"!\[\[([^\[\]|\n/#]+)([#|][^\[\]\n]*)?\]\]")
_PLUGINS = frozenset({".canvas", ".base", ".excalidraw"})


def is_here(root: Path) -> bool:
    """Whether a folder is a vault."""
    return (root / ".obsidian").is_dir()


def read(source: Source) -> Reading:
    """Read a vault."""
    templates = {_setting(source, "templates", "folder"), _setting(source, "plugins/templater-obsidian/data", "templates_folder")} - {""}
    single = _setting(source, "daily-notes", "template")
    filters = _options(source, "app").get("userIgnoreFilters")
    ignored = [item for item in filters if isinstance(item, str)] if isinstance(filters, list) else []
    chosen = _chosen(source)

    def place(file: File) -> Place:
        if any(file.path.startswith(f"{folder.strip('/')}/") for folder in templates) or (
            single and markdown_path(f"{single}.") == file.path
        ):
            return out(_LEFT)
        if any(_is_ignored(file.path, item) for item in ignored):
            return out("what the vault's settings leave out of searches")
        if file.suffix in _PLUGINS or file.name.endswith(".excalidraw.md"):
            return out("canvases, drawings and tables of Obsidian")
        if not file.is_markdown:
            return Place("post", file.path)
        return Place("post", markdown_path(file.path), is_held=chosen and file.head.text("publish", "dgpublish").lower() != "true")

    settings = Settings(title=source.root.resolve().name)
    return Reading(settings, place, _Pictures(source.files).rewrite, _notes(chosen=chosen))


class _Pictures:
    """Pictures that a note names without their folder, which a vault finds wherever they lie."""

    def __init__(self, files: tuple[str, ...]) -> None:
        self.paths: dict[str, list[str]] = {}
        for path in files:
            self.paths.setdefault(path.rpartition("/")[2], []).append(path)

    def rewrite(self, file: File, text: str) -> str:
        """Name the folder where there is but one picture of that name, and it lies neither beside the note nor above."""

        def name_folder(found: "re.Match[str]") -> str:
            paths = self.paths.get(found[1].strip(), [])
            if (
                len(paths) != 1
                or PurePosixPath(paths[0]).suffix.lower() not in PICTURES
                or file.path.startswith(posixpath.dirname(paths[0]))
            ):
                return found[0]
            return f"![[{posixpath.relpath(paths[0], posixpath.dirname(file.path) or '.')}{found[2] or ''}]]"

        return _EMBEDDED.sub(name_folder, text)


def _notes(*, chosen: bool) -> tuple[str, ...]:
    if chosen:
        return ("some notes have `publish: true`, so all others are drafts",)
    return ("a vault holds much that is private: go through all posts before you publish; notes of a diary have dates, so they are posts",)


def _options(source: Source, name: str) -> dict[str, Any]:
    found = parse_json_value(source.text_of(f".obsidian/{name}.json"))
    return found if isinstance(found, dict) else {}


def _setting(source: Source, name: str, key: str) -> str:
    return first_text(_options(source, name), key)


def _chosen(source: Source) -> bool:
    """Whether the vault says of single notes that they are for others."""
    texts = (File(source, path) for path in source.files if path.endswith(".md"))
    return any(file.head.text("publish", "dgpublish").lower() == "true" for file in texts)


def _is_ignored(path: str, item: str) -> bool:
    if len(item) > 2 and item.startswith("/") and item.endswith("/"):
        try:
            return bool(re.search(item[1:-1], path))
        except re.error:
            return False
    return path.startswith(item)
