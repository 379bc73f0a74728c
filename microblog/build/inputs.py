"""What every page of a site depends on: configuration, templates, the engine and its libraries, as far as they need not be understood."""

import importlib.util
import itertools
import os
import sys
from functools import cache
from io import FileIO
from pathlib import Path

from microblog.build.options import Options
from microblog.errors import ContentError, Problem, UsageError
from microblog.sources.listings import list_folders, scan_folders, walk_theme
from microblog.sources.sourcefile import is_unread, newest_trusted, read_source, signature
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple
from microblog.theme import Theme, find_theme
from microblog.theme import fingerprint as templates_fingerprint

_PACKAGE = Path(__file__).resolve().parent.parent
ROOMS = (
    *("text", "model", "yaml", "sources", "processes", "markup", "formats", "theme", "output", "recordings", "content", "library"),
    *("pictures", "render", "build"),
)
"""The rooms that a build may load: this one and those above it in ARCHITECTURE.md. No other can change what it writes."""
HALL = ("__init__.py", "errors.py", "plan.py")
"""The files of no room that a build may load."""
_LIBRARIES = ("jinja2", "linkify_it_py", "markdown", "markupsafe", "nh3", "pillow", "pygments", "pyyaml", "tzdata")


class Basis(NamedTuple):
    """All that every page depends on: configuration, templates, engine, libraries."""

    root: Path
    data: bytes  # of config.yaml
    base_url: str  # the option
    repository: str  # the option
    theme: Theme
    stamp: str  # what the file system says of it all; "" where that cannot be trusted
    problems: list[Problem]  # files of the site's own templates that cannot be used; nothing but a whole build may be tried then

    def fingerprint(self) -> str:
        """Return what tells one state of it from another wherever it lies: a hash over its contents."""
        total = blake2b(self.data, digest_size=16)
        for part in (self.base_url, self.repository, templates_fingerprint(self.theme), engine_fingerprint(self.theme)):
            total.update(f"\0{part}".encode())
        return total.hexdigest()


def read_basis(options: Options) -> Basis:
    """Read the configuration's bytes, and look at theme and engine without reading them."""
    data = _read_config(options.root)
    theme = find_theme(options.root)
    problems = scan_folders(options.root, ["templates"]).problems
    return Basis(options.root, data, options.base_url, options.repository, theme, _stamp(options, data, theme), problems)


def _stamp(options: Options, data: bytes, theme: Theme) -> str:
    listings = _engine_listings(theme) + list_folders(theme.templates)
    if ":\n" in listings:
        return ""
    return blake2b(
        os.fsencode(f"{options.base_url}\0{options.repository}\0{theme.has_custom_css}\0{listings}\0") + data, digest_size=16
    ).hexdigest()


@cache
def _engine_listings(theme: Theme) -> str:
    """List the engine's files and its libraries' versions; taken once in a process, as the engine itself is loaded once."""
    rooms, trusted = [_PACKAGE / room for room in ROOMS], newest_trusted()
    hall = [signature((_PACKAGE / name).stat(), trusted) for name in HALL]
    return "\n".join([list_folders((*rooms, *theme.foreign)), *hall, f"{sys.version_info[:3]}", *_library_versions()])


def _read_config(root: Path) -> bytes:
    try:
        data = read_source(root, "config.yaml")
    except FileNotFoundError:
        if (root / "posts").is_dir():
            return b""
        data = None
    if data is None or not root.is_dir():
        what = f"{root} has neither config.yaml nor posts/" if root.is_dir() else f"there is no folder {root}"
        raise UsageError(f"{what}; name the site folder with --root, or make one with `init`")
    if isinstance(data, Problem):
        raise ContentError([data])
    return data


@cache
def engine_fingerprint(theme: Theme) -> str:
    """Return what tells one engine from another: the files that builds load, its libraries' versions, the Python that runs them.

    Taken once in a process, which runs what it has loaded whatever becomes of the files.
    """
    total = blake2b(f"{sys.version_info[:3]}".encode(), digest_size=16)
    for place in _engine_files():
        with FileIO(place) as file:
            total.update(place.removeprefix(str(_PACKAGE)).encode() + b"\0" + file.readall())
    for name, path in itertools.chain(*map(walk_theme, theme.foreign)):
        total.update(name.encode() + b"\0" + path.read_bytes())
    for version in _library_versions():
        total.update(version.encode())
    return total.hexdigest()


def _engine_files() -> list[str]:
    found = [f"{_PACKAGE}/{name}" for name in HALL]
    for place, folders, names in itertools.chain.from_iterable(os.walk(_PACKAGE / room) for room in ROOMS):
        folders[:] = [name for name in folders if not is_unread(name, _PACKAGE.name)]
        found += [f"{place}/{name}" for name in names if name.endswith((".py", ".po")) and not is_unread(name, _PACKAGE.name)]
    return sorted(found)


def _library_versions() -> list[str]:
    """Name the installed libraries with their versions, as their metadata's folders do, without importing one."""
    found = importlib.util.find_spec("markdown")
    if found is None or found.origin is None:
        return []
    names = os.listdir(os.path.dirname(os.path.dirname(found.origin)))  # noqa: PTH120, PTH208 - a Path of each costs 1 % of a quick build
    return sorted(name for name in names if name.endswith("-info") and name.lower().replace("-", "_").startswith(_LIBRARIES))
