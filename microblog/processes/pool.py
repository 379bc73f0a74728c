"""One function over many batches, on all cores: `Pool.map`.

Results come in the order of the batches, whatever process did them, so that the number of processes never shows in the
output. The function and what it is given must be importable and picklable: a pool works where processes are forked and
where they are spawned. A process that is free takes the next batch, and has one more in hand so that it never waits; no
batch belongs to any process, and no process remembers anything from one map to the next.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self, TypeVar

from microblog.errors import ProcessLostError
from microblog.processes.process import Job, LostError, Process, answered, dismiss, packed, start

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Any, Sequence[Item]], Result]

ENOUGH = 200  # items; fewer are done before a process has started
_IN_HAND = 2  # batches that a process has at a time
_MOST = 60  # processes; Windows waits for no more at once
_MOST_BLAMED = 20  # items for the end of a process; more are the machine's fault
_END = object()


def cores(jobs: int) -> int:
    """Return the number of processes to use: as many as asked for, or as this process may run on."""
    found = jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
    return min(found, _MOST)


class Pool:
    """Processes that start when there is enough to do, with all that is loaded by then, and stay until the pool is left."""

    def __init__(self, jobs: int = 0) -> None:
        """Note how many processes there may be, 0 standing for one a core; none is started yet."""
        self._jobs = cores(jobs)
        self._started: list[Process] = []
        self._free: list[Process] = []  # those of them that no map uses
        self._steps: Iterator[object] = iter(())
        self._blamed = 0  # items, for the end of a process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        dismiss(self._started)

    def while_waiting(self, steps: Iterator[object]) -> None:
        """Take steps of something else in this process where it would only wait for the others; some may be left."""
        self._steps = steps

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
        job = Job(work, common, batches)
        if self._jobs == 1 or (not self._started and sum(map(len, batches)) < (ENOUGH if enough is None else enough)):
            return (work(common, batch) for batch in batches)
        return self._salvaged(job, lost) if lost else self._spread(job)

    def _spread(self, job: Job) -> Iterator[Any]:
        processes, self._free = self._free or self._start(), []
        try:
            yield from _results(processes, job, self._steps)
        except LostError:
            dismiss(processes)
            raise ProcessLostError from None
        except BaseException:  # nobody is to take the results that are on their way for those of the next map
            dismiss(processes)
            raise
        self._free = processes

    def _start(self) -> list[Process]:
        processes = start(self._jobs)
        self._started += processes
        return processes

    def _salvaged(self, job: Job, lost: Callable[[Any], Result]) -> Iterator[Result]:
        """Do what is left bit by bit where a process was lost: nobody can tell what it worked at."""
        done = 0
        try:
            for result in self._spread(job):
                done += 1
                yield result
        except ProcessLostError:
            for batch in job.batches[done:]:
                yield from self._by_itself(job, batch, lost)

    def _by_itself(self, job: Job, batch: Sequence[Item], lost: Callable[[Item], Result]) -> Iterator[Result]:
        """Do one batch in a process of its own, or else item by item."""
        processes = start(1)
        try:
            yield next(_results(processes, job._replace(batches=[batch]), iter(())))
        except LostError:
            if len(batch) > 1:
                for item in batch:
                    yield from self._by_itself(job, [item], lost)
                return
            self._blamed += 1
            if self._blamed > _MOST_BLAMED:
                raise ProcessLostError from None
            yield lost(batch[0])
        finally:
            dismiss(processes)


def _results(processes: Sequence[Process], job: Job, steps: Iterator[object]) -> Iterator[Any]:
    """Let processes do a job; yield the results in the order of the batches."""
    message = packed(job)
    for process in processes:
        process.send(message)
    numbers = iter(range(len(job.batches)))
    asked: dict[Process, deque[int]] = {process: deque() for process in processes}
    for process in [*processes] * _IN_HAND:
        _ask(process, asked[process], numbers)
    done: dict[int, Any] = {}
    for number in range(len(job.batches)):
        while number not in done:
            for process in _answered([process for process, some in asked.items() if some], steps):
                done[asked[process].popleft()] = process.answer()
                _ask(process, asked[process], numbers)
        yield done.pop(number)


def _ask(process: Process, asked: deque[int], numbers: Iterator[int]) -> None:
    """Ask a process for the next batch, if there is one."""
    number = next(numbers, None)
    if number is not None:
        asked.append(number)
        process.send(packed(number))


def _answered(busy: Sequence[Process], steps: Iterator[object]) -> list[Process]:
    """Wait until a process has answered, and take steps of something else until then."""
    while not (found := answered(busy, seconds=0)):
        if next(steps, _END) is _END:
            return answered(busy)
    return found
