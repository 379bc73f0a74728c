"""Whether a pull request may be merged with nobody having looked at it, decided with rights that no pull request's code ever gets.

Pure. All that is believed comes from the git host (the request, the list of its files) and from the branch that it is for (who is who).
That the site builds, and all else that the gate looks at, is known by the gate's own run having succeeded: its code cannot be
another one, as a request that touches it is none that may be merged so. What was judged is what is merged: one commit, by its hash.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from microblog.gate.members import Member
from microblog.gate.rules import MOST, is_whose

_KNOWN = frozenset({"added", "modified", "removed", "renamed", "changed", "copied"})
GATE = ".github/workflows/gate.yml"


def run_fault(run: Mapping[str, Any], branch: str, repository: str) -> str:
    """Say why the run of a workflow is no reason to merge anything; "" where it is one.

    A request can be given another base while the gate runs, and its commit stays the same; so the run's name says the branch.
    """
    if run.get("path", "").partition("@")[0] != GATE or run.get("event") != "pull_request":
        return "it was no run of the gate for a pull request"
    if run.get("status") != "completed" or run.get("conclusion") != "success":
        return "the gate did not let it pass"
    if _name(run.get("repository")) != repository:
        return "it was a run in another repository"
    if run.get("display_title") != f"gate for {branch}":
        return "the gate compared it with another branch"
    return ""


def request_fault(request: Mapping[str, Any], commit: str, branch: str, repository: str) -> str:
    """Say why a pull request is not one that may be merged by itself; `commit` is what the gate looked at, `branch` the default one."""
    head, base = request.get("head") or {}, request.get("base") or {}
    if request.get("state") != "open" or request.get("draft") or request.get("locked"):
        return "it is closed, locked or a draft"
    if head.get("sha") != commit:
        return "it was changed since the gate looked at it"
    if base.get("ref") != branch or _name(base.get("repo")) != repository:
        return "it is for another branch"
    owner = ((head.get("repo") or {}).get("owner") or {}).get("login", "")
    if _name(head.get("repo")) != repository and owner.lower() != login_of(request).lower():
        return "its commits lie in a repository of somebody else"
    return ""


def files_fault(files: Sequence[Mapping[str, Any]], number: object, member: Member, prefix: str) -> str:
    """Say why the files of a request keep it from being merged by itself; `number` is how many there are, `prefix` leads to the site."""
    if not member.role or not member.handles:
        return f"@{member.login} is no member"
    if len(files) != number or not files:
        return "the list of its files is not whole"
    if len(files) > MOST:
        return f"it changes more than {MOST} files"
    for file in files:
        names = [file.get("filename"), *([file["previous_filename"]] if "previous_filename" in file else [])]
        if file.get("status") not in _KNOWN or not all(isinstance(name, str) and _is_below(name, prefix, member) for name in names):
            return f"it changes {file.get('filename')!s:.100}, which is not in the folder of @{member.login}"
    return ""


def _is_below(name: str, prefix: str, member: Member) -> bool:
    return name.startswith(prefix) and is_whose(name.removeprefix(prefix), member._replace(role="author"))


def login_of(request: Mapping[str, Any]) -> str:
    """Return who made a request."""
    return str((request.get("user") or {}).get("login", ""))


def _name(repository: Any) -> str:
    return str((repository or {}).get("full_name", ""))
