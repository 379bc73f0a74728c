"""A build that is killed at any call by which it changes files: the site is whole, no link leads nowhere, and the next build heals it."""

import os
import shutil
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import pytest

from microblog.build import destination
from microblog.build.options import Options
from microblog.preview.bulletin import Bulletin
from microblog.preview.rebuild import Rebuilder
from tests.support import kill_points
from tests.support.dying_site import CHANGES, assert_whole, lay_out, shown, step_for
from tests.support.site_tree import NOW, build

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")

Files = dict[str, bytes]
Build = Callable[[Path], object]


def incremental(root: Path) -> None:
    build(root)


def cold(root: Path) -> None:
    build(root, clean=True)


def served(root: Path) -> None:
    rebuilder = Rebuilder(Options(root=root, now=NOW, jobs=1), Bulletin(), lambda _: None)
    rebuilder.rebuild()


def made_anew(root: Path, change: str) -> Files:
    """Return what a build from nothing makes of the site with a change."""
    elsewhere = root.with_name("elsewhere")
    lay_out(elsewhere, change)
    build(elsewhere)
    files = shown(elsewhere)
    shutil.rmtree(elsewhere)
    return files


def try_kills(root: Path, change: str, how: Build, step: int, kinds: Collection[str] = kill_points.OF_FILES) -> int:
    """Kill builds of a change, and of taking it back, at every so many of their calls of some kinds; return at how many in all."""
    sites = {name: made_anew(root, name) for name in ("", change)}
    lay_out(root)
    kill_points.in_fork(lambda: build(root))
    killed, number, is_cut_off = 0, step, True
    while is_cut_off:
        is_cut_off = False
        for old, new in (("", change), (change, "")):
            lay_out(root, new)
            if kill_points.killed_at(number, lambda: how(root), kinds):
                is_cut_off = True
                killed += 1
                assert_whole(root, sites[old], sites[new])
            kill_points.in_fork(lambda: build(root))
            assert shown(root) == sites[new], f"{change or 'taken back'}, call {number}"
        number += step
    assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "pages", "posts", "public", "static"]
    return killed


@pytest.mark.parametrize(
    ("change", "how", "step"),
    [("an author", incremental, 37), ("a note with a tag and a picture of its own", served, 43), ("a draft", cold, 260)],
)
def test_build_may_be_killed_at_any_call(root: Path, change: str, how: Build, step: int) -> None:
    assert try_kills(root, change, how, step) >= 4


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("how", "kinds", "step"),
    [(incremental, kill_points.OF_FILES, 2), (incremental, {"statement"}, 9), (served, kill_points.ALL, 23)],
    ids=["files", "statements", "served"],
)
@pytest.mark.parametrize("change", CHANGES)
def test_build_of_each_change_may_be_killed_at_any_call(root: Path, change: str, how: Build, kinds: Collection[str], step: int) -> None:
    killed = try_kills(root, change, how, step_for(change, step), kinds)
    print(f"{change}: killed at {killed} calls")
    assert killed >= 20


@pytest.mark.nightly
@pytest.mark.parametrize("change", ["a draft", "an author"])
def test_build_from_nothing_of_a_change_may_be_killed_at_any_call(root: Path, change: str) -> None:
    killed = try_kills(root, change, cold, 13, kill_points.ALL)
    print(f"{change}: killed at {killed} calls")
    assert killed >= 120


@pytest.mark.parametrize("numbers", [(1, 9, 200), pytest.param((4, 60, 330), marks=pytest.mark.nightly)])
def test_first_build_may_be_killed_at_any_call(root: Path, numbers: tuple[int, ...]) -> None:
    expected = made_anew(root, "")
    for number in numbers:
        root = root.with_name(f"site-{number}")
        lay_out(root)
        again = partial(build, root)
        assert kill_points.killed_at(number, again, kill_points.OF_FILES)
        assert not (root / "public").exists() or shown(root) == expected
        kill_points.in_fork(again)
        assert shown(root) == expected


def test_two_builds_at_once_give_what_one_gives(root: Path) -> None:
    expected = made_anew(root, "an author")
    lay_out(root)
    build(root)
    for _ in range(2):
        lay_out(root, "an author")
        children = [fork(partial(build, root, clean=clean)) for clean in (False, True, False)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert shown(root) == expected
        lay_out(root)
    assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "pages", "posts", "public", "static"]


def fork(action: Callable[[], object]) -> int:
    child = os.fork()
    if not child:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    return child


def test_oracle_finds_the_link_that_a_wrong_order_leaves(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = destination.sorted_for_links
    monkeypatch.setattr(destination, "sorted_for_links", lambda *given: whole(*given)[::-1])
    with pytest.raises(AssertionError, match="dead links"):
        try_kills(root, "a note", incremental, 1, {"os.rename"})
