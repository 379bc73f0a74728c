"""The one command for all checks: where it lets tests write, and what it keeps of that."""

from pathlib import Path

import pytest

from tests import run


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a place in memory with room enough, beside a clone."""
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(run, "MEMORY", memory)
    monkeypatch.setattr(run, "ROOM", 0)
    monkeypatch.setattr(run, "ROOT", tmp_path / "clone")
    return memory


def test_tests_write_to_memory_and_what_those_that_failed_leave_is_kept_in_the_clone(memory: Path, tmp_path: Path) -> None:
    with run.temporary_folder() as folder:
        assert folder.parent == memory
        assert run.confined(folder)["TMPDIR"] == str(folder)
        (folder / "pytest-of-ada").mkdir()
        (folder / "pytest-of-ada" / "left").write_text("x", encoding="utf-8")
        (folder / "pytest-of-ada" / "current").symlink_to("nowhere")
        (folder / "profile").mkdir()
    assert [*memory.iterdir()] == []
    kept = tmp_path / "clone" / "build" / "tmp"
    assert (kept / "pytest-of-ada" / "left").read_text(encoding="utf-8") == "x"
    assert [path.name for path in kept.iterdir()] == ["pytest-of-ada"]


def test_tests_write_into_the_clone_where_memory_has_no_room(memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROOM", 1 << 60)
    with run.temporary_folder() as folder:
        assert folder == tmp_path / "clone" / "build" / "tmp"
    assert folder.is_dir()
    assert [*memory.iterdir()] == []


def test_place_that_is_not_there_has_no_room(tmp_path: Path) -> None:
    assert not run.has_room(tmp_path / "nowhere")
