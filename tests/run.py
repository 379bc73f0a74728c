#!/usr/bin/env python3
"""Pass every check of the project: `python3 tests/run.py [--nightly] [arguments for pytest]`.

It sets up all it needs: `.venv` from requirements-dev.txt, `node_modules` from package-lock.json where npm is there, and,
where it is root on a Debian, the programs that are missing. What it leaves lies in the clone (`build/`, git-ignored).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
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
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAMS = {
    "chromium": BROWSERS,
    "default-jre-headless": ("java",),
    "nodejs": ("node",),
    "npm": ("npm",),
    "rsync": ("rsync",),
    "strace": ("strace",),
}
"""Debian package: the commands of which one shows that it is not needed."""

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
    try:
        others = {name: beside.submit(run_check, name, command, is_quiet=True) for name, command in CHECKS.items()}
        passed = run_check("tests", tests)
        results = {**{name: other.result() for name, other in others.items()}, "tests": passed}
    finally:
        beside.shutdown(cancel_futures=True)
    print(
        "\n"
        + "\n".join(f"{name:10} {'ok    ' if not status else 'FAILED'} {seconds:6.1f} s" for name, (status, seconds) in results.items())
    )
    return max(status for status, _ in results.values())


def run_check(name: str, command: tuple[str, ...], *, is_quiet: bool = False) -> tuple[int, float]:
    """Run one Python tool in the clone; return its exit status and the seconds it took. What a quiet one says comes at its end."""
    title = f"\n{name}: {' '.join(command[:3])}"
    if not is_quiet:
        print(title, flush=True)
    started = time.monotonic()
    out, error = (subprocess.PIPE, subprocess.STDOUT) if is_quiet else (None, None)
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=confined(), stdout=out, stderr=error, text=True, check=False)
    if is_quiet:
        print(title, done.stdout, sep="\n", flush=True)
    return abs(done.returncode), time.monotonic() - started


def confined() -> dict[str, str]:
    """Return an environment in which what tests and browsers drop in a home or a temporary folder stays in the clone.

    Compiled modules are kept: else each start of the engine would compile it, and each worker all tests.
    """
    folders = {"TMPDIR": ROOT / "build" / "tmp", "HOME": ROOT / "build" / "home"}
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
    subprocess.call([*apt, "install", "--yes", "--no-install-recommends", *missing], env=environment)


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
