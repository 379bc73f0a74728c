"""The HTTP server of `serve`: for this machine's browsers only, where nobody asked for more.

It binds one address, 127.0.0.1 unless told another, and answers only requests that name it so: a foreign `Host` is another site's
name that was made to point here, a foreign `Origin` another site's page. A request with a body is refused, so that no bytes of one
are taken for the next request. Nothing is cached, and of a large file no more is in memory than a piece. A file that is not there
while a build runs is looked for again when that has ended.
"""

import errno
import io
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

from microblog.errors import ContentError, UsageError
from microblog.preview import overlay
from microblog.preview.bulletin import Bulletin
from microblog.preview.connections import PATIENCE, BoundedServer, ImpatientReader
from microblog.preview.files import Redirect, content_type, find_file, parse_target
from microblog.preview.hidden_posts import find_answer
from microblog.preview.ranges import OutOfRangeError, Part, parse_range
from microblog.preview.rebuild import Rebuilder

HOST = "127.0.0.1"
_TAKEN = (errno.EADDRINUSE, errno.EACCES)  # the latter is how Windows refuses a port that it keeps for itself
_LARGEST_PAGE = 8 << 20  # bytes of a page that is changed on its way to the browser
_PIECE = 1 << 18
_NO_ADDRESS = (errno.EADDRNOTAVAIL, errno.EINVAL)


class PreviewServer(BoundedServer):
    """Serves one site's output, and the news about it."""

    allow_reuse_address = sys.platform != "win32"  # there it would share the port with another server
    request_queue_size = 128

    def __init__(self, port: int, site: Rebuilder, bulletin: Bulletin, host: str = HOST) -> None:
        """Listen on a port of an address of this machine; 0 for any port that is free."""
        self.site = site
        self.bulletin = bulletin
        super().__init__((host, port), Handler)
        self.port: int = self.socket.getsockname()[1]
        self.names = tuple(f"{name}:{self.port}" for name in ((host, "localhost") if host == HOST else (host,)))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about browsers that hang up."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def open_server(port: int, site: Rebuilder, bulletin: Bulletin, host: str = HOST) -> PreviewServer:
    """Listen on a port, or where it is taken on the next free one."""
    for candidate in range(port, port + 100):
        try:
            return PreviewServer(candidate, site, bulletin, host)
        except OSError as error:
            if error.errno in _NO_ADDRESS:
                raise UsageError(f"{host} is no address of this machine; --host alone finds the one that others reach it by") from error
            if error.errno not in _TAKEN:
                raise
    raise UsageError(f"the ports from {port} to {port + 99} are all taken; end what listens there")


