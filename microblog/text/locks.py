"""A file that one process holds at a time, and in which it says who it is: free again when the process ends, however it does.

It is removed by who holds it. Whoever had opened it by then comes to hold a file that is at its path no more, and opens the next.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_PAUSE = 0.02  # seconds between two looks
_LONGEST = 1 << 12  # bytes that say who holds it

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # where the byte is that is locked; others can read what stands before it

    def _take(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(descriptor: int, path: Path) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        os.close(descriptor)
        with suppress(OSError):  # which it is while somebody has it open
            path.unlink()

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(descriptor: int, path: Path) -> None:
        with suppress(OSError):
            path.unlink()
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing alone would not do where a process was forked that has it open as well
        os.close(descriptor)


class HeldError(Exception):
    """Another process holds the file; the text is what that says of itself, or nothing."""


@contextmanager
def held(path: Path, who: str, seconds: float, told: Callable[[str], object]) -> Iterator[None]:
    """Hold a file, and say in it who does; wait so long for it, and have it `told` who holds it meanwhile."""
    descriptor = _taken(path, seconds, told)
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, who.encode(errors="backslashreplace"))
        yield
    finally:
        _let_go(descriptor, path)


def _taken(path: Path, seconds: float, told: Callable[[str], object]) -> int:
    end = time.monotonic() + seconds
    while True:
        descriptor = os.open(path, _OPEN, 0o644)
        try:
            if _take(descriptor):
                if _is_at(path, descriptor):
                    return descriptor
                os.close(descriptor)
                continue
            os.lseek(descriptor, 0, os.SEEK_SET)
            who = os.read(descriptor, _LONGEST).decode(errors="replace")
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() > end:
            raise HeldError(who)
        told(who)
        time.sleep(_PAUSE)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
