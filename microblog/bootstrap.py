"""Make a fresh clone runnable: where the dependencies are missing, set them up in `.venv` and run again there.

The rule: what is pinned counts. A `.venv` in the clone is used where there is one; without one, an interpreter that
has the dependencies already is as good; else `.venv` is made from the lock file. The lock file's copy in `.venv` is
written last and says what is installed there, so a changed lock is noticed, and `incomplete`, written first and removed
last, so an interrupted set-up is begun anew. When all is well this costs a few file look-ups: the standard library's
heavier modules (subprocess, shutil, pathlib) are imported only to set up.

Nothing is left outside the clone: no cache of pip's, temporary files in `.venv`. pip's configuration is honoured,
because it may be the only way to a package index.
"""

from __future__ import annotations  # so that an old Python gets as far as being told

import os
import sys
from importlib.machinery import PathFinder

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODULES = (
    "feedparser",
    "httpcore",
    "httpx",
    "idna",
    "jinja2",
    "libipld",
    "linkify_it",
    "markdown",
    "mf2py",
    "nh3",
    "pi_heif",
    "PIL",
    "pygments",
    "yaml",
    "segno",
    "tzdata",
    "watchdog",
)
"""What the engine imports of `requirements.txt`."""

_VENV = os.path.join(ROOT, ".venv")
_PYTHON = os.path.join(_VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(_VENV, "bin", "python")
_INCOMPLETE = os.path.join(_VENV, "incomplete")
_AGAIN = "MICROBLOG_SET_UP"
"""Set in the environment of the run after a set-up, so that one that does not help is not repeated for ever."""


class _FailedError(Exception):
    """An interpreter that was to set up something did not."""


def ensure(lock: str = "requirements.txt", modules: tuple[str, ...] = MODULES) -> None:
    """Return in an interpreter that has what `lock` pins; else run this program again in one, and exit with its status."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this very check)
        raise SystemExit(f"microblog needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})")
    inside = _is_inside()
    if (_is_current(lock) if inside else not os.path.exists(_VENV)) and _has(modules):
        os.environ.pop(_AGAIN, None)
        return
    if inside or not _is_usable():
        if os.environ.get(_AGAIN):
            raise SystemExit("microblog: the set-up in .venv does not work; delete that folder and run this again")
        _set_up(lock)
    _run_again()


def _is_inside() -> bool:
    """Whether this interpreter is the one of the clone's `.venv`."""
    return os.path.exists(_VENV) and os.path.samefile(sys.prefix, _VENV)


def _is_usable() -> bool:
    """Whether `.venv` has an interpreter (which goes when the system's Python does) and was set up to the end."""
    return os.path.exists(_PYTHON) and not os.path.exists(_INCOMPLETE)


def _is_current(lock: str) -> bool:
    """Whether `.venv` holds what the lock pins; one without a stamp was made by hand and is its owner's business."""
    return _is_usable() and (not os.path.exists(os.path.join(_VENV, lock)) or _is_stamped(lock))


def _is_stamped(lock: str) -> bool:
    stamp = os.path.join(_VENV, lock)
    return os.path.exists(stamp) and _read(stamp) == _read(os.path.join(ROOT, lock))


def _has(modules: tuple[str, ...]) -> bool:
    """Whether there are such modules: in the first one's folder, as most often, which costs one look, or elsewhere."""
    first = PathFinder.find_spec(modules[0])
    if first is None:
        return False
    folder = os.path.dirname(os.path.dirname(first.origin or ""))
    beside = os.listdir(folder) if os.path.isdir(folder) else []
    return all(name in beside or PathFinder.find_spec(name) for name in modules)


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _run_again() -> None:
    """Run the same program, with the same arguments, in `.venv`."""
    command = [_PYTHON, *sys.orig_argv[1:]]
    if os.name != "nt":
        os.execv(_PYTHON, command)
    raise SystemExit(_wait_for(command, is_patient=True))  # Windows has no exec that a waiting shell understands


def _set_up(lock: str) -> None:
    """Make `.venv`, or bring it up to date, and say so; whoever comes second waits and finds it done."""
    import sqlite3

    os.environ[_AGAIN] = "1"
    try:
        waiting = sqlite3.connect(os.path.join(ROOT, ".venv.lock"), timeout=600, isolation_level=None)
        waiting.execute("PRAGMA journal_mode=MEMORY")
        waiting.execute("BEGIN EXCLUSIVE")  # a lock that goes with its process, on every system
    except sqlite3.OperationalError as error:
        raise _impossible(error) from None
    if _is_usable() and _is_stamped(lock) and not _is_inside():
        return
    is_new = not _is_usable() or _is_stamped(lock)  # stamped, and yet modules are missing: the Python below it changed
    _say(f"{'setting up' if is_new else 'updating'} .venv from {lock}; this needs the network and takes a minute at most")
    try:
        if is_new:
            _make_venv()
        _install(lock, is_new)
    except _FailedError:
        remedy = "see what is said above (the network? on Debian: apt install python3-venv?), then run this again"
        raise SystemExit(f"microblog: the dependencies could not be set up; {remedy}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except OSError as error:
        raise _impossible(error) from None


def _impossible(error: Exception) -> SystemExit:
    what = f"{ROOT} needs a .venv, which cannot be made there ({error})"
    return SystemExit(f"microblog: {what}; run this as the folder's owner, or in a copy of your own")


def _make_venv() -> None:
    """Make an empty `.venv` in place of whatever is there, with the Python that this one stands on."""
    import shutil

    shutil.rmtree(_VENV, ignore_errors=True)
    os.makedirs(_VENV, exist_ok=True)
    _mark()
    _call(getattr(sys, "_base_executable", sys.executable), "-m", "venv", _VENV)


def _install(lock: str, is_new: bool) -> None:
    """Install what the lock pins, then write the stamps: of the lock, and of the runtime lock, which every lock includes."""
    _mark()
    try:
        _call(_PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", os.path.join(ROOT, lock))
    except _FailedError:
        if not is_new:  # pip fetches everything before it installs anything: what was there still works
            os.remove(_INCOMPLETE)
        raise
    # Compiled once, so that starting is quick even where PYTHONDONTWRITEBYTECODE is set, as in many containers and CI runs.
    _call(_PYTHON, "-m", "compileall", "-q", os.path.join(ROOT, "microblog"))
    for name in {lock, "requirements.txt"}:
        with open(os.path.join(_VENV, name), "wb") as stamp:
            stamp.write(_read(os.path.join(ROOT, name)))
    os.remove(_INCOMPLETE)


def _mark() -> None:
    with open(_INCOMPLETE, "wb"):
        pass


def _call(*command: str) -> None:
    """Run an interpreter, isolated from the user's PYTHON* settings, leaving no cache and no temporary file elsewhere."""
    quiet = {"PIP_NO_CACHE_DIR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0", "TMPDIR": _VENV}
    if not os.path.exists(os.path.expanduser("~/.rustup")):  # pip asks rustc for its version, and rustup makes that folder
        quiet["RUSTUP_HOME"] = _VENV
    if _wait_for([command[0], "-I", *command[1:]], is_patient=False, env={**os.environ, **quiet}):
        raise _FailedError


def _wait_for(command: list[str], *, is_patient: bool, env: dict[str, str] | None = None) -> int:
    """Run a command to its end and return its status; where that `is_patient`, the command decides what an interrupt does."""
    import subprocess

    child = subprocess.Popen(command, env=env, stdout=None if is_patient else sys.stderr)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            if not is_patient:
                child.kill()
                raise


def _say(text: str) -> None:
    try:
        sys.stderr.write(f"microblog: {text}\n")
        sys.stderr.flush()
    except (OSError, AttributeError):  # it is full, or closed; `contextlib` would take longer to load than all the rest
        pass
