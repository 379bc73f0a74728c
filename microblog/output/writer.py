"""The output folder: the only module that writes or removes a file of it.

A build from nothing writes into a folder beside the output and swaps the two, in one step where the system has one
(`exchange`); a build of a change replaces single files, each whole at every moment, and leaves a journal while it does:
a build that finds a journal starts from nothing.

A folder is only ever moved or removed where its marker says that we wrote it for this very output (`Claim`); a folder
beside the output that holds anything is nobody's to remove because of its name. What is moved away for a swap is looked at
again when it is out of everybody's reach, and put back where it is not ours. A marker is written first and removed last.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from itertools import count
from pathlib import Path

from microblog.errors import UsageError
from microblog.output.exchange import exchange
from microblog.text import files
from microblog.text.removal import remove
from microblog.text.tuples import NamedTuple

MARKER = ".built-by-microblog"
_MARK = b"microblog wrote this folder"
_LONGEST_MARK = 1 << 12  # bytes that tell one marker from another
_LONGEST = 200  # bytes of the output folder's name; the folders beside it have longer ones
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


class Claim(NamedTuple):
    """The place of a site's output, and which markers its folders may carry."""

    place: Path  # resolved
    marks: tuple[bytes, ...] = (_MARK,)  # with one of which a marker must begin; with this one, any site's does

    def holds(self, folder: Path) -> bool:
        """Whether a folder was written for this output."""
        return _mark_of(folder).startswith(self.marks)

    def check(self) -> None:
        """Refuse to replace what stands in the output's place where it is not ours, or anybody's history."""
        place = self.place
        with _in_words(place):
            if place.is_symlink() or (place.exists() and not place.is_dir()):
                raise UsageError(f"the output folder {place} is not a plain folder; remove it or name another")
            if os.path.lexists(place / ".git"):
                raise UsageError(f"the output folder {place} is a git work tree, whose history a build would remove; name another")
            if not place.is_dir() or not any(place.iterdir()) or self.holds(place):
                return
        if is_ours(place):
            raise UsageError(f"microblog did not write the output folder {place} for this output of this site; remove it or name another")
        raise UsageError(f"the output folder {place} holds files that microblog did not write; empty it yourself or name another")


def resolve_output(root: Path, output: Path) -> Path:
    """Find where an output folder really lies, and refuse a place where it could cost anything that is not ours."""
    with _in_words(output):
        if output.is_symlink():
            raise UsageError(f"the output folder {output} is not a plain folder; remove it or name another")
        root, place = root.resolve(), output.resolve()
        home = Path(os.path.expanduser("~")).resolve()  # Path.home() fails for who has none
        above = next((folder for folder in place.parents if folder.exists()), place)
    if not above.is_dir():
        raise UsageError(f"the output folder {output} lies below {above}, which is no folder; name another")
    if place in (root, home, Path(place.anchor)) or root.is_relative_to(place):
        raise UsageError(f"the output folder {output} would swallow the site or more; name a folder of its own, such as public")
    for name in ("posts", "pages", "templates", "static", "answers", "sent", ".git", ".microblog", "microblog"):
        if place.is_relative_to(root / name):
            raise UsageError(f"the output folder {output} lies in {name}/, which is not output; name a folder of its own, such as public")
    if len(os.fsencode(place.name)) > _LONGEST:
        raise UsageError(f"the name of the output folder {output} is longer than {_LONGEST} bytes; name another")
    return place


@contextmanager
def _in_words(output: Path) -> Iterator[None]:
    """Say in words why the system refuses to look at an output folder."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # the latter for links in a circle
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"the output folder {output} cannot be used ({why}); name another") from None


def marker_text(site: str) -> bytes:
    """Return what the marker of a site's output says; who moves that output elsewhere takes it along, so no place is named."""
    return _MARK + f" for {site} and replaces it as a whole; keep nothing of your own here.\n".encode()


def is_ours(folder: Path) -> bool:
    """Whether a folder was written by a build, of whatever site."""
    return Claim(folder).holds(folder)


def _mark_of(folder: Path) -> bytes:
    marker = folder / MARKER
    try:
        if not marker.is_file() or marker.is_symlink():
            return b""
        with FileIO(marker) as file:
            return file.read(_LONGEST_MARK)
    except OSError:
        return b""


def identity(output: Path) -> str:
    """Return what tells this very output folder from another at the same place; "" where there is none."""
    try:
        status = (output / MARKER).stat()
    except OSError:
        return ""
    return f"{os.fsencode(output)!r}:{status.st_ino}:{status.st_mtime_ns}"


def write_new(folder: Path | str, path: str, data: bytes) -> None:
    """Write a file into a folder that nobody reads yet; who writes many gives the folder as text, which costs nothing to join."""
    _refuse_outside(path)
    target = f"{folder}/{path}"
    if path.endswith("/index.html"):  # most often the first file of its folder
        _make_folder(f"{folder}", target.removesuffix("/index.html"))
    try:
        descriptor = os.open(target, _WRITE, 0o644)
    except FileNotFoundError:
        _make_folder(f"{folder}", os.path.dirname(target))
        descriptor = os.open(target, _WRITE, 0o644)
    files.write_all(descriptor, data)


