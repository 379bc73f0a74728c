"""The site folder's files: what is there, and what is different since the last build.

Of each folder a *listing* is taken: one line a file, its name, its size and what else the file system says of it. A
folder whose listing is the one that the index holds has not changed, which costs one comparison of two texts. A line
is the same only where size, both times and the inode are (`sourcefile`). Names are in Unicode's NFC from here on, whatever
form the disk has them in, so that a text finds the file that it names. Only regular files are read; symbolic links and
special files below `posts/` are problems.
"""

import fnmatch
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from unicodedata import normalize

from microblog.errors import Problem, is_shown
from microblog.sources.sourcefile import (
    UNREAD_BEGIN,
    UNREAD_END,
    irregular_problem,
    is_litter,
    is_plain,
    is_unread,
    newest_trusted,
    signature,
    size_of,
    unreadable,
)
from microblog.text.tuples import NamedTuple

DEEPEST = 100  # folders in one another; Python itself and many systems give up somewhere beyond


class Scan(NamedTuple):
    """What lies in the folders of a site that matter to a build."""

    listings: dict[str, str]  # folder → `name NUL signature LF` of each file in it, by name
    problems: list[Problem]
    is_whole: bool = False  # everything is read in any case, so that posts' signatures are left to whoever reads them (`completed`)
    ignored: "re.Pattern[str] | None" = None  # paths that are passed over


class Difference(NamedTuple):
    """What a scan found to be different from what the index knows."""

    suspects: dict[str, int]  # files that are new or may have changed → their size in bytes, 0 where that is left to whoever reads them
    gone: list[str]
    listings: dict[str, str]  # the folders' new listings, "" for one that holds no file any more
    problems: list[Problem]  # files that cannot be read at all

    @property
    def is_empty(self) -> bool:
        """Whether no file is new, gone, suspected or a problem."""
        return not (self.suspects or self.gone or self.problems)


class Kinds(NamedTuple):
    """Some files of the site folder, by what they are to a build."""

    profiles: list[str]
    posts: list[str]
    others: list[str]  # below `posts/`
    elsewhere: list[str]  # static files, stored feeds, answers from other sites, and ledgers of what was sent
    pages: list[str]  # everything below `pages/`


def scan_site(root: Path, *more: str, is_whole: bool = False, ignore: Sequence[str] = ()) -> Scan:
    """Look at all files that builds read, those below `more` folders too; they pass over `ignore`, globs below `posts/`."""
    return scan_folders(root, ("posts", "pages", "static", "answers", "sent", *more), is_whole=is_whole, ignore=ignore)


def scan_folders(root: Path, tops: Iterable[str], *, is_whole: bool = False, ignore: Sequence[str] = ()) -> Scan:
    """Look at every file below some folders of a site, none of which may be a link."""
    patterns = "|".join(fnmatch.translate(f"posts/{glob.strip('/')}") for glob in ignore)
    scan = Scan({}, [], is_whole, re.compile(patterns) if patterns else None)
    trusted = newest_trusted()
    for top in tops:
        if os.path.islink(f"{root}/{top}"):
            scan.problems.append(irregular_problem(top, stat.S_IFLNK))
        else:
            _scan_folder(_Place(f"{root}/{top}", top, top), scan, trusted)
    return scan


def list_folders(folders: Iterable[Path]) -> str:
    """Return the listings of some folders and those in them as one text, which holds `:LF` where it cannot be trusted."""
    scan = Scan({}, [])
    for folder in folders:
        _scan_folder(_Place(str(folder), str(folder), folder.name), scan, newest_trusted())
    untrusted = ":\n" if scan.problems else ""  # a link, say: what it leads to may change unseen
    return untrusted + "".join(f"{folder}\1{listing}" for folder, listing in scan.listings.items())


class _Place(NamedTuple):
    """A folder that is looked at."""

    folder: str
    prefix: str  # what it is called in listings and problems
    top: str  # name of the site's folder that it lies in
    depth: int = 0


