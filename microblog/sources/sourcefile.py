"""One file of the site folder: reading it, and its *signature*, which tells one state of it from another.

An edit that keeps size and modification time still changes the time of the last status change, which no program can
set. A file touched within two seconds of the look is not trusted, since its clock may be too coarse to show a second
edit: its bytes are compared next time.
"""

import errno
import os
import stat
import time
from pathlib import Path
from typing import Self
from unicodedata import normalize

from microblog.errors import ContentError, Problem
from microblog.text.hashing import blake2b

MAX_FILE = 1 << 20  # bytes of a text file; far more than any post may have
MAX_ATTACHMENT = 100 << 20  # bytes of a picture, a recording or a film; GitHub refuses larger files
_LITTER = frozenset(
    {".appledouble", ".bzr", ".directory", ".dropbox", ".dropbox.cache", ".ds_store", ".fseventsd", ".hg", ".localized", ".spotlight-v100"}
    | {".stfolder", ".stversions", ".svn", ".temporaryitems", ".trashes", "4913", "__macosx", "__pycache__", "desktop.ini", "ehthumbs.db"}
    | {"lost+found", "thumbs.db"}
)
_LITTER_BEGINNINGS = (".#", "._", ".~", ".fuse_hidden", ".git", ".goutputstream-", ".nfs", ".syncthing.", ".trash-", "~$", "~syncthing~")
_LITTER_ENDINGS = ("~", ".swp", ".kate-swp", "___jb_tmp___", "___jb_old___")
_NO_POSTS = frozenset({"readme.md"})  # what git hosts show of a folder
UNREAD_BEGIN, UNREAD_END = ".#~_4dDeElLtTrR", "~p_"
"""Letters of which whatever is unread begins with one or ends with one, for who asks about each of very many files."""
_WITH_HIDDEN = frozenset({"static", "templates"})
_COARSE = 2_000_000_000  # nanoseconds; the coarsest clock of a file system in use (FAT)

is_plain = stat.S_ISREG


def is_litter(name: str) -> bool:
    """Return whether a file or folder of this name was left by an editor, a file manager, a synchroniser or a system.

    Nobody means to publish these: swap, lock, backup and temporary files of vim, Emacs, Kate, LibreOffice, Microsoft Office and
    JetBrains; what macOS, Windows, desktops, network shares, Dropbox and Syncthing keep for themselves; version control; Python's cache.
    """
    name = name.lower()
    is_vims = name[0] == "." and name[-4:-1] == ".sw" and name[-1].isalpha()
    is_emacs = name[0] == name[-1] == "#"
    return is_vims or is_emacs or name in _LITTER or name.startswith(_LITTER_BEGINNINGS) or name.endswith(_LITTER_ENDINGS)


def is_unread(name: str, top: str) -> bool:
    """Return whether builds pass over a file or folder of this name somewhere below a folder of the site (`posts`, `static`, …).

    They do so with litter, and with all that is hidden save in `static`, which is published as it is, and `templates`; in `posts`
    with what says something of a folder.
    """
    return is_litter(name) or (name[0] == "." and top not in _WITH_HIDDEN) or (top == "posts" and name.lower() in _NO_POSTS)


def find_path(path: str) -> str:
    """Return a file's path as the disk has it, where that is in another Unicode form than NFC."""
    if path.isascii() or os.path.lexists(path):
        return path
    folder, slash, name = path.rpartition("/")
    folder = find_path(folder)
    try:
        names = os.listdir(folder or slash or ".")
    except OSError:
        return path
    return folder + slash + next((other for other in names if normalize("NFC", other) == name), name)


def newest_trusted() -> int:
    """Return the moment after which a file must have been left alone to be trusted, in nanoseconds since 1970."""
    return time.time_ns() - _COARSE


def signature(status: os.stat_result, trusted: int) -> str:
    """Return `size:` and what tells one state of a file from another without reading it.

    A file that was touched after the moment `trusted` (nanoseconds since 1970) has its size alone.
    """
    if status.st_mtime_ns > trusted or status.st_ctime_ns > trusted:
        return f"{status.st_size}:"
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def size_of(state: str) -> int:
    """Return the size in a file's signature, 0 for one that was not taken yet."""
    return int(state.partition(":")[0] or 0)


def irregular_problem(path: str, mode: int) -> Problem:
    """Return what is wrong with something that is no plain file."""
    if stat.S_ISLNK(mode):
        return Problem(path, 0, "is a symbolic link, which could lead outside the site", "put the file itself there")
    if stat.S_ISDIR(mode) and not path.endswith(".md"):
        return Problem(path, 0, "is a folder", "put a file there")
    if stat.S_ISDIR(mode):
        return Problem(path, 0, "is a folder whose name ends as a post's does", "rename the folder")
    return Problem(path, 0, "is neither a file nor a folder", "take it out of the site folder")


