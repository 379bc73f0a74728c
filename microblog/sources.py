"""The site folder's files: what is there, and what is different since the last build.

Of each folder a *listing* is taken: one line a file, its name, its size and what else the file system says of it. A
folder whose listing is the one that the index holds has not changed, which costs one comparison of two texts. A line
is the same only where size, both times and the inode are: an edit that keeps size and modification time still
changes the time of the last status change, which no program can set. A file touched within two seconds of the look is
not trusted (its clock may be too coarse to show a second edit): its bytes are compared next time. Names are in Unicode's
NFC from here on, whatever form the disk has them in, so that a text finds the file that it names. Only regular files
are read; symbolic links and special files below `posts/` are problems.
"""

import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from microblog.digests import blake2b
from microblog.errors import ContentError, Problem, is_shown

MAX_FILE = 1 << 20  # bytes of a text file; far more than any post may have
MAX_ATTACHMENT = 100 << 20  # bytes of a picture, a recording or a film; GitHub refuses larger files
_COARSE = 2_000_000_000  # nanoseconds; the coarsest clock of a file system in use (FAT)
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__"})


class Scan(NamedTuple):
    """What lies in the folders of a site that matter to a build."""

    listings: dict[str, str]  # folder → `name NUL size:signature LF` of each file in it, by name
    problems: list[Problem]


class Difference(NamedTuple):
    """What a scan found to be different from what the index knows."""

    suspects: dict[str, int]  # files that are new or may have changed → their size in bytes
    gone: list[str]
    listings: dict[str, str]  # the folders' new listings, "" for one that holds no file any more
    problems: list[Problem]  # files that cannot be read at all

    @property
    def is_empty(self) -> bool:
        """Whether no file is new, gone, suspected or a problem."""
        return not (self.suspects or self.gone or self.problems)


def scan_site(root: Path, *more: str) -> Scan:
    """Look at every file below `posts/`, `static/` and `more` folders; hidden files count in `static/` alone."""
    return scan_folders(root, ("posts", "static", *more))


def scan_folders(root: Path, tops: Iterable[str]) -> Scan:
    """Look at every file below some folders of a site, none of which may be a link."""
    scan = Scan({}, [])
    trusted = time.time_ns() - _COARSE
    for top in tops:
        if os.path.islink(f"{root}/{top}"):
            scan.problems.append(_strange(top, stat.S_IFLNK))
        else:
            _scan_folder(f"{root}/{top}", top, scan, trusted)
    return scan


def list_folders(folders: Iterable[Path]) -> str:
    """Give the listings of some folders and those in them as one text, which holds `:LF` where it cannot be trusted."""
    scan = Scan({}, [])
    for folder in folders:
        _scan_folder(str(folder), str(folder), scan, time.time_ns() - _COARSE)
    untrusted = ":\n" if scan.problems else ""  # a link, say: what it leads to may change unseen
    return untrusted + "".join(f"{folder}\1{listing}" for folder, listing in scan.listings.items())


def _scan_folder(folder: str, prefix: str, scan: Scan, trusted: int) -> None:
    hidden = ".#" if prefix.startswith("static") else "."
    lines: list[str] = []
    twins: set[str] = set()
    try:
        entries = sorted(os.scandir(folder), key=_name)
    except FileNotFoundError:
        return
    except OSError as error:
        scan.problems.append(Problem(prefix, 0, f"cannot be read ({error.strerror})", "give yourself permission to read it"))
        return
    for entry in entries:
        name = entry.name
        if (name[0] == "." and name.startswith((hidden, ".#", ".git"))) or name[-1] == "~" or name in _LITTER:
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # gone since the folder was listed
            continue
        if _is_plain(status.st_mode) and name.isascii() and name.isprintable():
            lines.append(f"{name}\0{signature(status, trusted)}\n")
        elif _is_wanted(f"{prefix}/{name}", name, status.st_mode, scan) and (name := _settled(name, twins, prefix, scan)):
            if _is_plain(status.st_mode):
                lines.append(f"{name}\0{signature(status, trusted)}\n")
            else:
                _scan_folder(entry.path, f"{prefix}/{name}", scan, trusted)
    if lines:
        scan.listings[prefix] = "".join(lines)


_is_plain = stat.S_ISREG


def _name(entry: "os.DirEntry[str]") -> str:
    return entry.name


def _settled(name: str, twins: set[str], prefix: str, scan: Scan) -> str:
    """Give a name in the Unicode form in which all else knows it (NFC); "" where another file has that very name then."""
    if name.isascii():
        return name
    settled = normalize("NFC", name)
    if settled in twins:
        what = "the file's name is that of another file in another Unicode form"
        scan.problems.append(Problem(f"{prefix}/{settled}", 0, what, "rename one of the two, or delete it"))
        return ""
    twins.add(settled)
    return settled


def find_path(path: str) -> str:
    """Give a file's path as the disk has it, where that is in another Unicode form than NFC."""
    if path.isascii() or os.path.lexists(path):
        return path
    folder, slash, name = path.rpartition("/")
    folder = find_path(folder)
    try:
        names = os.listdir(folder or slash or ".")
    except OSError:
        return path
    return folder + slash + next((other for other in names if normalize("NFC", other) == name), name)