def _scan_folder(place: _Place, scan: Scan, trusted: int) -> None:
    prefix, top = place.prefix, place.top
    lines: list[str] = []
    twins: set[str] = set()
    for entry in _entries(place, scan):
        name = entry.name
        if (name[0] in UNREAD_BEGIN or name[-1] in UNREAD_END) and is_unread(name, top):
            continue
        if scan.ignored and scan.ignored.match(f"{prefix}/{name}"):
            continue
        if scan.is_whole and name[-3:] == ".md" and prefix.startswith("posts/") and _is_plain_post(entry):
            lines.append(f"{name}\0\n")
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # gone since the folder was listed
            continue
        if is_plain(status.st_mode) and name.isascii() and name.isprintable():
            lines.append(f"{name}\0{signature(status, trusted)}\n")
        elif _is_wanted(f"{prefix}/{name}", name, status.st_mode, scan) and (name := _in_nfc(name, twins, prefix, scan)):
            if is_plain(status.st_mode):
                lines.append(f"{name}\0{signature(status, trusted)}\n")
            else:
                _scan_folder(_Place(entry.path, f"{prefix}/{name}", top, place.depth + 1), scan, trusted)
    if lines:
        scan.listings[prefix] = "".join(lines)


def _entries(place: _Place, scan: Scan) -> "list[os.DirEntry[str]]":
    if place.depth > DEEPEST:
        scan.problems.append(Problem(place.prefix, 0, f"lies more than {DEEPEST} folders deep", "move it further up"))
        return []
    try:
        return sorted(os.scandir(place.folder), key=_name)
    except FileNotFoundError:
        return []
    except OSError as error:
        scan.problems.append(unreadable(place.prefix, error))
        return []


def _is_plain_post(entry: "os.DirEntry[str]") -> bool:
    return entry.name.isascii() and entry.name.isprintable() and entry.name != "profile.md" and entry.is_file(follow_symlinks=False)


def _name(entry: "os.DirEntry[str]") -> str:
    return entry.name


def _in_nfc(name: str, twins: set[str], prefix: str, scan: Scan) -> str:
    """Return a name in the Unicode form in which all else knows it (NFC); "" where another file has that very name then."""
    if name.isascii():
        return name
    composed = normalize("NFC", name)
    if composed in twins:
        what = "the file's name is that of another file in another Unicode form"
        scan.problems.append(Problem(f"{prefix}/{composed}", 0, what, "rename one of the two, or delete it"))
        return ""
    twins.add(composed)
    return composed


def _is_wanted(path: str, name: str, mode: int, scan: Scan) -> bool:
    """Return whether something is a file or folder that can be read; what is not is a problem."""
    if fault := name_fault(name):
        scan.problems.append(Problem(path, 0, f"the file's name {fault}", "rename it"))
    elif not is_plain(mode) and (not stat.S_ISDIR(mode) or path.endswith(".md")):
        scan.problems.append(irregular_problem(path, mode))
    else:
        return True
    return False


def name_fault(name: str) -> str:
    """Return why a file's name cannot be used, or ""."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "is not UTF-8"
    return "" if all(map(is_shown, name)) else "has a control character"


def completed(listings: Mapping[str, str], states: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield listings with the signatures that were taken since; a file without one has vanished."""
    for folder, listing in listings.items():
        lines = [line if line[-1] != "\0" else line + states.get(f"{folder}/{line[:-1]}", "") for line in listing.split("\n") if line]
        yield folder, "".join(f"{line}\n" for line in lines if line[-1] != "\0")


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
            difference.suspects[f"{folder}/{name}"] = size_of(now)
    difference.gone.extend(f"{folder}/{name}" for name in old if name not in new)


def by_kind(paths: Iterable[str]) -> Kinds:
    """Sort paths in the site folder by what they are."""
    kinds = Kinds([], [], [], [], [])
    for path in paths:
        if not path.startswith("posts/"):
            (kinds.pages if path.startswith("pages/") else kinds.elsewhere).append(path)
        elif not path.endswith(".md"):
            kinds.others.append(path)
        elif path.endswith("/profile.md") and path.count("/") == 2 and not path[6:-11].isdigit():
            kinds.profiles.append(path)
        else:
            kinds.posts.append(path)
    return kinds


def is_standing_page(path: str) -> bool:
    """Return whether a file below `pages/` is a page: `README.md` and what begins with `_`, or lies in such a folder, is none."""
    return path.endswith(".md") and "/_" not in path and not path.lower().endswith("/readme.md")


def walk_theme(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files below a theme's folder by their relative path, as far down as they are read."""
    for place, folders, names in os.walk(folder):
        below = Path(place).relative_to(folder)
        folders[:] = sorted(name for name in folders if not is_litter(name)) if len(below.parts) < DEEPEST else []
        for name in sorted(names):
            path = Path(place, name)
            if not is_litter(name) and path.is_file():
                yield normalize("NFC", (below / name).as_posix()), path
