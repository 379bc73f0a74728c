"""The same function over many inputs, on all cores.

Work is cut into batches whose results come back in order, whatever process did them, so that the number of
processes never shows in the output. Functions and their common argument must be importable and picklable: the
crew works where processes are forked and where they are spawned.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple, Self, TypeVar

from microblog.errors import ProcessLostError
from microblog.processes.process import Job, Load, LostError, Memory, Process, answered, dismiss, load_nothing, packed, start

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Any, Sequence[Item], Memory], Result]


class Lost(NamedTuple):
    """What becomes of batches that end the process which does them."""

    blame: Callable[[Sequence[Any]], Any]  # gives the result of a batch of one item that ended a process of its own
    merge: Callable[[Sequence[Any]], Any]  # makes one result of those of a batch's items that were done one by one


ENOUGH = 200  # items; fewer are done before a process has started
_AHEAD = 2  # batches that a process has at a time, so that it never waits for the next
_DRIFT = 8  # batches for each process; who is further ahead of the slowest takes over its work
_MOST_GUILTY = 20  # items that are blamed for the end of a process
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

    is_last = False
    """Whether the run that begins is the last, so that a process ends when there is no more for it to do."""

    def __init__(self, jobs: int, advance: Callable[[int, int], None] | None = None, load: Load = load_nothing) -> None:
        """Note how many processes there may be, 0 standing for one a core; none is started yet.

        `advance` is told after each batch how many of the items expected are done. Processes begin with `load`, which
        imports what they will need.
        """
        self._jobs = cores(jobs)
        self._advance = advance
        self._done = self._expected = 0
        self._processes: list[Process] = []
        self._batches: list[Any] = []  # of the present run
        self._round: _Round | None = None
        self._load = load
        self._suspects: list[int] = []  # the batches that processes were at when one was lost
        self._guilty = 0
        self._memory: Memory = {}  # of this process, where it does the work itself

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def _dismiss(self) -> None:
        dismiss(self._processes)
        self._processes, self._round = [], None

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
        enough: int | None = None,
        ahead: int = _AHEAD,
        lost: Lost | None = None,
    ) -> Iterator[Result]:
        """Apply `work(common, batch of items, memory)` to all items; give the batches' results in order.

        Processes are started for `enough` items or more (ENOUGH), and have begun when this returns, each so many batches `ahead`
        of who wants the results. That one of them ends before its time is a ProcessLostError; or else what they were at is done
        again in a process of its own, item by item where that is lost too, and `lost` says what becomes of such an item.
        """
        batches = [items[at : at + batch] for at in range(0, len(items), batch)]
        return self.run_batches(work, batches, common, enough=enough, ahead=ahead, lost=lost)

    def run_batches(
        self,
        work: Work[Item, Result],
        batches: Sequence[Sequence[Item]],
        common: Any,
        *,
        enough: int | None = None,
        ahead: int = _AHEAD,
        lost: Lost | None = None,
    ) -> Iterator[Result]:
        """Do the same with batches that are cut already."""
        self._batches = [*batches]
        job = Job(work, common, self._batches)
        is_spread = self.spreads(sum(map(len, batches)), enough)
        return self._counted(job, self._results(job, lost, ahead) if is_spread else self._done_here(job))

    def spreads(self, items: int, enough: int | None = None) -> bool:
        """Tell whether processes would do so many items."""
        return self._jobs > 1 and (bool(self._processes) or items >= (ENOUGH if enough is None else enough))

    def _counted(self, job: Job, results: Iterator[Result]) -> Iterator[Result]:
        for some, result in zip(job.batches, results, strict=True):
            self._done = min(self._done + len(some), self._expected)  # what was added has been counted before
            if self._advance:
                self._advance(self._done, self._expected)
            yield result

    def add(self, batch: Sequence[Any]) -> None:
        """Have a batch done that came up in the present run, which is not the last: by the first process, and soon.

        Its result comes after those of the other batches.
        """
        self._batches.append(batch)
        if self._round:
            with self._losing():
                self._round.add()

    def _done_here(self, job: Job) -> Iterator[Any]:
        return (job.work(job.common, some, self._memory) for some in job.batches)

    def _results(self, job: Job, lost: Lost | None, ahead: int) -> Iterator[Any]:
        if not lost:
            return self._spread(job, ahead, {})
        results = self._salvaged(job, lost, ahead)
        next(results)  # is none yet: the work has begun
        return results

    def _spread(self, job: Job, ahead: int, known: dict[int, Any], first: int = 0) -> Iterator[Any]:
        """Begin with the batches from the `first` on whose results are not `known`."""
        if self._round:  # nobody wanted its last results, which are not to be taken for those of this one
            self._dismiss()
        with self._losing():
            self._round = _Round(self._started(), job, ahead, known, first, ends=self.is_last)
        return self._results_of(self._round)

    def _results_of(self, present: "_Round") -> Iterator[Any]:
        with self._losing():
            yield from present.results(self.meanwhile)
        self._round = None

    @contextmanager
    def _losing(self) -> Iterator[None]:
        """Give up all processes where one is lost."""
        try:
            yield
        except LostError:
            self._suspects = self._round.present() if self._round else []
            self._dismiss()
            raise ProcessLostError from None

    def _salvaged(self, job: Job, lost: Lost, ahead: int) -> Iterator[Any]:
        """Say that the work has begun, and give the results; where a process is lost, go on without what all of them were at."""
        known: dict[int, Any] = {}
        given = -1
        while True:
            try:
                results = self._spread(job, ahead, known, max(given, 0))
                if given < 0:
                    given = 0
                    yield None
                for result in results:
                    given += 1
                    yield result
            except ProcessLostError:
                left = (number for number in range(max(given, 0), len(job.batches)) if number not in known)
                for number in self._suspects or [*islice(left, 1)]:
                    known[number] = self._by_itself(job._replace(batches=[job.batches[number]]), lost)
            else:
                return

    def _by_itself(self, job: Job, lost: Lost) -> Any:
        """Do one batch in a process of its own, and its items one by one where that is lost as well."""
        [batch] = job.batches
        [process] = start(1)
        try:
            return next(_Round([process], job, 1, {}, ends=True).results(iter(())))
        except LostError:
            if len(batch) == 1:
                return self._blamed(lost.blame(batch))
        finally:
            dismiss([process])
        return lost.merge([self._by_itself(job._replace(batches=[[item]]), lost) for item in batch])

    def _blamed(self, result: Any) -> Any:
        """Count an item that is to blame, and give its result; where many would be, the machine is."""
        self._guilty += 1
        if self._guilty > _MOST_GUILTY:
            raise ProcessLostError
        return result

    def _started(self) -> list[Process]:
        if not self._processes:
            self._processes = start(self._jobs, self._load)
        return self._processes


class _Round:
    """One job, done by several processes.

    Each gets every so manieth batch, the same ones in each round, so that what it remembers of them serves again,
    unless another has to wait for it. The first also gets those that are added on the way.
    """

    def __init__(self, processes: Sequence[Process], job: Job, ahead: int, known: dict[int, Any], first: int = 0, *, ends: bool) -> None:
        """Begin with the `first` batch, without those whose results are `known`; whether a process `ends` when it has no more to do."""
        self._processes = processes
        self._ends = ends
        self._batches = job.batches
        self._known, self._first = known, first
        asked = [number if number >= first and number not in known else -1 for number in range(len(job.batches))]
        self._left = [deque(number for number in asked[at :: len(processes)] if number >= 0) for at in range(len(processes))]
        self._added: deque[int] = deque()
        self._asked: list[deque[int]] = [deque() for _ in processes]
        message = packed(job)
        for process in processes:
            process.send(message)
        for _ in range(ahead):
            for at in range(len(processes)):
                self._ask(at)
        for process in processes:
            process.widen()

    def results(self, meanwhile: Iterator[None]) -> Iterator[Any]:
        """Give the results in the order of the batches; take a step of something else where there is none yet."""
        done = dict(self._known)
        number = self._first
        while number < len(self._batches):
            while number not in done:
                for process in self._answered(meanwhile):
                    at = self._processes.index(process)
                    done[self._asked[at].popleft()] = process.answer()
                    if len(self._asked[at]) < _AHEAD:
                        self._ask(at)
            yield done.pop(number)
            number += 1

    def add(self) -> None:
        """Ask the first process for the batch that was added last as soon as it can take one."""
        self._added.append(len(self._batches) - 1)
        if len(self._asked[0]) < _AHEAD:
            self._ask(0)

    def present(self) -> list[int]:
        """Give the batches that the processes are at, one of which is to blame where a process was lost."""
        return [asked[0] for asked in self._asked if asked]

    def _answered(self, meanwhile: Iterator[None]) -> list[Process]:
        busy = [self._processes[at] for at, asked in enumerate(self._asked) if asked]
        while not (found := answered(busy, seconds=0)):
            if next(meanwhile, _END) is _END:
                return answered(busy)
        return found

    def _ask(self, at: int) -> None:
        """Ask a process for the next of its own batches, or for the one that is most behind."""
        if at == 0 and self._added:
            self._asked[0].append(self._added[0])
            self._processes[0].tell(self._batches[self._added.popleft()])
            return
        if not any(self._left):
            if self._ends and not self._asked[at]:
                self._processes[at].let_end()
            return
        own, first = self._left[at], min(filter(None, self._left), key=lambda batches: batches[0])
        number = (own if own and own[0] - first[0] <= _DRIFT * len(self._processes) else first).popleft()
        self._processes[at].tell(number)
        self._asked[at].append(number)


def flatten(batches: Iterable[Iterable[Item]]) -> Iterator[Item]:
    """Give the items of all batches in order."""
    for some in batches:
        yield from some
