"""How long a program runs from its start to its end, and how much memory all its processes hold together at most."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_EVERY = 0.05  # seconds between two looks at the memory


class Run(NamedTuple):
    """What one run took."""

    seconds: float
    cpu_seconds: float
    mib: float


def run(command: Sequence[str], folder: Path, environment: dict[str, str] | None = None) -> Run:
    """Run a program to its end; stop everything where it fails."""
    start = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    peak, done = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, done, peak))
    watcher.start()
    said = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said.decode(errors='replace')[-3000:]}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(peak[0], usage.ru_maxrss / unit))


def _watch(pid: int, done: threading.Event, peak: list[float]) -> None:
    while not done.wait(_EVERY):
        peak[0] = max(peak[0], _memory(list(_family(pid))))


def _family(pid: int) -> Iterator[int]:
    """Give a process and all that it started, where the system has /proc."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:
            continue
        for child in below:
            yield from _family(int(child))


def _memory(pids: list[int]) -> float:
    """Give the memory of some processes in MiB; what several share is counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
