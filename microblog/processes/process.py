"""Processes at the other ends of pipes, which do batches of work.

Each is told once what is to be done and in which batches, and then only their numbers: so little that no pipe is ever too full
for it while the process waits for its results to be read. It ends when our end of that pipe is closed, however we end, and leaves
signals that ask to end to us: a terminal that is closed sends them to all of us. Where processes are forked, what was loaded before
is there for all of them.
"""

import gc
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NoReturn

from microblog.processes.pipes import AnyEnd, End, ready, widen
from microblog.text.tuples import NamedTuple

_ENDS = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))  # Windows has no SIGHUP


class LostError(Exception):
    """A process ended before its time."""


class Job(NamedTuple):
    """What a process is to do: `work(common, batch)` for batches as they are called by their numbers."""

    work: Callable[[Any, Sequence[Any]], Any]
    common: Any
    batches: Sequence[Sequence[Any]]


class Process:
    """A process and our ends of its pipes."""

    def __init__(self, tasks: AnyEnd, answers: AnyEnd, join: Callable[[], object]) -> None:
        """Take over what it is told through, what it answers through, and what waits until it has ended."""
        self._tasks = tasks
        self.answers = answers
        self.join = join

    def send(self, message: bytes) -> None:
        """Send what was packed; raise LostError where nobody is there any more."""
        try:
            self._tasks.send_bytes(message)
        except OSError:
            raise LostError from None

    def answer(self) -> Any:
        """Wait for the result of the batch that was asked for first; raise what it raised, or LostError."""
        try:
            is_well, result = pickle.loads(self.answers.recv_bytes())  # noqa: S301 - comes from our own process
        except (EOFError, OSError):
            raise LostError from None
        if not is_well:
            raise result
        return result

    def close(self) -> None:
        """Close our ends of the pipes, so that it ends when it has done what it was told."""
        self._tasks.close()
        self.answers.close()


def start(count: int) -> list[Process]:
    """Start some processes; forked where that is safe: quick, and sharing memory. Beside threads (`serve`) it is not."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    if not is_safe and os.name != "nt":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # which lets interrupts through when it has started, and not again
    with _uninterrupted():
        return _forked(count) if is_safe else [_spawned() for _ in range(count)]


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let a process start with signals blocked that are ours, and would end it with a traceback before it can ignore them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Pipes(NamedTuple):
    """The two pipes of a process that is forked."""

    tasks: End
    to_tasks: End
    from_answers: End
    answers: End


def _forked(count: int) -> list[Process]:
    """Fork some processes, each of which closes all ends of pipes but its own."""
    gc.freeze()  # a search for garbage would copy all that is shared
    all_pipes = [_Pipes(*End.pair(), *End.pair()) for _ in range(count)]
    processes = []
    try:
        for pipes in all_pipes:
            number = os.fork()
            if not number:
                _live(pipes, all_pipes)
            widen(pipes.from_answers)
            processes.append(Process(pipes.to_tasks, pipes.from_answers, partial(_await, number)))
    except BaseException:
        for end in (end for pipes in all_pipes for end in pipes):
            end.close()
        dismiss(processes)
        raise
    for pipes in all_pipes:
        pipes.tasks.close()
        pipes.answers.close()
    return processes


def _await(number: int) -> None:
    with suppress(ChildProcessError):  # whoever started us has its children's ends ignored, and so have we
        os.waitpid(number, 0)


def _live(mine: _Pipes, all_pipes: Sequence[_Pipes]) -> NoReturn:
    """Be a process that was forked: work, and end."""
    status = 1
    try:
        for end in (end for pipes in all_pipes for end in pipes if end not in (mine.tasks, mine.answers)):
            end.close()
        _serve(mine.tasks, mine.answers)
        status = 0
    finally:
        os._exit(status)


def _spawned() -> Process:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    tasks, to_tasks = context.Pipe(duplex=False)
    from_answers, answers = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(tasks, answers), daemon=True)
    with _interrupted_later():
        process.start()
    tasks.close()
    answers.close()
    return Process(to_tasks, from_answers, process.join)


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Hold back an interrupt that another thread takes: this one would raise it while it sends a process what to begin with."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    came: list[Any] = []
    signal.signal(signal.SIGINT, lambda *seen: came.append(seen))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came:
            handler(*came[0])


def answered(processes: Sequence[Process]) -> list[Process]:
    """Wait until one or more of some processes have an answer, and return those."""
    ends = ready([process.answers for process in processes])
    return [process for process in processes if process.answers in ends]


def dismiss(processes: Sequence[Process]) -> None:
    """Let processes end as soon as they have done what they are at."""
    for process in processes:
        process.close()
    for process in processes:
        process.join()


def packed(message: object) -> bytes:
    """Return what travels through a pipe; what many processes are sent is packed once."""
    return pickle.dumps(message, protocol=5)


def _serve(tasks: AnyEnd, answers: AnyEnd) -> None:
    """Do what comes through a pipe until its other end is closed."""
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)
    gc.set_threshold(100_000)  # a build makes many values and few cycles
    job: Job | None = None
    with suppress(EOFError, OSError):  # of the pipes; those of the work are results
        while True:
            message = pickle.loads(tasks.recv_bytes())  # noqa: S301 - comes from our own process
            if isinstance(message, Job):
                job = message
            elif job:
                answers.send_bytes(_result(job, job.batches[message]))


def _result(job: Job, batch: Sequence[Any]) -> bytes:
    try:
        return packed((True, job.work(job.common, batch)))
    except Exception as error:  # noqa: BLE001 - it is raised again where the result is wanted
        error.add_note(traceback.format_exc())
        with suppress(Exception):  # not every exception can travel
            message = packed((False, error))
            pickle.loads(message)  # noqa: S301 - our own
            return message
        return packed((False, RuntimeError(traceback.format_exc())))
