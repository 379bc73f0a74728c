"""The site folder's files: what is there, and what is different since the last build.

A file counts as unchanged when size, both times and the inode are as they were: an edit that keeps size and
modification time still changes the time of the last status change, which no program can set. A file touched
within two seconds of the look is not trusted (its clock may be too coarse to show a second edit): its bytes are
compared next time. Only regular files are read; symbolic links and special files below `posts/` are problems.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from microblog.errors import ContentError, Problem, is_shown

MAX_FILE = 1 << 20  # bytes of a text file; far more than any post may have
MAX_ATTACHMENT = 100 << 20  # bytes of a picture, a recording or a film; GitHub refuses larger files
_COARSE = 2_000_000_000  # nanoseconds; the coarsest clock of a file system in use (FAT)
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")


class Source(NamedTuple):
    """A file of the site folder."""

    path: str  # relative to the site folder, with forward slashes
    signature: str  # `size:` and what else the file system says; `size:` alone where that cannot be trusted


class Scan(NamedTuple):
    """All files of the site folder that matter to a build."""

    files: dict[str, str]  # path → signature
    problems: list[Problem]


def scan_site(root: Path) -> Scan:
    """Look at every file below `posts/` and `static/`; hidden files count in `static/` alone."""
    scan = Scan({}, [])
    now = time.time_ns()
    for top in ("posts", "static"):
        _scan_folder(root / top, top, scan, now)
    return scan


def _scan_folder(folder: Path, prefix: str, scan: Scan, now: int) -> None:
    try:
        listing = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        scan.problems.append(Problem(prefix, 0, f"cannot be read ({error.strerror})", "give yourself permission to read it"))
        return
    for entry in listing:
        if not _is_litter(entry.name, prefix):
            _scan_entry(entry, f"{prefix}/{entry.name}", scan, now)


def _is_litter(name: str, prefix: str) -> bool:
    return name in _LITTER or name.endswith("~") or name.startswith((".#", ".git")) or (prefix.startswith("posts") and name.startswith("."))


def _scan_entry(entry: "os.DirEntry[str]", path: str, scan: Scan, now: int) -> None:
    fault = name_fault(entry.name)
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # gone since the folder was listed
        return
    if fault:
        scan.problems.append(Problem(path, 0, f"the file's name {fault}", "rename it"))
    elif stat.S_ISREG(status.st_mode):
        scan.files[path] = signature(status, now)
    elif stat.S_ISDIR(status.st_mode) and not path.endswith(".md"):
        _scan_folder(Path(entry.path), path, scan, now)
    else:
        scan.problems.append(_strange(path, status.st_mode))


def _strange(path: str, mode: int) -> Problem:
    if stat.S_ISLNK(mode):
        return Problem(path, 0, "is a symbolic link, which could lead outside the site", "put the file itself there")
    if stat.S_ISDIR(mode):
        return Problem(path, 0, "is a folder whose name ends as a post's does", "rename the folder")
    return Problem(path, 0, "is neither a file nor a folder", "take it out of the site folder")


def name_fault(name: str) -> str:
    """Say why a file's name cannot be used, or give ""."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "is not UTF-8"
    return "" if all(map(is_shown, name)) else "has a control character"


def signature(status: os.stat_result, now: int) -> str:
    """Give what tells one state of a file from another without reading it; `now` in nanoseconds since 1970."""
    if max(status.st_mtime_ns, status.st_ctime_ns) > now - _COARSE:
        return f"{status.st_size}:"
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def changed_files(scan: Scan, known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """List the files that may differ from what the index knows, and those that are gone, by path."""
    suspects = [path for path, now in scan.files.items() if known.get(path) != now or now.endswith(":")]
    return sorted(suspects), sorted(known.keys() - scan.files.keys())


def read_source(root: Path, path: str, limit: int = MAX_FILE) -> bytes | Problem:
    """Read one file of the site folder, never through a link and never more than the limit.

    Raises FileNotFoundError where it has vanished since it was seen.
    """
    try:
        data = _read(root / path, limit + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        return Problem(path, 0, f"cannot be read ({error.strerror})", "give yourself permission to read it")
    if len(data) > limit:
        return Problem(path, 0, f"is larger than {limit // 1024:,} KiB", "split it, or take it out of the site folder")
    return data


def read_whole(root: Path, path: str) -> bytes:
    """Read a file that is published as it is; raise ContentError where it is too large or cannot be read."""
    try:
        data = read_source(root, path, MAX_ATTACHMENT)
    except FileNotFoundError:
        data = Problem(path, 0, "has vanished during the build", "build again")
    if isinstance(data, Problem):
        raise ContentError([data])
    return data


def read_head(root: Path, path: str) -> bytes:
    """Read the first bytes of a file, none where it cannot be read."""
    try:
        return _read(root / path, 64)
    except OSError:
        return b""


def _read(path: Path, size: int) -> bytes:
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, os.O_RDONLY | flags), "rb") as file:
        return file.read(size)


def digest(data: bytes) -> bytes:
    """Give the fingerprint of some bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


def walk_theme(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files below a theme's folder by their relative path."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _is_litter(path.name, "static") and not path.name.endswith(".swp"):
            yield path.relative_to(folder).as_posix(), path
