"""A preview server that runs inside a test, and the requests that tests make of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from microblog.build.options import Options
from microblog.build.report import Report
from microblog.errors import Problem
from microblog.output.writer import marker_text
from microblog.preview.bulletin import Bulletin
from microblog.preview.rebuild import Outcome, Rebuilder
from microblog.preview.server import HOST, PreviewServer

REPORT = Report(3, 0, 0, 2, 0, 0, 0, 0, 0, (), {}, 1, 1, 1)
NOTHING = REPORT._replace(written=0)
MISTAKE = Problem("posts/ada/<b>.md", 4, "unknown key", "mend it")
SITE: dict[str, str | bytes] = {
    "config.yaml": "base_url: https://example.org/some-repo/\n",
    "public/index.html": "<p>front",
    "public/404.html": "<p>lost",
    "public/@ada/index.html": "<p>ada",
    "public/@ada/grüße/index.html": "<p>hello",
    "public/feed.atom": "<feed/>",
    "public/feed.json": "{}",
    "public/style.css": "p{}",
    "public/.well-known/webfinger": "w",
    "public/.built-by-microblog": marker_text("example.org,2026"),
    "public/.git/config": "secret",
    "public-leak/index.html": "secret",
    "secret.txt": "secret",
}


class Live(NamedTuple):
    """A server that runs."""

    root: Path
    server: PreviewServer
    rebuilder: Rebuilder
    bulletin: Bulletin
    results: list[Any]  # what the next builds give or raise
    told: list[Outcome]


@contextmanager
def run_preview(root: Path) -> Iterator[Live]:
    """Serve a site whose builds are stand-ins, below /some-repo/."""
    results: list[Any] = []
    told: list[Outcome] = []

    def stand_in(_: Options) -> Report:
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result  # type: ignore[no-any-return]

    bulletin = Bulletin()
    rebuilder = Rebuilder(Options(root), bulletin, told.append, stand_in)
    rebuilder.base_path = "/some-repo/"
    running = PreviewServer(0, rebuilder, bulletin)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Live(root, running, rebuilder, bulletin, results, told)
    finally:
        bulletin.close()
        running.shutdown()
        running.server_close()
        thread.join()


def ask_raw(live: Live, request: bytes) -> bytes:
    """Send bytes, and give all that comes back."""
    with socket.create_connection((HOST, live.server.port), timeout=60) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def ask(live: Live, target: str, method: str = "GET", host: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """Make a request; give status, headers and body."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{live.server.port}'}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head, _, body = ask_raw(live, "\r\n".join([*lines, "", ""]).encode("utf-8")).decode().partition("\r\n\r\n")
    status, *rest = head.split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in rest), body
