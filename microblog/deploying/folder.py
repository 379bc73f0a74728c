"""What the output folder holds."""

import os
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from microblog.errors import refuse
from microblog.model.hosts import Weight
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple

DIGEST = 16  # bytes
_PIECE = 1 << 20


class File(NamedTuple):
    """One file of the output."""

    size: int
    digest: str  # of its bytes, hexadecimal


def list_sizes(folder: Path) -> dict[str, int]:
    """Return the size of each file by its path, in order; raise UsageError for what is no plain file."""
    found = dict(sorted(_walk(folder, "")))
    remedy = "remove it, then deploy again"
    refuse(f"{folder / path} is no plain file, and no build made it; {remedy}" for path, size in found.items() if size < 0)
    return found


def read_folder(folder: Path) -> dict[str, File]:
    """Return size and digest of each file by its path, in order."""
    return {path: File(size, _digest(folder / path)) for path, size in list_sizes(folder).items()}


def weigh(folder: Path) -> Weight:
    """Return how large an output is; nothing is read but its folders."""
    sizes = {path: size for path, size in _walk(folder, "") if size >= 0}
    folders = Counter(path.rpartition("/")[0] for path in sizes)
    largest = max(sizes.items(), key=itemgetter(1), default=("", 0))
    return Weight(len(sizes), sum(sizes.values()), largest, max(folders.items(), key=itemgetter(1), default=("", 0)))


def _walk(folder: Path, below: str) -> Iterator[tuple[str, int]]:
    """Yield the path and the size of each file; -1 for the size of what is no plain file."""
    with os.scandir(folder / below) as entries:
        for entry in entries:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder, f"{path}/")
            else:
                is_plain = entry.is_file(follow_symlinks=False) and not set("\n\r") & set(path)
                yield path, entry.stat(follow_symlinks=False).st_size if is_plain else -1


def _digest(path: Path) -> str:
    found = blake2b(digest_size=DIGEST)
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
