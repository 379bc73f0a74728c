"""The same function over many inputs, on all cores.

Work is cut into batches whose results come back in order, whatever process did them, so that the number of
processes never shows in the output. Functions and their common argument must be importable and picklable: the
pool works where processes are forked and where they are spawned.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

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

    with ProcessPoolExecutor(min(jobs, len(batches)), initializer=_set_common, initargs=(common,)) as pool:
        yield from pool.map(_call, [work] * len(batches), batches)


def _set_common(common: Any) -> None:
    global _common  # noqa: PLW0603 - what a process is started with lives as long as it does
    _common = common


def _call(work: Callable[[Any, Sequence[Any]], Result], items: Sequence[Any]) -> Result:
    return work(_common, items)


def flatten(batches: Iterable[Iterable[Item]]) -> Iterator[Item]:
    """Give the items of all batches in order."""
    for some in batches:
        yield from some
