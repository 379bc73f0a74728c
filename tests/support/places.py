"""Places to deploy to: one in memory that fails where it is told to, and folders with files."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from microblog.deploying.manifest import NAME
from microblog.deploying.programs import Answer, call

Files = dict[str, bytes]
CUTS = [5, *(pytest.param(at, marks=pytest.mark.nightly) for at in (1, 2, 3, 4, 6, 7, 8, 9))]
"""The calls of other programs that a deployment of a small change makes, of each of which a test lets one fail."""

SITE = "example.org,2026"


class CutOffError(Exception):
    """The connection is gone."""


class MemoryStore:
    """A place in memory. It counts each file that is written or removed, and each call, as a step, and is cut off behind some of them."""

    def __init__(self, files: Mapping[str, bytes] = {}) -> None:
        self.files = dict(files)
        self.steps_left = 1 << 30
        self.steps: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def _step(self, name: str) -> None:
        if not self.steps_left:
            raise CutOffError
        self.steps_left -= 1
        self.steps.append(name)

    def list_files(self) -> dict[str, int]:
        self._step("list")
        return {path: len(data) for path, data in self.files.items()}

    def read(self, path: str) -> bytes:
        self._step("read")
        return self.files[path]

    def write(self, path: str, data: bytes) -> None:
        self._step(f"write {path}")
        self.files[path] = data

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        for path in paths:
            self._step(f"send {path}")
            self.files[path] = (folder / path).read_bytes()
        self.meanwhile()

    def remove(self, _folder: Path, paths: Sequence[str]) -> None:
        for path in paths:
            self._step(f"remove {path}")
            self.files.pop(path, None)

    @property
    def served(self) -> Files:
        return {path: data for path, data in self.files.items() if path != NAME}


def cut_off(patch: pytest.MonkeyPatch, module: ModuleType, at: int, said: str) -> None:
    """Let one of the calls of other programs that a module makes fail, before it begins."""
    calls = 0

    def counted(words: list[str], given: bytes, environment: dict[str, str]) -> Answer:
        nonlocal calls
        calls += 1
        return Answer(12, b"", said) if calls == at else call(words, given, environment)

    patch.setattr(module, "call", counted)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Make a folder hold these files alone."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def read_folder(folder: Path) -> Files:
    """Return what a folder holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
