"""Processes that do one job after the other for a pool."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from microblog.errors import ProcessLostError
from microblog.processes.process import Job, LostError, Process, answered, dismiss, packed, start

Item = TypeVar("Item")
Result = TypeVar("Result")

_IN_HAND = 2  # batches that a process has at a time
_MOST_BLAMED = 20  # items for the end of a process; more are the machine's fault


class Crew:
    """Processes that are started for the first job, and dismissed after the last."""

    def __init__(self, size: int) -> None:
        """Note how many processes there will be."""
        self._size = size
        self._started: list[Process] = []
        self._free: list[Process] = []  # those of them that no job uses
        self._blamed = 0  # items, for the end of a process

    def dismiss(self) -> None:
        """Let all processes end."""
        dismiss(self._started)

    def map(
        self,
        work: Callable[[Any, Sequence[Item]], Result],
        batches: Sequence[Sequence[Item]],
        common: Any,
        lost: Callable[[Item], Result] | None,
    ) -> Iterator[Result]:
        """Yield the results of all batches in order, as `Pool.map` says."""
        job = Job(work, common, batches)
        return self._salvaged(job, lost) if lost else self._spread(job)

    def _spread(self, job: Job) -> Iterator[Any]:
        processes, self._free = self._free or self._start(), []
        try:
            yield from _results(processes, job)
        except LostError:
            dismiss(processes)
            raise ProcessLostError from None
        except BaseException:  # nobody is to take the results that are on their way for those of the next map
            dismiss(processes)
            raise
        self._free = processes

    def _start(self) -> list[Process]:
        processes = start(self._size)
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
            yield next(_results(processes, job._replace(batches=[batch])))
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


def _results(processes: Sequence[Process], job: Job) -> Iterator[Any]:
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
            for process in answered([process for process, some in asked.items() if some]):
                done[asked[process].popleft()] = process.answer()
                _ask(process, asked[process], numbers)
        yield done.pop(number)


def _ask(process: Process, asked: deque[int], numbers: Iterator[int]) -> None:
    """Ask a process for the next batch, if there is one."""
    number = next(numbers, None)
    if number is not None:
        asked.append(number)
        process.send(packed(number))