def holds(folder: Path, path: str, data: bytes) -> bool:
    """Whether a file of the output has these very bytes."""
    _refuse_outside(path)
    try:
        return files.read_at_once(folder / path) == data
    except OSError:
        return False


def _refuse_outside(path: str) -> None:
    """Refuse a path that could lead out of the output folder, whoever came up with it."""
    if path.startswith("/") or "\\" in path or "\0" in path or (".." in path and ".." in path.split("/")):
        raise ValueError(f"{path!r} leads out of the output folder")


def _make_folder(top: str, folder: str) -> None:
    """Make a folder and those above it, save the top one: where that is gone, the build that wrote into it was given up."""
    try:
        os.mkdir(folder, 0o755)
    except FileExistsError:  # another process was quicker
        pass
    except FileNotFoundError:
        parent = os.path.dirname(folder)
        if len(parent) <= len(top):
            raise
        _make_folder(top, parent)
        _make_folder(top, folder)


def replace_file(folder: Path, path: str, data: bytes) -> None:
    """Replace a file so that a reader sees the old one or the new one, whole."""
    _refuse_outside(path)
    files.replace_file(folder / path, data)


def remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Remove files, and the folders that are empty then."""
    for path in paths:
        _refuse_outside(path)
        target = folder / path
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == folder or not _remove_empty(parent):
                break


def _remove_empty(folder: Path) -> bool:
    """Remove a folder; False where it holds something. One that is gone already is as well."""
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def tidy(claim: Claim) -> None:
    """Clear away what a killed build left beside the output; where it took the last good site away, put that back."""
    place = claim.place
    if not place.parent.is_dir():
        return
    ours = f".{place.name}.microblog-"
    for folder in [place.parent / name for name in os.listdir(place.parent) if name.startswith(ours)]:
        if folder.is_symlink():
            continue
        if not claim.holds(folder):
            _remove_empty(folder)  # of a build that was killed before its first marker, or behind its last one
        elif folder.name.startswith(f"{ours}old") and not os.path.lexists(place):
            folder.rename(place)
        else:
            _remove(folder, claim)


def lock_of(place: Path) -> Path:
    """Name the file that who builds into a place holds meanwhile."""
    return place.parent / f".{place.name}.microblog-lock"


@contextmanager
def place_for_lock(place: Path) -> Iterator[None]:
    """Make the folder that an output is to stand in, and those above it; those that nothing was put into are removed again."""
    missing = [folder for folder in place.parents if not folder.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for folder in missing:
            if not _remove_empty(folder):
                break


def _beside(claim: Claim, what: str) -> Path:
    """Return a name beside the output that nobody has; a killed build's processes may still write into theirs."""
    names = (claim.place.parent / f".{claim.place.name}.microblog-{what}-{number}" for number in count(os.getpid()))
    return next(path for path in names if not os.path.lexists(path))


def _remove(folder: Path, claim: Claim) -> None:
    """Remove a folder of ours; under another name, so that nobody writes into it meanwhile or takes what is left for a site."""
    with suppress(OSError):
        gone = _beside(claim, "gone")
        folder.rename(gone)
        for entry in os.scandir(gone):
            if entry.is_dir(follow_symlinks=False):
                remove(Path(entry.path), leaves_rest=True)
            elif entry.name != MARKER:
                os.unlink(entry.path)
        if os.listdir(gone) == [MARKER]:  # else something could not be removed, and the next build tries again
            os.unlink(gone / MARKER)
        gone.rmdir()


@contextmanager
def staged(claim: Claim, marker: bytes) -> Iterator[Path]:
    """Yield a folder beside the output, with nothing but a marker, for a build from nothing."""
    folder = _beside(claim, "new")
    folder.mkdir(mode=0o755, parents=True)
    try:
        write_new(folder, MARKER, marker)
    except BaseException:
        with suppress(OSError):
            (folder / MARKER).unlink(missing_ok=True)
            folder.rmdir()
        raise
    try:
        yield folder
    except BaseException:
        if claim.holds(folder):
            _remove(folder, claim)
        raise


def publish(staged: Path, claim: Claim) -> bool:
    """Put a finished folder in the output's place; return whether there was a folder at every moment, where there was one before."""
    claim.check()
    place = claim.place
    if not claim.holds(place):
        if place.is_dir():
            place.rmdir()  # which refuses where somebody put something into it by now
        staged.rename(place)
        return True
    if not exchange(staged, place):
        _swap_in_two_steps(staged, claim)
        return False
    try:
        _refuse_strange(staged, claim)
    except UsageError:
        exchange(staged, place)
        raise
    _remove(staged, claim)
    return True


def _swap_in_two_steps(staged: Path, claim: Claim) -> None:
    place, old = claim.place, _beside(claim, "old")
    place.rename(old)
    try:
        _refuse_strange(old, claim)
        staged.rename(place)
    except BaseException:
        old.rename(place)
        raise
    _remove(old, claim)


def _refuse_strange(moved: Path, claim: Claim) -> None:
    """Look once more at what was moved away: between a look and a move somebody can have put another folder there."""
    if not claim.holds(moved):
        raise UsageError(f"somebody put another folder in the place of {claim.place}, which stays; name another output folder")
