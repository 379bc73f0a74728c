"""Files that are replaced whole, whoever reads them and whatever cuts that off."""

import os
from pathlib import Path

import pytest

from microblog.text import files
from microblog.text.files import replace_file


def test_file_is_written_with_its_folder_and_nothing_else_stays(tmp_path: Path) -> None:
    replace_file(tmp_path / "a/b/c.txt", b"one")
    replace_file(tmp_path / "a/b/c.txt", b"two")
    assert (tmp_path / "a/b/c.txt").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c.txt"]


@pytest.mark.parametrize("name", ["write", "replace"])
def test_file_that_cannot_be_written_whole_leaves_the_old_one_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(os, name, full)
    with pytest.raises(OSError, match="full"):
        replace_file(tmp_path / "a.txt", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"old"}


def test_everybody_may_read_a_file_that_replaced_one_of_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch(mode=0o600)
    replace_file(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o644 & ~_umask()


def test_link_that_somebody_put_in_the_way_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_numbers", iter([7, 8]))
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / f".new-{os.getpid()}-7").symlink_to(tmp_path / "theirs")
    replace_file(tmp_path / "a.txt", b"new")
    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    assert (tmp_path / "a.txt").read_bytes() == b"new"


def test_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    replace_file(tmp_path / ("n" * 255), b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["n" * 255]


def test_long_data_is_written_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:5]))
    replace_file(tmp_path / "a.txt", b"more than five bytes")
    assert (tmp_path / "a.txt").read_bytes() == b"more than five bytes"


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
