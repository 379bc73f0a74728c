"""What git's history still holds of files that are to be forgotten."""

import re
from collections.abc import Sequence
from pathlib import Path

from microblog.errors import UsageError
from microblog.repository.git import Git
from microblog.text.tuples import NamedTuple

_PASSWORD = re.compile(r"//[^/@]*@")


class Held(NamedTuple):
    """What a repository holds of some files."""

    prefix: str  # of the site folder in the repository, with a slash at the end where there is one
    commits: int  # of any branch or tag that touch one of them
    remotes: tuple[tuple[str, str], ...]  # name and address, without what a password may be


def held_of(root: Path, paths: Sequence[str]) -> Held | None:
    """Look into the history of all branches; None where the site is in no repository, or git is not there."""
    try:
        git = Git(root)
    except UsageError:
        return None
    if not git.line("rev-parse", "--is-inside-work-tree"):
        return None
    commits = git.ask("rev-list", "--all", "--count", "--", *paths).text.strip()
    prefix = git.line("rev-parse", "--show-prefix")
    names = git.line("remote").split()
    remotes = tuple((name, _PASSWORD.sub("//", git.line("remote", "get-url", name))) for name in names)
    return Held(prefix, int(commits) if commits.isdigit() else 0, remotes)
