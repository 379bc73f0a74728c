"""Static files, pages and former addresses that are in the way of others."""

import sqlite3
from collections.abc import Iterator
from functools import partial

from microblog.build.cache import StartOverError
from microblog.build.key_lines import line_of
from microblog.build.settings import Settings
from microblog.errors import Problem
from microblog.library import standing_pages
from microblog.library.checks import alias_problem
from microblog.library.former_addresses import FormerAddress, are_denied_at_posts, at_posts, deny, former_addresses
from microblog.library.index import Index
from microblog.library.records import column
from microblog.library.tombstones import addresses
from microblog.output.conflicts import find_rivals, find_rivals_of_aliases, find_rivals_of_pages, static_fault
from microblog.sources import listings

_FOREIGN = ("permalink", "url", "redirect_from", "alias")


Sources = dict[tuple[str, str], str]  # (former address, the file that names it) → the file of what stands there


def check_rivals(index: Index, settings: Settings, *, is_static_other: bool) -> Iterator[Problem]:
    """List the static files, standing pages and former addresses that are in the way of others, where any of these changed.

    Raise StartOverError where another former address is denied than before: links to it lead elsewhere now. That is rare.
    """
    db = index.db
    at = {(address.path, address.source): rival for address, rival in at_posts(db)}
    if not (is_static_other or at or _is_another_claim(index)):
        return
    own = [path.removeprefix("static/") for path in column(db, "SELECT path FROM source WHERE path >= 'static/' AND path < 'static0'")]
    own = [path for path in own if not static_fault(path)]
    theirs = [path for folder in settings.theme.foreign for path, _ in listings.walk_theme(folder)]
    remedy = "give one of the two another name"
    for path, rival in find_rivals(own, theirs):
        yield Problem(f"static/{path}", 0, f"its URL /{path} is in the way of {rival}", remedy)
    for wish in find_rivals_of_pages(standing_pages.claims(db), own, theirs):
        yield Problem(wish.source, wish.line, f"its URL /{wish.path} is in the way of {wish.rival}", remedy)
    foreign, problems = _of_former_addresses(db, settings, (own, theirs), at)
    yield from problems
    lines = {(path, source): (_line(settings, source), rival) for (path, source), rival in foreign.items()}
    if deny(db, lines) and not index.is_new:
        raise StartOverError


def _is_another_claim(index: Index) -> bool:
    """Return whether a page, a former address or a post at one came, changed or went."""
    touched = index.touched
    return touched.are_claims_other or bool(touched.aliases or touched.bereaved) or are_denied_at_posts(index.db)


def _of_former_addresses(
    db: sqlite3.Connection, settings: Settings, static: tuple[list[str], list[str]], at: Sources
) -> tuple[Sources, list[Problem]]:
    """Return what stands at former addresses: of those of other tools' keys, and as problems of the others.

    `static` are the site's static files and the theme's; `at` is what posts stand at.
    """
    known = [*former_addresses(db), *(FormerAddress(is_foreign=False, path=path, source=source) for path, source in addresses(db))]
    foreign = {(address.path, address.source) for address in known if address.is_foreign}
    denied, problems = {**at}, []
    free = [address for address in known if (address.path, address.source) not in denied]
    for wish in find_rivals_of_aliases(free, *static, standing_pages.claims(db)):
        if (wish.path, wish.source) in foreign:
            denied[wish.path, wish.source] = wish.rival
        else:
            problems.append(alias_problem(wish.source, wish.path, wish.rival, partial(line_of, settings.root)))
    return denied, problems


def _line(settings: Settings, source: str) -> int:
    """Return the line of the key of another tool that names an address."""
    return next(filter(None, (line_of(settings.root, source, key) for key in _FOREIGN)), 0)
