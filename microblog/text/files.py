"""One way to write a file that somebody may read, or cut off, at any moment."""

import os
from itertools import count
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # which follows no link that somebody put there
_numbers = count()  # threads write into one folder at the same time


def replace_file(path: Path | str, data: bytes) -> None:
    """Write a file, and its folder where there is none, so that whoever reads it sees the old one or the new one, whole.

    What a killed process leaves is a hidden file of a short name beside it, since the file's own name may be as long as names can be.
    """
    folder = os.path.dirname(path)
    try:
        temporary = _write_beside(folder, data)
    except FileNotFoundError:
        os.makedirs(folder, mode=0o755, exist_ok=True)
        temporary = _write_beside(folder, data)
    try:
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes and close the file; one call may write less than it was given."""
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, memoryview(data)[written:])
    finally:
        os.close(descriptor)


def _write_beside(folder: str, data: bytes) -> str:
    """Write a file of a name that nobody else has."""
    while True:
        path = os.path.join(folder, f".new-{os.getpid()}-{next(_numbers)}")
        try:
            descriptor = os.open(path, _NEW, 0o644)
        except FileExistsError:  # of a process that was killed and had the same number
            continue
        try:
            write_all(descriptor, data)
        except BaseException:
            os.unlink(path)
            raise
        return path
