"""A process that the system itself holds in bounds: so much processor time, and so much memory beyond what it has at first."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from tests.support.kill_points import in_fork

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SECONDS = 5
MEMORY = 512 << 20


class Exceeded(AssertionError):  # noqa: N818 - the noun for what happened
    """Something takes more time or memory than it may."""


def in_bounds(action: Callable[[], str], *, seconds: int = SECONDS, memory: int = MEMORY) -> str:
    """Do something in a fork, and return the text that it gives; raise Exceeded where it takes too much."""
    said: list[str] = []

    def confined() -> None:
        taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        try:
            said.append(action())
        except MemoryError:
            os._exit(_NO_MEMORY)

    try:
        return in_fork(confined, said=lambda: said[0])
    except ChildProcessError as ended:
        (status,) = ended.args
        if status == _NO_MEMORY:
            raise Exceeded(f"takes more than {memory >> 20} MB of memory") from None
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            raise Exceeded(f"takes more than {seconds} s of processor time") from None
        raise


_NO_MEMORY = 77
