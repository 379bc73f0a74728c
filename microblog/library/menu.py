"""The menu: what its entries lead to. What leads nowhere, or to what is held back, is a warning and left out."""

import sqlite3
from collections.abc import Iterator

from microblog.errors import Problem
from microblog.library.held_back import why_unseen
from microblog.library.records import column, insert
from microblog.library.served import is_served
from microblog.model import urls
from microblog.model.nouns import ALL_PAGES, MAX_MENU, Config, MenuEntry
from microblog.text.closeness import closest
from microblog.text.patterns import lazily

Menu = tuple[tuple[str, str], ...]  # label and link of each entry

_TARGET = lazily(r"/?([^?#]*)(.*)")
_TOP_PAGES = "SELECT title, permalink FROM standing WHERE is_visible AND NOT is_unlisted AND permalink NOT GLOB '*/*/*'"


def put_menu(db: sqlite3.Connection, config: Config) -> None:
    """Take in what the configuration says of the menu."""
    insert(db, "menu", [(place, *entry) for place, entry in enumerate(config.menu)])


def read_menu(db: sqlite3.Connection, base_path: str) -> Menu:
    """Return the menu as pages show it."""
    entries = _entries(db)
    if entries == [*ALL_PAGES]:
        return tuple((title, urls.href(base_path, path)) for title, path in _top_pages(db)[:MAX_MENU])
    return tuple((entry.label, _link(db, entry.target, base_path)) for entry in entries if not _fault(db, entry.target))


def list_faults(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of each entry that is left out."""
    entries = _entries(db)
    if entries == [*ALL_PAGES]:
        if len(_top_pages(db)) > MAX_MENU:
            what = f"there are more than {MAX_MENU} pages, and the menu shows the first {MAX_MENU} by title"
            yield Problem("config.yaml", 0, what, "write a `menu`, as in [{About: about.md}]", is_warning=True)
        return
    for entry in entries:
        if fault := _fault(db, entry.target):
            yield Problem("config.yaml", entry.line, f"`menu: {entry.label}` {fault[0]}, so it is left out", fault[1], is_warning=True)


def _entries(db: sqlite3.Connection) -> list[MenuEntry]:
    return [MenuEntry(*row) for row in db.execute("SELECT label, target, line FROM menu ORDER BY place")]


def _top_pages(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(db.execute(_TOP_PAGES), key=lambda row: (urls.tag_key(row[0]), row[1]))


def _split(db: sqlite3.Connection, target: str) -> tuple[str, str]:
    """Return the path that a target of this site leads to, and what stands behind it."""
    found = _TARGET.fullmatch(target)
    path, rest = (found[1], found[2]) if found else ("", "")
    if not target.startswith("/"):
        path = next(iter(column(db, "SELECT permalink FROM standing WHERE source = ?", path)), path)
    return path, rest


def _link(db: sqlite3.Connection, target: str, base_path: str) -> str:
    if _is_elsewhere(target):
        return target
    path, rest = _split(db, target)
    return urls.href(base_path, path) + rest


def _is_elsewhere(target: str) -> bool:
    return ":" in target.partition("/")[0]


def _fault(db: sqlite3.Connection, target: str) -> tuple[str, str] | None:
    """Say why an entry leads to nothing that a menu may name, and what to do."""
    if _is_elsewhere(target):
        return None
    path, _ = _split(db, target)
    query = "SELECT is_visible, is_unlisted, is_draft, source FROM standing WHERE permalink = ? ORDER BY is_visible DESC"
    page = db.execute(query, (path,)).fetchone()
    if page:
        return _held_back(*page)
    if target.startswith("/"):
        return None if is_served(db, path) else (f"leads nowhere: there is nothing at /{path}", "mend the address, or take it out")
    close = closest(path, column(db, "SELECT source FROM standing ORDER BY source"))
    return f"names a page that is not there, {path}", f"did you mean {close.removeprefix('pages/')}?" if close else "make that file"


def _held_back(is_visible: bool, is_unlisted: bool, is_draft: bool, source: str) -> tuple[str, str] | None:
    if is_visible and is_unlisted:
        return f"leads to {source}, which is unlisted", "take one of the two out"
    if is_visible:
        return None
    return f"leads to {source}, which is {why_unseen('draft' if is_draft else '', is_unlisted=False)}", "publish it, or take the entry out"
