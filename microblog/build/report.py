"""How far a build is, and what it did."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from microblog.build.batches import Item, MapBatches, Result
from microblog.errors import Problem
from microblog.text.tuples import NamedTuple

Listener = Callable[[str, int, int], None]  # told the stage, how many of its parts are done, and how many there are (0: unknown)


class NextPost(NamedTuple):
    """The scheduled post that comes out next, and when readers will see it."""

    source: str
    moment: str  # 2026-11-23 14:05
    zone: str  # in which that is
    is_guess: bool  # whether the zone is UTC because nobody named one, and the post is late by it for much of the world


class Report(NamedTuple):
    """What a build did."""

    written: int
    kept: int
    removed: int
    posts: int
    drafts: int  # posts that are not shown because they are drafts
    scheduled: int  # posts that are not shown yet
    over: int  # posts that are not shown any more
    undated: int  # posts that are not shown because nothing says when they were published
    unlisted: int  # posts whose page is there, and to which nothing leads
    warnings: tuple[Problem, ...]
    seconds: dict[str, float]  # stage → how long it took
    read: int  # files that may have changed, so that their bytes were read
    parsed: int  # posts that were parsed
    rendered: int  # page keys that were rendered
    next_post: NextPost | None = None  # of those that are scheduled
    why_anew: str = ""  # why everything was built anew though there was an index, where that is worth a word
    is_bug: bool = False  # whether that was an error of the engine's, and not a cache that came from elsewhere or was damaged
    was_away: bool = False  # whether there was no site for a moment, since the system cannot exchange two folders in one step


class Stages:
    """Tells a listener how far a build is, and keeps how long each stage took."""

    def __init__(self, listen: Listener | None) -> None:
        """Begin before the first stage."""
        self.seconds: dict[str, float] = {}
        self._listen = listen or _tell_nobody
        self._name = ""
        self._done = self._total = 0

    @contextmanager
    def __call__(self, name: str, total: int = 0) -> Iterator[None]:
        """Run one stage, of so many parts, or of as many as turn up in what is `counted`."""
        self._name, self._done, self._total = name, 0, total
        self._listen(name, 0, 0)
        start = time.monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start

    def announce(self, what: str) -> None:
        """Say what is going on before the first stage."""
        self._listen(what, 0, 0)

    def counted(self, map_batches: MapBatches, part: str = "") -> MapBatches:
        """Return what does the same and tells after each batch how many items of the present stage, or of a part of it, are done."""

        def counting(
            work: Callable[[Any, Sequence[Item]], Result],
            batches: Sequence[Sequence[Item]],
            common: Any,
            *,
            enough: int | None = None,
            lost: Callable[[Item], Result] | None = None,
        ) -> Iterator[Result]:
            if part:
                self._name, self._done, self._total = part, 0, 0
            self._total = max(self._total, self._done + sum(map(len, batches)))
            if part and self._total:
                self._listen(part, 0, self._total)  # the first picture may take seconds
            sizes = map(len, batches)
            for result in map_batches(work, batches, common, enough=enough, lost=lost):
                self._done += next(sizes, 0)  # there are more results than batches where an item was lost
                self._listen(self._name, self._done, self._total)
                yield result

        return counting


def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    pass
