"""A pipe that whole messages go through, as through multiprocessing's own, which takes 15 ms to import."""

import os
import select
from collections.abc import Container, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeAlias

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_ROOM = 1 << 20  # bytes; the most that Linux grants everybody
_HEADER = 8  # bytes, of which a message's length is made


class End:
    """One end of a pipe; what it can do has the names that it has on a `multiprocessing.connection.Connection`."""

    def __init__(self, number: int) -> None:
        """Take a file descriptor over."""
        self._number = number
        self._room = bytearray(_HEADER)

    @classmethod
    def pair(cls) -> tuple[Self, Self]:
        """Return the end to receive from, and the end to send to."""
        receiving, sending = os.pipe()
        return cls(receiving), cls(sending)

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._number

    def send_bytes(self, message: bytes) -> None:
        """Send one message; raise OSError where nobody can receive it any more."""
        header = len(message).to_bytes(_HEADER, "little")
        sent = os.writev(self._number, [header, message])
        if sent < len(header) + len(message):  # a signal came in between
            left = memoryview(header + message)[sent:]
            while left:
                left = left[os.write(self._number, left) :]

    def recv_bytes(self) -> memoryview:
        """Wait for one message and return it; the next takes its place; raise EOFError where none will come."""
        return self._read(int.from_bytes(self._read(_HEADER), "little"))

    def _read(self, size: int) -> memoryview:
        if size > len(self._room):  # which is kept, as the system gives new memory out page by page, each of them emptied
            self._room = bytearray(size)
        data = left = memoryview(self._room)[:size]
        while left:
            count = os.readv(self._number, [left])
            if not count:
                raise EOFError
            left = left[count:]
        return data

    def close(self) -> None:
        """Close the file descriptor, once: its number may soon be another file's."""
        number, self._number = self._number, -1
        if number >= 0:
            os.close(number)


AnyEnd: TypeAlias = "End | Connection[bytes, bytes]"


def ready(ends: Sequence[Any]) -> Container[Any]:
    """Wait until something has come through one or more of some pipes, or their other ends are closed; return those."""
    if not hasattr(select, "poll"):  # Windows
        from multiprocessing.connection import wait

        return wait(ends)
    poll = select.poll()
    for end in ends:
        poll.register(end, select.POLLIN)
    numbers = {number for number, _ in poll.poll()}
    return [end for end in ends if end.fileno() in numbers]


def widen(end: AnyEnd) -> None:
    """Make room in a pipe for several results, where that can be done: else a process waits until we have read each."""
    if fcntl is not None:
        with suppress(AttributeError, OSError):
            fcntl.fcntl(end.fileno(), fcntl.F_SETPIPE_SZ, _ROOM)
