"""Where the command line speaks: results on stdout, what is wrong and how far it is on stderr (the only `print`s).

A line goes out at once. Where stdout cannot be written, because a disk is full say, the work is done all the same, and the line
is told on stderr; where that cannot be written either, nobody can be told. Closed streams are as good as /dev/null.
"""

import os
import sys
from contextlib import suppress
from typing import TextIO

from microblog.errors import UsageError

_YES = frozenset({"y", "yes"})


class UnheardError(Exception):
    """A line cannot be said on stdout; the work that it tells of is done all the same."""

    def __init__(self, line: str, error: OSError) -> None:
        super().__init__(f"standard output cannot be written ({error.strerror}), where it should say: {line}")
        self.has_gone = isinstance(error, BrokenPipeError)  # the reader, `head` say, which has seen enough


def open_streams() -> None:
    """Open what is closed of the standard streams; else the next file that is opened has its number, and what is said lands in it."""
    sys.stdin = sys.stdin or os.fdopen(_nowhere(), encoding="utf-8")
    sys.stdout = sys.stdout or os.fdopen(_nowhere(), "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(_nowhere(), "w", encoding="utf-8")


def say(line: str) -> None:
    """Say something on stdout; raise UnheardError where that cannot be."""
    try:
        print(line, flush=True)
    except OSError as error:
        _silence(sys.stdout)
        raise UnheardError(line, error) from error


def remark(line: str) -> None:
    """Say something on stdout if that can be."""
    with suppress(UnheardError):
        say(line)


def ask(question: str) -> str:
    """Ask something on stderr, and return the line that is typed; "" where nobody answers."""
    try:
        print(question, end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip()
    except (OSError, ValueError):
        return ""


def is_meant(question: str, otherwise: str, *, is_sure: bool) -> bool:
    """Ask whether something that cannot be undone is meant; raise UsageError, with what to say `otherwise`, where nobody can be asked."""
    if is_sure:
        return True
    if not sys.stdin.isatty():
        raise UsageError(otherwise)
    return ask(f"{question} [y/N] ").lower() in _YES


def flush() -> None:
    """Let out what others said on stdout; raise UnheardError where that cannot be."""
    try:
        sys.stdout.flush()
    except OSError as error:
        _silence(sys.stdout)
        raise UnheardError("how to use this", error) from error


def complain(line: str) -> None:
    """Say something on stderr if that can be."""
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def _nowhere() -> int:
    return os.open(os.devnull, os.O_RDWR)


def _silence(stream: TextIO) -> None:
    """Let a stream that cannot be written lead nowhere, with what it still holds."""
    nowhere = _nowhere()
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
