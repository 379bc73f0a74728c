"""Problems of a site's content, told to people: where, what is wrong, what to do."""

from collections.abc import Iterable
from typing import NamedTuple

_ALIKE = 10  # kinds of warnings that differ in one word
_LONGEST = 300  # characters of what is wrong, and of what to do


class Problem(NamedTuple):
    """One thing that is wrong in the site folder."""

    path: str  # relative to the site folder, with forward slashes
    line: int  # counted from 1; 0 where the file as a whole is meant, which is told as 1
    what: str  # what is wrong, without a full stop
    remedy: str  # what to do about it, in the imperative
    is_warning: bool = False  # a warning does not stop a build, save under --strict
    kind: str = ""  # what is wrong as it can be said of many files at once, which are told in one line; "" for what is told alone

    def __str__(self) -> str:
        """Format as `path:line: what is wrong; what to do`, on one line whatever the content holds."""
        where = f"{self.path}:{self.line or 1}"
        kind = "warning: " if self.is_warning else ""
        return printable(f"{where}: {kind}{_shorten(self.what)}; {_shorten(self.remedy)}")


def shared(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems as people read them: of each kind of warning that several files have in common, one with their number.

    Of kinds that differ in what stands between backticks alone, a host say, those with the most files are told, and the others as one.
    """
    alone: list[Problem] = []
    kinds: dict[str, dict[str, list[Problem]]] = {}
    for problem in sorted(set(problems)):
        if problem.kind:
            kinds.setdefault(_about(problem.kind, "…"), {}).setdefault(problem.kind, []).append(problem)
        else:
            alone.append(problem)
    for alike in kinds.values():
        for kind, found in _few(alike).items():
            alone.append(_first(kind, found) if len(found) > 1 else found[0])
    return sorted(alone)


def _first(kind: str, found: list[Problem]) -> Problem:
    files = len({problem.path for problem in found})
    number = f"{files:,} files" if files > 1 else f"{len(found):,} places of this file"
    return found[0]._replace(what=f"{kind} ({number}, this is the first)")


def _few(alike: dict[str, list[Problem]]) -> dict[str, list[Problem]]:
    """Return kinds that are alike as at most so many, those with the most problems by themselves."""
    if len(alike) <= _ALIKE:
        return alike
    ordered = sorted(alike, key=lambda kind: (-len(alike[kind]), kind))
    rest = sorted(problem for kind in ordered[_ALIKE - 1 :] for problem in alike[kind])
    told = _about(ordered[0], f"{len(ordered) - _ALIKE + 1:,} others")
    return {kind: alike[kind] for kind in ordered[: _ALIKE - 1]} | {told: rest}


def _about(kind: str, what: str) -> str:
    """Return a kind with other words in place of what stands between backticks."""
    before, _, rest = kind.partition("`")
    return f"{before}{what}{rest.partition('`')[2]}" if rest else kind


class ContentError(Exception):
    """The content has problems that no page may be built from; all of them are listed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__(f"{len(self.problems)} problems")


class UsageError(Exception):
    """The command was called in a way that cannot work, whatever the content says; all that is wrong with it is listed."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def refuse(faults: Iterable[str]) -> None:
    """Raise UsageError with all of some faults, where there is any."""
    if found := [*dict.fromkeys(faults)]:
        raise UsageError(*found)


class ProcessLostError(Exception):
    """A process that worked for the build ended before its work was done."""

    def __init__(self) -> None:
        super().__init__("a worker process ended unexpectedly, as when memory runs out; build again with --jobs 1")


def printable(text: str) -> str:
    """Escape what a terminal or a CI log would obey instead of show: controls, line breaks, lone surrogates."""
    if text.isprintable():
        return text
    return "".join(c if is_shown(c) else c.encode("unicode_escape").decode() for c in text)


def is_shown(character: str) -> bool:
    """Whether a character only ever shows itself: it prints, is a space, or joins what stands beside it."""
    return character.isprintable() or character in "\u00a0\u200c\u200d\u202f\u3000"


def _shorten(text: str) -> str:
    """Keep a value that somebody got very wrong from filling the screen."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
