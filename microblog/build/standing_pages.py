"""Files below `pages/` → the library."""

from pathlib import Path

from microblog.build.settings import Settings
from microblog.content.standing_pages import parse_page
from microblog.errors import Problem
from microblog.library import standing_pages
from microblog.library.index import Index
from microblog.model.nouns import Config, StandingPage
from microblog.sources import sourcefile
from microblog.sources.listings import is_standing_page
from microblog.text.budget import Overspent, bounded, spend

Parsed = tuple[StandingPage | None, list[Problem]]


def take_in_pages(index: Index, settings: Settings, new: list[str], gone: list[str]) -> dict[str, list[Problem]]:
    """Take in pages that are new or changed, forget those that are gone; return each file with what is wrong with it."""
    db, touched = index.db, index.touched
    found: dict[str, list[Problem]] = {path: [] for path in (*gone, *new)}
    standing_pages.touch_files(db, (path for path in found if not is_standing_page(path)), touched)
    before = {path: standing_pages.place_of(db, path) for path in found if is_standing_page(path)}
    for path in filter(is_standing_page, gone):
        standing_pages.remove_page(db, path, touched)
    for path in new:
        if not is_standing_page(path):
            found[path] = _misnamed(path)
            continue
        page, found[path] = _read_page(settings.root, settings.config, path)
        if page:
            standing_pages.put_page(db, page, touched, index.now, drafts=index.drafts)
    for path, place in before.items():
        index.touch_page(place, standing_pages.place_of(db, path))
    return found


def _misnamed(path: str) -> list[Problem]:
    if path.endswith(".md") or not path.lower().endswith((".md", ".markdown", ".mdown")):
        return []
    return [Problem(path, 0, "is no page, as its name does not end in `.md`", "rename it", is_warning=True)]


def _read_page(root: Path, config: Config, path: str) -> Parsed:
    """Read a page; the next build sees that one is gone."""
    try:
        data = sourcefile.read_source(root, path)
    except FileNotFoundError:
        return None, []
    if isinstance(data, Problem):
        return None, [data]
    try:
        with bounded():
            return spend(parse_page, path, data, config)
    except Overspent as over:
        return None, [Problem(path, 0, over.what, over.remedy)]
