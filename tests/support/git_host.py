"""A double of a git host on the loopback: as much of the APIs of GitHub and Gitea as a page needs that commits a post.

It keeps what a real one would: blobs, trees, commits, a branch that moves forward only. Faults are put in front of single requests:
an answer of its own, an answer that is lost before or after the work is done, or something that happens meanwhile.
"""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

TOKEN = "github_pat_right"  # noqa: S105 - of the double
Files = dict[str, bytes]
Fault = tuple[str, Callable[[], object]]


class Answer(Exception):  # noqa: N818 - not only of errors
    """An answer that ends a request."""

    def __init__(self, status: int, content: object, headers: dict[str, str] | None = None) -> None:
        self.status, self.content, self.headers = status, content, headers or {}


class LostError(Exception):
    """The connection breaks off, before the answer or, late, in the middle of it."""

    def __init__(self, *, is_late: bool = False) -> None:
        super().__init__()
        self.is_late = is_late


class GitHost:
    """A repository `ada/notes`, and what happened to it."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget all that happened."""
        self.blobs: dict[str, bytes] = {}
        self.trees: dict[str, Files] = {}
        self.commits: dict[str, tuple[str, str, str]] = {}  # sha → (tree, parent, message)
        self.branch = ""
        self.asked: list[str] = []  # `METHOD path`, without what the browser asks before
        self.faults: list[Fault] = []
        self.faults_after: list[Fault] = []
        self.push({"posts/ada/profile.md": b"---\nname: Ada\n---\n"}, "first")

    # What tests do and see.

    @property
    def files(self) -> Files:
        """The files of the branch."""
        return self.trees[self.commits[self.branch][0]]

    @property
    def history(self) -> list[str]:
        """The messages of the branch's commits, the newest first."""
        found, sha = [], self.branch
        while sha:
            _, sha, message = self.commits[sha]
            found.append(message)
        return found

    def push(self, files: Files, message: str = "elsewhere") -> None:
        """Commit as somebody else would."""
        before = self.files if self.branch else {}
        self.branch = self._commit(self._tree(before | files), self.branch, message)

    def before(self, request: str, happens: Callable[[], object]) -> None:
        """Let something happen, once, before the next request that a pattern matches."""
        self.faults.append((request, happens))

    def after(self, request: str, happens: Callable[[], object]) -> None:
        """Let something happen, once, after the work for the next request that a pattern matches, and before its answer."""
        self.faults_after.append((request, happens))

    # The work.

    def _tree(self, files: Files) -> str:
        sha = hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()  # noqa: S324 - as git does
        self.trees[sha] = files
        return sha

    def _commit(self, tree: str, parent: str, message: str) -> str:
        sha = hashlib.sha1(f"{tree}{parent}{message}".encode()).hexdigest()  # noqa: S324
        self.commits[sha] = tree, parent, message
        return sha

    def answer(self, method: str, path: str, token: str, body: Any) -> Answer:
        """Answer a request as the host would."""
        request = f"{method} {path}"
        self.asked.append(request)
        _happen(self.faults, request)
        answer = self._answer(method, urlsplit(path), token, body)
        _happen(self.faults_after, request)
        return answer

    def _answer(self, method: str, url: SplitResult, token: str, body: Any) -> Answer:
        if token not in (f"Bearer {TOKEN}", f"token {TOKEN}"):
            return Answer(401, {"message": "Bad credentials"})
        for start, work in (("/api/v3/repos/ada/notes", self._github), ("/api/v1/repos/ada/notes", self._gitea)):
            if url.path.startswith(f"{start}/"):
                return work(method, url.path.removeprefix(start), parse_qs(url.query), body)
        return Answer(404, {"message": "Not Found"})

    def _github(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Answer:  # noqa: PLR0911 - a table
        match method, path.split("/")[1:]:
            case "GET", ["git", "ref", "heads", "main"]:
                return Answer(200, {"object": {"sha": self.branch}})
            case "GET", ["git", "commits", sha]:
                return Answer(200, {"tree": {"sha": self.commits[sha][0]}})
            case "POST", ["git", "blobs"]:
                data = base64.b64decode(body["content"], validate=True)
                sha = hashlib.sha1(data).hexdigest()  # noqa: S324
                self.blobs[sha] = data
                return Answer(201, {"sha": sha})
            case "POST", ["git", "trees"]:
                files = dict(self.trees[body["base_tree"]])
                for entry in body["tree"]:
                    assert (entry["mode"], entry["type"]) == ("100644", "blob")
                    files[entry["path"]] = entry["content"].encode() if "content" in entry else self.blobs[entry["sha"]]
                return Answer(201, {"sha": self._tree(files)})
            case "POST", ["git", "commits"]:
                (parent,) = body["parents"]
                return Answer(201, {"sha": self._commit(body["tree"], parent, body["message"])})
            case "PATCH", ["git", "refs", "heads", "main"]:
                if self.commits[body["sha"]][1] != self.branch:
                    return Answer(422, {"message": "Update is not a fast forward"})
                self.branch = body["sha"]
                return Answer(200, {"object": {"sha": self.branch}})
            case "GET", ["contents", *parts]:
                return self._contents(unquote("/".join(parts)), query["ref"][0])
        return Answer(404, {"message": "Not Found"})

    def _gitea(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Answer:
        match method, path.split("/")[1:]:
            case "GET", ["contents", *parts]:
                return self._contents(unquote("/".join(parts)), query["ref"][0])
            case "POST", ["contents"]:
                assert {file["operation"] for file in body["files"]} == {"create"}
                new = {file["path"]: base64.b64decode(file["content"], validate=True) for file in body["files"]}
                if there := sorted(new.keys() & self.files.keys()):
                    return Answer(422, {"message": f"repository file already exists [path: {there[0]}]"})
                self.push(new, body["message"])
                return Answer(201, {"commit": {"sha": self.branch}})
        return Answer(404, {"message": "Not Found"})

    def _contents(self, path: str, ref: str) -> Answer:
        files = self.files if ref == "main" else self.trees[self.commits[ref][0]]
        if path not in files:
            return Answer(404, {"message": "Not Found"})
        return Answer(200, {"encoding": "base64", "content": base64.encodebytes(files[path]).decode()})


def _happen(faults: list[Fault], request: str) -> None:
    for fault in [fault for fault in faults if re.search(fault[0], request)][:1]:
        faults.remove(fault)
        fault[1]()


class serving_git:  # noqa: N801 - reads as a phrase
    """Serve a git host for as long as the block lasts."""

    def __init__(self) -> None:
        self.host = GitHost()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        """Where the repository is."""
        return f"http://127.0.0.1:{self.server.server_port}/ada/notes"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host, lock = self.host, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_OPTIONS(self) -> None:
                self._send(Answer(204, None))

            def _work(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with lock:
                    try:
                        token = self.headers.get("Authorization", "")
                        answer = host.answer(self.command, self.path, token, json.loads(body) if body else None)
                    except Answer as early:
                        answer = early
                    except LostError as loss:
                        if loss.is_late:
                            self._send(Answer(200, {}), cut=1)
                        return
                    self._send(answer)

            do_GET = do_POST = do_PATCH = _work  # noqa: N815

            def _send(self, answer: Answer, cut: int = 0) -> None:
                data = b"" if answer.content is None else json.dumps(answer.content).encode()
                self.send_response(answer.status)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
                self.send_header("Access-Control-Allow-Methods", "GET, POST, PATCH")
                self.send_header("Access-Control-Expose-Headers", "X-RateLimit-Remaining, X-RateLimit-Reset")
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) - cut])

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def lost() -> None:
    """Break the connection off before anything is done."""
    raise LostError


def cut_off() -> None:
    """Break the connection off in the middle of the answer."""
    raise LostError(is_late=True)


def refused(status: int, message: str = "", **headers: str) -> Callable[[], None]:
    """Return what answers instead of the host."""

    def answer() -> None:
        raise Answer(status, {"message": message}, {name.replace("_", "-"): value for name, value in headers.items()})

    return answer
