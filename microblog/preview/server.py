"""The HTTP server of `serve`: for this machine's browsers only.

It binds 127.0.0.1, and answers only requests that name it so: a foreign `Host` is another site's name that was made to
point here, a foreign `Origin` another site's page. Nothing is cached. A file that is not there while a build runs is
looked for again when that has ended.
"""

import errno
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import unquote

from microblog.errors import UsageError
from microblog.preview import overlay
from microblog.preview.bulletin import Bulletin
from microblog.preview.files import Redirect, content_type, find_file, parse_target
from microblog.preview.rebuild import Rebuilder

HOST = "127.0.0.1"
_TAKEN = (errno.EADDRINUSE, errno.EACCES)  # the latter is how Windows refuses a port that it keeps for itself
_HTML = "text/html; charset=utf-8"


class PreviewServer(ThreadingTCPServer):
    """Serves one site's output, and the news about it."""

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there it would share the port with another server
    request_queue_size = 128

    def __init__(self, port: int, site: Rebuilder, bulletin: Bulletin) -> None:
        """Listen on a port of this machine; 0 for any that is free."""
        self.site = site
        self.bulletin = bulletin
        super().__init__((HOST, port), Handler)
        self.port: int = self.socket.getsockname()[1]
        self.names = (f"{HOST}:{self.port}", f"localhost:{self.port}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about browsers that hang up."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def open_server(port: int, site: Rebuilder, bulletin: Bulletin) -> PreviewServer:
    """Listen on a port, or where it is taken on the next free one."""
    for candidate in range(port, port + 100):
        try:
            return PreviewServer(candidate, site, bulletin)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
    raise UsageError(f"the ports from {port} to {port + 99} are all taken; end what listens there")


class Handler(BaseHTTPRequestHandler):
    """Answers one connection's requests."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = "microblog"
    sys_version = ""
    timeout = 60  # seconds after which an idle connection is closed

    def do_GET(self) -> None:
        """Answer with the page, file or event stream that is asked for."""
        path, base = parse_target(self.path), unquote(self.server.site.base_path)
        if not self._is_from_here():
            self._send(403, _HTML, overlay.plain_page("Forbidden", "This preview answers only pages of its own address."))
        elif path == base + overlay.EVENTS:
            self._send_events()
        elif path == base + overlay.SCRIPT:
            self._send(200, "text/javascript; charset=utf-8", overlay.script())
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

    def _send_file(self, path: str | None) -> None:
        """Send the file for a path below the base, else the site's page for what is not there."""
        version = self.server.bulletin.version  # before the file is read: what comes in between is loaded again
        found = self._find(path) if path is not None else None
        if isinstance(found, Redirect):
            self._redirect(found.location)
        elif found and (body := _read(found)) is not None:
            kind = content_type(found)
            self._send(200, kind, self._with_script(body, version) if kind == _HTML else body)
        else:
            missing = find_file(self.server.site.folder, "404.html")
            self._send(404, _HTML, self._with_script((isinstance(missing, Path) and _read(missing)) or _nothing(), version))

    def _find(self, path: str) -> Path | Redirect | None:
        site = self.server.site
        found = find_file(site.folder, path)
        if not found:
            site.restore()
            found = find_file(site.folder, path)
        return found

    def _with_script(self, page: bytes, version: str) -> bytes:
        return overlay.add_script(page, self.server.site.base_path, version)

    def _send_events(self) -> None:
        """Send news for as long as the page is there."""
        self.close_connection = True
        self._send_head(200, "text/event-stream", {"Connection": "close"})
        if self.command != "HEAD":
            for event in self.server.bulletin.follow(self.path.partition("?")[2]):
                self.wfile.write(event)

    def _redirect(self, path: str) -> None:
        self._send(302, _HTML, b"", {"Location": self.server.site.base_path + path})

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


def _nothing() -> bytes:
    return overlay.plain_page("There is no such page", "The site has none at this address, or was not built yet.")
