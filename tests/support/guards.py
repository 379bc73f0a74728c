"""The engine's guards, and switching them off: in a copy of the repository, one at a time, so that a test must turn red for each.

What Python and the template compiler make of the sources is kept in the copy: without it, a run would take twice as long.
"""

import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from importlib.util import cache_from_source
from pathlib import Path

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


def run_tests(copy: Path, tests: Sequence[str], seconds: int = _SECONDS) -> tuple[int, str]:
    """Run tests of a copy until one fails; return pytest's status and the end of what it says."""
    home = copy / "build" / "tmp"
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=line", f"--basetemp={home / 'pytest'}", *tests]
    environment = {**os.environ, "PYTEST_XDIST_WORKER": "one of them", "TMPDIR": str(home)}  # so that templates are kept beside its folder
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as run:
        try:
            said, _ = run.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)  # with the browsers and servers that hang with it
            return -1, f"takes longer than {seconds} s"
    return run.returncode, "\n".join(said.strip().splitlines()[-4:])


def switch_off(copy: Path, guard: Guard) -> Outcome:
    """Run a guard's tests in a copy without the guard, which comes back afterwards."""
    path = copy / guard.file
    whole = path.read_text(encoding="utf-8")
    _rewrite(path, whole.replace(guard.text, guard.off))
    try:
        status, said = run_tests(copy, guard.tests)
    finally:
        _rewrite(path, whole)
    return Outcome(guard, status == _RED, said)


def _rewrite(path: Path, text: str) -> None:
    """Change a source; what Python keeps of it bears its size and the second of its change alone, and would be believed in that second."""
    path.write_text(text, encoding="utf-8")
    Path(cache_from_source(path)).unlink(missing_ok=True)
