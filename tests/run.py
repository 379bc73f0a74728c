#!/usr/bin/env python3
"""Pass every check of the project: `python3 tests/run.py [--nightly] [arguments for pytest]`.

It sets up all it needs: `.venv` from requirements-dev.txt, `node_modules` from package-lock.json where npm is there, and,
where it is root on a Debian, the programs that are missing. What it leaves lies in the clone (`build/`, git-ignored).
What tests write meanwhile lies in memory where there is room: they make and remove some hundred thousand files.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microblog import bootstrap  # noqa: E402 (the path comes first)

MODULES = (
    *bootstrap.MODULES,
    "check_jsonschema",
    "hatchling",
    "hypothesis",
    "lxml",
    "mypy",
    "pytest",
    "ruff",
    "xdist",
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAMS = {
    "chromium-headless-shell": BROWSERS[:1],  # Chromium without its windows: tests take a third less with it
    "default-jre-headless": ("java",),
    "nodejs": ("node",),
    "npm": ("npm",),
    "rsync": ("rsync",),
    "strace": ("strace",),
}
"""Debian package: the commands of which one shows that it is not needed."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 3 << 30
"""Bytes that have to be free in memory for what the tests write; they take a tenth of it."""

WORKERS = (os.cpu_count() or 1) + 1
"""Processes that run tests: one more than there are cores, since those with a browser often wait for it."""

WORKFLOWS = (*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("microblog/scaffold/**/*.yml"))
CHECKS = {
    "format": ("ruff", "format", "--check", "--quiet"),
    "style": ("ruff", "check", "--quiet"),
    "types": ("mypy",),
    "action": ("check_jsonschema", "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")),
    "workflows": ("check_jsonschema", "--builtin-schema", "vendor.github-workflows", *sorted(map(str, WORKFLOWS))),
}


def main(arguments: list[str]) -> int:
    """Run every check, those of the sources beside the tests, whatever the others say, and return the worst exit status."""
    bootstrap.ensure("requirements-dev.txt", MODULES)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it, and so would all that tests start
    install_programs()
    install_node_modules()
    tests = ("pytest", "-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder", *arguments)
    beside = ThreadPoolExecutor(1)
    with temporary_folder() as folder:
        try:
            others = {name: beside.submit(run_check, name, command, folder, is_quiet=True) for name, command in CHECKS.items()}
            passed = run_check("tests", tests, folder)
            results = {**{name: other.result() for name, other in others.items()}, "tests": passed}
        finally:
            beside.shutdown(cancel_futures=True)
    print(
        "\n"
        + "\n".join(f"{name:10} {'ok    ' if not status else 'FAILED'} {seconds:6.1f} s" for name, (status, seconds) in results.items())
    )
    return max(status for status, _ in results.values())


def run_check(name: str, command: tuple[str, ...], temporary: Path, *, is_quiet: bool = False) -> tuple[int, float]:
    """Run one Python tool in the clone; return its exit status and the seconds it took. What a quiet one says comes at its end."""
    title = f"\n{name}: {' '.join(command[:3])}"
    if not is_quiet:
        print(title, flush=True)
    started = time.monotonic()
    out, error = (subprocess.PIPE, subprocess.STDOUT) if is_quiet else (None, None)
    environment = confined(temporary)
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=out, stderr=error, text=True, check=False)
    if is_quiet:
        print(title, done.stdout, sep="\n", flush=True)
    return abs(done.returncode), time.monotonic() - started


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder for what tests write, in memory if it can be; what those that failed leave there is kept in the clone."""
    kept = ROOT / "build" / "tmp"
    kept.mkdir(parents=True, exist_ok=True)
    if not has_room(MEMORY):
        yield kept
        return
    folder = Path(tempfile.mkdtemp(prefix="microblog-tests-", dir=MEMORY))
    try:
        yield folder
        for left in folder.glob("pytest-of-*"):
            shutil.rmtree(kept / left.name, ignore_errors=True)
            shutil.copytree(left, kept / left.name, symlinks=True, ignore_dangling_symlinks=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def has_room(folder: Path) -> bool:
    """Tell whether tests may write and start programs there, and all that they write has room, also in the machine's memory."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    there = os.statvfs(folder)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return not there.f_flag & os.ST_NOEXEC and min(there.f_bavail * there.f_frsize, memory // 2) >= ROOM


def confined(temporary: Path) -> dict[str, str]:
    """Return an environment in which what tests and browsers drop in a home or a temporary folder stays in the clone, or in memory.

    Compiled modules are kept: else each start of the engine would compile it, and each worker all tests.
    """
    folders = {"TMPDIR": temporary, "HOME": ROOT / "build" / "home"}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    without = {key: value for key, value in os.environ.items() if not key.startswith("XDG_") and key != "PYTHONDONTWRITEBYTECODE"}
    return without | {key: str(folder) for key, folder in folders.items()}


def install_programs() -> None:
    """Install what is missing of the programs that the tests use, where this is a Debian and we may."""
    missing = [package for package, commands in PROGRAMS.items() if not any(map(shutil.which, commands))]
    if not missing or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print(f"installing {' '.join(missing)} with apt-get", flush=True)
    apt = ("apt-get", "-qq", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in range(3):
        if subprocess.call([*apt, "update"], env=environment) == 0:
            break
        time.sleep(5 * attempt)
    install = [*apt, "install", "--yes", "--no-install-recommends"]
    if subprocess.call([*install, *missing], env=environment) == 0:
        return
    for package in missing:  # an older Debian has not all of them, and then installs none of several
        subprocess.call([*install, package], env=environment)
    if not any(map(shutil.which, BROWSERS)):
        subprocess.call([*install, "chromium"], env=environment)


def install_node_modules() -> None:
    """Install the Nu HTML checker and axe-core as package-lock.json pins them, where npm is there and they are not."""
    lock, stamp = ROOT / "package-lock.json", ROOT / "node_modules" / "lock.json"
    npm = shutil.which("npm")
    if not npm or (stamp.exists() and stamp.read_bytes() == lock.read_bytes()):
        return
    options = (
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
        "--cache",
        str(ROOT / "build" / "npm"),
    )
    if subprocess.call([npm, "ci", *options], cwd=ROOT) == 0:
        shutil.copyfile(lock, stamp)
    shutil.rmtree(ROOT / "build" / "npm", ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
