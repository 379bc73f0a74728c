"""From posts and page keys to rendered files, in the order in which they need one another."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from microblog.build.batches import MapBatches, cut
from microblog.build.destination import File, LastSite, NewSite
from microblog.build.settings import Settings
from microblog.library import queries, schema
from microblog.library.menu import read_menu
from microblog.library.records import insert
from microblog.model.pages import COPIED, PageKey
from microblog.output import writer
from microblog.plan import Plan
from microblog.render.context import Context, World, open_context
from microblog.render.pages import render_key
from microblog.render.posts import render_posts

Item = TypeVar("Item")
Result = TypeVar("Result")
Card = tuple[int, bytes, bytes, bytes, bytes, str]  # a row of the table `card`, and of `search`

TOGETHER = 64  # posts that are rendered at a time
_BATCH = 32  # other pages


def world_of(db: sqlite3.Connection, settings: Settings) -> World:
    """Return what rendering needs; the fixed part of feed ids is the host and the first post's year where none is set."""
    config = settings.config
    host = urlsplit(config.base_url).hostname or ""
    authority = f"{'localhost' if ':' in host else host},{queries.oldest_year(db) or 1970}"
    authority = config.tag_authority or authority
    return World(settings.root, config, settings.theme, authority, read_menu(db, config.base_path), queries.sole_author(db))


class Rendering:
    """What pages are rendered from, and where they go; it can travel as long as it was not used."""

    def __init__(self, world: World, index: Path | sqlite3.Connection, folder: Path | None) -> None:
        """Take an index, or the file of one that nobody writes meanwhile; without a folder, the files are held in memory."""
        self._world = world
        self._index = index
        self._folder = folder

    @cached_property
    def context(self) -> Context:
        """What rendering starts from; opened once, wherever that is."""
        return open_context(self._world, schema.open_to_read(self._index) if isinstance(self._index, Path) else self._index)

    def put(self, files: Sequence[File]) -> list[File]:
        """Write files where they go, and return them without what was written."""
        if self._folder is None:
            return [*files]
        folder = str(self._folder)
        for path, _, data in files:
            writer.write_new(folder, path, data)
        return [(path, page, b"") for path, page, _ in files]

    def close(self) -> None:
        """Close the index where it was opened here."""
        if isinstance(self._index, Path) and "context" in vars(self):
            self.context.db.close()


def write(site: NewSite | LastSite, world: World, plan: Plan, map_batches: MapBatches) -> None:
    """Render posts, and then other pages, which need their cards."""
    for cards, files in _rendered(site, world, write_posts, cut(plan.posts, TOGETHER), map_batches):
        insert(site.db, "card", [card[:-1] for card in cards], verb="INSERT OR REPLACE")
        insert(site.db, "search", [(card[0], card[-1]) for card in cards if card[-1]], verb="INSERT OR REPLACE")
        site.take(files)
    plain = [(*key,) for key in plan.pages]  # travel in a third of the time
    for files in _rendered(site, world, write_pages, cut(plain, _BATCH), map_batches):
        site.take(files)


def _rendered(
    site: NewSite | LastSite,
    world: World,
    work: Callable[[Any, Sequence[Item]], Result],
    batches: Sequence[Sequence[Item]],
    map_batches: MapBatches,
) -> Iterator[Result]:
    for some in site.rounds(batches):
        with closing(Rendering(world, site.index, site.folder)) as rendering:
            yield from map_batches(work, some, rendering)


def write_posts(rendering: Rendering, numbers: Sequence[int]) -> tuple[list[Card], list[File]]:
    """Render posts' own pages and their cards; posts that no reader sees any more have neither.

    Nothing is written before all are rendered: a processor that made a file in between renders a fifth slower.
    """
    found = queries.posts(rendering.context.db, numbers)
    cards, pages = render_posts(rendering.context, [*found.values()])
    files = [(path, str(PageKey("post", str(no))), data) for no, (path, data) in zip(found, pages, strict=True)]
    return [(no, *card) for no, card in zip(found, cards, strict=True)], rendering.put(files)


def write_pages(rendering: Rendering, keys: Sequence[tuple[str, str, int]]) -> list[File]:
    """Render pages other than posts' own, all before any is written; of what is copied, one file at a time."""
    written: list[File] = []
    for _, some in groupby(map(PageKey._make, keys), lambda key: key if key.kind in COPIED else None):
        files = [(path, str(key), data) for key in some for path, data in render_key(rendering.context, key)]
        written += rendering.put(files)
    return written
