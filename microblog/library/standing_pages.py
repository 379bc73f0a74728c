"""Standing pages, as the index has them. There are few: a build that changes one may look at all of them."""

import sqlite3
from collections.abc import Iterable, Iterator

from microblog.errors import Problem
from microblog.library import queries
from microblog.library.held_back import why_unseen
from microblog.library.records import column, dump, insert, load_page
from microblog.library.suggestions import suggest_file
from microblog.library.texts import put_references
from microblog.library.touched import Touched
from microblog.model import urls
from microblog.model.nouns import StandingPage
from microblog.text.tuples import NamedTuple


class Place(NamedTuple):
    """Where a page stands."""

    permalink: str
    is_visible: bool
    targets: frozenset[str]  # by which texts refer to it, as `library.references` says


_Found = tuple[StandingPage, bool] | None  # a page, and whether readers see it


def put_page(db: sqlite3.Connection, page: StandingPage, touched: Touched, now: int, *, drafts: bool) -> None:
    """Take in a page that is new or changed."""
    is_visible = drafts or (not page.draft and page.instant <= now)
    old = _find(db, page.source)
    if old == (page, is_visible):
        return
    _forget(db, page.source)
    row = (page.source, page.permalink, page.title, is_visible, page.unlisted, page.draft, page.instant, dump(page))
    insert(db, "standing", [row])
    insert(db, "standing_file", [(page.source, file.source, file.path, file.line) for file in page.attachments])
    insert(db, "standing_name", [(name, page.source) for name in page.named])
    put_references(db, page.source, page.references)
    aliases = [(urls.key(path), page.source, path, path in page.foreign_aliases) for path in page.aliases]
    insert(db, "standing_alias", aliases, conflict="ON CONFLICT DO NOTHING")
    insert(db, "standing_called", [(key, page.source) for key in _note_keys(page)])
    _note(touched, old, (page, is_visible))


def remove_page(db: sqlite3.Connection, source: str, touched: Touched) -> None:
    """Forget the page of a file that is gone."""
    old = _find(db, source)
    _forget(db, source)
    _note(touched, old, None)


def _forget(db: sqlite3.Connection, source: str) -> None:
    db.execute("DELETE FROM standing WHERE source = ?", (source,))
    for table in ("standing_file", "standing_name", "standing_alias", "standing_called"):
        db.execute(f"DELETE FROM {table} WHERE page = ?", (source,))  # noqa: S608 - our own names
    put_references(db, source, ())


def _note_keys(page: StandingPage) -> set[str]:
    """Return by what links in double brackets find a page."""
    return {urls.note_key_of(page.source), *map(urls.note_key, page.names)}


def place_of(db: sqlite3.Connection, source: str) -> Place:
    """Return where a file's page stands, and by what texts refer to it."""
    found = _find(db, source)
    if found is None:
        return Place("", is_visible=False, targets=frozenset([f"file:{source}"]))
    page, is_visible = found
    paths = [path for alias in page.aliases for path in (alias, alias.removesuffix("/"))]
    called = "SELECT DISTINCT target FROM reference WHERE target GLOB 'note:*' AND substr(target, -length(?1)) = ?1"
    notes = [target for key in _note_keys(page) for target in column(db, called, f"/{key}")]
    return Place(page.permalink, is_visible, frozenset([f"file:{source}", *(f"path:{path}" for path in paths), *notes]))


_WHICH = {  # pages that a text may mean: by their file, by a former address, by a name
    "file": "source = :name",
    "path": """source IN (SELECT page FROM standing_alias a WHERE path_key IN (:key, :key || '/') AND path IN (:name, :name || '/')
      AND NOT EXISTS (SELECT 1 FROM denied d WHERE d.path = a.path AND d.source = a.page))""",
    "note": "source IN (SELECT page FROM standing_called WHERE note_key = :note)",
}


def find_target(db: sqlite3.Connection, kind: str, name: str) -> str | None:
    """Return the permalink of the page that a text refers to, None where there is none."""
    query = f"SELECT permalink FROM standing WHERE ({_WHICH[kind]}) AND is_visible ORDER BY source LIMIT 1"  # noqa: S608 - our own words
    row = db.execute(query, _values(name)).fetchone()
    return str(row[0]) if row else None


def find_held_back(db: sqlite3.Connection, kind: str, name: str) -> str:
    """Say which page a text refers to that readers do not see, and why; "" where there is none."""
    condition = f"{_WHICH[kind]} OR permalink IN (:name, :name || '/')" if kind == "path" else _WHICH[kind]
    query = f"SELECT source, is_draft FROM standing WHERE ({condition}) AND NOT is_visible ORDER BY source LIMIT 1"  # noqa: S608
    row = db.execute(query, _values(name)).fetchone()
    return f"{row[0]}, which is {why_unseen('draft' if row[1] else '', is_unlisted=False)}" if row else ""


