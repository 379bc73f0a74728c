"""The git host, asked by the job that merges: what a request is, which files it changes, and to merge it at one commit.

It speaks GitHub's REST API, which Gitea and Forgejo answer too. The token comes from the environment and goes to that host alone.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from microblog.errors import UsageError
from microblog.gate.rules import MOST
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

    def files(self, number: int) -> list[dict[str, Any]]:
        """Return the files of a pull request, as far as anything is done with them."""
        found: list[dict[str, Any]] = []
        for page in range(1, MOST // _PAGE + 2):
            some = self._read(f"/pulls/{number}/files?per_page={_PAGE}&page={page}")
            found += some
            if len(some) < _PAGE:
                break
        return found

    def merge(self, number: int, commit: str) -> str:
        """Merge a pull request, if this is still its newest commit; return why the host does not, or ""."""
        answer = self._ask("PUT", f"/pulls/{number}/merge", {"sha": commit, "merge_method": "merge"})
        return "" if answer.status == 200 else f"the host answers {answer.status}: {_message(answer)}"

    def start(self, workflow: str, branch: str) -> str:
        """Start a workflow, since what a workflow pushes starts none; return why the host does not, or ""."""
        answer = self._ask("POST", f"/actions/workflows/{quote(workflow)}/dispatches", {"ref": branch})
        return "" if answer.status in (200, 204) else f"the host answers {answer.status}: {_message(answer)}"

    def _read(self, path: str) -> Any:
        answer = self._ask("GET", path)
        if answer.status != 200:
            raise UsageError(f"the git host answers {answer.status} to {path}: {_message(answer)}")
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise UsageError(f"the git host's answer to {path} cannot be read") from None

    def _ask(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/vnd.github+json"}
        try:
            return self._client.send(method, self._base + path, headers, **({"json": content} if content is not None else {}))
        except Fault as fault:
            raise UsageError(f"the git host {fault.what}") from None


def _message(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body).get("message", ""))[:200]
    except (ValueError, AttributeError, RecursionError):
        return "nothing that can be read"
