"""What the output folder holds."""

import os
from collections.abc import Iterator
from pathlib import Path

from microblog.errors import UsageError
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
    return dict(sorted(_walk(folder, "")))


def read_folder(folder: Path) -> dict[str, File]:
    """Return size and digest of each file by its path, in order."""
    return {path: File(size, _digest(folder / path)) for path, size in list_sizes(folder).items()}


def _walk(folder: Path, below: str) -> Iterator[tuple[str, int]]:
    with os.scandir(folder / below) as entries:
        for entry in entries:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder, f"{path}/")
            elif entry.is_file(follow_symlinks=False) and not set("\n\r\0") & set(path):
                yield path, entry.stat(follow_symlinks=False).st_size
            else:
                raise UsageError(f"{folder / path} is no plain file, and no build made it; remove it, then deploy again")


def _digest(path: Path) -> str:
    found = blake2b(digest_size=DIGEST)
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
