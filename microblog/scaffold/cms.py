"""A page for Sveltia CMS, on which people write in the browser: its settings, made from the tables of keys.

The program itself is none of ours: whoever wants it puts its script beside the page.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Any

from microblog.content.keys import PAGE_KEYS, POST_KEYS, PROFILE_KEYS, Key
from microblog.content.schemas import is_moment, shape_of
from microblog.errors import UsageError
from microblog.formats.post_file import quote
from microblog.sources.sourcefile import check_folders
from microblog.text.tuples import NamedTuple

_HERE = Path(__file__).parent / "site" / "admin"
FOLDER = "static/admin"
_PLACES = {"index.html": "index.html", "config.template": "config.yml"}
_DATE = "YYYY-MM-DDTHH:mm:ssZ"
_WIDGETS: dict[str, dict[str, Any]] = {
    "string": {"widget": "string"},
    "text": {"widget": "text"},
    "boolean": {"widget": "boolean"},
    "number": {"widget": "number", "value_type": "int"},
    "tags": {"widget": "list"},
    "picture": {
        "widget": "list",
        "fields": [{"name": "file", "widget": "image"}, {"name": "alt", "widget": "string", "required": False}],
    },
}
_LEFT = frozenset({"author", "id"})  # whose folder it is says the first, and nobody types the second
_BODY = {"name": "body", "label": "Text", "widget": "markdown", "modes": ["raw", "rich_text"], "required": False}
_HOSTS = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "gitea"}
_ASKED = {  # what the program asks a host for: pictures, and all else
    "github.com": ("https://*.githubusercontent.com", "https://api.github.com https://www.githubstatus.com"),
    "gitlab.com": ("https://gitlab.com https://secure.gravatar.com", "https://gitlab.com"),
    "codeberg.org": ("https://codeberg.org", "https://codeberg.org"),
}
_FONTS = "https://cdn.jsdelivr.net/fontsource/"  # without which its icons are words
_REMOTE = re.compile(r"(?:https://(?:[^@/]*@)?|ssh://git@|git@)([\w.-]+)[:/]([\w./-]+?)(?:\.git)?/?")


class Place(NamedTuple):
    """Where the site's repository is."""

    host: str = "github.com"
    name: str = "NAME/REPOSITORY"
    branch: str = "main"

    @property
    def is_known(self) -> bool:
        """Whether anybody said where."""
        return self.name != Place().name


def place_of(remote_url: str, branch: str) -> Place:
    """Return where a repository is, by the address that git has for it, as far as that is a host that the CMS knows."""
    found = _REMOTE.fullmatch(remote_url)
    return Place(found[1], found[2], branch or "main") if found and found[1] in _HOSTS else Place()


def add_cms(root: Path, author: str, place: Place) -> None:
    """Write the page and its settings into a site, each where it is missing; raise UsageError where both are there."""
    check_folders(root, "static", FOLDER)
    missing = {path: text for name, text in cms_texts(author, place).items() if not (path := root / FOLDER / name).exists()}
    if not missing:
        raise UsageError(f"{root / FOLDER / 'index.html'} is there already; delete it to have it made anew")
    for path, text in missing.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def cms_texts(author: str, place: Place) -> dict[str, str]:
    """Return the page and its settings: name of a file → its text."""
    values = {
        "author": author,
        "backend": _backend(place),
        "policy": _policy(place),
        "posts": _lines([*_fields(POST_KEYS), _BODY], 6),
        "pages": _lines([*_fields(PAGE_KEYS), _BODY], 6),
        "profile": _lines([*_fields(PROFILE_KEYS), _BODY | {"label": "Bio"}], 10),
    }
    return {place: Template((_HERE / name).read_text(encoding="utf-8")).substitute(values) for name, place in _PLACES.items()}


def _policy(place: Place) -> str:
    """Return what the page may load: the program beside it, which writes styles as it goes, and what that asks the repository's host.

    The program would also ask unpkg.com which version is the newest, and for programs that colour code: it does without.
    """
    pictures, api = _ASKED[place.host]
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"font-src {_FONTS}",
            f"img-src 'self' data: blob: {pictures}",
            "media-src 'self' blob:",
            f"connect-src 'self' data: blob: {api}",
            "frame-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _backend(place: Place) -> str:
    lines = [f"name: {_HOSTS[place.host]}", f"repo: {quote(place.name)}", f"branch: {quote(place.branch)}"]
    if place.host == "codeberg.org":
        lines += [f"base_url: https://{place.host}", f"api_root: https://{place.host}/api/v1"]
    return "\n".join(f"  {line}" for line in lines)


def _fields(keys: Iterable[Key]) -> Iterable[dict[str, Any]]:
    for key in keys:
        shape = shape_of(key.parse).widget
        if key.name in _LEFT or shape not in _WIDGETS:  # a mapping is written by hand
            continue
        label = key.name.replace("_", " ").capitalize()
        field: dict[str, Any] = {"name": key.name, "label": label, **_WIDGETS[shape], "required": False}
        if is_moment(key):
            field |= {"widget": "datetime", "format": _DATE}
        if key.name == "date":
            field |= {"default": "{{now}}", "required": True}
        yield field


def _lines(fields: Iterable[dict[str, Any]], indent: int) -> str:
    return "\n".join(f"{' ' * indent}- {json.dumps(field)}" for field in fields)
