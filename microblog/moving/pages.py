"""Pages that stand by themselves: what their files are called, what their heads say, and the menu that they were in."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from microblog.content.config import PATH, parse_config
from microblog.content.standing_pages import parse_page
from microblog.formats.post_file import quote
from microblog.model import urls
from microblog.model.nouns import ALL_PAGES, MAX_MENU, Config, StandingPage
from microblog.model.pages import is_kept
from microblog.sources.listings import is_standing_page
from microblog.sources.sourcefile import read_source

HEAD = (
    *((key, "text") for key in ("title", "summary")),
    ("date", "plain"),
    ("updated", "plain"),
    ("lang", "text"),
    ("draft", "flag"),
    ("aliases", "list"),
)
"""The keys that are written, as `formats.post_file` writes them."""

FOLDER = "pages"
_NONE = frozenset({"index", "readme"})  # names of files that are no page of that name


def page_name(words: str, key: str) -> str:
    """Return the last part of a page's URL; where its own is none, `page-` and by what its network tells it from others."""
    name = urls.slugify(words.lower()).strip("-._")
    return name if name and name not in _NONE and not urls.slug_fault(name) else urls.slugify(f"page-{key}")


def is_in_the_way(page: str) -> bool:
    """Return whether the site needs a page's address itself."""
    return is_kept(page.partition("/")[0])


def file_of(page: str, taken: Iterable[str]) -> str:
    """Return the file of a page, under a name that no other page of the run or of earlier ones has."""
    names = {urls.key(file) for file in taken}
    file, number = f"{FOLDER}/{page}.md", 1
    while urls.key(file) in names:
        number += 1
        file = f"{FOLDER}/{page}-{number}.md"
    return file


def path_of(root: Path, config: Config, file: str) -> str:
    """Return where readers find a page; "" where they do not."""
    page = _read_page(root, config, file)
    return page.permalink if page and not page.draft else ""


def _read_page(root: Path, config: Config, file: str) -> StandingPage | None:
    data = read_source(root, file)
    return parse_page(file, data, config)[0] if isinstance(data, bytes) else None


def menu_lines(root: Path, config: Config, pages: Mapping[str, tuple[int, str]]) -> bytes:
    """Return what is added to `config.yaml` so that pages stand in the menu in their order, before those that were here.

    It is b"" where nobody chose an order, or the site has a menu of its own.
    `pages` are the files at the top of the folder, each with its place and title.
    """
    if config.menu != ALL_PAGES or not any(place for place, _ in pages.values()) or not (root / PATH).is_file():
        return b""
    rows = [(place, title, file) for file, (place, title) in pages.items()]
    entries = [(title, file) for _, title, file in sorted(rows)] + _others(root, config, pages)
    lines = "".join(f"  - {quote(title)}: {quote(file.removeprefix('pages/'))}\n" for title, file in entries[:MAX_MENU])
    more = f"\nmenu:\n{lines}".encode()
    read, problems = parse_config((root / PATH).read_bytes() + more)
    return more if len(read.menu) == len(entries[:MAX_MENU]) and all(problem.is_warning for problem in problems) else b""


def _others(root: Path, config: Config, pages: Mapping[str, tuple[int, str]]) -> list[tuple[str, str]]:
    """Return title and file of the other pages that the menu has without being told."""
    files = [path.relative_to(root).as_posix() for path in (root / FOLDER).glob("*.md") if path.is_file()]
    more = [file for file in files if file not in pages and is_standing_page(file)]
    found = [_read_page(root, config, file) for file in more]
    return sorted((page.title, page.source) for page in found if page and not page.draft and not page.unlisted)
