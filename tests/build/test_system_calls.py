"""The same as `test_kills` and `test_faults`, of real system calls of a real process, SQLite's included."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.dying_site import assert_whole, lay_out, shown
from tests.support.site_tree import NOW, build

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not there: apt-get install strace"),
]

ROOT = Path(__file__).resolve().parents[2]
CALLS = {  # and every how many of them
    "rename": 3,
    "renameat2": 1,
    "unlink": 9,
    "unlinkat": 40,
    "mkdir": 9,
    "rmdir": 5,
    "write": 9,
    "pwrite64": 9,
    "ftruncate": 1,
    "utimensat": 1,
    "flock": 1,
}
FOR_FOLDERS = {"renameat2", "unlinkat"}
"""Calls by which a folder is put in another's place, and a whole one removed: a build of a change makes none of them."""
CHANGE = "a note with a tag and a picture of its own"


def traced(root: Path, call: str, what: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Build in a process of whose system calls one is not as usual."""
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}"]
    program = [sys.executable, "-B", "build.py", "build", "--root", str(root), "--now", NOW, "--jobs", "1", *options]
    return subprocess.run([*command, *program], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"CI": ""})


class Trial:
    """A site and a change to it, made and taken back in turn."""

    def __init__(self, root: Path) -> None:
        self.root, self.sites, self.now = root, {}, ""
        for name in (CHANGE, ""):
            lay_out(root, name)
            build(root, clean=True)
            self.sites[name] = shown(root)

    def turn(self) -> None:
        self.old, self.now = self.now, "" if self.now else CHANGE
        lay_out(self.root, self.now)

    def check(self) -> None:
        """Hold that each file is whole, that no link leads nowhere, and that the next build makes what one from nothing makes."""
        new = self.sites[self.now]
        assert_whole(self.root, self.sites[self.old], new)
        build(self.root)
        assert shown(self.root) == new


@pytest.mark.parametrize("options", [(), ("--clean",)], ids=["incremental", "cold"])
@pytest.mark.parametrize("call", CALLS)
def test_build_may_be_killed_at_any_system_call(tmp_path: Path, call: str, options: tuple[str, ...]) -> None:
    trial = Trial(tmp_path / "site")
    for number in range(1, 400, CALLS[call]):
        trial.turn()
        done = traced(trial.root, call, f"signal=KILL:when={number}", *options)
        assert done.returncode in (0, -9), done.stderr
        trial.check()
        if done.returncode == 0:
            assert number > 1 or (call in FOR_FOLDERS and not options)
            return


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("call", ["pwrite64", "ftruncate", "rename", "mkdir"])
def test_system_call_that_fails_is_told_in_one_line(tmp_path: Path, call: str, error: str) -> None:
    trial = Trial(tmp_path / "site")
    for number in range(1, 400, CALLS[call]):
        trial.turn()
        done = traced(trial.root, call, f"error={error}:when={number}", "--quiet")
        assert done.returncode in (0, 1), done.stderr
        assert re.fullmatch(r"(microblog: .*\n)?", done.stderr), done.stderr
        trial.check()
        if done.returncode == 0:
            return
