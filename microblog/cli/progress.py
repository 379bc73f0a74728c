"""A bar on a terminal that tells how far a long build is: what it does, how fast, and how long that will take.

It is drawn with carriage returns and spaces alone, which every terminal understands, at most ten times a second, and
not at all in the first one, unless there are pictures to encode. What a dumb terminal, a pipe or a file would make of
it is not worth having.
"""

import math
import os
import time
from collections.abc import Callable, Mapping
from typing import TextIO

DELAY = 1.0  # seconds without a bar; a shorter build has none
PAUSE = 0.1  # seconds between two drawings
_WIDEST = 40  # columns of the bar itself
_DOES = {
    "look": "Looking",
    "read": "Reading",
    "pictures": "Encoding pictures",
    "plan": "Planning",
    "write": "Writing",
    "publish": "Publishing",
    "import": "Importing",
    "records": "Writing records",
}
_SLOW = frozenset({"pictures"})
"""Stages that are told as soon as they begin: the first part of one may take seconds."""


def is_wanted(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether a stream is a terminal on which a bar can be drawn over and over."""
    return stream is not None and stream.isatty() and environment.get("TERM") != "dumb"


class Progress:
    """One build's bar."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to count the time; nothing is drawn yet."""
        self._stream = stream
        self._clock = clock
        self._due = clock() + DELAY
        self._stage = ""
        self._started = 0.0
        self._drawn = 0  # columns

    def advance(self, stage: str, done: int, total: int) -> None:
        """Note how many parts of a stage are done; where nobody knows how many there are, both are 0."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._started = stage, now
            if stage in _SLOW and total:
                self._due = now
        if now >= self._due:
            self._due = now + PAUSE
            self._draw(stage, done, total, now - self._started)

    def clear(self) -> None:
        """Leave an empty line to whatever is said next."""
        if self._drawn:
            self._put(f"\r{' ' * self._drawn}\r")
            self._drawn = 0

    def _draw(self, stage: str, done: int, total: int, seconds: float) -> None:
        line = bar(_DOES.get(stage, stage), done, total, seconds, _columns(self._stream) - 1)  # the last column would wrap
        self._put(f"\r{line.ljust(self._drawn)}")
        self._drawn = len(line)

    def _put(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the terminal has gone; the build goes on
            self._due = math.inf


def bar(does: str, done: int, total: int, seconds: float, width: int) -> str:
    """Return the bar as text of at most so many columns; the rate counts from the stage's beginning."""
    if not total:
        return f"{does} ..."[:width]
    rate = done / seconds if seconds > 0 else 0.0
    words = f"{done * 100 // total:3} %"
    if rate:
        words += f"  {rate:,.{0 if rate >= 1 else 1}f}/s  {_duration((total - done) / rate)} left"
    size = min(width - len(does) - len(words) - 4, _WIDEST)
    filled = size * done // total
    drawn = f" [{'#' * filled}{'-' * (size - filled)}]" if size > 3 else ""
    return f"{does}{drawn} {words}"[:width]


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