class Handler(BaseHTTPRequestHandler):
    """Answers one connection's requests."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = "microblog"
    sys_version = ""
    timeout = PATIENCE  # seconds that sending a piece may take

    def setup(self) -> None:
        """Bound the time that a request may take."""
        super().setup()
        self._incoming = ImpatientReader(self.connection, PATIENCE)
        self.rfile = io.BufferedReader(self._incoming)

    def handle_one_request(self) -> None:
        """Wait for a request, and answer it."""
        self._incoming.begin()
        super().handle_one_request()

    def do_GET(self) -> None:
        """Answer with the page, file or event stream that is asked for."""
        path, base = parse_target(self.path), unquote(self.server.site.base_path)
        if not self._is_from_here():
            self._send(403, overlay.HTML, overlay.plain_page("Forbidden", "This preview answers only pages of its own address."))
        elif self._has_body():
            self.close_connection = True
            page = overlay.plain_page("Bad request", "This preview takes nothing but questions.")
            self._send(400, overlay.HTML, page, {"Connection": "close"})
        elif path and path.startswith(base + overlay.OWN):
            self._send_own(path.removeprefix(base + overlay.OWN))
        elif path and f"{path.rstrip('/')}/" in ("/", base) and path != base:
            self._redirect("")
        else:
            self._send_file(path[len(base) :] if path and path.startswith(base) else None)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Log nothing: the terminal is for the author's problems."""

    def _is_from_here(self) -> bool:
        origins = self.headers.get_all("Origin", ())
        hosts = self.headers.get_all("Host", ())
        is_own = all(origin.lower() in {f"http://{name}" for name in self.server.names} for origin in origins)
        return is_own and len(hosts) == 1 and hosts[0].lower() in self.server.names

    def _has_body(self) -> bool:
        lengths = self.headers.get_all("Content-Length", ())
        is_broken = self.headers.defects or self.headers.get_payload()  # lines behind one that is no header
        return bool(is_broken) or "Transfer-Encoding" in self.headers or any(length.strip() != "0" for length in lengths)

    def _send_own(self, name: str) -> None:
        """Send something of the preview's own."""
        if name == "events":
            self._send_events()
        elif kind := overlay.FILES.get(name):
            self._send(200, kind, overlay.own_file(name))
        elif name.startswith("hidden/"):
            self._send_hidden(name.removeprefix("hidden/"))
        else:
            self._send_file(None)

    def _send_hidden(self, path: str) -> None:
        """Send the list of hidden posts, or one of them; say where that cannot be, because a build runs elsewhere say."""
        site, version = self.server.site, self.server.bulletin.version
        try:
            answer = find_answer(site.options, path)
        except (UsageError, ContentError) as error:
            said = "; ".join(map(str, error.problems)) if isinstance(error, ContentError) else str(error)
            page = overlay.plain_page("This cannot be shown now", said, site.base_path)
            self._send(503, overlay.HTML, self._with_script(page, version))
            return
        if answer is None:
            self._send_file(None)
        else:
            is_page = answer.kind == overlay.HTML
            self._send(200, answer.kind, self._with_script(answer.body, version, answer.note) if is_page else answer.body)

    def _send_file(self, path: str | None) -> None:
        """Send the file for a path below the base, else the site's page for what is not there."""
        version = self.server.bulletin.version  # before the file is read: what comes in between is loaded again
        found = self._find(path) if path is not None else None
        if isinstance(found, Redirect):
            self._redirect(found.location)
        elif found and (file := _open(found)):
            with file:
                self._send_opened(file, content_type(found), version)
        else:
            missing = find_file(self.server.site.folder, "404.html")
            self._send(404, overlay.HTML, self._with_script((isinstance(missing, Path) and _read(missing)) or self._nothing(), version))

    def _send_opened(self, file: BinaryIO, kind: str, version: str) -> None:
        """Send a file, a page with the script; of anything else, the part that is asked for."""
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if kind == overlay.HTML and size <= _LARGEST_PAGE:
            self._send(200, kind, self._with_script(file.read(), version))
            return
        try:
            part = None if "If-Range" in self.headers else parse_range(self.headers["Range"], size)
        except OutOfRangeError:
            self._send(416, kind, b"", {"Content-Range": f"bytes */{size}"})
            return
        start, end = part or Part(0, size)
        headers = {"Content-Range": f"bytes {start}-{end - 1}/{size}"} if part else {}
        self._send_head(206 if part else 200, kind, {"Content-Length": str(end - start), "Accept-Ranges": "bytes", **headers})
        if self.command != "HEAD":
            self._send_pieces(file, start, end)

    def _send_pieces(self, file: BinaryIO, start: int, end: int) -> None:
        """Send a part of a file; hang up where it became shorter meanwhile, since its length was told."""
        file.seek(start)
        left = end - start
        while left and (piece := file.read(min(left, _PIECE))):
            self.wfile.write(piece)
            left -= len(piece)
        self.close_connection |= bool(left)

    def _find(self, path: str) -> Path | Redirect | None:
        site = self.server.site
        found = find_file(site.folder, path)
        if not found:
            site.restore()
            found = find_file(site.folder, path)
        return found

    def _with_script(self, page: bytes, version: str, note: str = "") -> bytes:
        return overlay.add_script(page, self.server.site.base_path, version, note)

    def _nothing(self) -> bytes:
        text = "The site has none at this address, or was not built yet."
        return overlay.plain_page("There is no such page", text, self.server.site.base_path)

    def _send_events(self) -> None:
        """Send news for as long as the page is there."""
        self.close_connection = True
        self._send_head(200, "text/event-stream", {"Connection": "close"})
        if self.command != "HEAD":
            for event in self.server.bulletin.follow(self.path.partition("?")[2]):
                self.wfile.write(event)

    def _redirect(self, path: str) -> None:
        self._send(302, overlay.HTML, b"", {"Location": self.server.site.base_path + path})

    def _send(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._send_head(status, kind, {"Content-Length": str(len(body)), **(headers or {})})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_head(self, status: int, kind: str, headers: dict[str, str]) -> None:
        safe = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
        self.send_response(status)
        for name, value in {"Content-Type": kind, **safe, **headers}.items():
            self.send_header(name, value)
        self.end_headers()


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _open(file: Path) -> BinaryIO | None:
    try:
        return file.open("rb")
    except OSError:
        return None
