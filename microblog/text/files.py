"""Files that somebody may read or cut off at any moment: replaced whole, longer by a line, or read without waiting."""

import os
from itertools import count
from pathlib import Path
from typing import BinaryIO

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # which follows no link that somebody put there
_MORE = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
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


def append_line(path: Path | str, line: bytes) -> None:
    """Add a line to a file, which is made where there is none, and return when it is on the disk.

    A line that was cut off before it, where a process was killed, is ended first.
    """
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    descriptor = os.open(path, _MORE, 0o644)
    try:
        end = os.lseek(descriptor, 0, os.SEEK_END)
        os.lseek(descriptor, max(end - 1, 0), os.SEEK_SET)
        is_cut_off = end > 0 and os.read(descriptor, 1) != b"\n"
        data = (b"\n" if is_cut_off else b"") + line + b"\n"
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_at_once(path: Path | str) -> BinaryIO:
    """Open a file of ours to read it; a pipe in its place, to which nobody may ever write, is empty."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0)))


def read_at_once(path: Path | str) -> bytes:
    """Read a file of ours whole, as `open_at_once` opens it; of a pipe to which somebody is about to write there is nothing yet."""
    with open_at_once(path) as file:
        return file.read() or b""


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
