"""Static files that are in the way of one another, of the theme's, or of what the engine makes.

Many file systems see no difference of case or Unicode form, and none has a file where it has a folder. A file of the site
that has the very path of one of the theme's, or of those that the engine makes where a site has none, stands in its place.
"""

from collections.abc import Iterable, Iterator

from microblog.model import urls
from microblog.model.pages import OVERRIDABLE, OWNED
from microblog.output.writer import MARKER
from microblog.text.tuples import NamedTuple


class Wish(NamedTuple):
    """A file's wish for a path that another has."""

    source: str  # the file in the site folder
    line: int
    path: str
    rival: str  # what is in the way, in words


def find_rivals(own: Iterable[str], theirs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each of the site's static files that is in the way of another file, and say of which."""
    taken = _taken_by_others(theirs)
    for path in sorted(own):
        if rival := taken.rival_of(path):
            yield path, rival
        else:
            taken.take(path, f"static/{path}")


def find_rivals_of_pages(pages: Iterable[tuple[str, str, int]], own: Iterable[str], theirs: Iterable[str]) -> Iterator[Wish]:
    """Yield what standing pages and their files want and another has: of each are known its path, the page's file, the line."""
    taken = _taken_by_others(theirs)
    for path in own:
        taken.take(path, f"static/{path}")
    for path, source, line in pages:
        file = urls.file_of(path)
        if rival := taken.rival_of(file, is_over=False) or taken.size_of(file):
            yield Wish(source, line, path, rival)
        else:
            taken.take(file, source)


def find_rivals_of_aliases(
    aliases: Iterable[tuple[bool, str, str]], own: Iterable[str], theirs: Iterable[str], pages: Iterable[tuple[str, str, int]]
) -> Iterator[Wish]:
    """Yield the former addresses that are in the way of static files, of pages, or of one another.

    Of each are known whether another tool's key names it, which makes it yield to others, its path and its file.
    """
    taken = _taken_by_others(theirs)
    for path in own:
        taken.take(path, f"static/{path}")
    for path, source, _ in pages:
        taken.take(urls.file_of(path), source)
    for _, path, source in sorted(aliases):
        file = urls.file_of(path)
        if rival := taken.rival_of(file, is_over=False):
            yield Wish(source, 0, path, rival)
        else:
            taken.take(file, source)


def _taken_by_others(theirs: Iterable[str]) -> "_Taken":
    taken = _Taken()
    for path in OVERRIDABLE:
        taken.take(path, f"the engine's own /{path}")
    for path in theirs:
        taken.take(path, f"the theme's static/{path}")
    return taken


def static_fault(path: str) -> str:
    """Say why a static file cannot be published at its path, or return ""."""
    first = urls.key(path.partition("/")[0])
    if first == MARKER or first in OWNED or first.startswith("@"):
        return f"its URL /{path} is among those of the site's own pages, as is /{first}"
    if "\\" in path:
        return "its name has a backslash, which leads into a folder on some machines"
    return ""


class _Taken:
    """Paths that are taken, and who took them."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, str]] = {}  # a path's key → the path, and what is told of it
        self.folders: dict[str, str] = {}  # a folder's key → what is told of a file in it

    def take(self, path: str, told: str) -> None:
        self.files[urls.key(path)] = path, told
        for folder in _folders(path):
            self.folders.setdefault(folder, told)

    def rival_of(self, path: str, *, is_over: bool = True) -> str:
        """Say what a path is in the way of, or return ""; a file that `is_over` others takes the place of one at the very path."""
        key = urls.key(path)
        for place in (key, *_folders(path)):
            known, told = self.files.get(place, ("", ""))
            if told and (place != key or known != path or not is_over):
                return told
        return self.folders.get(key, "")

    def size_of(self, path: str) -> str:
        """Say what is called as one of the sizes of a picture at a path is, or return ""."""
        key = urls.key(path)
        return next((told for place, (_, told) in self.files.items() if place.startswith(f"{key}.") and urls.is_rendition(place)), "")


def _folders(path: str) -> list[str]:
    parts = urls.key(path).split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