def check_folders(root: Path, *folders: str) -> None:
    """Raise ContentError where folders of the site that something is to be written into are links, which could lead to somebody else's."""
    links = [folder for folder in folders if os.path.islink(f"{root}/{folder}")]
    if links:
        raise ContentError(irregular_problem(folder, stat.S_IFLNK) for folder in links)


_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_OPENS_BELOW = os.open in os.supports_dir_fd
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)


class Folders:
    """A site's folders, whose files are opened through no link on the way, whatever became of a folder since it was looked at.

    A folder stays open for the next file, as most posts lie beside the one before: the way there takes longer than the file.
    """

    def __init__(self, root: Path) -> None:
        """Begin at the site folder."""
        self.root = root
        self._beginning = f"{root}/"
        self._folder = ""  # the one that is open, below the site folder
        self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def open(self, path: str) -> int:
        """Open a file to be read."""
        whole = find_path(self._beginning + path)
        folder, _, name = whole.removeprefix(self._beginning).rpartition("/")
        if not (folder and _OPENS_BELOW) or not whole.startswith(self._beginning):
            return os.open(whole, _READ)
        if folder != self._folder:
            self._go_to(folder)
        return os.open(name, _READ, dir_fd=self._descriptor)

    def _go_to(self, folder: str) -> None:
        self._leave()
        self._descriptor = os.open(self.root, _FOLDER)
        for name in folder.split("/"):
            above = self._descriptor
            self._descriptor = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
            os.close(above)
        self._folder = folder

    def _leave(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._folder, self._descriptor = "", -1


def read_source(root: Path, path: str, limit: int = MAX_FILE) -> bytes | Problem:
    """Read one file of the site folder, never through a link and never more than the limit.

    Raises FileNotFoundError where it has vanished since it was seen.
    """
    with Folders(root) as folders:
        return read_state(folders, path, limit)[0]


def read_state(folders: Folders, path: str, limit: int = MAX_FILE) -> tuple[bytes | Problem, str]:
    """Read one file in the same way, and return its signature of just before as well."""
    trusted = newest_trusted()
    try:
        data, status = _read(folders, path, limit + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        return _unreadable(folders.root, path, error), ""
    if len(data) > limit:
        return Problem(path, 0, f"is larger than {limit // 1024:,} KiB", "split it, or take it out of the site folder"), ""
    return data, signature(status, trusted)


def _unreadable(root: Path, path: str, error: OSError) -> Problem:
    *folders, _ = path.split("/")
    for place in (*("/".join(folders[: at + 1]) for at in range(len(folders))), path):
        try:
            mode = os.lstat(find_path(f"{root}/{place}")).st_mode
        except OSError:
            break
        if stat.S_ISLNK(mode) or (place == path and not is_plain(mode)):
            return irregular_problem(place, mode)
    return unreadable(path, error)


def unreadable(path: str, error: OSError) -> Problem:
    """Say why a file or folder cannot be read."""
    remedy = "give it a shorter path" if error.errno == errno.ENAMETOOLONG else "give yourself permission to read it"
    return Problem(path, 0, f"cannot be read ({error.strerror})", remedy)


def is_there(root: Path, path: str) -> bool:
    """Return whether the site folder has a plain file at a path."""
    try:
        return is_plain(os.lstat(find_path(f"{root}/{path}")).st_mode)
    except (OSError, ValueError):
        return False


def read_whole(root: Path, path: str) -> bytes:
    """Read a file that is published as it is; raise ContentError where it is too large or cannot be read."""
    try:
        data = read_source(root, path, MAX_ATTACHMENT)
    except FileNotFoundError:
        data = Problem(path, 0, "has vanished during the build", "build again")
    if isinstance(data, Problem):
        raise ContentError([data])
    return data


def read_head(root: Path, path: str) -> bytes | Problem | None:
    """Read the first bytes of a file; None where there is none any more."""
    try:
        with Folders(root) as folders:
            return _read(folders, path, 64)[0]
    except FileNotFoundError:
        return None
    except OSError as error:
        return _unreadable(root, path, error)


def _read(folders: Folders, path: str, size: int) -> tuple[bytes, os.stat_result]:
    """Read at most so many bytes; a read asks for no more than the file has, since room for a whole limit costs time."""
    descriptor = folders.open(path)
    try:
        status = os.fstat(descriptor)
        if not is_plain(status.st_mode):  # a pipe, say, which nobody may ever write to
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        expected = min(size, status.st_size + 1)
        data = os.read(descriptor, expected)
        if len(data) < expected:  # what a regular file gives where it ends
            return data, status
        parts = [data]
        while (left := size - sum(map(len, parts))) > 0 and (data := os.read(descriptor, min(left, 1 << 20))):
            parts.append(data)
        return b"".join(parts), status
    finally:
        os.close(descriptor)


def digest(data: bytes) -> bytes:
    """Return the fingerprint of some bytes."""
    return blake2b(data, digest_size=16).digest()
