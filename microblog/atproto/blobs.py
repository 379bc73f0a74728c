"""Pictures that go along with records: the picture of whose publication it is, and the first photo of an article.

A record refers to a file (a *blob*) by a hash of its bytes (a CID), so that what is there already is not sent again.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from functools import partial
from typing import TYPE_CHECKING, Any

from microblog.library import queries
from microblog.library.files import files_of
from microblog.model.attachments import medium
from microblog.model.nouns import Post
from microblog.pictures.sizes import sizes_of
from microblog.text.tuples import NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from microblog.model.nouns import Author, Config, StandingPage

LARGEST = 1_000_000  # bytes of a file, by the lexicons
_RAW_SHA256 = bytes((1, 0x55, 0x12, 32))  # CID of the first version, of bytes as they are, named by SHA-256


class Blob(NamedTuple):
    """A file that a record is to refer to."""

    cid: str
    kind: str  # media type
    size: int
    read: Callable[[], bytes]

    @property
    def value(self) -> dict[str, Any]:
        """How a record refers to it."""
        return {"$type": "blob", "ref": {"$link": self.cid}, "mimeType": self.kind, "size": self.size}


def cid_of(data: bytes) -> str:
    """Return the name of some bytes (https://atproto.com/specs/data-model#link-and-cid-formats)."""
    return "b" + b32encode(_RAW_SHA256 + hashlib.sha256(data).digest()).decode().rstrip("=").lower()


def is_same(left: object, right: object) -> bool:
    """Return whether two values of records refer to the same file, whatever a server finds that it is."""
    refs = [value.get("ref") if isinstance(value, dict) else None for value in (left, right)]
    return isinstance(refs[0], dict) and refs[0] == refs[1]


class Pictures:
    """Finds the pictures of a site's records, in a size that a record may have, while its index is open."""

    def __init__(self, db: sqlite3.Connection, config: Config, root: Path) -> None:
        self._db, self._config, self._root = db, config, root

    def icon_of(self, owner: Author | None) -> Blob | None:
        """Return the picture of the author whose publication it is, or of the site's author; None where nobody has chosen one."""
        author = owner or (queries.author(self._db, self._config.author) if self._config.author else None)
        return self._blob(author.avatar, is_avatar=True) if author and author.avatar else None

    def cover_of(self, page: Post | StandingPage) -> Blob | None:
        """Return the first photo of an article; None where there is none, or where it is behind a warning."""
        if not isinstance(page, Post) or page.cw:
            return None
        photo = next((photo for photo in page.photos if medium(photo.path) == "image"), None)
        named = next((file.source for file in page.attachments if photo and file.path == photo.path), "")
        source = files_of(self._db, [named]).get(named, "") if named else ""
        return self._blob(source) if source else None

    def _blob(self, source: str, *, is_avatar: bool = False) -> Blob | None:
        """Return the largest size that a record may have; its bytes are read again when they are needed, since there may be thousands."""
        sizes = partial(sizes_of, self._db, self._config, self._root, source, is_avatar=is_avatar)
        at, found = next(((at, size) for at, size in enumerate(sizes()) if len(size.data) <= LARGEST), (0, None))
        return Blob(cid_of(found.data), found.kind, len(found.data), lambda: sizes()[at].data) if found else None
