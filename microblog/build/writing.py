"""From page keys to files on disk, and the index's list of what was written for which key.

What renders is loaded by the door of `render` when it is used: the parent of the processes that do it has no need of it.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from microblog.build.cache import Cache, StartOverError
from microblog.library import queries, schema
from microblog.library.posts import Numbered
from microblog.library.records import column, insert
from microblog.model.pages import COPIED, PageKey
from microblog.output import writer
from microblog.processes import pool
from microblog.processes.process import Memory
from microblog.render import render_cards, render_key, render_posts
from microblog.render.context import Context, World, open_context, reopened

if TYPE_CHECKING:
    from microblog.build.reading import Intake
    from microblog.model.nouns import Post

_BATCH = 32  # pages a worker renders at a time
_ROUND = 256  # batches of posts whose cards are held in memory until they are put into the index


Row = tuple[str, str]  # of the index's list of output files: the path, and its page key
_POST = str(PageKey("post"))


class Written(NamedTuple):
    """What became of the output's files."""

    written: int = 0
    kept: int = 0  # rendered again, with the same bytes as before
    removed: int = 0


def write_cards(context: Context, keys: Iterable[PageKey]) -> None:
    """Render the cards of the posts among some keys into the index, where timelines find them."""
    for key in keys:
        post = queries.post(context.db, int(key.subject)) if key.kind == "post" else None
        if post:
            (card,) = render_cards(context, [post])
            context.db.execute("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?)", (int(key.subject), *card))


def write_change(world: World, db: sqlite3.Connection, cache: Cache, folder: Path, keys: Sequence[PageKey]) -> Written:
    """Render some pages and replace what differs of their files; nothing is written before all is rendered."""
    context = open_context(world, db)
    write_cards(context, keys)
    known = {path for key in keys for path in column(db, "SELECT path FROM output WHERE page = ?", str(key))}
    rendered = {path: (str(key), data) for key in keys for path, data in render_key(context, key)}
    rows = [(path, page) for path, (page, _) in rendered.items()]
    fresh = [path for path, (_, data) in rendered.items() if path not in known or not writer.holds(folder, path, data)]
    gone = sorted(known - rendered.keys())
    if _is_swap({*fresh}, gone) or any(not os.path.lexists(folder / path) for path in known):
        raise StartOverError
    if fresh or gone:
        cache.begin_change(fresh + gone)
    for path in fresh:
        writer.replace_file(folder, path, rendered[path][1])
    writer.remove_files(folder, gone)
    db.executemany("DELETE FROM output WHERE path = ?", ((path,) for path in gone))
    db.executemany("INSERT OR REPLACE INTO output VALUES (?, ?)", rows)  # a file may stay and belong to another key now
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
    state: int = 0  # of the index: it was written since there was another


class PostPages(NamedTuple):
    """What the index keeps of some posts' pages that were written; rows are plain, since they travel."""

    cards: list[tuple[int, str, bytes, bytes]]
    rows: list[Row]


def write_whole(db: sqlite3.Connection, common: Common, keys: Sequence[PageKey], crew: pool.Crew, intake: "Intake") -> Written:
    """Render all posts and then other pages, which need their cards and what is late in the index, into an empty folder.

    The index is only written while no worker reads it.
    """
    batches, crew.meanwhile = intake.posts, intake.late
    crew.expect(sum(map(len, batches)) + len(keys))
    written = 0
    for at in range(0, len(batches), _ROUND):
        with schema.withheld(db):
            for pages in crew.run_batches(write_posts, batches[at : at + _ROUND], common._replace(state=at)):
                insert(db, "card", pages.cards)
                insert(db, "output", pages.rows)
                written += len(pages.rows)
    with schema.transaction(db):
        deque(intake.late, maxlen=0)
    plain = [(*key,) for key in keys]  # travel in a third of the time
    crew.is_last = True
    with schema.withheld(db):
        for rows in crew.run(write_pages, plain, common._replace(state=len(batches)), batch=_BATCH):
            insert(db, "output", rows)
            written += len(rows)
    return Written(written)


def write_posts(common: Common, posts: Sequence[Numbered], memory: Memory) -> PostPages:
    """Render posts' own pages into the folder, and their cards; this process may have parsed the posts itself.

    Nothing is written before all are rendered: a processor that made a file in between renders a fifth slower.
    """
    context, folder = _context(common, memory), str(common.folder)
    remembered: dict[str, Post] = memory.get("posts", {})
    found = {no: post for no, source in posts if (post := remembered.pop(source, None) or queries.post(context.db, no))}
    shown = [*found.values()]
    cards, pages = render_posts(context, shown)
    for path, data in pages:
        writer.write_new(folder, path, data)
    rows = [(path, f"{_POST}{no}") for no, (path, _) in zip(found, pages, strict=True)]
    return PostPages([(no, *card) for no, card in zip(found, cards, strict=True)], rows)


def write_pages(common: Common, keys: Sequence[tuple[str, str, int]], memory: Memory) -> list[Row]:
    """Render pages other than posts' own into the folder, all before any is written; of what is copied, one file at a time."""
    context, folder = _context(common, memory), str(common.folder)
    rows: list[Row] = []
    for _, some in groupby(map(PageKey._make, keys), lambda key: key if key.kind in COPIED else None):
        files = [(path, data, str(key)) for key in some for path, data in render_key(context, key)]
        for path, data, _ in files:
            writer.write_new(folder, path, data)
        rows += [(path, page) for path, _, page in files]
    return rows


def _context(common: Common, memory: Memory) -> Context:
    """Open the templates once in each process, and the index anew where it was written in between."""
    if memory.get("writing") is not common:
        db = schema.open_to_read(common.index_path)
        memory["context"] = reopened(memory["context"], db) if "context" in memory else open_context(common.world, db)
        memory["writing"] = common
    context: Context = memory["context"]
    return context
