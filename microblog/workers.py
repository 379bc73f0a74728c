"""The same function over many inputs, on all cores.

Work is cut into batches whose results come back in order, whatever process did them, so that the number of
processes never shows in the output. Functions and their common argument must be importable and picklable: the
pool works where processes are forked and where they are spawned. Workers leave an interrupt to their parent, and
end when it does, however it ends.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

Item = TypeVar("Item")
Result = TypeVar("Result")

_common: Any = None


def cores(jobs: int) -> int:
    """Give the number of processes to use: as many as asked for, or as this process may run on."""
    return jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))


def run(work: Callable[[Any, Sequence[Item]], Result], items: Sequence[Item], common: Any, *, jobs: int, batch: int) -> Iterator[Result]:
    """Apply `work(common, batch of items)` to all items; give the batches' results in order."""
    batches = [items[start : start + batch] for start in range(0, len(items), batch)]
    if jobs == 1 or len(batches) < 2:
        for some in batches:
            yield work(common, some)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(min(jobs, len(batches)), mp_context=_context(), initializer=_begin, initargs=(common,)) as pool:
        yield from pool.map(_call, [work] * len(batches), batches)


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


def _begin(common: Any) -> None:
    """Make a process ready to work; it makes few cycles and lives shortly, so it looks for garbage rarely."""
    import gc
    import signal
    import threading

    global _common  # noqa: PLW0603 - what a process is started with lives as long as it does
    _common = common
    gc.freeze()
    gc.set_threshold(100_000)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _call(work: Callable[[Any, Sequence[Any]], Result], items: Sequence[Any]) -> Result:
    return work(_common, items)
