"""The output folder: the only module that writes or removes a file of it.

A build from nothing writes into a folder beside the output and swaps the two; a build of a change replaces
single files, each whole at every moment, and leaves a journal while it does: a build that finds a journal
starts from nothing. Only a folder that carries our marker is ever replaced or emptied.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from microblog.errors import UsageError
from microblog.model import urls

MARKER = ".built-by-microblog"
MARKER_TEXT = b"microblog wrote this folder and replaces it as a whole; keep nothing of your own here.\n"
OWNED = frozenset({"index.html", "feed.atom", "feed.json", "feed", "page", "tags", "archive", "users", "sitemaps", "sitemap.xml", MARKER})
"""First parts of paths that belong to the engine; `@…` do too."""
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
OVERRIDABLE = frozenset({".nojekyll", "robots.txt", "manifest.webmanifest", "404.html"})
"""What the engine makes for sites that have no such file in `static/`."""


def check_output(root: Path, output: Path) -> None:
    """Refuse an output folder whose replacement could cost anything that is not ours."""
    root, resolved = root.resolve(), output.resolve()
    if resolved in (root, Path.home(), Path(resolved.anchor)) or root.is_relative_to(resolved):
        raise UsageError(f"the output folder {output} would swallow the site or more; name a folder of its own, such as public")
    for name in ("posts", "templates", "static", ".git", ".microblog", "microblog"):
        if resolved.is_relative_to(root / name):
            raise UsageError(f"the output folder {output} lies in {name}/, which is not output; name a folder of its own, such as public")
    if (output / ".git").exists():
        raise UsageError(f"the output folder {output} is a git work tree, whose history a build would remove; name another")
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise UsageError(f"the output folder {output} is not a plain folder; remove it or name another")
    if output.is_dir() and any(output.iterdir()) and not is_ours(output):
        raise UsageError(f"the output folder {output} holds files that microblog did not write; empty it yourself or name another")


def is_ours(output: Path) -> bool:
    """Tell whether a folder was written by a build."""
    return (output / MARKER).is_file()


def identity(output: Path) -> str:
    """Give what tells this very output folder from another at the same place; "" where there is none."""
    try:
        status = (output / MARKER).stat()
    except OSError:
        return ""
    return f"{output.resolve()}:{status.st_ino}:{status.st_mtime_ns}"


def write_new(folder: Path | str, path: str, data: bytes) -> None:
    """Write a file into a folder that nobody reads yet; who writes many gives the folder as text, which costs nothing to join."""
    _refuse_outside(path)
    target = f"{folder}/{path}"
    if path.endswith("/index.html"):  # most often the first file of its folder
        _make_folder(target.removesuffix("/index.html"))
    try:
        descriptor = os.open(target, _WRITE, 0o644)
    except FileNotFoundError:
        _make_folder(os.path.dirname(target))
        descriptor = os.open(target, _WRITE, 0o644)
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, memoryview(data)[written:])
    finally:
        os.close(descriptor)


def holds(folder: Path, path: str, data: bytes) -> bool:
    """Tell whether a file of the output has these very bytes."""
    _refuse_outside(path)
    try:
        return (folder / path).read_bytes() == data
    except OSError:
        return False


def _refuse_outside(path: str) -> None:
    """Refuse a path that could lead out of the output folder, whoever came up with it."""
    if path.startswith("/") or "\\" in path or "\0" in path or (".." in path and ".." in path.split("/")):
        raise ValueError(f"{path!r} leads out of the output folder")


def _make_folder(folder: str) -> None:
    """Make a folder; most often only the last part of its path is missing."""
    try:
        os.mkdir(folder, 0o755)
    except FileExistsError:  # another process was quicker
        pass
    except FileNotFoundError:
        os.makedirs(folder, mode=0o755, exist_ok=True)


def replace_file(folder: Path, path: str, data: bytes) -> None:
    """Replace a file so that a reader sees the old one or the new one, whole."""
    _refuse_outside(path)
    temporary = f"{path}.microblog-new"
    write_new(folder, temporary, data)
    os.replace(f"{folder}/{temporary}", f"{folder}/{path}")


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


def tidy(output: Path) -> None:
    """Clear away what a killed build left beside the output; where it took the last good site away, put that back."""
    old = _beside(output, "old")
    if old.is_dir() and not output.exists():
        old.rename(output)
    names = os.listdir(output.parent) if output.parent.is_dir() else []
    for leftover in (old.name, *(name for name in names if name.startswith(_beside(output, "new").name))):
        if leftover in names:
            _remove(output.parent / leftover)


def _beside(output: Path, what: str) -> Path:
    return output.parent / f".{output.name}.microblog-{what}"


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def staged(output: Path) -> Iterator[Path]:
    """Give an empty folder beside the output, for a build from nothing."""
    folder = _beside(output, f"new-{os.getpid()}")  # a killed build's processes may not have ended yet, and write into theirs
    folder.mkdir(mode=0o755, parents=True)
    try:
        yield folder
    except BaseException:
        _remove(folder)
        raise


def publish(staged: Path, output: Path) -> None:
    """Put a finished folder in the output's place."""
    old = _beside(output, "old")
    if output.exists():
        output.rename(old)
    try:
        staged.rename(output)
    except BaseException:
        tidy(output)
        raise
    if old.exists():
        _remove(old)


def static_fault(path: str) -> str:
    """Say why a static file cannot be published at its path, or give ""."""
    first = urls.key(path.partition("/")[0])
    if first in OWNED or first.startswith("@"):
        return f"its URL /{path} is among those of the site's own pages, as is /{first}"
    if "\\" in path:
        return "its name has a backslash, which leads into a folder on some machines"
    return ""
