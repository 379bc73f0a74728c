"""Files of tombstones → the library."""

from pathlib import Path

from microblog.content.tombstones import MAX_TOMBSTONES, is_tombstones, parse_tombstones
from microblog.errors import Problem
from microblog.library.index import Index
from microblog.library.tombstones import put_tombstones
from microblog.model.nouns import Config
from microblog.sources import sourcefile


def take_in_tombstones(index: Index, root: Path, config: Config, new: list[str], gone: list[str]) -> dict[str, list[Problem]]:
    """Take in files that are new or changed, forget what is gone; return each file with what is wrong with it."""
    found: dict[str, list[Problem]] = {}
    for path in filter(is_tombstones, gone):
        put_tombstones(index, path, [])
    for path in filter(is_tombstones, new):
        try:
            data = sourcefile.read_source(root, path, MAX_TOMBSTONES)
        except FileNotFoundError:  # the next build sees that it is gone
            continue
        stones, found[path] = ([], [data]) if isinstance(data, Problem) else parse_tombstones(path, data, config)
        put_tombstones(index, path, stones)
    return found
