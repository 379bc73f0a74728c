"""A live site beside what was built: which files differ, which are missing, and which sealed pages were tampered with.

A sealed page never changes, so that one which differs was changed by somebody else, or by a host that rewrites what it serves.
Sealed pages are asked for first, then what readers see most.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from microblog.library import queries
from microblog.model import paging, urls
from microblog.model.nouns import Config
from microblog.model.segments import LEVELS, all_segments
from microblog.output.writer import MARKER
from microblog.text.tuples import NamedTuple
from microblog.web.documents import Answer, Fault

if TYPE_CHECKING:
    import sqlite3

_NOT_SERVED = frozenset({".nojekyll", MARKER})  # for the host and for builds; `deploy` to a folder leaves the marker out
_ALWAYS_SEALED = ("feed_archive", "digest_archive")
_FULL_PARTS: dict[str, Callable[[int, Config], int]] = {
    "page": lambda posts, config: paging.page_count(posts, config.page_size) - 1,
    "json_archive": lambda posts, config: paging.json_archived(posts, config.feed_size) // paging.JSON_ARCHIVE_SIZE,
    "sitemap": lambda posts, _: posts // paging.SITEMAP_SIZE,
}
"""Kinds of pages that are numbered parts of a timeline: how many of them are full, of so many posts."""
Kind = Literal["same", "differs", "tampered", "missing", "unreachable"]
_LONGEST = 600.0  # seconds of one comparison
_FAILURES = 5  # questions without an answer in a row, after which nobody is asked any more


class Local(NamedTuple):
    """A file of the last build."""

    path: str
    is_sealed: bool


class Compared(NamedTuple):
    """What a live file is."""

    path: str
    kind: Kind
    what: str = ""  # in words, where that says more


def list_files(db: "sqlite3.Connection", config: Config) -> list[Local]:
    """List the files of the last build, sealed ones first, then fronts, then the rest."""
    files = [
        Local(path, _is_sealed(db, config, page))
        for path, page in db.execute("SELECT path, page FROM output ORDER BY path")
        if path not in _NOT_SERVED
    ]
    return sorted(files, key=lambda file: (not file.is_sealed, file.path.count("/"), file.path))


def _is_sealed(db: "sqlite3.Connection", config: Config, page: str) -> bool:
    """Return whether a page key's files never change any more when posts are added."""
    kind, number, subject = page.split(" ", 2)
    if kind in _ALWAYS_SEALED:
        return True
    if kind == "search_file":
        site = queries.timeline_at(db, "")
        return site is not None and _is_full(subject, site.posts)
    timeline = queries.timeline(db, int(subject)) if kind in _FULL_PARTS else None
    return timeline is not None and _FULL_PARTS[kind](timeline.posts, config) >= int(number)


def _is_full(name: str, posts: int) -> bool:
    """Return whether a segment of the search index has all the posts that it ever has."""
    return any(one.name == name and one.posts == LEVELS[one.level].posts for one in all_segments(posts))


def compare(files: Iterable[Local], folder: Path, base_url: str, read: Callable[[str], Answer]) -> Iterator[Compared]:
    """Ask a live site for files, and yield what each is there; end where it does not answer, or after ten minutes."""
    end, failures = time.monotonic() + _LONGEST, 0
    for file in files:
        if time.monotonic() > end or failures >= _FAILURES:
            return
        try:
            answer = read(urls.absolute(base_url, file.path.removesuffix("index.html")))
        except Fault as fault:
            failures += 1
            yield Compared(file.path, "unreachable", fault.what)
            continue
        failures = 0
        yield _compared(file, folder, answer)


def _compared(file: Local, folder: Path, answer: Answer) -> Compared:
    if answer.status != 200:
        return Compared(file.path, "missing", f"answers {answer.status}")
    if answer.body == (folder / file.path).read_bytes():
        return Compared(file.path, "same")
    return Compared(file.path, "tampered" if file.is_sealed else "differs")
