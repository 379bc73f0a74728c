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


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"chromium-headless-shell", "strace"}, [["chromium-headless-shell", "strace"]]),
        ({"strace", "chromium"}, [["chromium-headless-shell", "strace"], ["chromium-headless-shell"], ["strace"], ["chromium"]]),
    ],
)
def test_what_a_debian_does_not_have_keeps_nothing_else_from_being_installed(
    monkeypatch: pytest.MonkeyPatch, known: set[str], asked: list[list[str]]
) -> None:
    there, calls = {"apt-get", "java", "node", "npm", "rsync"}, []

    def call(command: list[str], **_: object) -> int:
        packages = command[command.index("--no-install-recommends") + 1 :] if "install" in command else []
        if packages:
            calls.append(packages)
        if not known.issuperset(packages):
            return 100
        there.update(packages)
        return 0

    monkeypatch.setattr(run.shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(run.subprocess, "call", call)
    monkeypatch.setattr(run.os, "geteuid", lambda: 0)
    run.install_programs()
    assert calls == asked
