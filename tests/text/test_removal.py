"""Taking away whatever stands at a path."""

import os
from pathlib import Path
from typing import Any

import pytest

from microblog.text.removal import remove


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of three files, of which the system removes all but `b`."""
    folder, unlink = tmp_path / "folder", os.unlink
    folder.mkdir()
    for name in "abc":
        (folder / name).touch()

    def refuse(path: Any, **named: Any) -> None:
        if os.fspath(path).endswith("b"):
            raise PermissionError(1, "Operation not permitted", path)
        unlink(path, **named)

    monkeypatch.setattr(os, "unlink", refuse)
    return folder


def test_folder_that_cannot_be_removed_raises(folder: Path) -> None:
    with pytest.raises(PermissionError):
        remove(folder)


def test_one_file_that_cannot_be_removed_keeps_no_other(folder: Path) -> None:
    remove(folder, leaves_rest=True)
    assert [path.name for path in folder.iterdir()] == ["b"]


def test_link_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "link").symlink_to("mine")
    remove(tmp_path / "link")
    remove(tmp_path / "nothing")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
