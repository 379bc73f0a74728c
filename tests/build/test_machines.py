"""Builds on machines that differ: where files lie, in which order the system lists them, how old they are."""

import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import pytest

from tests.support.dying_site import lay_out
from tests.support.site_tree import build, tree


class Backwards:
    """What a folder holds, in an order that no system lists it in."""

    def __init__(self, entries: Iterable[os.DirEntry[str]]) -> None:
        self._entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self._entries

    def __next__(self) -> os.DirEntry[str]:
        return next(self._entries)


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, bytes]:
    """Return what the site's output is anywhere."""
    lay_out(tmp_path / "expected")
    build(tmp_path / "expected")
    return tree(tmp_path / "expected/public")


def test_order_in_which_the_system_lists_files_shows_nowhere(
    tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir, listdir = os.scandir, os.listdir

    def backwards(*where: str) -> Backwards:
        with scandir(*where) as entries:
            return Backwards([*entries])

    lay_out(tmp_path / "site")
    monkeypatch.setattr(os, "scandir", backwards)
    monkeypatch.setattr(os, "listdir", lambda *where: sorted(listdir(*where), reverse=True))
    build(tmp_path / "site")
    monkeypatch.undo()
    assert tree(tmp_path / "site/public") == expected


@pytest.mark.parametrize("moment", [0, 1, 2**31 - 1, 2**32 + 1], ids=["1970", "a second later", "2038", "2106"])
def test_age_of_files_shows_nowhere(tmp_path: Path, expected: dict[str, bytes], moment: int) -> None:
    lay_out(tmp_path / "site")
    for path in (tmp_path / "site").rglob("*"):
        os.utime(path, (moment, moment))
    build(tmp_path / "site")
    assert tree(tmp_path / "site/public") == expected
    assert build(tmp_path / "site").written == 0


def other_file_system(beside: Path) -> str:
    """Find a folder on another file system than a path; skip the test where there is none."""
    for place in ("/dev/shm", "/run/shm", tempfile.gettempdir(), str(Path.home())):  # noqa: S108 - a folder of its own is made in it
        if Path(place).is_dir() and os.access(place, os.W_OK) and Path(place).stat().st_dev != beside.stat().st_dev:
            return place
    pytest.skip("there is but one file system")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no links for everybody")
@pytest.mark.parametrize("is_linked", [False, True], ids=["output", "cache"])
def test_output_or_cache_may_lie_on_another_file_system(tmp_path: Path, expected: dict[str, bytes], is_linked: bool) -> None:
    lay_out(tmp_path / "site")
    with tempfile.TemporaryDirectory(dir=other_file_system(tmp_path)) as folder:
        output = tmp_path / "site/public" if is_linked else Path(folder, "out")
        if is_linked:
            (tmp_path / "site/.microblog").symlink_to(folder)
        for change in ("", "an author", ""):
            lay_out(tmp_path / "site", change)
            build(tmp_path / "site", output=output)
        assert tree(output) == expected
        build(tmp_path / "site", output=output, clean=True)
        assert tree(output) == expected


def test_output_has_plain_files_of_its_own_alone(tmp_path: Path) -> None:
    lay_out(tmp_path / "site")
    build(tmp_path / "site")
    build(tmp_path / "site", clean=True)  # pictures come from the cache
    found = [path.lstat() for path in (tmp_path / "site/public").rglob("*")]
    assert {stat.S_IFMT(status.st_mode) for status in found} == {stat.S_IFREG, stat.S_IFDIR}
    assert {status.st_nlink for status in found if stat.S_ISREG(status.st_mode)} == {1}
