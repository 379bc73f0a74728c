"""The same function over many inputs, on all cores.

Work is cut into batches whose results come back in order, whatever process did them, so that the number of
processes never shows in the output. Functions and their common argument must be importable and picklable: the
pool works where processes are forked and where they are spawned. Workers leave an interrupt to their parent, and
end when it does, however it ends.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

from microblog.errors import ProcessLostError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.context import BaseContext

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Any, Sequence[Item]], Result]

_WORTH_IT = 200  # items; fewer are done before a process has started


def cores(jobs: int) -> int:
    """Give the number of processes to use: as many as asked for, or as this process may run on."""
    return jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))


class Crew:
    """Processes that start when there is enough to do, and stay until the build ends: what they have loaded serves all stages."""

    def __init__(self, jobs: int, advance: Callable[[int, int], None] | None = None) -> None:
        """Note how many processes there may be, 0 standing for one a core; none is started yet.

        `advance` is told after each batch how many of the items expected are done.
        """
        self._jobs = cores(jobs)
        self._advance = advance
        self._done = self._expected = 0
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def _dismiss(self) -> None:
        pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(cancel_futures=True)

    def expect(self, items: int) -> None:
        """Begin to count: so many items come in the next runs."""
        self._done, self._expected = 0, items

    def run(
        self,
        work: Work[Item, Result],
        items: Sequence[Item],
        common: Any,
        *,
        batch: int,
        enough: int = _WORTH_IT,
        lost: Callable[[Sequence[Item]], Result] | None = None,
    ) -> Iterator[Result]:
        """Apply `work(common, batch of items)` to all items; give the batches' results in order.

        Processes are started for `enough` items or more. Where one of them ends before its time, `lost` gives the result
        of each batch that ends a process of its own as well; without it, that is a ProcessLostError.
        """
        batches = [items[start : start + batch] for start in range(0, len(items), batch)]
        for some, result in zip(batches, self._results(work, batches, common, lost, is_enough=len(items) >= enough), strict=True):
            self._done += len(some)
            if self._advance:
                self._advance(self._done, self._expected)
            yield result

    def _results(
        self,
        work: Work[Item, Result],
        batches: list[Sequence[Item]],
        common: Any,
        lost: Callable[[Sequence[Item]], Result] | None,
        *,
        is_enough: bool,
    ) -> Iterator[Result]:
        if self._jobs == 1 or (self._pool is None and not is_enough):
            return (work(common, some) for some in batches)
        import pickle  # only with processes

        packed = pickle.dumps(common)
        return self._salvaged(work, batches, packed, lost) if lost else self._spread(work, batches, packed)

    def _spread(self, work: Work[Item, Result], batches: list[Sequence[Item]], packed: bytes) -> Iterator[Result]:
        from concurrent.futures.process import BrokenProcessPool

        try:
            yield from self._started().map(_call, [work] * len(batches), [packed] * len(batches), batches)
        except BrokenProcessPool:
            self._dismiss()
            raise ProcessLostError from None

    def _salvaged(
        self, work: Work[Item, Result], batches: list[Sequence[Item]], packed: bytes, lost: Callable[[Sequence[Item]], Result]
    ) -> Iterator[Result]:
        """Give the results of what is left one by one where a process was lost: nobody can tell what it worked at."""
        done = 0
        try:
            for result in self._spread(work, batches, packed):
                done += 1
                yield result
        except ProcessLostError:
            yield from (_alone(work, some, packed, lost) for some in batches[done:])

    def _started(self) -> "ProcessPoolExecutor":
        if self._pool is None:
            self._pool = _pool(self._jobs)
        return self._pool


def _alone(work: Work[Item, Result], some: Sequence[Item], packed: bytes, lost: Callable[[Sequence[Item]], Result]) -> Result:
    """Do one batch in a process of its own."""
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1) as pool:
        try:
            return pool.submit(_call, work, packed, some).result()
        except BrokenProcessPool:
            return lost(some)


def _pool(jobs: int) -> "ProcessPoolExecutor":
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin)


def flatten(batches: Iterable[Iterable[Item]]) -> Iterator[Item]:
    """Give the items of all batches in order."""
    for some in batches:
        yield from some


def _context() -> "BaseContext":
    """Fork where that is safe, since it is quick and shares memory; beside other threads (`serve`) it is not."""
    import multiprocessing
    import threading

    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if is_safe else "spawn")


def rarely_look_for_garbage() -> None:
    """Spare a process that makes many values and few cycles the search for the latter, a tenth of its time."""
    import gc

    gc.freeze()
    gc.set_threshold(100_000)


def _begin() -> None:
    """Make a process ready to work."""
    import signal
    import threading

    rarely_look_for_garbage()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _call(work: Work[Any, Result], packed: bytes, items: Sequence[Any]) -> Result:
    return work(_unpacked(packed), items)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Any:
    """Give the same value for all batches of a stage."""
    import pickle

    return pickle.loads(packed)  # noqa: S301 - comes from our own process
