"""Stored feeds of other sites → the library. No stored feed stops a build: one that cannot be read is a warning."""

from collections.abc import Iterator
from pathlib import Path

from microblog.content.stored_feeds import MAX_STORED, parse_feed
from microblog.errors import Problem
from microblog.library import feed_intake
from microblog.library.index import Index
from microblog.sources import sourcefile
from microblog.text.budget import spend_alone


def take_in_feeds(index: Index, root: Path, folder: str, new: list[str], gone: list[str]) -> Iterator[tuple[str, list[Problem]]]:
    """Take in the stored feeds among some files that are new or changed, or gone; give the file and the problems of each."""
    for path in gone:
        if _is_stored(path, folder):
            feed_intake.remove_feed(index, path)
            yield path, []
    for path in new:
        if _is_stored(path, folder):
            yield path, _take_in(index, root, path)


def _is_stored(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") and path.endswith(".json") and "/" not in path[len(folder) + 1 :]


def _take_in(index: Index, root: Path, path: str) -> list[Problem]:
    try:
        data = sourcefile.read_source(root, path, MAX_STORED)
    except FileNotFoundError:  # the next build sees that it is gone
        return []
    fault = data.what if isinstance(data, Problem) else ""
    feed = "" if isinstance(data, Problem) else spend_alone(parse_feed, path.rpartition("/")[2], data)
    if isinstance(feed, str):
        feed_intake.remove_feed(index, path)
        return [Problem(path, 0, fault or feed, "delete it, and run `fetch`", is_warning=True)]
    if not feed_intake.is_known(index.db, path, feed):
        feed_intake.put_feed(index, path, feed)
    return []
