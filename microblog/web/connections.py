"""Connections that may be trusted with a stranger's address: each goes where `guard` lets it, and each step is measured.

They stand below httpx, so that whatever it does on the way to an answer is inside the limits: the clock is looked at
before each step, and bytes are counted as they come in.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from microblog.text.tuples import NamedTuple
from microblog.web import guard
from microblog.web.documents import Fault

_CHUNK = 1 << 16
_HEADROOM = 1 << 17  # bytes on the wire beside the body: TLS and headers


Resolve = Callable[[str, int], Iterable[str]]
Connect = Callable[[str, int, float], httpcore.NetworkStream]


class Limits(NamedTuple):
    """How much one question may cost."""

    seconds: float = 30.0
    size: int = 5 << 20  # bytes of the document, unpacked
    redirects: int = 5


class Way(NamedTuple):
    """How connections are made."""

    allowed: Collection[str]  # places such as `127.0.0.1:8000` that may be asked wherever they are
    resolve: Resolve
    connect: Connect


def resolve(host: str, port: int) -> list[str]:
    """Look up the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def connect(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
    """Open a connection to an IP address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=timeout)


class Clock:
    """What is left of the time and the bytes of one question."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.seconds
        self.bytes_left = limits.size + _HEADROOM
        self._started = 0.0

    def __enter__(self) -> None:
        self._started = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.left = self.remaining(strict=False)

    def remaining(self, *, strict: bool = True) -> float:
        """Return the seconds left, while it runs; raise Fault where there are none."""
        left = self.left - (time.monotonic() - self._started)
        if left <= 0 and strict:
            raise Fault(f"took longer than {self.limits.seconds:g} s")
        return left

    def count(self, size: int) -> None:
        """Count bytes that came in."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise Fault(f"is larger than {self.limits.size >> 10:,} KiB")


class Transport(httpx.BaseTransport):
    """Lets httpx speak through our own connections."""

    def __init__(self, tls: ssl.SSLContext, backend: "Backend") -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=tls, max_connections=1, network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask one question."""
        url = httpcore.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path)
        body = cast("httpx.SyncByteStream", request.stream)  # as httpx has it in all that is not asynchronous
        asked = httpcore.Request(request.method, url, headers=request.headers.raw, content=body)
        answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class Backend(httpcore.NetworkBackend):
    """Connects to addresses that were checked."""

    def __init__(self, way: Way, place: guard.Place, clock: Clock) -> None:
        self._way, self._place, self._clock = way, place, clock

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        """Connect to the first address that takes us; raise Fault where one of them is not open."""
        del timeout, local_address, socket_options
        if (host.strip("[]"), port) != (self._place.host, self._place.port):
            raise Fault("names its host in two ways")
        addresses = self._addresses()
        for address in addresses[:-1]:
            try:
                return _Stream(self._way.connect(address, port, self._clock.remaining() / 2), self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return _Stream(self._way.connect(addresses[-1], port, self._clock.remaining()), self._clock)

    def _addresses(self) -> list[str]:
        """Look the host up, and refuse it whole where any of its addresses is not open."""
        try:
            found = list(_within(self._clock.remaining(), lambda: self._way.resolve(self._place.host, self._place.port)))
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise Fault(f"cannot be reached (nobody knows the host {self._place.host})")
        if str(self._place) not in self._way.allowed:
            for address in found:
                if fault := guard.address_fault(address):
                    raise Fault(f"leads to {self._place.host} at {address}, which {fault} (--allow {self._place} would let it)")
        return found[:3]


def _within(seconds: float, look_up: Callable[[], Iterable[str]]) -> Iterable[str]:
    """Wait for a look-up, which cannot be told to hurry, no longer than there is time."""
    found: list[Iterable[str]] = []
    failed: list[OSError | UnicodeError] = []

    def run() -> None:
        try:
            found.append(look_up())
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not found:
        raise httpcore.ConnectTimeout
    return found[0]


class _Stream(httpcore.NetworkStream):
    """A connection whose every step is measured."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        data = self._stream.read(min(max_bytes, _CHUNK), timeout=self._clock.remaining())
        self._clock.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, timeout=self._clock.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._clock.remaining()), self._clock)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
