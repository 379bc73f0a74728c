"""The stored feeds on disk."""

from collections.abc import Collection
from pathlib import Path

from microblog.content.stored_feeds import MAX_STORED, dump_feed, file_name, parse_feed
from microblog.errors import Problem
from microblog.model.remote import RemoteFeed
from microblog.sources import sourcefile
from microblog.text.files import replace_file


def read_stored(root: Path, folder: str, target: str) -> RemoteFeed | None:
    """Read the stored copy of what is followed; None where there is none that can be used."""
    name = file_name(target)
    try:
        data = sourcefile.read_source(root, f"{folder}/{name}", MAX_STORED)
    except FileNotFoundError:
        return None
    feed = "" if isinstance(data, Problem) else parse_feed(name, data)
    return None if isinstance(feed, str) else feed


def write_stored(root: Path, folder: str, feed: RemoteFeed) -> None:
    """Store a feed in its file's place, whole or not at all."""
    replace_file(root / folder / file_name(feed.target), dump_feed(feed))


def prune_stored(root: Path, folder: str, targets: Collection[str]) -> list[str]:
    """Remove the stored feeds of what nobody follows any more; give their names."""
    wanted = {file_name(target) for target in targets}
    gone = [path for path in sorted((root / folder).glob("*.json")) if path.name not in wanted and _is_ours(path)]
    for path in gone:
        path.unlink()
    return [path.name for path in gone]


def _is_ours(path: Path) -> bool:
    """Whether a file was stored by us: the folder may be shared with what a person put there."""
    try:
        data = sourcefile.read_source(path.parent, path.name, MAX_STORED)
    except FileNotFoundError:
        return False
    return not isinstance(data, Problem) and not isinstance(parse_feed(path.name, data), str)
