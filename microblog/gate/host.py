"""The git host, asked by the job that merges: what a request is, which files it changes, and to merge it at one commit.

It speaks GitHub's REST API. Gitea and Forgejo answer most of it; where they say less of two commits, nothing is merged.
The token comes from the environment and goes to that host alone.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from microblog.errors import UsageError
from microblog.web.client import Client
from microblog.web.documents import Answer, Fault

_PAGE = 100


class Host:
    """One repository at a git host."""

    def __init__(self, client: Client, api: str, repository: str, token: str) -> None:
        """Note where it is; nothing is asked yet."""
        self._client, self._base, self._token = client, f"{api.rstrip('/')}/repos/{repository}", token

    def __repr__(self) -> str:
        """Return what may be shown of it."""
        return f"<{self._base}>"

    def default_branch(self) -> str:
        """Return the name of the default branch."""
        return str(self._read("").get("default_branch", ""))

    def run(self, number: int) -> dict[str, Any]:
        """Return the run of a workflow."""
        found: dict[str, Any] = self._read(f"/actions/runs/{number}")
        return found

    def requests_of(self, commit: str) -> list[int]:
        """Return the open pull requests whose newest commit this is."""
        found = self._read(f"/commits/{quote(commit, safe='')}/pulls?per_page={_PAGE}")
        return [int(one["number"]) for one in found if one.get("state") == "open" and (one.get("head") or {}).get("sha") == commit]

    def request(self, number: int) -> dict[str, Any]:
        """Return a pull request."""
        found: dict[str, Any] = self._read(f"/pulls/{number}")
        return found

    def parents(self, commit: str) -> list[str]:
        """Return the parents of a commit."""
        return [str(one.get("sha")) for one in self._read(f"/git/commits/{commit}").get("parents", ())]

    def file(self, path: str, commit: str) -> str:
        """Return the hash of what a file holds at a commit or branch; "" where there is none."""
        asked = f"/contents/{quote(path)}?ref={quote(commit, safe='')}"
        answer = self._ask("GET", asked)
        if answer.status not in (200, 404):
            raise _refused(asked, answer)
        found = _content(asked, answer) if answer.status == 200 else None
        return str(found.get("sha") or "") if isinstance(found, dict) else ""

    def comparison(self, base: str, head: str) -> dict[str, Any]:
        """Return what a commit or branch has beside another since they parted; of the files, 300 at most."""
        found: dict[str, Any] = self._read(f"/compare/{quote(base, safe='')}...{quote(head, safe='')}?per_page=1")
        return found

    def merge(self, number: int, commit: str) -> str:
        """Merge a pull request, if this is still its newest commit; return why the host does not, or ""."""
        answer = self._ask("PUT", f"/pulls/{number}/merge", {"sha": commit, "merge_method": "merge"})
        return "" if answer.status == 200 else f"the host answers {answer.status}: {_message(answer)}"

    def start(self, workflow: str, branch: str) -> str:
        """Start a workflow, since what a workflow pushes starts none; return why the host does not, or ""."""
        answer = self._ask("POST", f"/actions/workflows/{quote(workflow)}/dispatches", {"ref": branch})
        return "" if answer.status in (200, 204) else f"the host answers {answer.status}: {_message(answer)}"

    def commit(self, parent: str, files: Mapping[str, bytes], gone: Sequence[str], message: str) -> tuple[str, str]:
        """Make a commit of what changes beside its parent; return its hash and its tree's."""
        items: list[dict[str, Any]] = [{"path": path, "mode": "100644", "type": "blob", "sha": None} for path in gone]
        for path, data in files.items():
            blob = self._make("/git/blobs", {"content": base64.b64encode(data).decode(), "encoding": "base64"})
            items.append({"path": path, "mode": "100644", "type": "blob", "sha": blob["sha"]})
        before = self._read(f"/git/commits/{parent}")["tree"]["sha"]
        tree = self._make("/git/trees", {"base_tree": before, "tree": items})["sha"]
        return str(self._make("/git/commits", {"message": message, "tree": tree, "parents": [parent]})["sha"]), str(tree)

    def set_branch(self, name: str, commit: str) -> None:
        """Let a branch of ours be at a commit, be it new or not."""
        answer = self._ask("POST", "/git/refs", {"ref": f"refs/heads/{name}", "sha": commit})
        if answer.status == 422:
            self._make(f"/git/refs/heads/{name}", {"sha": commit, "force": True}, "PATCH")
        elif answer.status != 201:
            raise _refused("/git/refs", answer)

    def open_request(self, branch: str, base: str, title: str, text: str) -> int:
        """Open a pull request, or say in the one that is open for the branch what it is now; return its number."""
        words = {"title": title[:200], "body": text[:60_000]}
        for found in self._requests_from(branch, "open"):
            self._make(f"/pulls/{found['number']}", words, "PATCH")
            return int(found["number"])
        return int(self._make("/pulls", {**words, "head": branch, "base": base})["number"])

    def merged_request(self, branch: str) -> int:
        """Return the number of a pull request from a branch that was merged; 0 where none was."""
        return next((int(found["number"]) for found in self._requests_from(branch, "closed") if found.get("merged_at")), 0)

    def _requests_from(self, branch: str, state: str) -> list[dict[str, Any]]:
        owner, name = self._base.rsplit("/", 2)[1:]
        found = self._read(f"/pulls?state={state}&head={quote(f'{owner}:{branch}', safe=':')}")
        own = f"{owner}/{name}".lower()  # an owner may have forks of it beside it
        return [one for one in found if str(((one.get("head") or {}).get("repo") or {}).get("full_name", "")).lower() == own]

    def comment(self, issue: int, text: str) -> None:
        """Say something below an issue."""
        self._make(f"/issues/{issue}/comments", {"body": text})

    def close_issue(self, issue: int) -> None:
        """Close an issue as done."""
        self._make(f"/issues/{issue}", {"state": "closed", "state_reason": "completed"}, "PATCH")

    def _make(self, path: str, content: Mapping[str, Any], method: str = "POST") -> Any:
        answer = self._ask(method, path, content)
        if answer.status not in (200, 201):
            raise _refused(path, answer)
        return _content(path, answer)

    def _read(self, path: str) -> Any:
        answer = self._ask("GET", path)
        if answer.status != 200:
            raise _refused(path, answer)
        return _content(path, answer)

    def _ask(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/vnd.github+json"}
        try:
            return self._client.send(method, self._base + path, headers, **({"json": content} if content is not None else {}))
        except Fault as fault:
            raise UsageError(f"the git host {fault.what}") from None


def _refused(path: str, answer: Answer) -> UsageError:
    return UsageError(f"the git host answers {answer.status} to {path}: {_message(answer)}")


def _content(path: str, answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise UsageError(f"the git host's answer to {path} cannot be read") from None


def _message(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body).get("message", ""))[:200]
    except (ValueError, AttributeError, RecursionError):
        return "nothing that can be read"
