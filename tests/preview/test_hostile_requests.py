"""Whatever is sent to the preview: nothing outside the site comes back, nothing is printed, and it goes on answering."""

import contextlib
import itertools
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from microblog.preview import connections, server
from microblog.preview.ranges import OutOfRangeError, parse_range
from microblog.preview.server import HOST
from tests.conftest import MakeSite
from tests.support.live_preview import SITE, Live, ask, ask_raw, run_preview

DISGUISES = [
    "..",
    "%2e%2e",
    ".%2e",
    "%252e%252e",
    "..%00",
    "..;",
    "..\\",
    "..%5c",
    "%c0%ae%c0%ae",
    "．．",
    "....",
    ". .",
    "..%0d%0a",
    "%u002e",
]
SEPARATORS = ["/", "//", "%2f", "\\", "%5c", "%c0%af", "/./", "%252f"]
SECRETS = ["secret.txt", "config.yaml", ".git/config", "public-leak/index.html"]
FORMS = ["{}{}{}", "@ada/{}{}{}", "@ada{1}{0}{1}{0}{1}{2}"]
HEADS = [
    b"Host: evil.example\r\n",
    b"Host: 127.0.0.1.evil.example:{port}\r\n",
    b"Host: {own}\r\nHost: evil.example\r\n",
    b"Host:{own}@evil.example\r\n",
    b"Host: {own}\r\nOrigin: https://evil.example\r\n",
    b"Host: {own}\r\nOrigin: null\r\n",
    b"X: y\r\n",
    b"Host : {own}\r\n",
    b"Host: {own}.\r\n",
    b"Host: 2130706433:{port}\r\n",
    b"Host: 0:{port}\r\n",
    b"Host: [::1]:{port}\r\n",
    b"Host: \xff\r\n",
    b"Host: localhost\r\n",
]
METHODS = (b"POST", b"PUT", b"DELETE", b"CONNECT", b"TRACE", b"get")
SMUGGLED = b"GET /some-repo/ HTTP/1.1\r\nHost: {own}\r\n\r\n"
BODIES = [
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
    b"Content-Length: 0\r\nContent-Length: 60\r\n",
    b"Transfer-Encoding : chunked\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"Content-Length: 0x10\r\n",
    b"Transfer-Encoding: \x0bchunked\r\n",
]


@pytest.fixture
def live(make_site: MakeSite) -> Iterator[Live]:
    """Serve a site whose builds are stand-ins, below /some-repo/."""
    with run_preview(make_site(SITE)) as running:
        yield running


def requests(port: int) -> list[bytes]:
    """List some five hundred requests that nobody's browser would make."""
    own = f"{HOST}:{port}".encode()
    paths = [form.format(*parts) for form in FORMS for parts in itertools.product(DISGUISES, SEPARATORS, SECRETS)]
    targets = [path.encode() for path in paths[::3]]
    out = [b"GET /some-repo/" + target + b" HTTP/1.1\r\nHost: " + own + b"\r\nConnection: close\r\n\r\n" for target in targets]
    out += [b"GET /some-repo/ HTTP/1.1\r\nConnection: close\r\n" + head + b"\r\n" for head in HEADS]
    out += [
        method + b" /some-repo/secret.txt HTTP/1.1\r\nHost: " + own + b"\r\n\r\n"
        for method in (b"POST", b"PUT", b"DELETE", b"CONNECT", b"TRACE", b"get")
    ]
    out += [bytes([byte]) * 40 + b" /some-repo/ HTTP/1.1\r\n\r\n" for byte in range(0, 256, 8)]
    return [request.replace(b"{own}", own).replace(b"{port}", str(port).encode()) for request in out]


def exchange(live: Live, request: bytes) -> bytes:
    """Send bytes and hang up; return all that comes back."""
    answer = b""
    with contextlib.suppress(OSError), socket.create_connection((HOST, live.server.port), timeout=60) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        while data := connection.recv(65536):
            answer += data
    return answer


def test_five_hundred_hostile_requests_get_nothing_and_leave_no_trace(live: Live, capfd: pytest.CaptureFixture[str]) -> None:
    hostile = requests(live.server.port)
    assert len(hostile) > 480
    for request in hostile:
        answer = exchange(live, request)
        assert b" 200 " not in answer.partition(b"\r\n")[0], request
        assert b"secret" not in answer.replace(b"secret.txt", b""), request
        assert b"base_url" not in answer, request
        assert b"Traceback" not in answer, request
    assert ask(live, "/some-repo/")[0] == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("body", BODIES)
def test_no_bytes_of_a_body_are_taken_for_a_request(live: Live, body: bytes) -> None:
    own = f"{HOST}:{live.server.port}".encode()
    answer = exchange(live, (b"GET /some-repo/nowhere HTTP/1.1\r\nHost: {own}\r\n" + body + b"\r\n" + SMUGGLED).replace(b"{own}", own))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"front" not in answer


def test_who_drips_is_hung_up_on(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.3)
    with socket.create_connection((HOST, live.server.port), timeout=60) as connection:
        connection.settimeout(0.02)
        deadline = time.monotonic() + 30
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < deadline:
                connection.sendall(b"G")
                with contextlib.suppress(TimeoutError):
                    if not connection.recv(1):
                        break
        assert time.monotonic() < deadline, "it goes on listening"
    assert ask(live, "/some-repo/")[0] == 200


