"""One function over many batches, on all cores: `Pool.map`.

Results come in the order of the batches, whatever process did them, so that the number of processes never shows in the
output. The function and what it is given must be importable and picklable: a pool works where processes are forked and
where they are spawned. A process that is free takes the next batch, and has one more in hand so that it never waits; no
batch belongs to any process, and no process remembers anything from one map to the next.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from microblog.processes.crew import Crew

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Any, Sequence[Item]], Result]

ENOUGH = 200  # items; fewer are done before a process has started
_MOST = 60  # processes; Windows waits for no more at once


def cores(jobs: int) -> int:
    """Return the number of processes to use: as many as asked for, or as this process may run on."""
    found = jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
    return min(found, _MOST)


class Pool:
    """Processes that start when there is enough to do, with all that is loaded by then, and stay until the pool is left."""

    def __init__(self, jobs: int = 0) -> None:
        """Note how many processes there may be, 0 standing for one a core; none is started yet."""
        self._jobs = cores(jobs)
        self._crew: Crew | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._crew:
            self._crew.dismiss()

    def map(
        self,
        work: Work[Item, Result],
        batches: Sequence[Sequence[Item]],
        common: Any,
        *,
        enough: int | None = None,
        lost: Callable[[Item], Result] | None = None,
    ) -> Iterator[Result]:
        """Yield `work(common, batch)` for each batch, in order; it begins when the first result is wanted.

        Processes are started for `enough` items or more (ENOUGH). That one of them ends before its time is a ProcessLostError. Or
        else, where `lost` is given, what was left is done batch by batch, and a batch that ends a process of its own as well is done
        item by item: there are as many results of it as items then, `lost(item)` being that of one which ends its process again.
        """
        if self._jobs == 1 or (not self._crew and sum(map(len, batches)) < (ENOUGH if enough is None else enough)):
            return (work(common, batch) for batch in batches)
        if not self._crew:
            from microblog.processes.crew import Crew  # and all that talks to processes; most builds start none

            self._crew = Crew(self._jobs)
        return self._crew.map(work, batches, common, lost)
