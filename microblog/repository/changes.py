"""What differs between a site folder and the last commit of its repository."""

from pathlib import Path
from typing import Literal

from microblog.errors import UsageError
from microblog.repository.git import Git
from microblog.text.tuples import NamedTuple

Kind = Literal["new", "changed", "deleted"]


class Change(NamedTuple):
    """One file that differs."""

    kind: Kind
    path: str  # below the site folder
    full_path: str  # below the repository's top

    @property
    def is_post(self) -> bool:
        """Whether it is a post's file."""
        return self.path.startswith("posts/") and self.path.endswith(".md") and not self.path.endswith("/profile.md")


def list_changes(git: Git, leaves: frozenset[str]) -> tuple[Change, ...]:
    """List what differs below the site folder, save below some of its folders."""
    prefix = git.line("rev-parse", "--show-prefix")
    answer = git.ask("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", ".")
    if answer.status:
        raise UsageError(f"git cannot say what changed: {answer.reason}")
    changes = []
    for entry in filter(None, answer.text.split("\0")):
        state, full = entry[:2], entry[3:]
        path = full.removeprefix(prefix)
        if "U" in state or state in ("AA", "DD"):
            raise UsageError(f"{path} is in the middle of a merge; end that first: git status says how")
        if path.partition("/")[0] not in leaves:
            changes.append(Change(_kind(state), path, full))
    return tuple(sorted(changes, key=lambda change: (not change.is_post, change.path)))


def _kind(state: str) -> Kind:
    if "D" in state:
        return "deleted"
    return "new" if state in ("??", "A ", "AM") else "changed"


def folders_to_leave(root: Path, output: Path) -> frozenset[str]:
    """Return the folders of a site that never belong into a repository: the cache, and the output."""
    below = output.resolve()
    is_inside = below.is_relative_to(root.resolve()) and below != root.resolve()
    return frozenset({".microblog", *([below.relative_to(root.resolve()).parts[0]] if is_inside else [])})
