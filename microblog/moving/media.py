"""The pictures, recordings and films of posts: found in the archive or fetched, and checked for what they are."""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from microblog.errors import UsageError
from microblog.model import attachments
from microblog.moving.addresses import path_of
from microblog.moving.nouns import Medium
from microblog.moving.opening import Files
from microblog.text.files import replace_file
from microblog.web.documents import Fault

Fetch = Callable[[str], bytes]

_KINDS = ("jpg", "png", "gif", "webp", "avif", "heic", "mp4", "webm", "ogg", "wav", "flac")  # that their first bytes tell
_ADDRESS = re.compile(r"https?://[^\s,]+")
_HEAD = 64  # bytes that tell what a file is


class Media:
    """What came with one archive."""

    def __init__(self, root: Path, files: Files, fetch: Fetch | None, *, is_dry: bool) -> None:
        self.root, self.files, self.fetch, self.is_dry = root, files, fetch, is_dry
        self.left: Counter[str] = Counter()
        self.written = 0
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for name in files.names:
            self._by_name[posixpath.basename(name)].append(name)

    def place(self, medium: Medium, stem: str) -> str:
        """Put a file beside a post, under a name that begins so, and return its name; "" where it cannot be had."""
        if there := next(filter(None, (self._is_there(f"{stem}{ending}") for ending in self._endings(medium))), ""):
            return there
        if self.is_dry and self.fetch and medium.url and medium.name not in self.files.names:
            self.written += 1  # so far as anybody knows who does not ask
            return posixpath.basename(f"{stem}{self._endings(medium)[0]}")
        data = self._data(medium)
        if data is None:
            return ""
        ending = next((ending for ending in self._endings(medium) if _is_fit(f"x{ending}", data)), "")
        if not ending:
            self.left["files that are no picture, recording or film"] += 1
            return ""
        self.written += 1
        if not self.is_dry:
            replace_file(self.root / f"{stem}{ending}", data)
        return posixpath.basename(f"{stem}{ending}")

    def locate(self, url: str) -> str:
        """Return the file of the archive that lay at an address, the one whose path has most of it."""
        path = unquote(path_of(url)).strip("/")
        found = [name for name in self._by_name.get(posixpath.basename(path), ()) if path] if path else []
        return max(found, key=lambda name: (len(posixpath.commonprefix([name[::-1], path[::-1]])), -len(name)), default="")

    def _is_there(self, file: str) -> str:
        return posixpath.basename(file) if (self.root / file).is_file() else ""

    def _endings(self, medium: Medium) -> list[str]:
        names = (medium.name, path_of(medium.url), medium.ending)
        written = [
            f".{attachments.ending_of(name)}" for name in names if attachments.medium(f"x{posixpath.splitext(f'x{name}')[1].lower()}")
        ]
        return list(dict.fromkeys([*written, *(f".{kind}" for kind in _KINDS)]))

    def _data(self, medium: Medium) -> bytes | None:
        if medium.name in self.files.names:
            try:
                return self.files.medium(medium.name)
            except UsageError:
                self.left["files that are damaged or too large"] += 1
                return None
        if not medium.url:
            self.left["pictures and films that the archive lacks"] += 1
            return None
        if self.fetch is None:
            self.left["pictures and films that are not in the archive; --fetch gets them"] += 1
            return None
        try:
            return self.fetch(medium.url)
        except Fault as fault:
            why = "an address that is not asked" if fault.is_refused else f"a server {_ADDRESS.sub('elsewhere', fault.what):.60}"
            self.left[f"pictures and films that cannot be fetched: {why}"] += 1
            return None


def _is_fit(name: str, data: bytes) -> bool:
    return not attachments.type_fault(name) and not attachments.sniff_fault(name, data[:_HEAD])
