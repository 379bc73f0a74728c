"""A web server on 127.0.0.1 whose every answer a test writes, the bad ones too."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class FeedServer:
    """Answers by path; what was asked stands in `asked`."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent: list[tuple[str, str, bytes]] = []  # method, path and body of all that was not GET
        self.place = f"127.0.0.1:{server.server_address[1]}"
        self.url = f"http://{self.place}"

    def __setitem__(self, path: str, answer: Answer) -> None:
        self.answers[path] = answer


def text(body: bytes | str, kind: str = "text/html", status: int = 200, **headers: str) -> Answer:
    """Make a plain answer; `_` in the name of a header stands for `-`."""
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def redirect(url: str, status: int = 302) -> Answer:
    return text("", status=status, Location=url)


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    """Serve until the test is over."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            with suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
                found.answers.get(self.path, text("", status=404))(self)
            self.close_connection = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.sent.append((self.command, self.path, body))
            self.do_GET()

        do_PUT = do_DELETE = do_POST  # noqa: N815 - the name that the library looks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = FeedServer(server)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()
