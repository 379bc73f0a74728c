"""A build that is asked to end, at any call: the site is whole, and nothing that it had begun lies about."""

import os
import signal
from pathlib import Path

import pytest

from microblog import cli
from microblog.cli.endings import heed
from tests.support import kill_points
from tests.support.dying_site import assert_whole, lay_out, shown
from tests.support.site_tree import NOW, build

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")

CHANGE = "a note with a tag and a picture of its own"


def end_at(number: int, sent: signal.Signals, arguments: list[str]) -> int:
    """Run a command in a fork that is sent a signal just before its Nth call; return its status, -1 where there was no such call."""
    status = [-1]

    def act(*_: object) -> None:
        os.kill(os.getpid(), sent)

    watch = kill_points.Watch(number, act, kill_points.OF_FILES)

    def run() -> None:
        if sent != signal.SIGINT:
            signal.signal(sent, signal.SIG_DFL)  # also where the tests themselves run under `nohup`
        heed()
        status[0] = cli.main(arguments)

    said = kill_points.in_fork(run, watch, lambda: str(status[0] if len(watch.seen) >= number else -1))
    return int(said)


@pytest.mark.parametrize(("name", "expected"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
@pytest.mark.parametrize("options", [[], ["--clean"]], ids=["incremental", "cold"])
def test_build_that_is_asked_to_end_leaves_a_whole_site_and_nothing_else(root: Path, name: str, expected: int, options: list[str]) -> None:
    sites = {}
    for change in (CHANGE, ""):
        lay_out(root, change)
        kill_points.in_fork(lambda: build(root, clean=True))
        sites[change] = shown(root)
    statuses = []
    for number in (2, 30, 90):
        lay_out(root, CHANGE)
        statuses.append(end_at(number, signal.Signals[name], ["--root", str(root), "--now", NOW, "--jobs", "1", "--quiet", *options]))
        assert_whole(root, sites[""], sites[CHANGE])
        assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "pages", "posts", "public", "static"]
        lay_out(root)
        kill_points.in_fork(lambda: build(root))
        assert shown(root) == sites[""]
    assert {status for status in statuses if status >= 0} == {expected}


def test_second_signal_ends_at_once() -> None:
    def twice() -> None:
        heed()
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(ChildProcessError, match="-15"):
        kill_points.in_fork(twice)


def test_signal_that_is_ignored_stays_so() -> None:
    def under_nohup() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        heed()
        signal.raise_signal(signal.SIGHUP)

    assert kill_points.in_fork(under_nohup) == ""
