"""Processes that end before their work is done."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest

from microblog.build.batches import cut
from microblog.errors import ContentError, ProcessLostError
from microblog.processes.pool import Pool
from microblog.processes.process import Process
from tests.conftest import MakeSite
from tests.support.pictured_site import SITE
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

ROOT = Path(__file__).resolve().parents[2]
DEADLY = """
import os, sys
from microblog import cli
from microblog.build import parsing
from microblog.pictures import encoding
encode = encoding.encode_picture
def encode_or_end(data, form):
    return os._exit(9) if sys.argv[2] == "picture" and len(data) == int(sys.argv[3]) else encode(data, form)
encoding.encode_picture = encode_or_end
if sys.argv[2] == "post":
    parsing.parse_batch.__code__ = (lambda parsing, items: __import__("os")._exit(9)).__code__
sys.exit(cli.main(["--root", sys.argv[1], "--jobs", "2", "--now", "2026-11-24T12:00:00Z", *sys.argv[4:]]))
"""
forks_only = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are spawned and know nothing of what a test changed")


def double(fatal: int, items: Sequence[int]) -> list[int]:
    """Double numbers; end the process at one of them."""
    if fatal in items:
        os._exit(9)
    return [item * 2 for item in items]


def lengthen(length: int, _items: Sequence[int]) -> list[bytes]:
    """Return more than a pipe holds."""
    return [bytes(length)]


class TwoError(Exception):
    """Has two arguments, so that it can be packed and not unpacked."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"Two: {one} and {two}")


def fail(_common: None, _items: Sequence[int]) -> None:
    """Raise what cannot travel."""
    raise TwoError("one", "two")


