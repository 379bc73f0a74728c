"""Asking the web for a document, or a server for something: within a time, a size and a number of redirects.

A question goes only where `guard` lets it.

The limits hold for the whole of a question, redirects included; bytes are counted as they come in and again as they
are unpacked. Proxies named in the environment are not used, since then nobody could check where a connection leads.
"""

import threading
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from microblog import __version__
from microblog.web import guard, retrying
from microblog.web.connections import Backend, Clock, Connect, Limits, Resolve, Transport, Way, connect, resolve
from microblog.web.documents import CUT_OFF, Answer, Fault, joined

LIMITS = Limits()

USER_AGENT = f"microblog/{__version__} (static site)"
_ANY_ZIP = 47  # zlib's number for gzip or zlib, by its own head
_GZIP = 0x1F  # what a gzip begins with
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, text/plain;q=0.8, */*;q=0.5"


class Client:
    """Asks; may be used by several threads at once, and asks each host one question at a time."""

    def __init__(
        self, allowed: Collection[str] = (), limits: Limits = LIMITS, resolve: Resolve = resolve, connect: Connect = connect
    ) -> None:
        """Begin; `allowed` are places such as `127.0.0.1:8000` that may be asked wherever they are."""
        self.limits = limits
        self.way = Way(frozenset(allowed), resolve, connect)
        self._hosts: dict[str, threading.Lock] = {}
        self._tls = httpx.create_ssl_context()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a document, following redirects; raise Fault where it cannot be had."""
        return _settled(self._follow(url, headers, {200}))

    def read(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a document, following redirects, and return whatever its server answers; raise Fault where it does not."""
        return self._follow(url, headers, None)

    def send(self, method: str, url: str, headers: Mapping[str, str] | None = None, **body: Any) -> Answer:
        """Ask something of a server that may be told secrets, and return whatever it answers; raise Fault where it does not.

        `body` is what httpx takes: `content`, `data`, `files` or `json`. No redirect is followed, since nobody else
        may be told what is in the headers.
        """
        answer: Answer = self._once(method, url, headers or {}, Clock(self.limits), None, is_first=True, **body)
        return answer

    def _follow(self, url: str, headers: Mapping[str, str] | None, with_body: Collection[int] | None) -> Answer:
        clock = Clock(self.limits)
        for redirects in range(self.limits.redirects + 1):
            answer = self._once("GET", url, headers or {}, clock, with_body, is_first=not redirects)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            url = _redirected(url, answer.headers.get("location", ""))
        raise Fault(f"redirects more than {self.limits.redirects} times")

    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        clock: Clock,
        with_body: Collection[int] | None,
        *,
        is_first: bool,
        **body: Any,
    ) -> Answer:
        """Ask once, following no redirect; the body of an answer of another status than those `with_body` is not read."""
        place = self._checked(url, is_first=is_first)
        _check_headers(headers)
        with self._hosts.setdefault(place.host, threading.Lock()), clock, _spoken_of(self.limits):
            asked = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip", **headers}
            transport = Transport(self._tls, Backend(self.way, place, clock))
            with (
                httpx.Client(transport=transport, trust_env=False) as session,
                session.stream(method, url, headers=asked, **body) as got,
            ):
                found = {name.lower(): value for name, value in got.headers.items()}
                is_read = with_body is None or got.status_code in with_body
                packed = found.get("content-encoding", "")
                whole = _unpacked(_received(got.iter_raw()), packed, self.limits.size) if is_read else b""
                return Answer(url, got.status_code, found, whole)

    def _checked(self, url: str, *, is_first: bool) -> guard.Place:
        place = guard.parse_place(url)
        fault = place if isinstance(place, str) else guard.place_fault(place, self.way.allowed)
        if fault or isinstance(place, str):
            raise Fault(str(fault) if is_first else f"leads to {url:.200}, which {fault}", is_refused=is_first)
        return place


def _check_headers(headers: Mapping[str, str]) -> None:
    """Refuse what no header can say before a library shows it in its error: it may be a secret."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise Fault(f"is not asked, since `{name}` would hold a line break or a sign beyond ASCII (copy the token or password again)")


@contextmanager
def _spoken_of(limits: Limits) -> Iterator[None]:
    """Raise what goes wrong on the way as Fault."""
    try:
        yield
    except (httpx.TimeoutException, httpcore.TimeoutException):
        raise Fault(f"took longer than {limits.seconds:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise Fault(f"cannot be reached ({str(error)[:200] or type(error).__name__})") from None


def _settled(answer: Answer) -> Answer:
    """Return an answer that is a document or says that ours is still good; raise what any other means."""
    if answer.status in {200, 304}:
        return answer
    wait = retrying.seconds_of(answer.headers.get("retry-after", ""), time.time())
    raise Fault(f"answers {answer.status}", wait=wait, is_gone=answer.status == 410)


def _redirected(url: str, location: str) -> str:
    target = joined(url, location).partition("#")[0]
    if not location or not target:
        raise Fault("redirects to nowhere")
    if url.startswith("https:") and target.startswith("http:"):
        raise Fault("redirects from https to http")
    return target


def _received(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a body as it comes in; raise Fault where the connection ends before it does."""
    try:
        yield from chunks
    except (httpcore.ProtocolError, httpcore.NetworkError):
        raise Fault(CUT_OFF) from None


def _unpacked(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Put a body together, unpacking it where it is packed, up to the limit."""
    if encoding.strip().lower() not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise Fault(f"is packed as {encoding:.40}, which was not asked for")
    body = bytearray()
    for part in _unzipped(chunks, limit) if encoding.strip().lower() not in {"", "identity"} else chunks:
        body += part
        if len(body) > limit:
            raise Fault(f"is larger than {limit >> 10:,} KiB")
    return bytes(body)


def _unzipped(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Unpack never more than the limit and one byte, whatever the packed bytes promise."""
    unzip = zlib.decompressobj(wbits=_ANY_ZIP)
    left = limit + 1
    try:
        for chunk in chunks:
            packed = chunk
            while packed:
                if unzip.eof and packed[0] != _GZIP:
                    return  # what stands behind the end is nobody's, as for browsers
                unzip = zlib.decompressobj(wbits=_ANY_ZIP) if unzip.eof else unzip  # a gzip may have several parts
                part = unzip.decompress(packed, left)
                left -= len(part)
                yield part
                if left <= 0:
                    return
                packed = unzip.unused_data
    except zlib.error:
        raise Fault("is packed wrongly") from None
    if not unzip.eof:
        raise Fault(CUT_OFF)
