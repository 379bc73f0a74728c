"""A file, or a folder on the way to it, that becomes a link between the look at it and the reading of it."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from microblog.errors import ContentError, Problem
from microblog.sources.sourcefile import Folders, read_head, read_source, read_state, read_whole
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

pytestmark = pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="this system opens no file relative to a folder")

SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": "---\nname: Ada\n---\nBio.\n",
    "posts/ada/2026-11-01-a.md": "Hello.\n",
    "pages/deep/about.md": "# About\n",
    "static/deep/x.txt": "Mine.",
}
CANARY = "CANARY-OF-SOMEBODY-ELSE"


class Swap:
    """What puts a link in a file's or folder's place at the very moment in which the file is opened."""

    def __init__(self, root: Path, file: str, place: str, outside: Path) -> None:
        self.name, self.place, self.is_done = file.rpartition("/")[2], root / place, False
        self.target = outside if place != file else outside / self.name
        self.open = os.open

    def __call__(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if not self.is_done and self.is_about(str(path)):
            self.is_done = True
            shutil.rmtree(self.place) if self.place.is_dir() else self.place.unlink()
            self.place.symlink_to(self.target)
        return self.open(path, flags, mode, dir_fd=dir_fd)

    def is_about(self, path: str) -> bool:
        """Whether this is the way to the file: its first step within the folder that goes, or the file itself."""
        return path.endswith(self.name) or (self.place.name != self.name and path == self.place.name)


def swapped(root: Path, file: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Swap:
    """Let a link take the place of a file, or of a folder above it, when the file is opened."""
    outside = tmp_path / "outside"
    shutil.copytree(root / place, outside) if place != file else outside.mkdir()
    within = outside / (file.removeprefix(f"{place}/") if place != file else file.rpartition("/")[2])
    old = within.read_bytes() if within.exists() else b""
    within.write_bytes(old + f"\n{CANARY}\n".encode())
    swap = Swap(root, file, place, outside)
    monkeypatch.setattr(os, "open", swap)
    return swap


FILES = [path for path in SITE if path != "config.yaml"]
PLACES = [(file, place) for file in FILES for place in (file, file.rpartition("/")[0])]


@pytest.mark.parametrize(("file", "place"), PLACES)
def test_link_that_takes_a_place_at_the_last_moment_is_not_followed(
    file: str, place: str, make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(SITE)
    swap = swapped(root, file, place, tmp_path, monkeypatch)
    with suppress(ContentError):
        build(root)
    assert swap.is_done
    assert not any(CANARY.encode() in data for data in tree(root / "public").values())
    kept = [path.read_bytes() for path in (root / ".microblog").rglob("*") if path.is_file()]
    assert not any(CANARY.encode() in data for data in kept)


@pytest.mark.parametrize("read", [read_head, read_source, read_whole])
@pytest.mark.parametrize("place", ["posts/ada/2026-11-01-a.md", "posts/ada", "posts"])
def test_no_reader_follows_a_link_that_came_at_the_last_moment(
    read: Callable[[Path, str], Any], place: str, make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, file = make_site(SITE), "posts/ada/2026-11-01-a.md"
    swap = swapped(root, file, place, tmp_path, monkeypatch)
    found: Any = None
    with suppress(ContentError):
        found = read(root, file)
    assert swap.is_done
    assert not isinstance(found, bytes)


def test_folder_that_becomes_a_link_between_two_of_its_files_is_not_gone_through(make_site: MakeSite, tmp_path: Path) -> None:
    root, path = make_site(SITE), "posts/ada/2026-11-01-a.md"
    outside = tmp_path / "outside"
    with Folders(root) as folders:
        assert read_state(folders, path)[0] == b"Hello.\n"
        (root / "posts/ada").rename(outside)
        (outside / "2026-11-01-a.md").write_text(CANARY, encoding="utf-8")
        (root / "posts/ada").symlink_to(outside)
        assert isinstance(read_state(folders, "posts/ada/in/b.md")[0], Problem)
        assert isinstance(read_state(folders, path)[0], Problem)


def test_folder_that_became_a_link_is_told_by_its_name(make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    swapped(root, "posts/ada/2026-11-01-a.md", "posts/ada", tmp_path, monkeypatch)
    assert str(read_source(root, "posts/ada/2026-11-01-a.md")).startswith("posts/ada:1: is a symbolic link, which could lead outside")
