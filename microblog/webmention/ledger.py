"""What was told to which site: the lines of `sent/HANDLE.jsonl` that are about webmentions.

A line is about one link: of a post (`post`, its identity), at an address (`url`), to a page elsewhere (`target`). Its
`state` is `sending` or `deleting` before an endpoint is asked, `sent` or `deleted` after; `none` where that page takes no
webmentions, `failed` where it refused this one for good, and `waiting` where it is asked again at `until`.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microblog.sources.ledgers import add_line, read_ledgers
from microblog.text.tuples import NamedTuple

_KIND = "webmention"


class Told(NamedTuple):
    """What the ledger says of one link."""

    author: str
    post: str  # its identity
    url: str
    target: str
    state: str
    digest: str  # of what the post said
    endpoint: str = ""
    failures: int = 0  # in a row
    until: int = 0  # microseconds since 1970, before which it is left alone
    is_known: bool = False  # whether the other site may know of the link


def read_told(root: Path) -> list[Told]:
    """Read what all ledgers say, one value a link; raise ContentError where one cannot be read."""
    told: dict[tuple[str, str, str], Told] = {}
    for author, entries in read_ledgers(root).items():
        for entry in entries:
            if entry.get("to") == _KIND:
                _take_in(told, author, entry)
    return list(told.values())


def _take_in(told: dict[tuple[str, str, str], Told], author: str, entry: Mapping[str, Any]) -> None:
    post, url, target, state = (str(entry.get(key, "")) for key in ("post", "url", "target", "state"))
    before = told.get((post, url, target))
    is_known = state in {"sending", "sent"} or (state != "deleted" and before is not None and before.is_known)
    failures, until = (entry[key] if isinstance(entry.get(key), int) else 0 for key in ("failures", "until"))
    digest, endpoint = str(entry.get("hash", "")), str(entry.get("endpoint", ""))
    told[post, url, target] = Told(author, post, url, target, state, digest, endpoint, failures, until, is_known)


class Ledger:
    """Adds lines; may be used by several threads at once."""

    def __init__(self, root: Path, at: str) -> None:
        """Begin; `at` is the moment that stands on each line."""
        self._root, self._at = root, at
        self._lock = threading.Lock()

    def add(self, told: Told) -> None:
        """Add a line, and return when it is on the disk."""
        values = {"post": told.post, "to": _KIND, "url": told.url, "target": told.target, "state": told.state, "hash": told.digest}
        more = {"endpoint": told.endpoint, "failures": told.failures, "until": told.until}
        entry = values | {name: value for name, value in more.items() if value} | {"at": self._at}
        with self._lock:
            add_line(self._root, told.author, entry)
