"""The files of a source: all plain ones, never through a link, within bounds."""

import os
from collections.abc import Iterator
from pathlib import Path

from microblog.errors import UsageError
from microblog.scaffold.adopting import reasons
from microblog.sources.sourcefile import MAX_ATTACHMENT, is_litter
from microblog.text.tuples import NamedTuple

MAX_FILES = 100_000
MAX_SIZE = 20 << 30  # bytes of all files
_DEEPEST = 60
_NEVER = frozenset({"node_modules", "bower_components", "__pycache__", "venv", "env"})
_HIDDEN = "hidden files, and what programs leave behind"
_LINKS = "symbolic links, which may lead anywhere"
_LARGE = f"files of more than {MAX_ATTACHMENT >> 20} MB, which hosts refuse"


class Walk(NamedTuple):
    """What lies in a folder."""

    files: list[str]  # below it, sorted
    left: list[tuple[str, str]]  # path, why it is passed over


def walk(root: Path, leaves: frozenset[str]) -> Walk:
    """List a folder's files; raise UsageError where there are too many or they are too large."""
    found = Walk([], [])
    size = 0
    for path, status in _below(root, "", leaves, found.left, 0):
        if status.st_size > MAX_ATTACHMENT:
            found.left.append((path, _LARGE))
            continue
        size += status.st_size
        found.files.append(path)
        if len(found.files) > MAX_FILES:
            raise UsageError(f"{root} holds more than {MAX_FILES:,} files; name a smaller folder, the one with the site or the notes alone")
        if size > MAX_SIZE:
            raise UsageError(f"{root} holds more than {MAX_SIZE >> 30} GB; name a smaller folder, or put films elsewhere first")
    found.files.sort()
    return found


def _below(
    root: Path, prefix: str, leaves: frozenset[str], left: list[tuple[str, str]], depth: int
) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = sorted(os.scandir(root / prefix), key=lambda entry: entry.name)
    except OSError:
        left.append((prefix, "folders that cannot be read"))
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.is_symlink():
            left.append((path, _LINKS))
        elif reason := _reason(entry.name, is_top=not prefix, leaves=leaves):
            left.append((f"{path}/" if entry.is_dir(follow_symlinks=False) else path, reason))
        elif entry.is_file(follow_symlinks=False):
            yield path, entry.stat(follow_symlinks=False)
        elif entry.is_dir(follow_symlinks=False) and depth < _DEEPEST:
            yield from _below(root, f"{path}/", leaves, left, depth + 1)


def _reason(name: str, *, is_top: bool, leaves: frozenset[str]) -> str:
    """Say why a file or folder is passed over, or return ""."""
    if is_litter(name) or (name.startswith(".") and name != ".well-known") or not _is_utf8(name):
        return _HIDDEN
    return reasons.LOOK if name in _NEVER or (is_top and name in leaves) else ""


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
