"""What is wrong, as open pages show it: the line that the terminal has, and the place in the file with some lines around it."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from microblog.errors import Problem, printable
from microblog.sources.sourcefile import read_source
from microblog.text.tuples import NamedTuple

_AROUND = 2  # lines before and after
_WIDEST = 200  # characters of a line
_MOST = 20  # mistakes that have their text; the others are told without


class Mistake(NamedTuple):
    """One thing that is wrong."""

    message: str  # as the terminal says it
    path: str = ""  # of the file, relative to the site folder; "" where it is about none
    line: int = 0  # counted from 1; 0 where the file as a whole is meant
    excerpt: tuple[tuple[int, str], ...] = ()  # (number, text) of that line and of those around it


def find_mistakes(root: Path, problems: Sequence[Problem]) -> tuple[Mistake, ...]:
    """Return problems with the text that each is about."""
    return tuple(
        Mistake(str(problem), problem.path, problem.line, excerpt(root, problem) if number < _MOST else ())
        for number, problem in enumerate(problems)
    )


def excerpt(root: Path, problem: Problem) -> tuple[tuple[int, str], ...]:
    """Return the lines around a problem; none where it is about no line, or no text of the site folder that can be read."""
    path = PurePosixPath(problem.path)
    if not problem.line or path.is_absolute() or ".." in path.parts:
        return ()
    try:
        data = read_source(root, problem.path)
    except (FileNotFoundError, ValueError):
        return ()
    if isinstance(data, Problem) or b"\0" in data:
        return ()
    lines = data.decode(errors="replace").split("\n")
    first, end = max(problem.line - _AROUND, 1), min(problem.line + _AROUND, len(lines))
    return tuple((number, _shown(lines[number - 1])) for number in range(first, end + 1))


def _shown(line: str) -> str:
    """Return a line as it can be shown: indented as it is, without what would only move the text around it, and not too long."""
    text = printable(line.rstrip("\r").expandtabs(4))
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"
