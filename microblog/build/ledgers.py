"""Ledgers of what was sent elsewhere → the library. None of them stops a build: one that cannot be read is a warning."""

from collections.abc import Iterator
from pathlib import Path

from microblog.content.copies import parse_copies
from microblog.errors import Problem
from microblog.library.copies import put_copies
from microblog.library.index import Index
from microblog.sources import sourcefile
from microblog.sources.ledgers import MAX_LEDGER, is_ledger


def take_in_ledgers(index: Index, root: Path, new: list[str], gone: list[str]) -> Iterator[tuple[str, list[Problem]]]:
    """Take in the ledgers among some files that are new or changed, or gone; give the file and the problems of each."""
    for path in filter(is_ledger, gone):
        put_copies(index, path, ())
        yield path, []
    for path in filter(is_ledger, new):
        yield path, _take_in(index, root, path)


def _take_in(index: Index, root: Path, path: str) -> list[Problem]:
    try:
        data = sourcefile.read_source(root, path, MAX_LEDGER)
    except FileNotFoundError:  # the next build sees that it is gone
        return []
    copies, problems = (set(), [data._replace(is_warning=True)]) if isinstance(data, Problem) else parse_copies(path, data)
    put_copies(index, path, copies)
    return problems
