"""Fuzzing: atheris mutates what a target is given, led by which code that reaches, in a process of its own.

`python -m tests.support.fuzzing TARGET RUNS FOLDER` is that process. A case may take five seconds and half a gigabyte beyond what the
process has at first; what takes more, and what raises, is kept in the folder.
"""

import ast
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from microblog.text.tuples import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "tests/support/corpus"
SECONDS = 5
MEMORY = 512 << 20
_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")
PLANTED = ("sound", "crash", "hang", "fill")
_KINDS = {"crash-": "crash", "timeout-": "hang", "oom-": "memory"}


class Hunt(NamedTuple):
    """What became of looking for bugs in a target."""

    kind: str  # `crash`, `hang` or `memory`; "" where nothing was found
    case: bytes  # that shows it
    said: str
    runs: int
    seconds: float


class HangError(BaseException):
    """A case takes too long; no `Exception`, since readers of strangers' documents go on after any of these."""


def absent() -> str:
    """Say why there can be no fuzzing on this machine; "" where there can."""
    return "" if find_spec("atheris") else "atheris is not there: it is for Linux and Python before 3.14 (requirements-dev.txt)"


def tokens_of(name: str) -> list[bytes]:
    """Return the words of a dictionary, which is written as libFuzzer reads it."""
    lines = (CORPUS / f"{name}.dict").read_text(encoding="ascii").splitlines()
    return [ast.literal_eval(f"b{line}") for line in lines]


def hunt(target: str, runs: int, folder: Path, *, seconds: int = SECONDS, seed: int = 0, until: float = 3_600) -> Hunt:
    """Look for bugs in a target."""
    for name in ("corpus", "found"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.support.fuzzing", target, str(runs), str(folder), str(seconds), str(seed)]
    begun = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", timeout=until, check=False)
    except subprocess.TimeoutExpired:
        return Hunt("hang", b"", f"did not end within {until:g} s", 0, time.monotonic() - begun)
    said = done.stdout + done.stderr
    took, finished = time.monotonic() - begun, _DONE.search(said)
    for path in sorted((folder / "found").iterdir()):
        kind = next((kind for start, kind in _KINDS.items() if path.name.startswith(start)), "")
        if kind:
            kind = "memory" if "MemoryError" in said else "hang" if "HangError" in said else kind
            return Hunt(kind, path.read_bytes(), _traceback(said), _runs(said), took)
    if done.returncode or not finished:
        return Hunt("crash", b"", f"ended with {done.returncode}\n{said[-2_000:]}", _runs(said), took)
    return Hunt("", b"", "", int(finished[1]), took)


def _traceback(said: str) -> str:
    return "\n".join(line for line in said.splitlines() if not line.startswith(("INFO:", "WARNING:")))[:3_000]


def _runs(said: str) -> int:
    found = _EXECUTED.search(said)
    return int(found[1]) if found else 0


def main(target: str, runs: str, folder: str, seconds: str, seed: str) -> None:
    """Be the process that mutates."""
    import atheris

    with atheris.instrument_imports(include=["microblog", "tests.support.planted"], enable_loader_override=False):
        if target in PLANTED:
            from tests.support import planted as targets
        else:
            from tests.support import fuzz_targets as targets
        row = targets.TARGETS[target]
        seeds = sorted((CORPUS / target).glob("*"))
        for path in seeds:  # what is imported late is so now
            row.run(path.read_bytes())
    _confine()
    options = {"runs": runs, "timeout": 600, "seed": seed or "1", "max_len": row.longest, "rss_limit_mb": 0, "print_final_stats": 1}
    folders = [f"{folder}/corpus", *([str(CORPUS / target)] if seeds else [])]
    words = [f"-dict={CORPUS / row.tokens}.dict", f"-artifact_prefix={folder}/found/"]
    atheris.Setup(
        [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), *words, *folders], _timed(row.run, float(seconds))
    )
    atheris.Fuzz()


def _timed(run: Callable[[bytes], object], seconds: float) -> Callable[[bytes], None]:
    """Bound the processor time of a case; libFuzzer's own alarm counts what other processes take as well."""

    def late(*_: object) -> None:
        raise HangError(f"takes more than {seconds:g} s of processor time")

    def one(data: bytes) -> None:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            run(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    signal.signal(signal.SIGPROF, late)
    return one


def _confine() -> None:
    import resource

    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    os.environ["PYTHONFAULTHANDLER"] = "1"


if __name__ == "__main__":
    main(*sys.argv[1:])
