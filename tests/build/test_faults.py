"""A build that the system refuses something at any call: one line says what, no file is cut off, and the next build makes all whole."""

import errno
import os
import sqlite3
from collections.abc import Collection
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from tests.support import kill_points
from tests.support.dying_site import CHANGES, assert_whole, lay_out, shown, step_for
from tests.support.site_tree import NOW, build

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE)
TIDYING = {"os.remove": "", "os.rmdir": "", "os.rename": "/.public.microblog-", "os.utime": "/.microblog/output-"}
"""Calls without which a site is as good, and what stands in their paths: what they leave is cleared away later, or there is another way."""


def try_faults(root: Path, change: str, step: int, kinds: Collection[str], *options: str) -> int:
    """Refuse builds of a change, and of taking it back, every so many of their calls; return how many in all."""
    sites = {}
    for name in (change, ""):
        lay_out(root, name)
        kill_points.in_fork(lambda: build(root, clean=True))
        sites[name] = shown(root)
    arguments, errors, refused = ["--root", str(root), "--now", NOW, "--jobs", "1", *options], cycle(ERRORS), 0
    for number in count(step, step):
        found = False
        for old, new in (("", change), (change, "")):
            lay_out(root, new)
            done = kill_points.refused_at(number, next(errors), arguments, kinds, str(root))
            if done.kind:
                found, refused = True, refused + 1
                assert_said(done)
                files = assert_whole(root, sites[old], sites[new])
                assert done.status or files == sites[new], done
            kill_points.in_fork(lambda: build(root))
            assert shown(root) == sites[new], (number, done)
        if not found:
            return refused
    raise AssertionError


def assert_said(done: kill_points.Refused) -> None:
    """Hold that one line says what was refused, or one line each file that cannot be read; what only tidies need not be said."""
    told = done.said.splitlines()
    if done.kind in kill_points.READING:
        assert not done.status or (told and all(": " in line for line in told[:-1])), done
    elif done.status or TIDYING.get(done.kind, "\0") not in done.what:
        assert done.status == 1, done
        assert [line.startswith("microblog: ") for line in told] == [True], done
    assert "Traceback" not in done.said


SAMPLE = [
    ("an author", 47, kill_points.OF_FILES, ()),
    ("a draft", 260, kill_points.OF_FILES, ("--clean",)),
    ("a note", 19, kill_points.READING, ()),
]


@pytest.mark.parametrize(("change", "step", "kinds", "options"), SAMPLE)
def test_build_that_is_refused_any_call_says_so_in_one_line(
    root: Path, change: str, step: int, kinds: Collection[str], options: tuple[str, ...]
) -> None:
    assert try_faults(root, change, step, kinds, *options) >= 3


@pytest.mark.nightly
@pytest.mark.parametrize("change", CHANGES)
def test_build_of_each_change_that_is_refused_any_call_says_so(root: Path, change: str) -> None:
    written = try_faults(root, change, step_for(change, 4), kill_points.OF_FILES)
    read = try_faults(root, change, step_for(change, 2), kill_points.READING)
    print(f"{change}: refused {written} and {read} calls")
    assert (written >= 40, read >= 10) == (True, True)


@pytest.mark.nightly
def test_build_from_nothing_that_is_refused_any_call_says_so(root: Path) -> None:
    refused = try_faults(root, "an author", 11, kill_points.OF_FILES, "--clean")
    print(f"from nothing: refused {refused} calls")
    assert refused >= 90


@pytest.mark.parametrize("pages", [2, 20, 60, 66])
def test_index_that_finds_no_room_is_told_in_one_line(
    root: Path, pages: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(root)
    build(root)
    before = shown(root)
    connect = sqlite3.connect

    def small(*arguments: Any, **more: Any) -> sqlite3.Connection:
        db = connect(*arguments, **more)
        db.execute("PRAGMA page_size=16384")
        db.execute(f"PRAGMA max_page_count={pages}")
        return db

    monkeypatch.setattr(sqlite3, "connect", small)
    lay_out(root, "an author")
    assert cli.main(["--root", str(root), "--now", NOW, "--jobs", "1", "--clean"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line == (
        "microblog: the cache in .microblog/ cannot be written (database or disk is full); "
        f"the last good site in {root}/public/ stays as it was"
    )
    assert shown(root) == before
