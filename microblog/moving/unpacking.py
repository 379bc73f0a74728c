"""An export into a site folder.

An archive may come from anybody, so nothing in it is believed before it is checked: what it is, what it holds, and that nothing of it
leaves the author's folder. All is read and compared before the first file is written, and no file that says something else is ever
replaced. A file that is there with the same bytes is left alone, so that the same archive may be unpacked again, also after it was
cut off.
"""

import json
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from microblog.errors import ContentError, Problem, UsageError
from microblog.model import urls
from microblog.moving.opening import UNREADABLE, read_up_to
from microblog.moving.packing import FORMAT, MANIFEST, VERSION
from microblog.sources.sourcefile import MAX_ATTACHMENT, is_litter
from microblog.text.files import replace_file
from microblog.text.tuples import NamedTuple

MOST_FILES = 200_000
MOST_BYTES = 20 << 30
_MOST_LISTED = 64 << 20  # bytes of the list of members
_REMEDY = "export it anew"
_NO_NAME = frozenset(map(chr, range(32))) | {"\x7f", "\\"} | frozenset('<>:"|?*' if os.name == "nt" else "")
"""What no file's name may have: systems read it as more than a name."""


class Unpacked(NamedTuple):
    """What became of an archive."""

    handle: str
    written: tuple[str, ...]  # files below the site folder, or, where nothing is to be written, those that would be
    there: int  # files that were there already, with the same bytes


class _Member(NamedTuple):
    path: str
    size: int
    digest: str


def is_export(path: Path) -> bool:
    """Return whether a file is an export of this program, of whatever version."""
    return _handle_of(path) != ""


def is_export_of(path: Path, handle: str) -> bool:
    """Return whether a file is an export of an author's."""
    return _handle_of(path) == handle


def _handle_of(path: Path) -> str:
    if not path.is_file():
        return ""  # a pipe would be waited for
    try:
        with zipfile.ZipFile(path) as archive:
            return str(_manifest(archive, path.name).get("handle", ""))
    except (ValueError, ContentError, *UNREADABLE):
        return ""


def unpack(path: Path, root: Path, *, is_dry: bool = False) -> Unpacked:
    """Put an export's profile, posts and files below `posts/HANDLE/` of a site folder; where `is_dry`, only find out what that would do.

    Raise ContentError with all that is wrong with the archive, or in its way; nothing is written then.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(archive, path.name, root, is_dry=is_dry)
    except (zipfile.BadZipFile, RuntimeError, UnicodeDecodeError) as error:
        raise ContentError([Problem(path.name, 0, f"is no zip that can be read ({error})", _REMEDY)]) from error


def _unpack(archive: zipfile.ZipFile, name: str, root: Path, *, is_dry: bool) -> Unpacked:
    manifest = _manifest(archive, name)
    if not manifest:
        raise UsageError(f"{name} is no export of microblog: it has no {MANIFEST}")
    if manifest["version"] > VERSION:
        raise UsageError(f"{name} was made by a newer microblog; bring this one up to date")
    handle = str(manifest.get("handle", ""))
    members = [member for member in _members(manifest) if member.path.startswith(f"posts/{handle}/")]
    if problems := [*_faults(archive, name, handle, members), *_links_in_the_way(root, members)]:
        raise ContentError(problems)
    new, problems = _compare(archive, name, root, members)
    if problems:
        raise ContentError(problems)
    if not is_dry:
        for member in new:
            data = _intact(archive, member)
            if data is None:  # it was exchanged since it was compared
                raise ContentError([_damaged(name, member)])
            replace_file(root / member.path, data)
    return Unpacked(handle, tuple(member.path for member in new), len(members) - len(new))


def _manifest(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """Read the list of an archive's members; nothing where it is no export."""
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > _MOST_LISTED:
            raise ContentError([Problem(name, 0, f"its {MANIFEST} is larger than any export's", _REMEDY)])
        value = json.loads(_read(archive, MANIFEST, info.file_size))
    except (KeyError, ValueError, RecursionError):
        return {}
    is_one = isinstance(value, dict) and value.get("format") == FORMAT and type(value.get("version")) is int
    return value if is_one else {}


def _members(manifest: dict[str, Any]) -> Iterator[_Member]:
    listed = manifest.get("files")
    for row in listed if isinstance(listed, list) else ():
        if (
            isinstance(row, dict)
            and isinstance(row.get("path"), str)
            and type(row.get("size")) is int
            and isinstance(row.get("sha256"), str)
        ):
            yield _Member(row["path"], row["size"], row["sha256"])


