"""The output folder: the only module that writes or removes a file of it.

A build from nothing writes into a folder beside the output and swaps the two; a build of a change replaces
single files, each whole at every moment, and leaves a journal while it does: a build that finds a journal
starts from nothing. Only a folder that carries our marker is ever replaced or emptied.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from microblog.errors import UsageError

MARKER = ".built-by-microblog"
MARKER_TEXT = b"microblog wrote this folder and replaces it as a whole; keep nothing of your own here.\n"
OWNED = frozenset(
    {"index.html", "feed.atom", "feed.json", "feed", "page", "tags", "archive", "users", "sitemaps", "sitemap.xml", ".nojekyll", MARKER}
)
"""First parts of paths that belong to the engine; `@…` do too."""
OVERRIDABLE = frozenset({"robots.txt", "manifest.webmanifest", "404.html"})
"""What the engine makes for sites that have no such file in `static/`."""


def check_output(root: Path, output: Path) -> None:
    """Refuse an output folder whose replacement could cost anything that is not ours."""
    root, resolved = root.resolve(), output.resolve()
    if resolved in (root, Path.home(), Path(resolved.anchor)) or root.is_relative_to(resolved):
        raise UsageError(f"the output folder {output} would swallow the site or more; name a folder of its own, such as public")
    for name in ("posts", "templates", "static", ".git", ".microblog", "microblog"):
        if resolved.is_relative_to(root / name):
            raise UsageError(f"the output folder {output} lies in {name}/, which is not output; name a folder of its own, such as public")
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


def write_new(folder: Path, path: str, data: bytes) -> None:
    """Write a file into a folder that nobody reads yet."""
    target = f"{folder}/{path}"
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
    with open(descriptor, "wb", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]


def replace_file(folder: Path, path: str, data: bytes) -> None:
    """Replace a file so that a reader sees the old one or the new one, whole."""
    temporary = f"{path}.microblog-new"
    write_new(folder, temporary, data)
    os.replace(folder / temporary, folder / path)


def remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Remove files, and the folders that are empty then."""
    for path in paths:
        target = folder / path
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()


@contextmanager
def staged(output: Path) -> Iterator[Path]:
    """Give an empty folder beside the output, for a build from nothing; what a killed build left there is removed."""
    output.parent.mkdir(parents=True, exist_ok=True)
    folder = output.parent / f".{output.name}.microblog-new"
    for leftover in (folder, output.parent / f".{output.name}.microblog-old"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder.mkdir(mode=0o755)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def publish(staged: Path, output: Path) -> None:
    """Put a finished folder in the output's place."""
    old = output.parent / f".{output.name}.microblog-old"
    if output.exists():
        output.rename(old)
    staged.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def static_fault(path: str) -> str:
    """Say why a static file cannot be published at its path, or give ""."""
    first = path.partition("/")[0]
    if first in OWNED or first.startswith("@"):
        return f"its URL /{path} is among those of the site's own pages"
    return ""
