"""A double of GitHub's REST API over a real git repository: what a commit, a branch and a pull request need, and photos to fetch."""

import base64
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote


class Forge:
    """A repository `octo/club` at a host, and what was asked of it."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self.requests: dict[int, dict[str, Any]] = {}
        self.comments: list[tuple[int, str]] = []
        self.closed: list[int] = []
        self.started: list[str] = []
        self.merged: list[int] = []
        self.photos: dict[str, bytes] = {}
        self.faults: dict[str, tuple[int, object]] = {}  # path → answer in place of the right one
        self.runs: dict[int, dict[str, Any]] = {}
        self.url = ""

    def git(self, *words: str, data: bytes = b"", **env: str) -> str:
        names = {f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        command = ["git", "-C", str(self.repository), *words]
        done = subprocess.run(command, input=data, capture_output=True, check=True, env={"PATH": "/usr/bin:/bin", **names, **env})
        return done.stdout.decode().strip()

    def show(self, path: str, branch: str = "main") -> str:
        return self.git("show", f"{branch}:{path}")

    def answer(self, method: str, path: str, content: Any) -> tuple[int, Any]:
        rest = path.removeprefix("/repos/octo/club").partition("?")[0]
        if rest in self.faults:
            return self.faults[rest]
        routes = [
            ("GET", "", lambda: {"default_branch": "main"}),
            ("POST", "/git/blobs", lambda: self._blob(content)),
            ("GET", "/git/commits/(.+)", self._commit),
            ("GET", "/compare/(.+)[.]{3}(.+)", self._compare),
            ("GET", "/contents/(.+)", lambda name: self._file(unquote(path.partition("?ref=")[2]), name)),
            ("GET", "/actions/runs/(.+)", lambda number: self.runs[int(number)]),
            ("GET", "/commits/(.+)/pulls", lambda sha: [one for one in map(self._request, self.requests) if one["head"]["sha"] == sha]),
            ("GET", "/pulls/(.+)", lambda number: self._request(int(number))),
            ("POST", "/git/trees", lambda: self._tree(content)),
            (
                "POST",
                "/git/commits",
                lambda: {"sha": self.git("commit-tree", "-p", content["parents"][0], "-m", content["message"], content["tree"])},
            ),
            ("POST", "/git/refs", lambda: self._ref(content["ref"], content["sha"], is_new=True)),
            ("PATCH", "/git/(refs/heads/.+)", lambda name: self._ref(name, content["sha"], is_new=False)),
            (
                "GET",
                "/pulls",
                lambda: [
                    {**one, **self._head(one), "merged_at": "2026-11-30T10:00:00Z" if number in self.merged else None}
                    for number, one in self.requests.items()
                    if f"octo:{one['head']}" in unquote(path) and f"state={one['state']}" in path
                ],
            ),
            ("PATCH", "/pulls/(.+)", lambda number: self.requests[int(number)].update(content) or {}),
            ("POST", "/pulls", lambda: self._open(content)),
            ("PUT", "/pulls/(.+)/merge", lambda number: self._merge(int(number), content["sha"])),
            ("POST", "/issues/(.+)/comments", lambda number: self.comments.append((int(number), content["body"])) or {}),
            ("PATCH", "/issues/(.+)", lambda number: self.closed.append(int(number)) or {}),
            ("POST", "/actions/workflows/(.+)/dispatches", lambda name: self.started.append(name) or (204, {})),
        ]
        for verb, pattern, act in routes:
            if verb == method and (match := re.fullmatch(pattern, rest)):
                found = act(*match.groups())
                return found if isinstance(found, tuple) else (201 if method == "POST" else 200, found)
        return 404, {"message": f"{method} {rest}"}

    def _blob(self, content: Any) -> Any:
        return {"sha": self.git("hash-object", "-w", "--stdin", data=base64.b64decode(content["content"]))}

    def _tree(self, content: Any) -> Any:
        index = {"GIT_INDEX_FILE": str(self.repository / "forge-index")}
        self.git("read-tree", content["base_tree"], **index)
        for item in content["tree"]:
            if item["sha"] is None:
                self.git("update-index", "--force-remove", item["path"], **index)
            else:
                self.git("update-index", "--add", "--cacheinfo", f"{item['mode']},{item['sha']},{item['path']}", **index)
        return {"sha": self.git("write-tree", **index)}

    def _ref(self, name: str, sha: str, *, is_new: bool) -> Any:
        is_there = bool(self.git("for-each-ref", f"refs/{name.removeprefix('refs/')}"))
        if is_new and is_there:
            return 422, {"message": "Reference already exists"}
        self.git("update-ref", f"refs/{name.removeprefix('refs/')}", sha)
        return {}

    def _head(self, request: Any) -> Any:
        return {"head": {"ref": request["head"], "repo": {"full_name": request.get("from", "octo/club")}}}

    def _open(self, content: Any) -> Any:
        number = 100 + len(self.requests)
        self.requests[number] = {"number": number, "state": "open", **content}
        return {"number": number}

    def _commit(self, sha: str) -> Any:
        tree, *parents = self.git("show", "--no-patch", "--format=%T %P", sha).split()
        return {"tree": {"sha": tree}, "parents": [{"sha": parent} for parent in parents]}

    def _file(self, commit: str, name: str) -> Any:
        row = self.git("ls-tree", commit, name).split()
        return {"type": "file", "sha": row[2]} if row else (404, {"message": "Not Found"})

    def _compare(self, base: str, head: str) -> Any:
        """Compare two commits as the host does: with one of their newest common commits."""
        common = self.git("merge-base", base, head)
        is_ahead = common == self.git("rev-parse", base)
        rows = self.git("diff", "--name-status", "--no-renames", common, head).splitlines()
        kinds = {"A": "added", "M": "modified", "D": "removed", "T": "changed"}
        files = [{"status": kinds[row.split("\t")[0]], "filename": row.split("\t")[1]} for row in rows][:300]
        return {"status": "ahead" if is_ahead else "diverged", "merge_base_commit": {"sha": common}, "files": files}

    def offer(self, number: int, commit: str, login: str, base: str = "main") -> None:
        """Let somebody ask for a commit of theirs, from a repository of their own."""
        self.git("update-ref", f"refs/pull/{number}/head", commit)
        self.requests[number] = {"number": number, "state": "open", "head": f"../pull/{number}/head", "base": base, "login": login}

    def _request(self, number: int) -> Any:
        one = self.requests[number]
        owner = {"full_name": f"{one['login']}/club", "owner": {"login": one["login"]}}
        return {
            "number": number,
            "state": one["state"],
            "user": {"login": one["login"]},
            "head": {"sha": self._head_of(one), "repo": owner},
            "base": {"ref": one["base"], "repo": {"full_name": "octo/club"}},
        }

    def _head_of(self, request: Any) -> str:
        name = request["head"]
        return self.git("rev-parse", f"refs/pull/{request['number']}/head" if name.startswith("../pull/") else f"refs/heads/{name}")

    def merge_of(self, commit: str, branch: str = "main") -> str:
        """Return the merge that the host makes of a branch and a commit."""
        tree = self.git("merge-tree", "--write-tree", branch, commit).split()[0]
        return self.git("commit-tree", "-p", branch, "-p", commit, "-m", "x", tree)

    def _merge(self, number: int, sha: str) -> Any:
        if self._head_of(self.requests[number]) != sha:
            return 409, {"message": "Head branch was modified"}
        is_next = self.git("merge-base", "main", sha) == self.git("rev-parse", "main")
        self.git("update-ref", "refs/heads/main", sha if is_next else self.merge_of(sha))
        self.merged.append(number)
        self.requests[number]["state"] = "closed"
        return {"merged": True}


@contextmanager
def forge(repository: Path) -> Iterator[Forge]:
    """Serve until the test is over."""
    found = Forge(repository)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path in found.photos:
                self._send(200, found.photos[self.path])
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, content = found.answer(self.command, self.path, json.loads(body or b"null"))
            self._send(status, json.dumps(content).encode())

        do_POST = do_PUT = do_PATCH = do_GET  # noqa: N815 - the names that the library looks for

        def _send(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()
