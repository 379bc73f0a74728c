"""Where the engine of a new site comes from: asked of git, and, where that does not know, of the author."""

import sys
from pathlib import Path

from microblog.build.options import Options
from microblog.cli.streams import ask, say
from microblog.errors import UsageError, printable
from microblog.repository.git import Git
from microblog.scaffold.engine import MISSING, Clone, requirement, requirement_of

_QUESTION = "Where can a host get microblog from? The address of a public repository, such as your fork's (Enter: later): "


def find_engine(asked: str, options: Options) -> str:
    """Return the line for requirements.txt; "" where nobody knows."""
    if (line := requirement(asked, look)) or options.verbose < 0 or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return line
    answer = ask(_QUESTION)
    return requirement_of(answer) if answer else ""


def look(folder: Path) -> Clone:
    """Ask git where a folder was cloned from, and which commit of it is there and was pushed; nothing where it is no clone."""
    try:
        git = Git(folder)
    except UsageError:
        return Clone()
    if not folder.is_dir() or git.line("rev-parse", "--show-cdup") or git.line("rev-parse", "--is-inside-work-tree") != "true":
        return Clone()
    remote, commit = git.line("remote", "get-url", "origin"), git.line("rev-parse", "HEAD")
    is_pushed = bool(commit) and git.line("rev-list", "--count", "HEAD", "--not", "--remotes=origin") == "0"
    return Clone(remote, commit if is_pushed else "")


def tell_engine(folder: Path) -> None:
    """Say what is to be done before a host can build a new site."""
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if MISSING in lines:
        place = f"line {lines.index(MISSING) + 1} of {printable(str(folder / 'requirements.txt'))}"
        say("No host can build it yet, since nothing here says where microblog can be had from. Before you push, write a public")
        say(f"repository of it, such as your fork, into {place} (--engine URL does it next time):")
        say("microblog @ git+https://github.com/NAME/REPOSITORY")
