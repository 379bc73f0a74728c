"""Where a build's pages and its index go.

A *new site* is an empty folder and an empty index, which take the last ones' place at the end: to an index that holds nothing,
every file of the site folder is new, so that every page is rendered. The *last site* is the folder and the index of the last
build: a journal lies there while single files of the folder are replaced, and what happens to the index happens as a whole.
Both answer to the same verbs, so that a build need not know which of them it has. They differ where bytes go, in three ways:

- The pages of a new site may be written by whoever renders them, and where: nobody reads that folder yet. Those of the last site
  are held until all are rendered, since only then is it known which files are fresh and whether the change can be taken in.
- A new index is read by others while pages are rendered, and stays as it is on disk meanwhile. What was taken into the last one is
  seen by this process alone before it is certain, so that here nobody else can render.
- What the last build noted of the configuration counts for the last site, and is parsed anew for a new one.
"""

import os
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from microblog.build.cache import Cache, StartOverError
from microblog.build.inputs import Basis
from microblog.build.options import Options, parse_now
from microblog.build.settings import Settings, parse_settings
from microblog.library import schema
from microblog.library.records import column, dump, insert, load_config
from microblog.output import writer
from microblog.text.tuples import NamedTuple

if TYPE_CHECKING:
    from microblog.plan import Plan
    from microblog.render.context import World

Batch = TypeVar("Batch")

File = tuple[str, str, bytes]  # its path, the page key that it belongs to, its content: nothing where that is written already
_ROUND = 256  # batches whose rows are held in memory until they are put into the index's file


class Written(NamedTuple):
    """What became of the output's files."""

    written: int = 0
    kept: int = 0  # rendered again, with the same bytes as before
    removed: int = 0
    was_away: bool = False  # whether there was no site for a moment, since the system cannot exchange two folders in one step


@contextmanager
def new_site(options: Options, basis: Basis, cache: Cache) -> Iterator["NewSite"]:
    """Make an empty folder and an empty index; where all goes well, they were published and are kept."""
    settings = parse_settings(options, basis)
    with closing(cache.create()) as db, ExitStack() as stack:
        db.execute("BEGIN")
        yield NewSite(db, settings, cache, basis, stack)
        db.execute("COMMIT")
    cache.keep_new()


class NewSite:
    """A new folder and a new index."""

    is_new = True

    def __init__(self, db: sqlite3.Connection, settings: Settings, cache: Cache, basis: Basis, stack: ExitStack) -> None:
        """Take an empty index and its file; the folder is removed with the stack where it was not published."""
        self.db = db
        self.settings = settings
        self.index = cache.new_index
        self._claim = cache.claim(settings.options.output_path, lambda: settings.config.site)
        self._cache = cache
        self._basis = basis
        self._stack = stack

    @cached_property
    def folder(self) -> Path:
        """The folder, made when it is first needed: a build that finds mistakes makes none."""
        self._stack.enter_context(self._cache.noted(self._claim.place))
        return self._stack.enter_context(writer.staged(self._claim, writer.marker_text(self.settings.config.site)))

    def rounds(self, batches: Sequence[Batch]) -> Iterator[Sequence[Batch]]:
        """Yield so many batches at a time that what they give can be held in memory; meanwhile the index's file is as it is."""
        for at in range(0, len(batches), _ROUND):
            with schema.file_at_rest(self.db):
                yield batches[at : at + _ROUND]

    def take(self, files: Sequence[File]) -> None:
        """Note files that were written."""
        insert(self.db, "output", [file[:2] for file in files])

    def publish(self, _: "Plan", world: "World") -> Written:
        """Put the folder in the last output's place, and note what it was made from."""
        (written,) = self.db.execute("SELECT count(*) FROM output").fetchone()
        output, basis = self.settings.options.output_path, self._basis
        was_there = writer.publish(self.folder, self._claim)
        meta = {"output": writer.identity(output), "everywhere": dump(world.everywhere)}
        schema.write_meta(self.db, stamp=basis.stamp, fingerprint=basis.fingerprint(), config=dump(self.settings.config), **meta)
        return Written(written, was_away=not was_there)


@contextmanager
def last_site(options: Options, basis: Basis, cache: Cache) -> Iterator["LastSite"]:
    """Open the last build's folder and index; raise StartOverError where they do not fit."""
    db = cache.open(basis, writer.identity(options.output_path))
    try:
        config = load_config(schema.read_meta(db)["config"])
        yield LastSite(db, Settings(options, config, basis.theme, parse_now(options.now), []), cache)
        db.execute("COMMIT")
        cache.end_change()
    finally:
        db.close()
        cache.seal()


class LastSite:
    """The folder and the index of the last build."""

    is_new = False
    folder = None  # for files to be written into as they are rendered

    def __init__(self, db: sqlite3.Connection, settings: Settings, cache: Cache) -> None:
        """Begin without pages."""
        self.db = self.index = db
        self.settings = settings
        self._cache = cache
        self._rendered: dict[str, tuple[str, bytes]] = {}  # a file's path → its page key and its content

    def rounds(self, batches: Sequence[Batch]) -> Iterator[Sequence[Batch]]:
        """Yield all batches: the index is one transaction."""
        yield batches

    def take(self, files: Sequence[File]) -> None:
        """Hold files that were rendered."""
        self._rendered.update((path, (page, data)) for path, page, data in files)

    def publish(self, plan: "Plan", _world: "World") -> Written:
        """Replace what differs of the files of some pages, and remove those that no page has any more."""
        db, folder, rendered = self.db, self.settings.options.output_path, self._rendered
        known = {path: page for page in map(str, plan.keys) for path in column(db, "SELECT path FROM output WHERE page = ?", page)}
        fresh = [path for path, (_, data) in rendered.items() if path not in known or not writer.holds(folder, path, data)]
        gone = sorted(known.keys() - rendered.keys(), key=lambda path: (not plan.has_links(known[path]), path))
        if _is_swap({*fresh}, gone) or any(not os.path.lexists(folder / path) for path in known):
            raise StartOverError
        if fresh or gone:
            self._cache.begin_change(fresh + gone)
        for path in sorted_for_links(fresh, known, lambda path: plan.has_links(rendered[path][0])):
            writer.replace_file(folder, path, rendered[path][1])
        writer.remove_files(folder, gone)
        db.executemany("DELETE FROM output WHERE path = ?", ((path,) for path in gone))
        rows = ((path, page) for path, (page, _) in rendered.items())
        db.executemany("INSERT OR REPLACE INTO output VALUES (?, ?)", rows)  # a file may stay and belong to another key now
        return Written(len(fresh), len(rendered) - len(fresh), len(gone))


def sorted_for_links(fresh: Iterable[str], known: Container[str], is_leading: Callable[[str], bool]) -> list[str]:
    """Put files in the order in which they are written, so that no reader meets a link that leads nowhere.

    What is new comes first: nothing leads to it yet. Then everything is there to which what is replaced may lead, as it was or as it
    is; and when that is done, nothing leads to what is removed at the end.
    """
    return sorted(fresh, key=lambda path: (path in known, is_leading(path)))


def _is_swap(fresh: set[str], gone: list[str]) -> bool:
    """Whether a folder takes a file's place or a file a folder's, which no replacing of single files can do."""
    old = set(gone)
    return any(_has_ancestor(path, old) for path in fresh) or any(_has_ancestor(path, fresh) for path in gone)


def _has_ancestor(path: str, files: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:count]) in files for count in range(1, len(parts)))
