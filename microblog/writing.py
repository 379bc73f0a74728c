"""From page keys to files on disk, and the index's list of what was written for which key."""

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from microblog import output, sources, workers
from microblog.cache import Cache, StartOverError
from microblog.library import queries, schema
from microblog.plan import PageKey
from microblog.render.posts import Card, render_card, render_page_of
from microblog.render.renderer import Renderer, World
from microblog.render.views import post_view

_BATCH = 32  # pages a worker renders at a time


class Written(NamedTuple):
    """What became of the output's files."""

    written: int = 0
    kept: int = 0  # rendered again, with the same bytes as before
    removed: int = 0


class Row(NamedTuple):
    """One line of the index's list of output files."""

    path: str
    page: str
    digest: bytes


def write_cards(renderer: Renderer, keys: Iterable[PageKey]) -> None:
    """Render the cards of the posts among some keys into the index, where timelines find them."""
    for key in keys:
        post = queries.post(renderer.db, int(key.subject)) if key.kind == "post" else None
        if post:
            card = render_card(renderer, post, post_view(renderer, post))
            renderer.db.execute("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?)", (int(key.subject), *card))


def write_change(renderer: Renderer, cache: Cache, folder: Path, keys: Sequence[PageKey]) -> Written:
    """Render some pages and replace what differs of their files; nothing is written before all is rendered."""
    db = renderer.db
    write_cards(renderer, keys)
    known = {path: digest for key in keys for path, digest in db.execute("SELECT path, digest FROM output WHERE page = ?", (str(key),))}
    rendered = {path: (str(key), data) for key in keys for path, data in renderer.render(key)}
    rows = [Row(path, page, sources.digest(data)) for path, (page, data) in rendered.items()]
    fresh = [row for row in rows if known.get(row.path) != row.digest]
    gone = sorted(known.keys() - rendered.keys())
    if _is_swap({row.path for row in fresh}, gone) or any(not os.path.lexists(folder / path) for path in known):
        raise StartOverError
    if fresh or gone:
        cache.journal.write_text(json.dumps([row.path for row in fresh] + gone), encoding="utf-8")
    for row in fresh:
        output.replace_file(folder, row.path, rendered[row.path][1])
    output.remove_files(folder, gone)
    db.executemany("DELETE FROM output WHERE path = ?", ((path,) for path in gone))
    db.executemany("INSERT OR REPLACE INTO output VALUES (?, ?, ?)", rows)  # a file may stay and belong to another key now
    return Written(len(fresh), len(rows) - len(fresh), len(gone))


def _is_swap(fresh: set[str], gone: list[str]) -> bool:
    """Tell whether a folder takes a file's place or a file a folder's, which no replacing of single files can do."""
    old = set(gone)
    return any(_has_ancestor(path, old) for path in fresh) or any(_has_ancestor(path, fresh) for path in gone)


def _has_ancestor(path: str, files: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:count]) in files for count in range(1, len(parts)))


class Common(NamedTuple):
    """What rendering needs beside the keys; travels to worker processes."""

    world: World
    index_path: Path
    folder: Path
    has_cards: bool = False  # whether the index holds the cards yet


class PostPage(NamedTuple):
    """A post's rendered card, and the row of the page that was written around it."""

    no: int
    card: Card
    row: Row


def write_whole(db: sqlite3.Connection, common: Common, keys: Sequence[PageKey], crew: workers.Crew) -> Written:
    """Render all pages into an empty folder: first those of posts, whose cards the others need.

    The index is only written while no worker reads it.
    """
    posts = [key for key in keys if key.kind == "post"]
    others = [key for key in keys if key.kind != "post"]
    crew.expect(len(keys))
    pages = list(workers.flatten(crew.run(write_posts, posts, common, batch=_BATCH)))
    with schema.transaction(db):
        db.executemany("INSERT INTO card VALUES (?, ?, ?, ?)", ((page.no, *page.card) for page in pages))
    rows = [page.row for page in pages]
    rows += workers.flatten(crew.run(write_pages, others, common._replace(has_cards=True), batch=_BATCH))
    with schema.transaction(db):
        db.executemany("INSERT INTO output VALUES (?, ?, ?)", sorted(rows))
    return Written(written=len(rows))


def write_posts(common: Common, keys: Sequence[PageKey]) -> list[PostPage]:
    """Render posts' own pages into the folder, and their cards."""
    renderer = _renderer(common)
    pages = []
    for key in keys:
        post = queries.post(renderer.db, int(key.subject))
        if post:
            view = post_view(renderer, post)
            card = render_card(renderer, post, view)
            path, data = render_page_of(renderer, post, view, card.html)
            output.write_new(common.folder, path, data)
            pages.append(PostPage(int(key.subject), card, Row(path, str(key), sources.digest(data))))
    return pages


def write_pages(common: Common, keys: Sequence[PageKey]) -> list[Row]:
    """Render pages other than posts' own into the folder."""
    renderer = _renderer(common)
    rows = []
    for key in keys:
        for path, data in renderer.render(key):
            output.write_new(common.folder, path, data)
            rows.append(Row(path, str(key), sources.digest(data)))
    return rows


_opened: list[tuple[Common, Renderer]] = []  # at most one: what this process renders with


def _renderer(common: Common) -> Renderer:
    """Open the index and the templates once in each process, and the index anew where it was written in between."""
    if not _opened or _opened[0][0] is not common:
        while _opened:
            _opened.pop()[1].db.close()
        _opened.append((common, Renderer(common.world, schema.open_to_read(common.index_path))))
    return _opened[0][1]
