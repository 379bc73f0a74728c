"""The engine's guards, and switching them off: in a copy of the repository, one at a time, so that a test must turn red for each."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from microblog.text.tuples import NamedTuple
from tests.conftest import ROOT

_COPIED = ("answers", "docs", "examples", "microblog", "pages", "posts", "static", "templates", "tests")
_SECONDS = 240  # for the tests of one guard; what hangs without its guard is not red
_RED = 1  # as pytest says that tests were run and one failed; a test that is not there, or a syntax error, is another number


class Guard(NamedTuple):
    """One guard."""

    name: str  # what it promises
    file: str
    text: str  # which stands once in the file
    off: str  # what takes its place
    tests: tuple[str, ...]  # of which one must fail then

    @property
    def place(self) -> Path:
        """Where it stands."""
        return ROOT / self.file


class Outcome(NamedTuple):
    """What became of a guard's tests."""

    guard: Guard
    is_red: bool
    said: str


def read_guards() -> tuple[Guard, ...]:
    """Read the list."""
    rows = tomllib.loads((ROOT / "tests/support/guards.toml").read_text(encoding="utf-8"))["guard"]
    return tuple(Guard(**row | {"tests": tuple(row["tests"])}) for row in rows)


def copy_repository(folder: Path) -> Path:
    """Copy the engine and its tests, for a test to change."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in filter(Path.is_file, ROOT.iterdir()):
        shutil.copy(path, folder)
    if (ROOT / "node_modules").is_dir():
        (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    return folder


def run_tests(copy: Path, tests: Sequence[str]) -> tuple[int, str]:
    """Run tests of a copy until one fails; return pytest's status and the end of what it says."""
    home = copy / "build" / "tmp"
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=line", f"--basetemp={home / 'pytest'}", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(home)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return -1, f"takes longer than {_SECONDS} s"
    return done.returncode, "\n".join((done.stdout + done.stderr).strip().splitlines()[-4:])


def switch_off(copy: Path, guard: Guard) -> Outcome:
    """Run a guard's tests in a copy without the guard, which comes back afterwards."""
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(guard.text, guard.off), encoding="utf-8")
    try:
        status, said = run_tests(copy, guard.tests)
    finally:
        path.write_text(whole, encoding="utf-8")
    return Outcome(guard, status == _RED, said)


def switch_each_off(guards: Sequence[Guard], folder: Path) -> Iterator[Outcome]:
    """Do so with each, several at a time, each in a copy that nobody else has meanwhile."""
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(os.cpu_count() or 1):
        copies.put(copy_repository(folder / f"copy-{number}"))

    def one(guard: Guard) -> Outcome:
        copy = copies.get()
        try:
            return switch_off(copy, guard)
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(copies.qsize()) as threads:
        yield from threads.map(one, guards)