def _is_wanted(path: str, name: str, mode: int, scan: Scan) -> bool:
    """Tell whether something is a file or folder that can be read; what is not is a problem."""
    if fault := name_fault(name):
        scan.problems.append(Problem(path, 0, f"the file's name {fault}", "rename it"))
    elif not _is_plain(mode) and (not stat.S_ISDIR(mode) or path.endswith(".md")):
        scan.problems.append(_strange(path, mode))
    else:
        return True
    return False


def _strange(path: str, mode: int) -> Problem:
    if stat.S_ISLNK(mode):
        return Problem(path, 0, "is a symbolic link, which could lead outside the site", "put the file itself there")
    if stat.S_ISDIR(mode) and not path.endswith(".md"):
        return Problem(path, 0, "is a folder", "put a file there")
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


def signature(status: os.stat_result, trusted: int) -> str:
    """Give `size:` and what tells one state of a file from another without reading it.

    A file that was touched after the moment `trusted` (nanoseconds since 1970) has its size alone.
    """
    if status.st_mtime_ns > trusted or status.st_ctime_ns > trusted:
        return f"{status.st_size}:"
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def compare(scan: Scan, known: Mapping[str, str]) -> Difference:
    """Find what is different from the listings that the index knows."""
    difference = Difference({}, [], {}, scan.problems)
    for folder in sorted(scan.listings.keys() | known.keys()):
        new, old = scan.listings.get(folder, ""), known.get(folder, "")
        if new != old or ":\n" in new:
            difference.listings[folder] = new
            _compare_listings(folder, _lines(new), _lines(old), difference)
    return difference


def _lines(listing: str) -> dict[str, str]:
    return dict(line.split("\0", 1) for line in listing.split("\n") if line)


def _compare_listings(folder: str, new: dict[str, str], old: dict[str, str], difference: Difference) -> None:
    for name, now in new.items():
        if old.get(name) != now or now.endswith(":"):
            difference.suspects[f"{folder}/{name}"] = int(now.partition(":")[0])
    difference.gone.extend(f"{folder}/{name}" for name in old if name not in new)


def has_files(folder: Path, count: int) -> bool:
    """Tell quickly whether a folder holds so many files."""
    found = 0
    for _, _, names in os.walk(folder):
        found += len(names)
        if found >= count:
            return True
    return False


def read_source(root: Path, path: str, limit: int = MAX_FILE) -> bytes | Problem:
    """Read one file of the site folder, never through a link and never more than the limit.

    Raises FileNotFoundError where it has vanished since it was seen.
    """
    try:
        data = _read(f"{root}/{path}", limit + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        return _unreadable(root, path, error)
    if len(data) > limit:
        return Problem(path, 0, f"is larger than {limit // 1024:,} KiB", "split it, or take it out of the site folder")
    return data


def _unreadable(root: Path, path: str, error: OSError) -> Problem:
    try:
        mode = os.lstat(find_path(f"{root}/{path}")).st_mode
    except OSError:
        mode = stat.S_IFREG
    if not _is_plain(mode):
        return _strange(path, mode)
    return Problem(path, 0, f"cannot be read ({error.strerror})", "give yourself permission to read it")


def read_whole(root: Path, path: str) -> bytes:
    """Read a file that is published as it is; raise ContentError where it is too large or cannot be read."""
    try:
        data = read_source(root, path, MAX_ATTACHMENT)
    except FileNotFoundError:
        data = Problem(path, 0, "has vanished during the build", "build again")
    if isinstance(data, Problem):
        raise ContentError([data])
    return data


def read_head(root: Path, path: str) -> bytes | None:
    """Read the first bytes of a file; None where it cannot be read."""
    try:
        return _read(f"{root}/{path}", 64)
    except OSError:
        return None


_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _read(path: str, size: int) -> bytes:
    """Read at most so many bytes; a read asks for no more than the file has, since room for a whole limit costs time."""
    descriptor = os.open(find_path(path), _READ)
    try:
        status = os.fstat(descriptor)
        if not _is_plain(status.st_mode):  # a pipe, say, which nobody may ever write to
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        expected = min(size, status.st_size + 1)
        data = os.read(descriptor, expected)
        if len(data) < expected:  # what a regular file gives where it ends
            return data
        parts = [data]
        while (left := size - sum(map(len, parts))) > 0 and (data := os.read(descriptor, min(left, 1 << 20))):
            parts.append(data)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def digest(data: bytes) -> bytes:
    """Give the fingerprint of some bytes."""
    return blake2b(data, digest_size=16).digest()


def _is_litter(name: str) -> bool:
    return name in _LITTER or name.endswith(("~", ".swp")) or name.startswith((".#", ".git"))


def walk_theme(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files below a theme's folder by their relative path."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_litter(name))
        below = Path(place).relative_to(folder).as_posix()
        for name in sorted(names):
            path = Path(place, name)
            if not _is_litter(name) and path.is_file():
                yield normalize("NFC", name if below == "." else f"{below}/{name}"), path
