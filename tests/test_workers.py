"""Processes that end before their work is done."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from microblog.errors import ContentError, ProcessLostError
from microblog.processes.pool import Crew
from tests.conftest import MakeSite
from tests.pictures import plain
from tests.site_tree import build, tree
from tests.test_pictures import SITE

ROOT = Path(__file__).resolve().parent.parent
DEADLY = """
import os, sys
from microblog import cli
from microblog.build import parsing
from microblog.pictures import encoding
encode = encoding.encode_picture
def encode_or_end(data, *, is_avatar):
    return os._exit(9) if sys.argv[2] == "picture" and len(data) == int(sys.argv[3]) else encode(data, is_avatar=is_avatar)
encoding.encode_picture = encode_or_end
if sys.argv[2] == "post":
    parsing.parse_batch.__code__ = (lambda common, items, memory: __import__("os")._exit(9)).__code__
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


def mark(folder: Path, items: Sequence[int], _: object) -> list[int]:
    """Leave a file for each item."""
    for item in items:
        (folder / str(item)).touch()
    return list(items)


def name_process(_common: None, items: Sequence[int], _: object) -> tuple[int, list[int]]:
    """Tell which process does something."""
    return os.getpid(), list(items)


def has_ended(process: int) -> bool:
    """Tell whether there is no such process any more."""
    try:
        return os.waitpid(process, os.WNOHANG) != (0, 0)
    except ChildProcessError:  # whose parent is the first process
        return not Path(f"/proc/{process}").exists()


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


def test_interrupt_waits_until_a_process_has_all_to_begin_with(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    start = SpawnProcess.start

    def start_interrupted(process: SpawnProcess) -> None:
        os.kill(os.getpid(), signal.SIGINT)  # which another thread takes, as this one lets none through
        start(process)
        steps.append("started")

    monkeypatch.setattr(SpawnProcess, "start", start_interrupted)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with Crew(2) as crew, pytest.raises(KeyboardInterrupt):
            crew.run(double, range(2), 9, batch=1, enough=1)
    finally:
        done.set()
        thread.join()
    assert steps == ["started"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)  # comes at once again


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


def test_work_begins_before_anybody_wants_its_results(tmp_path: Path) -> None:
    with Crew(2) as crew:
        results = crew.run(mark, range(4), tmp_path, batch=1, enough=1)
        until = time.monotonic() + 60
        while len([*tmp_path.iterdir()]) < 4 and time.monotonic() < until:
            time.sleep(0.01)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2", "3"]
        assert list(results) == [[0], [1], [2], [3]]


def test_no_more_work_is_begun_than_was_asked_for(tmp_path: Path) -> None:
    with Crew(2) as crew:
        results = crew.run(mark, range(20), tmp_path, batch=1, enough=1, ahead=3)
        assert next(results) == [0]
        assert len([*tmp_path.iterdir()]) < 10
        assert list(results) == [[number] for number in range(1, 20)]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_batches_that_are_added_on_the_way_are_done_last_by_the_first_process(jobs: int) -> None:
    found: list[tuple[int, list[int]]] = []
    with Crew(jobs) as crew:
        for result in crew.run(name_process, range(6), None, batch=1, enough=1):
            found.append(result)
            if result[1][0] in {0, 5, 9}:
                crew.add([result[1][0] + 9])
    assert [items for _, items in found] == [[0], [1], [2], [3], [4], [5], [9], [14], [18]]
    assert {process for process, items in found if items[0] > 5} == {found[0][0]}


def test_added_batches_count_among_those_that_were_expected() -> None:
    told: list[tuple[int, int]] = []
    with Crew(2, lambda done, total: told.append((done, total))) as crew:
        crew.expect(4)
        for result in crew.run(double, range(4), 9, batch=2, enough=1):
            if result == [0, 2]:
                crew.add([3])  # which the first batch left
    assert told == [(2, 4), (4, 4), (4, 4)]


def add_as_it_goes(crew: Crew) -> None:
    """Add batches to a run whose first process ends at its second batch."""
    for result in crew.run(double, range(4), 2, batch=1, enough=1):
        time.sleep(0.5)
        crew.add(result)


def test_process_that_is_lost_before_a_batch_is_added_is_told_in_words() -> None:
    with Crew(2) as crew, pytest.raises(ProcessLostError, match="a worker process ended unexpectedly"):
        add_as_it_goes(crew)


def test_results_that_nobody_wanted_are_not_those_of_the_next_run() -> None:
    with Crew(2) as crew:
        crew.run(double, range(4), 9, batch=1, enough=1)
        assert list(crew.run(double, range(10, 14), 9, batch=1, enough=1)) == [[20], [22], [24], [26]]


@forks_only
def test_processes_end_by_themselves_after_the_last_run() -> None:
    with Crew(2) as crew:
        assert list(crew.run(double, range(2), 9, batch=1, enough=1)) == [[0], [2]]
        crew.is_last = True
        processes = {process for process, _ in crew.run(name_process, range(4), None, batch=1, enough=1)}
        assert len(processes) == 2
        until = time.monotonic() + 60
        while processes and time.monotonic() < until:
            processes = {process for process in processes if not has_ended(process)}
            time.sleep(0.01)
        assert not processes
        with (ROOT / "README.md").open("rb") as file:  # which takes a number that a pipe had
            crew.__exit__()
            assert file.read(1)


def test_error_that_cannot_be_unpacked_keeps_its_words() -> None:
    with Crew(2) as crew, pytest.raises(RuntimeError, match="Two: one and two"):
        list(crew.run(fail, range(2), None, batch=1, enough=1))


def test_what_cannot_be_loaded_beforehand_is_told_by_the_batch_that_needs_it() -> None:
    with Crew(2, load=load_nothing) as crew:
        assert list(crew.run(double, range(2), 9, batch=1, enough=1)) == [[0], [2]]
        assert list(crew.run(double, range(2), 9, batch=1, enough=1)) == [[0], [2]]


def test_this_process_does_something_else_while_it_waits() -> None:
    done = []
    with Crew(2) as crew:
        crew.meanwhile = (done.append(number) for number in range(3))
        assert list(crew.run(doze, range(2), 0.2, batch=1, enough=1)) == [[0], [1]]
    assert done == [0, 1, 2]


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
