"""Bounds on what others cost that connect to the preview: how many there are at once, and how long each may take to ask.

A browser asks at once; who sends a byte a minute would else keep a thread for ever. So the time runs for the whole head of a
request, and the waiting before it, and not from byte to byte.
"""

import io
import socket
import threading
import time
from contextlib import suppress
from socketserver import ThreadingTCPServer
from typing import Any

MOST = 500  # connections at once: some hundred open pages, each with its event stream
PATIENCE = 60.0  # seconds that a connection may wait for its next request to be complete
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nRetry-After: 5\r\n"
    b"\r\nToo many pages of this preview are open; close some.\n"
)


class BoundedServer(ThreadingTCPServer):
    """A server that turns away who is too many, with a word."""

    daemon_threads = True
    most = MOST

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        """Listen at an address."""
        self._free = threading.BoundedSemaphore(self.most)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, or turn away."""
        if self._free.acquire(blocking=False):
            try:
                super().process_request(request, client_address)
            except BaseException:
                self._free.release()
                raise
        else:
            self._turn_away(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and make place for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def _turn_away(self, request: socket.socket) -> None:
        request.setblocking(False)
        with suppress(OSError):
            request.send(_FULL)
        self.shutdown_request(request)


class ImpatientReader(io.RawIOBase):
    """What comes from a connection, until the time for a request is over."""

    def __init__(self, connection: socket.socket, patience: float) -> None:
        """Begin with the first request."""
        self._connection = connection
        self._patience = patience
        self.begin()

    def begin(self) -> None:
        """Let the time run anew, for the next request."""
        self._end = time.monotonic() + self._patience

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there, or wait for it as long as there is time."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(self._patience)