def _faults(archive: zipfile.ZipFile, name: str, handle: str, members: list[_Member]) -> Iterator[Problem]:
    """Yield what is wrong with an archive as its list tells it, before any of its members is read."""
    if not urls.HANDLE.fullmatch(handle):
        yield Problem(name, 0, f"`{handle}` cannot be a handle", _REMEDY)
        return
    if not members:
        yield Problem(name, 0, f"has nothing of posts/{handle}/", _REMEDY)
    if len(members) > MOST_FILES or sum(member.size for member in members) > MOST_BYTES:
        yield Problem(
            name, 0, f"has more than {MOST_FILES:,} files, or more than {MOST_BYTES >> 30} GiB", "unpack it by hand, and copy the folder"
        )
        return
    infos = {info.filename: info for info in archive.infolist()}
    seen: dict[str, str] = {}
    folders = {urls.key(str(folder)): member.path for member in members for folder in PurePosixPath(member.path).parents}
    for member in members:
        info = infos.get(member.path)
        if fault := _name_fault(member.path) or _member_fault(member, info):
            yield Problem(name, 0, f"{member.path[:150]} {fault}", _REMEDY)
        if (other := seen.setdefault(urls.key(member.path), member.path)) != member.path:
            yield Problem(
                name,
                0,
                f"{member.path} and {other} would be one file on many systems",
                "rename one of them where it comes from, and export again",
            )
        if below := folders.get(urls.key(member.path)):
            yield Problem(name, 0, f"{member.path[:150]} is a file, and {below[:150]} lies in it", _REMEDY)


def _name_fault(path: str) -> str:
    """Say why a path cannot be one below the site folder, or return ""."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or (os.name == "nt" and part.rstrip(". ") != part) for part in parts) or _NO_NAME & {*path}:
        return "has a name that leads elsewhere on some systems"
    if unicodedata.normalize("NFC", path) != path or any(len(part.encode(errors="ignore")) > 250 for part in parts) or len(parts) > 40:
        return "has a name that some systems cannot keep"
    return "is a file that no site reads" if any(is_litter(part) or part.startswith(".") for part in parts) else ""


def _member_fault(member: _Member, info: zipfile.ZipInfo | None) -> str:
    if info is None:
        return f"stands in {MANIFEST} and is not there"
    if info.flag_bits & 1:
        return "is encrypted"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is no plain file"
    if info.file_size != member.size or member.size < 0:
        return f"has another size than {MANIFEST} says"
    return f"is larger than {MAX_ATTACHMENT >> 20} MiB" if member.size > MAX_ATTACHMENT else ""


def _links_in_the_way(root: Path, members: list[_Member]) -> Iterator[Problem]:
    """Yield the folders on the way to a file that are links, and so may lead out of the site folder, or are no folders."""
    folders = {folder for member in members for folder in Path(member.path).parents if str(folder) != "."}
    for folder in sorted(folders):
        place = root / folder
        if os.path.lexists(place) and (place.is_symlink() or not place.is_dir()):
            yield Problem(folder.as_posix(), 0, "is no folder of the site's own, and the archive has files below it", "move it away")


def _compare(archive: zipfile.ZipFile, name: str, root: Path, members: list[_Member]) -> tuple[list[_Member], list[Problem]]:
    """Read all members; return those that are not there yet, and what is wrong."""
    new: list[_Member] = []
    problems: list[Problem] = []
    for member in members:
        data = _intact(archive, member)
        if data is None:
            problems.append(_damaged(name, member))
        elif not os.path.lexists(root / member.path):
            new.append(member)
        elif not _holds(root / member.path, data):
            problems.append(
                Problem(
                    member.path,
                    0,
                    "is there already, and says something else than the archive",
                    "move it away, or keep it and leave the archive",
                )
            )
    return new, problems


def _intact(archive: zipfile.ZipFile, member: _Member) -> bytes | None:
    """Read a member; None where it is not what the archive's list says."""
    data = _read(archive, member.path, member.size)
    return data if sha256(data).hexdigest() == member.digest else None


def _damaged(name: str, member: _Member) -> Problem:
    what = f"{member.path} has other bytes than {MANIFEST} says"
    return Problem(name, 0, what, "get the archive once more; it was damaged on its way")


def _holds(path: Path, data: bytes) -> bool:
    status = os.lstat(path)
    return stat.S_ISREG(status.st_mode) and status.st_size == len(data) and path.read_bytes() == data


def _read(archive: zipfile.ZipFile, path: str, size: int) -> bytes:
    """Read a member of which no more is taken than it should have, whatever it becomes when it is decompressed."""
    try:
        with archive.open(path) as file:
            return read_up_to(file, size + 1)
    except UNREADABLE as error:
        raise zipfile.BadZipFile(str(error) or "it ends too early") from error
