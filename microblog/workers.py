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
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def expect(self, items: int) -> None:
        """Begin to count: so many items come in the next runs."""
        self._done, self._expected = 0, items

    def run(self, work: Work[Item, Result], items: Sequence[Item], common: Any, *, batch: int, enough: int = _WORTH_IT) -> Iterator[Result]:
        """Apply `work(common, batch of items)` to all items; give the batches' results in order.

        Processes are started for `enough` items or more.
        """
        batches = [items[start : start + batch] for start in range(0, len(items), batch)]
        for some, result in zip(batches, self._results(work, batches, common, is_enough=len(items) >= enough), strict=True):
            self._done += len(some)
            if self._advance:
                self._advance(self._done, self._expected)
            yield result

    def _results(self, work: Work[Item, Result], batches: list[Sequence[Item]], common: Any, *, is_enough: bool) -> Iterator[Result]:
        if self._jobs == 1 or (self._pool is None and not is_enough):
            return (work(common, some) for some in batches)
        import pickle  # only with processes

        return self._started().map(_call, [work] * len(batches), [pickle.dumps(common)] * len(batches), batches)

    def _started(self) -> "ProcessPoolExecutor":
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            self._pool = ProcessPoolExecutor(self._jobs, mp_context=_context(), initializer=_begin)
        return self._pool


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
