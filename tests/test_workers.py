"""Processes that end before their work is done."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from microblog.errors import ProcessLostError
from microblog.workers import Crew
from tests.conftest import MakeSite
from tests.pictures import plain
from tests.site_tree import build, tree
from tests.test_pictures import SITE

ROOT = Path(__file__).resolve().parent.parent
DEADLY = """
import os, sys
from microblog import cli, reading
from microblog.pictures import encoding
encode = encoding.encode_picture
def encode_or_end(data, *, is_avatar):
    return os._exit(9) if sys.argv[2] == "picture" and len(data) == int(sys.argv[3]) else encode(data, is_avatar=is_avatar)
encoding.encode_picture = encode_or_end
if sys.argv[2] == "post":
    reading.parse_batch.__code__ = (lambda common, items, memory: __import__("os")._exit(9)).__code__
sys.exit(cli.main(["--root", sys.argv[1], "--jobs", "2", "--now", "2026-11-24T12:00:00Z", *sys.argv[4:]]))
"""
forks_only = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are spawned and know nothing of what a test changed")


def double(fatal: int, items: Sequence[int], _: object) -> list[int]:
    """Double numbers; end the process at one of them."""
    if fatal in items:
        os._exit(9)
    return [item * 2 for item in items]


def lengthen(length: int, _items: Sequence[int], _: object) -> list[bytes]:
    """Give more than a pipe holds."""
    return [bytes(length)]


class TwoError(Exception):
    """Has two arguments, so that it can be packed and not unpacked."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"Two: {one} and {two}")


def fail(_common: None, _items: Sequence[int], _: object) -> None:
    """Raise what cannot travel."""
    raise TwoError("one", "two")


def blocked(_common: None, _items: Sequence[int], _: object) -> bool:
    """Tell whether interrupts are blocked here."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def load_nothing() -> None:
    """Fail to load something."""
    raise ImportError


def doze(seconds: float, items: Sequence[int], _: object) -> list[int]:
    """Give the items, some time later."""
    time.sleep(seconds)
    return list(items)


def test_lost_process_is_told_in_words() -> None:
    with Crew(2) as crew, pytest.raises(ProcessLostError, match=r"a worker process ended unexpectedly.*build again with --jobs 1"):
        list(crew.run(double, range(4), 2, batch=1, enough=1))


def test_processes_are_spawned_beside_threads() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with Crew(2) as crew:
            assert list(crew.run(double, range(4), 9, batch=1, enough=1)) == [[0], [2], [4], [6]]
    finally:
        done.set()
        thread.join()


def test_interrupts_reach_no_process_from_its_start_on() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)  # beside it, processes are spawned
    with Crew(2) as forked:
        assert list(forked.run(blocked, range(2), None, batch=1, enough=1)) == [True, True]
    thread.start()
    try:
        with Crew(2) as spawned:
            assert list(spawned.run(blocked, range(2), None, batch=1, enough=1)) == [True, True]
    finally:
        done.set()
        thread.join()
    assert not blocked(None, [], None)


def test_long_results_come_back_whole() -> None:
    with Crew(2) as crew:
        assert [len(result[0]) for result in crew.run(lengthen, range(6), 3_000_000, batch=1, enough=1)] == [3_000_000] * 6


def test_processes_can_be_waited_for_where_nobody_wants_to_know_how_children_ended() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with Crew(2) as crew:
            assert list(crew.run(double, range(4), 9, batch=1, enough=1)) == [[0], [2], [4], [6]]
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_processes_are_let_go_before_their_crew_ends() -> None:
    with Crew(2) as crew:
        assert list(crew.run(double, range(2), 9, batch=1, enough=1)) == [[0], [2]]
        crew.release()
        with (ROOT / "README.md").open("rb") as file:  # which takes a number that a pipe had
            crew.release()
            assert file.read(1)


def test_error_that_cannot_be_unpacked_keeps_its_words() -> None:
    with Crew(2) as crew, pytest.raises(RuntimeError, match="Two: one and two"):
        list(crew.run(fail, range(2), None, batch=1, enough=1))


def test_what_cannot_be_loaded_beforehand_is_told_by_the_batch_that_needs_it() -> None:
    with Crew(2, then=load_nothing) as crew:
        assert list(crew.run(double, range(2), 9, batch=1, enough=1)) == [[0], [2]]
        assert list(crew.run(double, range(2), 9, batch=1, enough=1)) == [[0], [2]]


def test_this_process_does_something_else_while_it_waits() -> None:
    done = []
    with Crew(2) as crew:
        crew.meanwhile = (done.append(number) for number in range(3))
        assert list(crew.run(doze, range(2), 0.2, batch=1, enough=1)) == [[0], [1]]
    assert done == [0, 1, 2]


def test_one_batch_that_ends_its_process_costs_no_other(capfd: pytest.CaptureFixture[str]) -> None:
    with Crew(2) as crew:
        assert list(crew.run(double, range(4), 2, batch=1, enough=1, lost=lambda _: [-1])) == [[0], [2], [-1], [6]]
        assert list(crew.run(double, range(4), 9, batch=2, enough=1)) == [[0, 2], [4, 6]]
    assert "Traceback" not in capfd.readouterr().err


def deadly_build(root: Path, what: str, size: int, *options: str) -> tuple[int, str]:
    """Build in a process whose helpers end at what is named."""
    command = [sys.executable, "-c", DEADLY, str(root), what, str(size), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@forks_only
def test_picture_that_ends_its_process_is_a_problem_with_its_line(make_site: MakeSite) -> None:
    bad = plain("red", (600, 90), "PNG")
    root = make_site(SITE)
    build(root)
    before = tree(root / "public")
    make_site({"posts/ada/2026-11-02-b.md": "Text.\n\n![A dog](dog.png)", "posts/ada/dog.png": bad, "posts/ada/cat.jpg": plain()})
    status, said = deadly_build(root, "picture", len(bad))
    assert status == 1
    assert "posts/ada/2026-11-02-b.md:3: posts/ada/dog.png ended the process that decoded it" in said
    assert "cat.jpg" not in said
    assert "Traceback" not in said
    assert tree(root / "public") == before


@forks_only
def test_build_that_loses_a_process_says_so_and_keeps_the_last_site(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    before = tree(root / "public")
    make_site({f"posts/ada/2026-10-01-{number}.md": "Text." for number in range(220)})
    status, said = deadly_build(root, "post", 0, "--clean")
    assert status == 1
    assert "a worker process ended unexpectedly" in said
    assert "build again with --jobs 1" in said
    assert "Traceback" not in said
    assert tree(root / "public") == before
