"""Build a site: read → index → plan → render → write, nothing else.

A build takes a change into the index that the last build left, or, where that does not fit, everything into an
empty one. Then every post is new, the whole output is made beside the old one, and the two are swapped. The steps
and the functions are the same; only where files are written differs.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from microblog import output, reading, workers, writing
from microblog.cache import Cache, StartOverError
from microblog.errors import ContentError, Problem
from microblog.library import queries, schema
from microblog.plan import plan_change, plan_whole
from microblog.render.renderer import Renderer, World
from microblog.settings import Options, Settings, read_settings

__all__ = ["Options", "Report", "build", "check"]

Listener = Callable[[str], None]


class Report(NamedTuple):
    """What a build did."""

    written: int
    kept: int
    removed: int
    posts: int
    warnings: tuple[Problem, ...]
    seconds: dict[str, float]  # stage → how long it took
    read: int  # files whose bytes were read
    parsed: int  # posts that were parsed
    rendered: int  # page keys that were rendered


class Stages:
    """Tells a listener which stage a build is in, and keeps how long each took."""

    def __init__(self, listen: Listener | None) -> None:
        """Start the clock."""
        self.listen = listen or (lambda _: None)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Run one stage."""
        self.listen(name)
        start = time.monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start


def build(options: Options, listen: Listener | None = None) -> Report:
    """Build the site; raise ContentError with every problem of the content, the output being as it was then."""
    os.umask(0o022)  # hosts refuse files that not everybody may read
    output.check_output(options.root, options.output_path)
    stages = Stages(listen)
    settings = read_settings(options)
    cache = Cache(options.root)
    with cache.locked():
        if not options.clean:
            try:
                return _build_change(settings, cache, stages)
            except (StartOverError, sqlite3.DatabaseError):
                stages.seconds.clear()
        return _build_whole(settings, cache, stages)


def check(options: Options) -> tuple[Problem, ...]:
    """List everything that a build would complain about, errors and warnings; write nothing."""
    try:
        settings = read_settings(options)
        db = schema.create(":memory:")
        reading.take_in(db, settings, is_new=True)
    except ContentError as error:
        return tuple(error.problems)
    return reading.all_warnings(db, settings)


def _build_change(settings: Settings, cache: Cache, stages: Stages) -> Report:
    """Bring index and output in line with what changed since the last build."""
    folder = settings.options.output_path
    db = cache.open(settings.fingerprint, output.identity(folder))
    try:
        db.execute("BEGIN")
        with stages("read"):
            intake = reading.take_in(db, settings, is_new=False)
        with stages("plan"):
            world = _world(db, settings)
            if world.authority != schema.read_meta(db)["authority"]:
                raise StartOverError
            keys = plan_change(db, settings.config, intake)
        with stages("write"):
            written = writing.write_change(Renderer(world, db), cache, folder, keys)
            db.execute("COMMIT")
            cache.journal.unlink(missing_ok=True)
        return _report(db, settings, stages, intake, (written, len(keys)))
    finally:
        db.close()


def _build_whole(settings: Settings, cache: Cache, stages: Stages) -> Report:
    """Build everything into a new folder and a new index, and swap both in."""
    folder = settings.options.output_path
    jobs = workers.cores(settings.options.jobs)
    db = cache.create()
    try:
        with stages("read"), schema.transaction(db):
            intake = reading.take_in(db, settings, is_new=True)
        with stages("plan"):
            world = _world(db, settings)
            keys = plan_whole(db, settings.config, intake, settings.theme)
        with output.staged(folder) as staged:
            with stages("write"):
                written = writing.write_whole(db, writing.Common(world, cache.new_index, staged), keys, jobs)
            with stages("publish"):
                output.publish(staged, folder)
            schema.write_meta(db, fingerprint=settings.fingerprint, output=output.identity(folder), authority=world.authority)
        report = _report(db, settings, stages, intake, (written, len(keys)))
    finally:
        db.close()
    cache.keep_new()
    return report


def _world(db: sqlite3.Connection, settings: Settings) -> World:
    """Give what rendering needs; the fixed part of feed ids is the host and the first post's year where none is set."""
    config = settings.config
    host = config.origin.split("//")[1].split(":")[0]
    return World(settings.root, config, settings.theme, config.tag_authority or f"{host},{queries.oldest_year(db) or 1970}")


def _report(
    db: sqlite3.Connection, settings: Settings, stages: Stages, intake: reading.Intake, done: tuple[writing.Written, int]
) -> Report:
    written, rendered = done
    posts, _ = queries.count_pages(db)
    warnings = reading.all_warnings(db, settings)
    return Report(*written, posts, warnings, stages.seconds, intake.read, intake.parsed, rendered)
