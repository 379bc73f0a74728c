"""What one file may cost: five seconds of processor time and half a gigabyte of memory, so that no post keeps a build from ending.

It is processor time of this process, not the clock's, so that a busy machine refuses no more than an idle one. A timer ticks
twice a second of it, whatever is worked at, and a file is refused when it has lasted for too many ticks: so a file costs two
assignments, and a batch of files two calls. The memory is what the process has at the start of a batch and MEMORY more.

Signals are there on POSIX alone, and only in a process's main thread: on Windows, and for the few changed files that `serve` reads
itself, time has no bound but those on sizes (`markup/limits`, `markup/highlight`). Memory is bounded on Linux.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

try:
    import _signal as signal  # type: ignore[import-not-found]  # without the names of all signals, which take 3 ms to make
except ImportError:  # a Python that is made otherwise
    import signal

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

T = TypeVar("T")
P = ParamSpec("P")

SECONDS = 5
MEMORY = 512 << 20
_TICK = 0.5
_IDLE = -(1 << 60)


class Overspent(BaseException):
    """A file costs more than it may; no `Exception`, since what goes on after any failure must not go on after this."""

    def __init__(self, what: str) -> None:
        """Say what is too much, as a phrase that goes on after the file's name."""
        super().__init__(what)
        self.what = what
        self.where = ""  # words of the place, where they are known
        self.remedy = "split it, or simplify it"


class _Clock:
    ticks = _IDLE  # since the present file was begun


@contextmanager
def bounded() -> Iterator[None]:
    """Bound what is spent on each of some files."""
    stop, lift = _start_timer(), _confine()
    try:
        yield
    finally:
        stop()
        lift()


def spend(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Do the work for one file; raise Overspent where it costs too much."""
    _Clock.ticks = 0
    try:
        return work(*given, **named)
    except MemoryError:
        pass
    finally:
        _Clock.ticks = _IDLE
    return _spend_anew(work, *given, **named)


def spend_alone(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | str:
    """Do the work for the one file that there is; return what is wrong with it where it costs too much."""
    try:
        with bounded():
            return spend(work, *given, **named)
    except Overspent as over:
        return over.what


def _spend_anew(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Do it with a bound of its own: what other files of the batch have left in memory is not this one's fault."""
    lift = _confine()
    _Clock.ticks = 0
    try:
        return work(*given, **named)
    except MemoryError:
        raise Overspent(f"takes more than {MEMORY >> 20} MB of memory") from None
    finally:
        _Clock.ticks = _IDLE
        lift()


def _tick(*_: object) -> None:
    _Clock.ticks += 1
    if _Clock.ticks > SECONDS / _TICK:
        raise Overspent(f"takes more than {SECONDS} s of processor time")


def _nothing() -> None:
    pass


def _start_timer() -> Callable[[], object]:
    """Begin to tick; return what ends that."""
    threading = sys.modules.get("threading")
    if not hasattr(signal, "setitimer") or (threading and threading.current_thread() is not threading.main_thread()):
        return _nothing
    if signal.getsignal(signal.SIGVTALRM) is not _tick:
        signal.signal(signal.SIGVTALRM, _tick)
    signal.setitimer(signal.ITIMER_VIRTUAL, _TICK, _TICK)
    return lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _confine() -> Callable[[], object]:
    """Let this process take MEMORY more than it has; return what lifts that."""
    if sys.platform != "linux" or resource is None:
        return _nothing
    with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123 - pathlib takes as long as all the rest
        taken = int(file.read(32).split()[0]) * resource.getpagesize()
    before = _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = taken + MEMORY if hard == resource.RLIM_INFINITY else min(taken + MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_AS, before)
