"""From a request's target to a file of the output folder, as static hosts do it, and to nothing outside it.

Every part of the path must be a plain name after one decoding: no `.` or `..`, no hidden file save `.well-known`, no
separator or control character in disguise. What is found must then be a regular file that no link led to.
"""

import mimetypes
import os
import re
from pathlib import Path, PurePath
from urllib.parse import unquote_to_bytes

from microblog.model import urls
from microblog.text.tuples import NamedTuple

_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]' if os.name == "nt" else r"[/\\\x00-\x1f\x7f]")
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
"""What the machine's own table, which comes after this one, may lack or have wrong."""


class Redirect(NamedTuple):
    """Another address that is meant."""

    location: str


def parse_target(target: str) -> str | None:
    """Return the path of a request's target, decoded, or None where it is not one that a browser would ask a site for."""
    try:
        path = unquote_to_bytes(re.split(r"[?#]", target, maxsplit=1)[0].encode("latin-1")).decode()
    except UnicodeError:
        return None
    encoded = re.split(r"[?#]", target, maxsplit=1)[0]
    return path if path.startswith("/") and path.count("/") == encoded.count("/") else None


def find_file(folder: Path, path: str) -> Path | Redirect | None:
    """Find what a path below the base (no slash in front) means, as GitHub Pages does.

    That is the file itself, or else the one whose name has `.html` behind it (`index` is `index.html`), or else a folder, which is
    redirected to its address with a slash.
    """
    *parents, last = path.split("/")
    names = [*parents, last or "index.html"]
    if not all(_is_plain(name, index) for index, name in enumerate(names)):
        return None
    file = folder.resolve().joinpath(*names)
    pages = [file.with_name(f"{last}.html")] if last else []
    if found := next(filter(_is_file, [file, *pages]), None):
        return found
    return Redirect(urls.href("", f"{path}/")) if last and _is_file(file / "index.html") else None


def _is_file(file: Path) -> bool:
    """Whether a path leads to a regular file, and no link on the way."""
    try:
        return file.resolve(strict=True) == file and file.is_file()
    except (OSError, ValueError):
        return False


def content_type(file: PurePath) -> str:
    """Return the media type that a file is served as."""
    if file.name == "feed.json":
        return "application/feed+json"
    known = _TYPES.get(file.suffix.lower())
    return known or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _is_plain(name: str, index: int) -> bool:
    is_hidden = name.startswith(".") and not (index == 0 and name == ".well-known")
    return bool(name) and not is_hidden and not _FORBIDDEN.search(name)