def blocked(_common: None, _items: Sequence[int]) -> bool:
    """Return whether signals that ask to end are blocked here."""
    return {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= signal.pthread_sigmask(signal.SIG_BLOCK, ())


def end_oneself(_common: None, items: Sequence[int]) -> list[int]:
    """Send this process what ends others."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.raise_signal(number)
    return list(items)


def mark(folder: Path, items: Sequence[int]) -> list[int]:
    """Leave a file for each item."""
    for item in items:
        (folder / str(item)).touch()
    return list(items)


def outlast(folder: Path, items: Sequence[int]) -> list[int]:
    """Leave a file for each item; the first waits until those of all others are there that need not wait for it."""
    while 0 in items and len([*folder.iterdir()]) < 7:
        time.sleep(0.01)
    return mark(folder, items)


def name_process(_common: None, items: Sequence[int]) -> tuple[int, list[int]]:
    """Return which process does something."""
    return os.getpid(), list(items)


def test_lost_process_is_told_in_words() -> None:
    with Pool(2) as pool, pytest.raises(ProcessLostError, match=r"a worker process ended unexpectedly.*build again with --jobs 1"):
        list(pool.map(double, cut(range(4), 1), 2, enough=1))


def test_processes_are_spawned_beside_threads() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with Pool(2) as pool:
            assert list(pool.map(double, cut(range(4), 1), 9, enough=1)) == [[0], [2], [4], [6]]
    finally:
        done.set()
        thread.join()


def test_signals_reach_no_process_from_its_start_on() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)  # beside it, processes are spawned
    with Pool(2) as forked:
        assert list(forked.map(blocked, cut(range(2), 1), None, enough=1)) == [True, True]
    thread.start()
    try:
        with Pool(2) as spawned:
            assert list(spawned.map(blocked, cut(range(2), 1), None, enough=1)) == [True, True]
    finally:
        done.set()
        thread.join()
    assert not blocked(None, [])


def test_processes_leave_what_ends_others_to_us() -> None:
    with Pool(2) as pool:
        assert list(pool.map(end_oneself, cut(range(2), 1), None, enough=1)) == [[0], [1]]


def test_interrupt_waits_until_a_process_has_all_to_begin_with(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    start = SpawnProcess.start
    came, tell = os.pipe()
    os.set_blocking(tell, False)
    before = signal.set_wakeup_fd(tell)

    def start_interrupted(process: SpawnProcess) -> None:
        os.kill(os.getpid(), signal.SIGINT)  # which another thread takes, as this one lets none through
        assert os.read(came, 1)  # and has taken now, however busy the machine is
        start(process)
        steps.append("started")

    monkeypatch.setattr(SpawnProcess, "start", start_interrupted)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with Pool(2) as pool, pytest.raises(KeyboardInterrupt):
            list(pool.map(double, cut(range(2), 1), 9, enough=1))
    finally:
        signal.set_wakeup_fd(before)
        done.set()
        thread.join()
    assert steps == ["started"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)  # comes at once again


def test_long_results_come_back_whole() -> None:
    with Pool(2) as pool:
        assert [len(result[0]) for result in pool.map(lengthen, cut(range(6), 1), 3_000_000, enough=1)] == [3_000_000] * 6


def test_processes_can_be_waited_for_where_nobody_wants_to_know_how_children_ended() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with Pool(2) as pool:
            assert list(pool.map(double, cut(range(4), 1), 9, enough=1)) == [[0], [2], [4], [6]]
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_results_that_nobody_wanted_are_not_those_of_the_next_map() -> None:
    with Pool(2) as pool:
        some = pool.map(double, cut(range(4), 1), 9, enough=1)
        assert next(some) == [0]
        assert list(pool.map(double, cut(range(10, 14), 1), 9, enough=1)) == [[20], [22], [24], [26]]
        assert list(some) == [[2], [4], [6]]


def test_results_are_not_waited_for_where_something_else_failed() -> None:
    with Pool(2) as pool:
        for result in pool.map(double, cut(range(40), 1), 99, enough=1):
            if result == [4]:
                break
        assert list(pool.map(double, cut(range(4), 1), 9, enough=1)) == [[0], [2], [4], [6]]


def test_no_process_has_more_than_two_batches_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    in_hand, most = Counter[Process](), Counter[Process]()
    send, answer = Process.send, Process.answer

    def count_and_send(process: Process, message: bytes) -> None:
        in_hand[process] += 1
        most[process] = max(most[process], in_hand[process])
        send(process, message)

    def count_and_answer(process: Process) -> Any:
        in_hand[process] -= 1
        return answer(process)

    monkeypatch.setattr(Process, "send", count_and_send)
    monkeypatch.setattr(Process, "answer", count_and_answer)
    with Pool(2) as pool:
        assert list(pool.map(double, cut(range(20), 1), 99, enough=1)) == [[number * 2] for number in range(20)]
    assert [*most.values()] == [1 + 2, 1 + 2]  # what is to be done is sent once, before the batches


def test_batch_that_takes_long_keeps_nobody_but_itself_and_the_next_waiting(tmp_path: Path) -> None:
    with Pool(2) as pool:
        assert list(pool.map(outlast, cut(range(9), 1), tmp_path, enough=1)) == [[number] for number in range(9)]


def test_processes_have_ended_when_the_pool_is_left() -> None:
    with Pool(2) as pool:
        numbers = {number for number, _ in pool.map(name_process, cut(range(8), 1), None, enough=1)}
    assert os.getpid() not in numbers
    assert not [number for number in numbers if Path(f"/proc/{number}").exists()]


@forks_only
def test_process_that_cannot_be_forked_leaves_no_other_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, forked = os.fork, list[int]()

    def fork_once() -> int:
        if forked:
            raise OSError("no more")
        forked.append(fork())
        return forked[0]

    monkeypatch.setattr(os, "fork", fork_once)
    with Pool(2) as pool, pytest.raises(OSError, match="no more"):
        list(pool.map(double, cut(range(2), 1), 9, enough=1))
    assert not Path(f"/proc/{forked[0]}").exists()


def test_error_that_cannot_be_unpacked_keeps_its_words() -> None:
    with Pool(2) as pool, pytest.raises(RuntimeError, match="Two: one and two"):
        list(pool.map(fail, cut(range(2), 1), None, enough=1))


def test_one_batch_that_ends_its_process_costs_no_other(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(2) as pool:
        assert list(pool.map(double, cut(range(4), 1), 2, enough=1, lost=lambda item: [-item])) == [[0], [2], [-2], [6]]
        assert list(pool.map(double, cut(range(4), 2), 9, enough=1)) == [[0, 2], [4, 6]]
    assert "Traceback" not in capfd.readouterr().err


def test_item_that_ends_its_process_costs_no_other_of_its_batch() -> None:
    with Pool(2) as pool:
        found = list(pool.map(double, cut(range(9), 3), 4, enough=1, lost=lambda item: [-item]))
    assert found == [[0, 2, 4], [6], [-4], [10], [12, 14, 16]]


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


def test_build_that_fails_while_processes_write_leaves_nothing_beside_the_output(make_site: MakeSite) -> None:
    posts = {f"posts/ada/2026-10-{1 + number % 28:02}-{number}.md": "Text." for number in range(440)}
    root = make_site(SITE | posts | {"templates/_card.html": "{% if post.url.endswith('-120/') %}{{ nothing.there }}{% endif %}"})
    before = {path.name for path in root.iterdir()}
    with pytest.raises(ContentError) as error:
        build(root, jobs=2)
    assert [problem.path for problem in error.value.problems] == ["templates/_card.html"]
    assert {path.name for path in root.iterdir()} - before == {".microblog"}
