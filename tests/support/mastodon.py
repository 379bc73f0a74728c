"""A server of Mastodon on this machine, and the site beside it; both can be made to misbehave."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-that-nobody-may-see"  # noqa: S105 - of nobody

SCOPES = (
    (r"GET /api/v1/accounts/verify_credentials", "read:accounts"),
    (r"GET /api/v1/accounts/[^/]+/statuses", "read:statuses"),
    (r"GET /api/v1/statuses/[^/]+/source", "read:statuses"),
    (r"GET /api/v2/search", "read:search"),
    (r"\w+ /api/v[12]/media.*", "write:media"),
    (r"POST /api/v1/statuses/[^/]+/(?:un)?favourite", "write:favourites"),
    (r"(?:POST|PUT|DELETE) /api/v1/statuses.*", "write:statuses"),
)
"""What a token must be allowed for each question, as Mastodon's controllers have it; the first row that fits counts."""

Json = dict[str, Any]
Answer = Callable[[BaseHTTPRequestHandler], None]


class MastodonDouble:
    """What the server knows; tests look into it and change it."""

    def __init__(self, place: str) -> None:
        self.place, self.url = place, f"http://{place}"
        self.account = f"{self.url}/@ada"
        self.statuses: dict[str, Json] = {}
        self.made = 0  # statuses that ever came
        self.media: dict[str, bytes] = {}
        self.keys: dict[str, str] = {}
        self.remembers_keys = True
        self.liked: list[tuple[str, str]] = []  # verb, id
        self.asked: list[tuple[str, str, str]] = []  # method, path, token
        self.pages: set[str] = set()  # of the site that are not there
        self.instead: dict[tuple[str, str], list[Answer]] = {}
        self.longest = 1 << 30  # characters of an edit that it takes
        self.scopes = {scope for _, scope in SCOPES}  # of the token
        self.takes: dict[str, Json] | None = None  # what `/api/v2/instance` says of that; None where that is not known

    def texts(self) -> list[str]:
        """Return what stands there, the oldest first."""
        return [status["text"] for status in self.statuses.values()]

    def answer(self, method: str, path: str, given: Json, key: str) -> tuple[int, Any]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        route = urlsplit(path).path.removeprefix("/api/")
        if route == "v2/instance":
            return (200, {"configuration": self.takes}) if self.takes is not None else (404, {"error": "Not Found"})
        if route == "v1/accounts/verify_credentials":
            return 200, {"id": "1", "username": "ada", "url": self.account}
        if "media" in route:
            return self._medium(route, given)
        if route == "v2/search":
            found = [{"id": "900", "url": query["q"], "uri": query["q"]}] if "nowhere" not in query["q"] else []
            return 200, {"statuses": found}
        if route == "v1/accounts/1/statuses":
            older = [one for one in reversed(self.statuses.values()) if "max_id" not in query or int(one["id"]) < int(query["max_id"])]
            return 200, older[: int(query["limit"])]
        return self._status(method, route.removeprefix("v1/statuses").strip("/"), given, key)

    def _medium(self, route: str, given: Json) -> tuple[int, Any]:
        if route == "v2/media":
            number = f"m{len(self.media) + 1}"
            self.media[number] = given["raw"]
            return 202, {"id": number, "url": None}
        return 200, {"id": route.rpartition("/")[2], "url": "https://files.example/x"}

    def _status(self, method: str, rest: str, given: Json, key: str) -> tuple[int, Any]:
        number, _, verb = rest.partition("/")
        if not number:
            return 200, self._post(given, key)
        if verb in {"favourite", "reblog", "unfavourite", "unreblog"}:
            self.liked.append((verb, number))
            return 200, {"id": number, "url": "https://x.example/1"}
        if number not in self.statuses:
            return 404, {"error": "Record not found"}
        status = self.statuses[number]
        if verb == "source":
            return 200, {"id": number, "text": status["text"], "spoiler_text": status["spoiler_text"]}
        if method == "DELETE":
            return 200, self.statuses.pop(number)
        return self._edit(status, given)

    def _edit(self, status: Json, given: Json) -> tuple[int, Any]:
        if len(given["status"]) > self.longest:
            return 422, {"error": f"Validation failed: Text character limit of {self.longest} exceeded"}
        status.update(text=given["status"].strip(), **{name: value for name, value in given.items() if name != "status"})
        return 200, status

    def _post(self, given: Json, key: str) -> Json:
        if self.remembers_keys and self.keys.get(key) in self.statuses:
            return self.statuses[self.keys[key]]
        self.made += 1
        number = str(100 + self.made)
        self.keys[key] = number
        self.statuses[number] = {
            "id": number,
            "url": f"{self.account}/{number}",
            "created_at": "2026-12-01T00:00:00Z",
            "text": given["status"].strip(),
            **{name: value for name, value in given.items() if name != "status"},
        }
        return self.statuses[number]


def says(status: int, body: bytes = b"{}", kind: str = "application/json", **headers: str) -> Answer:
    """Make an answer to be given instead of the real one."""

    def give(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return give


@contextmanager
def mastodon_double() -> Iterator[MastodonDouble]:
    """Serve until the test is over."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.close_connection = True
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            path = urlsplit(self.path).path
            state.asked.append((self.command, path, token))
            if planned := state.instead.get((self.command, path)):
                return planned.pop(0)(self)
            if not path.startswith("/api/"):
                return says(404 if path in state.pages else 200, b"<html>", "text/html")(self)
            if token != TOKEN:
                return says(401, json.dumps({"error": f"The access token {token} is invalid"}).encode())(self)
            if next((scope for route, scope in SCOPES if re.fullmatch(route, f"{self.command} {path}")), None) not in {None, *state.scopes}:
                return says(403, b'{"error": "This action is outside the authorized scopes"}')(self)
            is_json = self.headers.get("Content-Type") == "application/json"
            given = json.loads(content) if is_json and content else {"raw": content}
            status, said = state.answer(self.command, self.path, given, self.headers.get("Idempotency-Key", ""))
            return says(status, json.dumps(said).encode())(self)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that the library looks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = MastodonDouble(f"127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def boundary_parts(raw: bytes) -> dict[str, bytes]:
    """Return the fields of a form with files, by name."""
    pattern = rb'name="([^"]+)"[^\r]*(?:\r\n[^\r]+)*\r\n\r\n(.*?)\r\n--'
    return {name.decode(): value for name, value in re.findall(pattern, raw, re.DOTALL)}
