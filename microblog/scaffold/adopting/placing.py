"""What becomes of each file of a source, decided before anything is written.

No two files have one place, and no address is led on from twice.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from microblog.content.aliases import Written, sort_aliases
from microblog.model import urls
from microblog.model.nouns import Config
from microblog.model.pages import OVERRIDABLE, is_kept
from microblog.output.conflicts import find_rivals, static_fault
from microblog.scaffold.adopting import reasons
from microblog.scaffold.adopting.nouns import File, Place, Reading
from microblog.sources.sourcefile import MAX_FILE
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report
from microblog.yaml.values import Text

_OWN_PAGE = "pages whose address the site itself needs; rename them"
_OWN_FILE = "files whose address the site itself needs"
UNREADABLE = f"files that cannot be read, and texts of more than {MAX_FILE >> 10:,} KB"
_TWICE = "files whose place another has already"
_TOPS = {"post": "posts/{handle}/", "page": "pages/", "static": "static/"}


class Move(NamedTuple):
    """One file on its way."""

    source: str
    target: str  # below the new site
    place: Place
    alias: str = ""  # an address that is written into its head
    is_draft: bool = False  # whether it says so itself


class Placing(NamedTuple):
    """All files, and what stays out."""

    moves: list[Move]
    left: list[tuple[str, str]]  # path, why


def place_files(files: Iterable[File], reading: Reading, handle: str, config: Config, theme: Iterable[str]) -> Placing:
    """Decide on each file."""
    found = Placing([], [])
    taken: dict[str, str] = {}
    stated: set[str] = set()
    theme = [*theme]
    for file in files:
        place = reading.place(file)
        if reason := place.path if place.kind == "out" else _fault(place, file, theme):
            found.left.append((file.path, reason))
            continue
        target = _free_target(_TOPS[place.kind].format(handle=handle) + place.path, file, taken)
        if not target:
            found.left.append((file.path, _TWICE))
            continue
        is_text = target.endswith(".md") and place.kind != "static"
        found.moves.append(Move(file.path, target, place, is_draft=is_text and (place.is_held or file.head.is_draft)))
        if is_text:
            stated |= {*_addresses(file.head.addresses, config)}
    _leave_rivals(found, theme)
    return found._replace(moves=_with_aliases(found.moves, stated, config))


def _fault(place: Place, file: File, theme: list[str]) -> str:
    """Say why a file cannot be at its place, or return ""."""
    if place.kind == "page":
        if place.path.endswith(".md") and file.found is None:
            return UNREADABLE
        return _OWN_PAGE if is_kept(urls.slugify(place.path.partition("/")[0].removesuffix(".md"))) else ""
    if place.path.endswith(".md") and place.kind == "post" and file.found is None:
        return UNREADABLE
    if place.kind == "static":
        if place.path in theme or place.path in OVERRIDABLE - {"robots.txt", ".nojekyll"}:
            return reasons.LOOK
        return _OWN_FILE if static_fault(place.path) else ""
    return ""


def _free_target(target: str, file: File, taken: dict[str, str]) -> str:
    """Return the path if nobody has it, in whatever case; a post that is called as the profile is gets another name."""
    parts = target.split("/")
    if parts[0] == "posts" and len(parts) == 3 and urls.key(parts[2]) == "profile.md":
        target = f"{target.removesuffix('.md')}-note.md"
    if urls.key(target) in taken:
        return ""
    taken[urls.key(target)] = file.path
    return target


def _leave_rivals(found: Placing, theme: list[str]) -> None:
    """Leave out static files that are in the way of one another, of the theme's, or of pages."""
    static = [move.place.path for move in found.moves if move.place.kind == "static"]
    rivals = {path for path, _ in find_rivals(static, theme)}
    pages = {urls.file_of(page_path(move.place.path)) for move in found.moves if move.place.kind == "page"}
    for move in [*found.moves]:
        if move.place.kind == "static" and (move.place.path in rivals or move.place.path in pages):
            found.moves.remove(move)
            found.left.append((move.source, _OWN_FILE))


def page_path(path: str) -> str:
    """Return the URL path of a page's file below `pages/`."""
    *folders, name = path.removesuffix(".md").split("/")
    parts = folders if name == "index" and folders else [*folders, name]
    return "".join(f"{urls.slugify(part)}/" for part in parts)


def _with_aliases(moves: list[Move], stated: set[str], config: Config) -> list[Move]:
    taken = stated | {page_path(move.place.path) for move in moves if move.place.kind == "page"}
    taken |= {move.place.path for move in moves if move.place.kind == "static"}
    told = []
    for move in moves:
        path = next(iter(_addresses((move.place.address,), config)), "") if move.place.address else ""
        is_new = path and urls.file_of(path) not in taken and path not in taken
        taken |= {path}
        told.append(move._replace(alias=_written(path, config) if is_new else ""))
    return told


def _addresses(written: Iterable[str], config: Config) -> tuple[str, ...]:
    """Return the paths of this site among some addresses, which can be led on from."""
    texts = tuple(Text(address, 1) for address in written)
    return sort_aliases(Written(addresses=texts), "", config, Report("")).aliases


def _written(path: str, config: Config) -> str:
    """Return a path as an alias is written, so that the site's own base path is not taken off it."""
    base = urlsplit(config.base_url).path or "/"
    return f"{base}{path}" if f"/{path}".startswith(base) else f"/{path}"
