"""Whether a pull request may be merged with nobody having looked at it, decided with rights that no pull request's code ever gets.

Pure. All that is believed comes from the git host (the request, what two commits differ in) and from the branch that it is for (who
is who). That the site builds, and all else that the gate looks at, is known by the gate's own run having succeeded. The host takes
the run's code from the request, so what the run says, its name too, is believed only where the request has the gate that the branch
has. What was judged is what is merged: everything is asked of commits, by their hashes, and nothing of a request or a branch, which
can be another one at the next question.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from microblog.gate.members import Member
from microblog.gate.rules import MOST, is_whose, is_written
from microblog.text.tuples import NamedTuple

_KNOWN = frozenset({"added", "modified", "removed", "renamed", "changed", "copied"})
GATE = ".github/workflows/gate.yml"
MOVED = "the branch was changed since the gate looked at it"


_TITLE = re.compile(r"gate for (\S+) by (\S+) at ([0-9a-f]{40}|[0-9a-f]{64})")


class Judgement(NamedTuple):
    """What a run of the gate looked at, as its name says: the branch, whose request it was, and the merge that the host made of both."""

    branch: str
    login: str
    merge: str


def judgement_of(run: Mapping[str, Any]) -> Judgement:
    """Read the name of a run."""
    found = _TITLE.fullmatch(str(run.get("display_title")))
    return Judgement(*found.groups()) if found else Judgement("", "", "")


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
    if judgement_of(run).branch != branch:
        return "the gate compared it with another branch (or gate.yml is an older one: take the engine's)"
    return ""


def gate_fault(of_request: str, of_branch: str) -> str:
    """Say why what a run says cannot be believed, by the hashes of the gate's file in the request and in the branch.

    Where both have the same file, so has every merge of them. Another one could name a merge made by hand, whose tree hides what is
    in the commit below it.
    """
    return "" if of_request and of_request == of_branch else f"it has another {GATE} than the branch; bring it up to date"


def parents_fault(parents: Sequence[str], commit: str) -> str:
    """Say why what the gate looked at was not the branch with a request's newest commit merged into it."""
    return "" if len(parents) == 2 and parents[1] == commit else "the gate did not look at this commit, merged into the branch"


def request_fault(request: Mapping[str, Any], commit: str, judged: Judgement, repository: str) -> str:
    """Say why a pull request is not one that may be merged by itself; `commit` is what the gate looked at."""
    head, base = request.get("head") or {}, request.get("base") or {}
    if request.get("state") != "open" or request.get("draft") or request.get("locked"):
        return "it is closed, locked or a draft"
    if head.get("sha") != commit:
        return "it was changed since the gate looked at it"
    if login_of(request).lower() != judged.login.lower():
        return "the gate looked at it as somebody else's"
    if base.get("ref") != judged.branch or _name(base.get("repo")) != repository:
        return "it is for another branch"
    owner = ((head.get("repo") or {}).get("owner") or {}).get("login", "")
    if _name(head.get("repo")) != repository and owner.lower() != login_of(request).lower():
        return "its commits lie in a repository of somebody else"
    return ""


def files_fault(comparison: Mapping[str, Any], base: str, member: Member, prefix: str) -> str:
    """Say why what the merge changes keeps it from being made by itself; `base` is what it begins at, `prefix` leads to the site."""
    files = comparison.get("files") or []
    if not member.role or not member.handles:
        return f"@{member.login} is no member"
    if (comparison.get("merge_base_commit") or {}).get("sha") != base or not files:
        return "the list of its files is not whole"
    if len(files) > MOST:
        return f"it changes more than {MOST} files"
    for file in files:
        if file.get("status") not in _KNOWN or not all(isinstance(name, str) and _is_below(name, prefix, member) for name in _names(file)):
            return f"it changes {file.get('filename')!s:.100}, which is not in the folder of @{member.login}"
    return ""


def meanwhile_fault(comparison: Mapping[str, Any], member: Member, prefix: str) -> str:
    """Say why what the branch has got since the gate looked at it could go ill with a request; "" where it cannot.

    What others add cannot: nobody claims anything but what is below their own name. What goes or changes could be named in the
    request, and what the member added themself could want the same address.
    """
    files = comparison.get("files") or []
    if comparison.get("status") not in ("identical", "ahead") or len(files) > MOST:
        return MOVED
    return "" if all(_is_apart(file, prefix, member) for file in files) else MOVED


def _is_apart(file: Mapping[str, Any], prefix: str, member: Member) -> bool:
    name = str(file.get("filename"))
    below = name.removeprefix(prefix)
    if name.startswith(f"{prefix}sent/"):  # what was told of posts
        return True
    return name.startswith(prefix) and is_written(below) and file.get("status") == "added" and not _is_below(name, prefix, member)


def _names(file: Mapping[str, Any]) -> list[Any]:
    return [file.get("filename"), *([file["previous_filename"]] if "previous_filename" in file else [])]


def _is_below(name: str, prefix: str, member: Member) -> bool:
    return name.startswith(prefix) and is_whose(name.removeprefix(prefix), member._replace(role="author"))


def login_of(request: Mapping[str, Any]) -> str:
    """Return who made a request."""
    return str((request.get("user") or {}).get("login", ""))


def _name(repository: Any) -> str:
    return str((repository or {}).get("full_name", ""))
