"""When a rebuild begins."""

import errno
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from microblog.preview import watch
from microblog.preview.watch import Pacer, Watch, is_relevant
from tests.conftest import MakeSite

READ = (
    "config.yaml",
    "posts",
    "posts/ada/a.md",
    "posts/ada/cat.jpg",
    "static/style.css",
    "static/.well-known/x",
    "templates/base.html",
    "pages/deep/about.md",
    "templates/.x",
)
UNREAD = (
    ".", "README.md", "../posts/a.md", "public/index.html", ".microblog/index.db", ".git/index", ".venv/x.py", "microblog/cli.py",
    "posts/ada/.a.md.swp", "posts/ada/a.md~", "posts/ada/.#a.md", "posts/ada/#a.md#", "posts/.git/x", "posts/ada/4913",
    "static/.a.css.swp", "static/.git/index", "templates/.base.html.swx", "config.yaml~",
)  # fmt: skip


@pytest.mark.parametrize("path", READ + UNREAD)
def test_only_what_a_build_reads_asks_for_one(path: str) -> None:
    assert is_relevant(path) is (path in READ)


class Work:
    """Counts what a pacer does, and can hold it up."""

    def __init__(self) -> None:
        self.calls: list[bool] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.has_begun = threading.Event()

    def __call__(self, is_asked: bool) -> None:
        self.calls.append(is_asked)
        self.has_begun.set()
        self.may_end.wait(60)


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never was so"
        time.sleep(0.005)


def test_many_changes_are_one_rebuild() -> None:
    work = Work()
    pacer = Pacer(work, quiet=0.5, longest=60)
    pacer.start()
    for _ in range(5000):
        pacer.ask()
    wait_for(lambda: bool(work.calls))
    assert not pacer._asked.is_set()
    pacer.stop()
    assert work.calls == [True]


def test_a_change_during_a_rebuild_asks_for_another() -> None:
    work = Work()
    work.may_end.clear()
    pacer = Pacer(work, quiet=0.01)
    pacer.start()
    pacer.ask()
    assert work.has_begun.wait(60)
    pacer.ask()
    work.may_end.set()
    wait_for(lambda: len(work.calls) == 2)
    pacer.stop()
    assert work.calls == [True, True]


def test_changes_that_never_end_do_not_hold_a_rebuild_up_for_ever() -> None:
    work = Work()
    pacer = Pacer(work, quiet=0.1, longest=0.2)
    pacer.start()
    wait_for(lambda: pacer.ask() or bool(work.calls))
    pacer.stop()


def test_a_slow_tick_rebuilds_without_being_asked() -> None:
    work = Work()
    pacer = Pacer(work, tick=0.02)
    pacer.start()
    wait_for(lambda: len(work.calls) > 1)
    pacer.stop()
    assert not any(work.calls)


@pytest.fixture(params=["inotify", "polling"])
def changes(
    request: pytest.FixtureRequest, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, Watch, list[int]]]:
    """Watch a site, as the system does it best or where it refuses to."""
    if request.param == "polling":

        def refuse() -> Any:
            observer = watch.PollingObserver()
            monkeypatch.setattr(observer, "schedule", no_watches_left)
            return observer

        monkeypatch.setattr(watch, "Observer", refuse)
    root = make_site({"config.yaml": "", "posts/ada/a.md": "a", "public/index.html": "", "node_modules/x/y.js": ""})
    seen: list[int] = []
    watching = Watch(root, lambda: seen.append(1))
    watching.start()
    yield root, watching, seen
    watching.stop()


def no_watches_left(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "inotify watch limit reached")


def test_saving_a_post_is_seen_and_reading_it_is_not(changes: tuple[Path, Watch, list[int]]) -> None:
    root, _, seen = changes
    (root / "posts/ada/a.md").read_text()
    (root / "public/index.html").write_text("built")
    (root / "node_modules/x/y.js").write_text("other")
    time.sleep(0.2)
    assert seen == []
    (root / "posts/ada/a.md").write_text("longer")
    wait_for(lambda: bool(seen))


def test_a_file_that_replaces_another_is_seen(changes: tuple[Path, Watch, list[int]]) -> None:
    root, _, seen = changes
    (root / "config.new").write_text("title: x\n")
    (root / "config.new").replace(root / "config.yaml")
    wait_for(lambda: bool(seen))


@pytest.mark.parametrize("changes", ["inotify"], indirect=True)
def test_folders_made_in_each_others_wake_are_all_watched(changes: tuple[Path, Watch, list[int]]) -> None:
    root, _, seen = changes
    for number in range(50):
        (root / f"posts/ada/{number}/x/y/z").mkdir(parents=True)
    time.sleep(0.3)
    seen.clear()
    (root / "posts/ada/49/x/y/z/a.md").write_text("deep")
    wait_for(lambda: bool(seen))


@pytest.mark.parametrize("changes", ["inotify"], indirect=True)
def test_folders_that_come_and_go_are_watched_anew(changes: tuple[Path, Watch, list[int]]) -> None:
    root, watching, seen = changes
    for _ in range(2):
        (root / "posts").rename(root / "aside")
        wait_for(lambda: bool(seen))
        watching.refresh()
        seen.clear()
        (root / "aside").rename(root / "posts")
        wait_for(lambda: bool(seen))
        watching.refresh()
    (root / "static").mkdir()
    wait_for(lambda: "static" in watching._stale)
    watching.refresh()
    for path, number in itertools.product(("posts/ada/a.md", "static/new/x.css"), range(2)):
        seen.clear()
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text("x" * (20 + number))
        wait_for(lambda: bool(seen))


def test_folder_too_deep_to_be_watched_keeps_no_preview_from_starting(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def schedule(*_: object, recursive: bool) -> None:
        if recursive:
            raise RecursionError

    monkeypatch.setattr(watch.Observer, "schedule", schedule)
    watching = Watch(make_site({"posts/ada/a.md": "x"}), lambda: None)
    watching.start()
    watching.stop()
    assert watching._watches == {}