def _values(name: str) -> dict[str, str]:
    return {"name": name, "key": urls.key(name), "note": name.partition("/")[2]}


def _note(touched: Touched, old: _Found, new: _Found) -> None:
    touched.standing.update(page.source for page, _ in filter(None, (old, new)))
    touched.standing_files.update(page.source for page, _ in filter(None, (old, new)) if page.attachments)
    touched.is_sitemap_other |= _listed(old) != _listed(new)
    touched.page_paths.update(_claimed(old), _claimed(new))
    touched.are_claims_other |= _claimed(old) != _claimed(new)


def _listed(found: _Found) -> tuple[str, str] | None:
    """Return what the sitemap says of a page."""
    return (found[0].permalink, found[0].updated) if found and found[1] and not found[0].unlisted else None


def _claimed(found: _Found) -> tuple[str, ...]:
    """Return the URLs that a page and its files want."""
    return (found[0].permalink, *[file.path for file in found[0].attachments], *found[0].aliases) if found else ()


def _find(db: sqlite3.Connection, source: str) -> _Found:
    row = db.execute("SELECT value, is_visible FROM standing WHERE source = ?", (source,)).fetchone()
    return (load_page(row[0]), bool(row[1])) if row else None


def page_of(db: sqlite3.Connection, source: str) -> StandingPage | None:
    """Find the page of a file that readers may see."""
    found = _find(db, source)
    return found[0] if found and found[1] else None


def visible_pages(db: sqlite3.Connection) -> list[StandingPage]:
    """List the pages that readers see and are led to, by their addresses."""
    rows = column(db, "SELECT value FROM standing WHERE is_visible AND NOT is_unlisted ORDER BY permalink")
    return [load_page(value) for value in rows]


def sitemap_rows(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return path and `updated` of the pages that crawlers are to know."""
    pages = visible_pages(db)
    return [(page.permalink, page.updated) for page in pages]


def flip_visibility(db: sqlite3.Connection, touched: Touched, now: int, *, drafts: bool) -> list[str]:
    """Show the pages whose moment has come, or whose drafts are shown this time, and hide the others; return which they were."""
    flipped = queries.standing_due(db, now, drafts=drafts)
    for source in flipped:
        old = _find(db, source)
        db.execute("UPDATE standing SET is_visible = NOT is_visible WHERE source = ?", (source,))
        _note(touched, old, _find(db, source))
    return flipped


def naming(db: sqlite3.Connection, name: str) -> list[str]:
    """Find the pages that mention an author or quote a post."""
    return column(db, "SELECT page FROM standing_name WHERE name = ?", name)


def quoting(db: sqlite3.Connection, handle: str) -> list[str]:
    """Find the pages that quote any post of an author's."""
    return column(db, "SELECT page FROM standing_name WHERE name >= ?1 || '/' AND name < ?1 || '0'", handle)


def touch_files(db: sqlite3.Connection, paths: Iterable[str], touched: Touched) -> None:
    """Note that files which pages name have other bytes than before, or are gone."""
    for path in paths:
        pages = column(db, "SELECT page FROM standing_file WHERE source = ?", path)
        touched.standing.update(pages)
        touched.standing_files.update(pages)


def named_files(db: sqlite3.Connection, pages: Iterable[str]) -> list[tuple[str, int, str]]:
    """List the files that some pages name: the page's file, the line, the named file."""
    query = "SELECT page, line, source FROM standing_file WHERE page IN (SELECT value FROM json_each(?)) ORDER BY page, line, source"
    return db.execute(query, (dump((*sorted(pages),)),)).fetchall()


def lost_files(db: sqlite3.Connection, pages: Iterable[str]) -> Iterator[Problem]:
    """Report the files that some pages name and that are not there."""
    for page, line, file in named_files(db, pages):
        if not db.execute("SELECT 1 FROM source WHERE path = ?", (file,)).fetchone():
            yield Problem(page, line, f"there is no file {file}", suggest_file(db, file))


def claims(db: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """List the URLs that pages and their files want, those of drafts too: the path, the page's file, the line that says so, or 0."""
    pages = db.execute("SELECT permalink, source, 0 FROM standing ORDER BY source").fetchall()
    return pages + db.execute("SELECT path, page, line FROM standing_file ORDER BY page, line, path").fetchall()
