"""The same function over many inputs, on all cores.

Work is cut into batches whose results come back in order, whatever process did them, so that the number of
processes never shows in the output. Functions and their common argument must be importable and picklable: the
crew works where processes are forked and where they are spawned.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Self, TypeVar

from microblog.errors import ProcessLostError
from microblog.processes import Job, LostError, Memory, Process, answered, dismiss, packed

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Any, Sequence[Item], Memory], Result]

ENOUGH = 200  # items; fewer are done before a process has started
_AHEAD = 2  # batches that a process has at a time, so that it never waits for the next
_DRIFT = 8  # batches for each process; who is further ahead of the slowest takes over its work
_END = object()
_MOST = 60  # processes; Windows waits for no more at once


def cores(jobs: int) -> int:
    """Give the number of processes to use: as many as asked for, or as this process may run on."""
    found = jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
    return min(found, _MOST)


class Crew:
    """Processes that start when there is enough to do, and stay until the build ends: what they have loaded serves all stages."""

    meanwhile: Iterator[None] = iter(())
    """What this process does, step by step, where it would only wait."""

    def __init__(self, jobs: int, advance: Callable[[int, int], None] | None = None, then: Callable[[], object] | None = None) -> None:
        """Note how many processes there may be, 0 standing for one a core; none is started yet.

        `advance` is told after each batch how many of the items expected are done. A process that has no more to do in
        a run calls `then`, which loads what the next run will need.
        """
        self._jobs = cores(jobs)
        self._advance = advance
        self._done = self._expected = 0
        self._processes: list[Process] = []
        self._ending: list[Process] = []
        self._then = then
        self._memory: Memory = {}  # of this process, where it does the work itself

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def _dismiss(self) -> None:
        self.release()
        dismiss(self._ending)
        self._ending = []

    def release(self) -> None:
        """Let the processes end while this one goes on: there is no more for them to do."""
        self._ending, self._processes = self._ending + self._processes, []
        for process in self._ending:
            process.close()

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
        enough: int = ENOUGH,
        lost: Callable[[Sequence[Item]], Result] | None = None,
    ) -> Iterator[Result]:
        """Apply `work(common, batch of items, memory)` to all items; give the batches' results in order.

        Processes are started for `enough` items or more. Where one of them ends before its time, `lost` gives the result
        of each batch that ends a process of its own as well; without it, that is a ProcessLostError.
        """
        return self.run_batches(work, [items[at : at + batch] for at in range(0, len(items), batch)], common, enough=enough, lost=lost)

    def run_batches(
        self,
        work: Work[Item, Result],
        batches: Sequence[Sequence[Item]],
        common: Any,
        *,
        enough: int = ENOUGH,
        lost: Callable[[Sequence[Item]], Result] | None = None,
    ) -> Iterator[Result]:
        """Do the same with batches that are cut already."""
        job = Job(work, common, batches)
        for some, result in zip(batches, self._results(job, lost, is_enough=sum(map(len, batches)) >= enough), strict=True):
            self._done += len(some)
            if self._advance:
                self._advance(self._done, self._expected)
            yield result

    def _results(self, job: Job, lost: Callable[[Sequence[Item]], Result] | None, *, is_enough: bool) -> Iterator[Result]:
        if self._jobs == 1 or not (self._processes or is_enough):
            return (job.work(job.common, some, self._memory) for some in job.batches)
        return self._salvaged(job, lost) if lost else self._spread(job)

    def _spread(self, job: Job) -> Iterator[Any]:
        try:
            yield from _Round(self._started(), job, self._then).results(self.meanwhile)
        except LostError:
            self._dismiss()
            raise ProcessLostError from None

    def _salvaged(self, job: Job, lost: Callable[[Sequence[Item]], Result]) -> Iterator[Result]:
        """Give the results of what is left one by one where a process was lost: nobody can tell what it worked at."""
        done = 0
        try:
            for result in self._spread(job):
                done += 1
                yield result
        except ProcessLostError:
            yield from (_alone(job._replace(batches=[some]), lost) for some in job.batches[done:])

    def _started(self) -> list[Process]:
        if not self._processes:
            for _ in range(self._jobs):
                self._processes.append(Process(self._processes))
        return self._processes


def _alone(job: Job, lost: Callable[[Sequence[Item]], Result]) -> Result:
    """Do one batch in a process of its own."""
    process = Process([])
    try:
        result: Result = next(_Round([process], job).results(iter(())))
    except LostError:
        result = lost(job.batches[0])
    finally:
        dismiss([process])
    return result


class _Round:
    """One job, done by several processes.

    Each gets every so manieth batch, the same ones in each round, so that what it remembers of them serves again,
    unless another has to wait for it.
    """

    def __init__(self, processes: Sequence[Process], job: Job, then: Callable[[], object] | None = None) -> None:
        self._processes = processes
        self._then = then
        self._count = len(job.batches)
        self._left = [deque(range(at, self._count, len(processes))) for at in range(len(processes))]
        self._asked: list[deque[int]] = [deque() for _ in processes]
        message = packed(job)
        for process in processes:
            process.send(message)
        for _ in range(_AHEAD):
            for at in range(len(processes)):
                self._ask(at)

    def results(self, meanwhile: Iterator[None]) -> Iterator[Any]:
        """Give the results in the order of the batches; take a step of something else where there is none yet."""
        done: dict[int, Any] = {}
        for number in range(self._count):
            while number not in done:
                for process in self._answered(meanwhile):
                    at = self._processes.index(process)
                    done[self._asked[at].popleft()] = process.answer()
                    self._ask(at)
            yield done.pop(number)

    def _answered(self, meanwhile: Iterator[None]) -> list[Process]:
        busy = [self._processes[at] for at, asked in enumerate(self._asked) if asked]
        while not (found := answered(busy, seconds=0)):
            if next(meanwhile, _END) is _END:
                return answered(busy)
        return found

    def _ask(self, at: int) -> None:
        """Ask a process for the next of its own batches, or for the one that is most behind."""
        if not any(self._left):
            if self._then and not self._asked[at]:
                self._processes[at].tell(self._then)
            return
        own, first = self._left[at], min(filter(None, self._left), key=lambda batches: batches[0])
        number = (own if own and own[0] - first[0] <= _DRIFT * len(self._processes) else first).popleft()
        self._processes[at].tell(number)
        self._asked[at].append(number)


def flatten(batches: Iterable[Iterable[Item]]) -> Iterator[Item]:
    """Give the items of all batches in order."""
    for some in batches:
        yield from some