def test_endless_head_is_cut_off(live: Live) -> None:
    for endless in (b"A: b\r\n" * 100_000, b"A" * 1_000_000, b"A: " + b"b" * 1_000_000):
        assert b"front" not in exchange(live, b"GET /some-repo/ HTTP/1.1\r\n" + endless)
    assert ask(live, "/some-repo/")[0] == 200


def test_three_hundred_event_streams_are_told_of_a_build_and_pages_are_served_meanwhile(live: Live) -> None:
    head = f"GET /some-repo/-/events?{live.bulletin.version} HTTP/1.1\r\nHost: {HOST}:{live.server.port}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(socket.create_connection((HOST, live.server.port), timeout=60)) for _ in range(300)]
        for stream in streams:
            stream.sendall(head)
        for stream in streams:
            wait_for(stream, b"event: state")
        assert ask(live, "/some-repo/")[0] == 200
        live.bulletin.announce((), is_changed=True)
        for stream in streams:
            wait_for(stream, b"event: reload")


def wait_for(stream: socket.socket, words: bytes) -> None:
    told = b""
    while words not in told:
        data = stream.recv(65536)
        assert data, told
        told += data


def test_who_is_too_many_is_turned_away_with_a_word_and_comes_in_later(live: Live) -> None:
    live.server._free = threading.BoundedSemaphore(3)
    head = f"GET /some-repo/-/events?{live.bulletin.version} HTTP/1.1\r\nHost: {HOST}:{live.server.port}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stream = stack.enter_context(socket.create_connection((HOST, live.server.port), timeout=60))
            stream.sendall(head)
            wait_for(stream, b"event: state")
        assert b"Too many pages" in exchange(live, b"")
    live.bulletin.announce((), is_changed=True)
    end = time.monotonic() + 30
    while b"Too many pages" in (answer := exchange(live, b"")) and time.monotonic() < end:
        live.bulletin.announce((), is_changed=True)
    assert b"Too many pages" not in answer
    assert connections.MOST >= 300


@pytest.mark.parametrize(
    ("header", "size", "part"),
    [
        ("bytes=0-", 10, (0, 10)),
        ("bytes=0-0", 10, (0, 1)),
        ("bytes=2-4", 10, (2, 5)),
        ("bytes=2-99", 10, (2, 10)),
        ("bytes=-3", 10, (7, 10)),
        ("bytes=-99", 10, (0, 10)),
        (None, 10, None),
        ("bytes=-", 10, None),
        ("bytes=4-2", 10, None),
        ("bytes=0-1,3-4", 10, None),
        ("lines=0-1", 10, None),
        ("bytes=a-b", 10, None),
        ("bytes=" + "9" * 5000 + "-", 10, None),
    ],
)
def test_range_is_read_as_the_standard_says(header: str | None, size: int, part: tuple[int, int] | None) -> None:
    assert parse_range(header, size) == part


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-5", 0)])
def test_range_that_a_file_does_not_have_is_refused(header: str, size: int) -> None:
    with pytest.raises(OutOfRangeError):
        parse_range(header, size)


def test_film_is_wound(live: Live) -> None:
    (live.root / "public/film.mp4").write_bytes(b"0123456789")
    status, headers, body = ask(live, "/some-repo/film.mp4", Range="bytes=2-4")
    assert (status, body, headers["Content-Range"], headers["Content-Length"]) == (206, "234", "bytes 2-4/10", "3")
    status, headers, body = ask(live, "/some-repo/film.mp4", Range="bytes=20-")
    assert (status, body, headers["Content-Range"]) == (416, "", "bytes */10")
    assert ask(live, "/some-repo/film.mp4", Range="bytes=0-1,4-5")[::2] == (200, "0123456789")
    assert ask(live, "/some-repo/film.mp4", Range="bytes=2-4", If_Range='"x"')[::2] == (200, "0123456789")
    assert ask(live, "/some-repo/film.mp4", "HEAD", Range="bytes=2-4")[::2] == (206, "")
    assert ask(live, "/some-repo/film.mp4")[1]["Accept-Ranges"] == "bytes"


def test_large_file_is_never_in_memory_whole(live: Live) -> None:
    film = live.root / "public/film.mp4"
    with film.open("wb") as file:
        file.truncate(200 << 20)
    before = most_memory()
    with socket.create_connection((HOST, live.server.port), timeout=60) as connection:
        connection.sendall(f"GET /some-repo/film.mp4 HTTP/1.1\r\nHost: {HOST}:{live.server.port}\r\nConnection: close\r\n\r\n".encode())
        piece, total = bytearray(1 << 20), 0
        while count := connection.recv_into(piece):
            total += count
    assert total > 200 << 20
    assert most_memory() - before < 64 << 20


def most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def test_file_that_shrinks_while_it_is_sent_ends_the_connection(live: Live) -> None:
    film = live.root / "public/film.mp4"
    film.write_bytes(b"x" * (64 << 20))
    with socket.create_connection((HOST, live.server.port), timeout=60) as connection:
        connection.sendall(f"GET /some-repo/film.mp4 HTTP/1.1\r\nHost: {HOST}:{live.server.port}\r\n\r\n".encode())
        connection.recv(1000)
        os.truncate(film, 1000)
        assert sum(map(len, iter(lambda: connection.recv(1 << 20), b""))) < 64 << 20
    assert ask_raw(live, b"GET / HTTP/1.0\r\n\r\n")
