"""The files of an archive: a folder, a .zip, a .tar.gz, or one file.

An archive may be anybody's. A name in it is only ever a name, never a path on this disk; links are not followed; what
is unpacked has bounds: for each file, for their number, and for all together by what was packed.
"""

import os
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from microblog.errors import UsageError, printable
from microblog.sources.sourcefile import MAX_ATTACHMENT

MAX_TEXT = 512 << 20  # bytes of a file of an archive that is read as a whole
_HEAD = 64 << 10  # bytes that tell what a file is
_CHUNK = 1 << 20  # bytes that are read at once
_MAX_FILES = 500_000
_BOUND = 256 << 20  # bytes that any archive may unpack to
_RATIO = 40  # and times its own size; JSON has about 15, films 1

Read = Callable[[str, int], bytes]


try:
    from lzma import LZMAError
except ImportError:  # as in a Python without it, which opens no such archive
    LZMAError = zlib.error  # type: ignore[misc, assignment]

UNREADABLE = (OSError, EOFError, RuntimeError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, LZMAError)
"""What `zipfile` and those who decompress for it raise at damage, of names too; NotImplementedError is a RuntimeError."""


class Files:
    """The files of one archive, by their names in it."""

    def __init__(self, path: Path, names: list[str], read: Read) -> None:
        self.path = path
        self.names = {name.replace("\\", "/"): name for name in sorted(names)}
        self._read = read

    def read(self, name: str, limit: int = MAX_TEXT) -> bytes:
        """Read one file; raise UsageError where that cannot be done."""
        try:
            data = self._read(self.names[name], limit + 1)
        except (KeyError, *UNREADABLE) as error:
            raise UsageError(f"{self.path}: {printable(name)} cannot be read ({error}); ask for the archive again") from None
        if len(data) > limit:
            raise UsageError(f"{self.path}: {printable(name)} is larger than {limit >> 20:,} MB; this is no archive of an account")
        return data

    def head(self, name: str) -> bytes:
        """Return how a file begins; nothing of one that cannot be read."""
        try:
            return self._read(self.names[name], _HEAD)
        except UNREADABLE:
            return b""

    def medium(self, name: str) -> bytes:
        """Read a picture, recording or film."""
        return self.read(name, MAX_ATTACHMENT)

    def find(self, *ends: str) -> str:
        """Return the file nearest the top whose path ends so; "" where there is none."""
        found = [name for name in self.names if any(name == end or name.endswith(f"/{end}") for end in ends)]
        return min(found, key=lambda name: (name.count("/"), name), default="")

    def ending(self, *endings: str) -> list[str]:
        """List the files with one of some endings, those nearest the top first."""
        return sorted((name for name in self.names if name.lower().endswith(endings)), key=lambda name: (name.count("/"), name))


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """Open an archive for as long as it is read."""
    if path.is_dir():
        yield _folder(path)
        return
    if not path.is_file():
        raise UsageError(f"{path} is not there; name the archive as you downloaded it: a folder, a .zip, a .tar.gz or a file")
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield _zip(path, packed)
        elif tarfile.is_tarfile(path):
            with tempfile.TemporaryDirectory() as folder:
                yield _tar(path, Path(folder))
        else:
            yield Files(path, [path.name], lambda _, limit: _start_of(path, limit))
    except (tarfile.TarError, *UNREADABLE) as error:
        raise UsageError(f"{path} cannot be read as an archive ({error}); download it again") from None


def _start_of(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return read_up_to(file, limit)


def _folder(root: Path) -> Files:
    """List a folder, without what links lead to."""
    names = []
    for folder, _, files in os.walk(root):
        for name in files:
            path = Path(folder, name)
            if stat.S_ISREG(path.lstat().st_mode):
                names.append(path.relative_to(root).as_posix())
        _check_number(root, len(names))
    return Files(root, names, lambda name, limit: _start_of(root / name, limit))


def _zip(path: Path, packed: zipfile.ZipFile) -> Files:
    members = [info for info in packed.infolist() if info.filename and not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16)]
    _check_number(path, len(members))
    _check_size(path, sum(info.file_size for info in members))
    by_name = {info.filename: info for info in members}
    return Files(path, list(by_name), lambda name, limit: _part(packed, by_name[name], limit))


def _part(packed: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    with packed.open(info) as file:
        return read_up_to(file, limit)


def _tar(path: Path, folder: Path) -> Files:
    """Unpack files under numbers, since a packed tape can only be read from its beginning."""
    paths: dict[str, Path] = {}
    total = 0
    with tarfile.open(path, "r|*") as packed:
        for number, member in enumerate(packed):
            _check_number(path, number)
            file = packed.extractfile(member) if member.isreg() else None
            if file is None:
                continue
            total += member.size
            _check_size(path, total)
            paths[member.name.removeprefix("./")] = target = folder / str(number)
            _copy(file, target)
    return Files(path, list(paths), lambda name, limit: _start_of(paths[name], limit))


def _copy(file: IO[bytes], target: Path) -> None:
    with target.open("xb") as copy:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)


def read_up_to(file: IO[bytes], limit: int) -> bytes:
    """Read at most so many bytes, piece by piece: one large read takes memory for all of it, however little there is."""
    pieces, left = [], limit
    while left > 0 and (piece := file.read(min(left, _CHUNK))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _check_number(path: Path, number: int) -> None:
    if number > _MAX_FILES:
        raise UsageError(f"{path} holds more than {_MAX_FILES:,} files; this is no archive of an account")


def _check_size(path: Path, total: int) -> None:
    if total > _BOUND + _RATIO * path.stat().st_size:
        raise UsageError(f"{path} would unpack to far more than it is, which no archive of an account does; download it again")
