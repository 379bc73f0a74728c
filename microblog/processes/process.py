"""Processes at the other ends of pipes, which do batches of work.

Each is told once what is to be done and in which batches, and then only their numbers, and small batches that came up since: so
little that no pipe is ever too full for it while the process waits for its results to be read. It ends when our end of that pipe
is closed, however we end, and leaves an interrupt to us.

Where processes are forked, we fork only the first. It loads what they will need, while we do something else, and then divides:
what is loaded once is there for all of them.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NamedTuple, NoReturn

from microblog.processes.pipes import AnyEnd, End, ready, widen

Load = Callable[[], object]


class LostError(Exception):
    """A process ended before its time."""


Memory = dict[str, Any]
"""What a process remembers from one job to the next, as long as it lives; what is in it may only save work."""


class Job(NamedTuple):
    """What a process is to do: `work(common, batch, memory)` for batches as they are called by their numbers."""

    work: Callable[[Any, Sequence[Any], Memory], Any]
    common: Any
    batches: Sequence[Sequence[Any]]


class Process:
    """A process and our ends of its pipes."""

    def __init__(self, tasks: AnyEnd, answers: AnyEnd, join: Callable[[], object]) -> None:
        """Take over what it is told through, what it answers through, and what waits until it has ended."""
        self._tasks = tasks
        self.answers = answers
        self.join = join

    def widen(self) -> None:
        """Give its answers room, so that it need not wait until we have read each."""
        widen(self.answers)

    def tell(self, message: "Job | int | Sequence[Any]") -> None:
        """Send a job, the number of a batch to do, or the batch itself."""
        self.send(packed(message))

    def send(self, message: bytes) -> None:
        """Send what was packed; raise LostError where nobody is there any more."""
        try:
            self._tasks.send_bytes(message)
        except OSError:
            raise LostError from None

    def answer(self) -> Any:
        """Wait for the result of the batch that was asked for first; raise what it raised, or LostError."""
        import pickle

        try:
            is_well, result = pickle.loads(self.answers.recv_bytes())  # noqa: S301 - comes from our own process
        except (EOFError, OSError):
            raise LostError from None
        if not is_well:
            raise result
        return result

    def let_end(self) -> None:
        """Let it end when it has done what it was told; its answers can still be read."""
        self._tasks.close()

    def close(self) -> None:
        """Close our ends of the pipes."""
        self.let_end()
        self.answers.close()


def load_nothing() -> None:
    """Load nothing."""


def start(count: int, load: Load = load_nothing) -> list[Process]:
    """Start some processes that `load` first; forked where that is safe: quick, and sharing memory. Beside threads (`serve`) it is not."""
    threading = sys.modules.get("threading")
    is_safe = sys.platform == "linux" and (threading is None or threading.active_count() == 1)
    if not is_safe and os.name != "nt":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # which lets interrupts through when it has started, and not again
    with _uninterrupted():
        return _forked(count, load) if is_safe else [_spawned(load) for _ in range(count)]


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let a process start with interrupts blocked, which are ours, and would end it with a traceback before it can ignore them."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
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


def _forked(count: int, load: Load) -> list[Process]:
    import pickle  # noqa: F401 - loaded once, for all processes

    all_pipes = [_Pipes(*End.pair(), *End.pair()) for _ in range(count)]
    end_of_all, life = End.pair()  # nothing is ever sent: the other end is closed when the last process has ended
    try:
        number = os.fork()
    except OSError:
        for end in (*(end for pipes in all_pipes for end in pipes), end_of_all, life):
            end.close()
        raise
    if not number:
        _live(all_pipes, end_of_all, load)
    life.close()
    for pipes in all_pipes:
        pipes.tasks.close()
        pipes.answers.close()
    join = partial(_await_end, number, end_of_all)
    return [Process(pipes.to_tasks, pipes.from_answers, join) for pipes in all_pipes]


def _await_end(number: int, end_of_all: End) -> None:
    """Wait for the first process, and for the others where it ended before them."""
    _await(number)
    with suppress(EOFError, OSError):
        end_of_all.recv_bytes()
    end_of_all.close()


def _await(number: int) -> None:
    with suppress(ChildProcessError):  # whoever started us has its children's ends ignored, and so have we
        os.waitpid(number, 0)


def _live(all_pipes: list[_Pipes], end_of_all: End, load: Load) -> NoReturn:
    """Be the first process: load, divide, work, wait for the others, and end."""
    status = 1
    try:
        end_of_all.close()
        for pipes in all_pipes:
            pipes.to_tasks.close()
            pipes.from_answers.close()
        _get_ready(load)
        mine, others = _divide(all_pipes)
        _serve(mine.tasks, mine.answers)
        for other in others:
            _await(other)
        status = 0
    finally:
        os._exit(status)


def _divide(all_pipes: list[_Pipes]) -> tuple[_Pipes, list[int]]:
    """Become a process for each pair of pipes; give this one's, and in the first the numbers of the others."""
    mine, others = all_pipes[0], list[int]()
    for pipes in all_pipes[1:]:
        number = os.fork()
        if not number:
            mine, others = pipes, []
            break
        others.append(number)
    for pipes in all_pipes:
        if pipes is not mine:
            pipes.tasks.close()
            pipes.answers.close()
    return mine, others


def _spawned(load: Load) -> Process:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    tasks, to_tasks = context.Pipe(duplex=False)
    from_answers, answers = context.Pipe(duplex=False)
    process = context.Process(target=_live_alone, args=(tasks, answers, load), daemon=True)
    with _interrupted_later():
        process.start()
    tasks.close()
    answers.close()
    return Process(to_tasks, from_answers, process.join)


def _live_alone(tasks: AnyEnd, answers: AnyEnd, load: Load) -> None:
    _get_ready(load)
    _serve(tasks, answers)


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Hold back an interrupt that another thread takes: this one would raise it while it sends a process what to begin with."""
    import signal
    import threading

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


def answered(processes: Sequence[Process], seconds: int | None = None) -> list[Process]:
    """Wait until one or more of some processes have an answer, for so long at most, and give those."""
    ends = ready([process.answers for process in processes], seconds)
    return [process for process in processes if process.answers in ends]


def dismiss(processes: Sequence[Process]) -> None:
    """Let processes end as soon as they have done what they are at."""
    for process in processes:
        process.close()
    for process in processes:
        process.join()


def packed(message: object) -> bytes:
    """Give what travels through a pipe; what many processes are sent is packed once."""
    import pickle

    return pickle.dumps(message, protocol=5)


def rarely_look_for_garbage() -> None:
    """Spare a process that makes many values and few cycles the search for the latter, a tenth of its time."""
    import gc

    gc.freeze()
    gc.set_threshold(100_000)


def _get_ready(load: Load) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):  # the batches that need it tell what is wrong
        load()
    rarely_look_for_garbage()


def _serve(tasks: AnyEnd, answers: AnyEnd) -> None:
    """Do what comes through a pipe until its other end is closed."""
    import pickle

    job: Job | None = None
    memory: Memory = {}
    with suppress(EOFError, OSError):  # of the pipes; those of the work are results
        while True:
            message = pickle.loads(tasks.recv_bytes())  # noqa: S301 - comes from our own process
            if isinstance(message, Job):
                job = message
            elif job:
                answers.send_bytes(_result(job, job.batches[message] if isinstance(message, int) else message, memory))


def _result(job: Job, batch: Sequence[Any], memory: Memory) -> bytes:
    try:
        return packed((True, job.work(job.common, batch, memory)))
    except Exception as error:  # noqa: BLE001 - it is raised again where the result is wanted
        import pickle
        import traceback

        error.add_note(traceback.format_exc())
        with suppress(Exception):  # not every exception can travel
            message = packed((False, error))
            pickle.loads(message)  # noqa: S301 - our own
            return message
        return packed((False, RuntimeError(traceback.format_exc())))
