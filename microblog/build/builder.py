"""Build a site: read → index → plan → render → write, nothing else.

A build takes a change into the index that the last build left, or, where that does not fit, everything into an
empty one. Then every post is new, the whole output is made beside the old one, and the two are swapped. The steps
and the functions are the same; only where files are written differs. What a build needs only where there is something
to do is imported only then: most of the time of a build that finds nothing would be spent on that.
"""

import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from microblog.build.cache import Cache, StartOverError
from microblog.build.settings import Basis, Options, Settings, engine_fingerprint, parse_now, parse_settings, read_basis
from microblog.build.system_errors import is_of_the_machine
from microblog.errors import ContentError, Problem, UsageError
from microblog.library import pictures, queries, schema
from microblog.library.records import dump, load_config
from microblog.library.warnings import list_warnings
from microblog.output import writer
from microblog.processes.pool import Crew
from microblog.processes.process import rarely_look_for_garbage
from microblog.sources import listings
from microblog.theme import static_files, syntax_faults

if TYPE_CHECKING:
    from microblog.build.reading import Intake
    from microblog.render.context import World

__all__ = ["Options", "Report", "build", "check"]

Listener = Callable[[str, int, int], None]  # told the stage, how many of its parts are done, and how many there are (0: unknown)


class Report(NamedTuple):
    """What a build did."""

    written: int
    kept: int
    removed: int
    posts: int
    drafts: int  # posts that are not shown because they are drafts
    scheduled: int  # posts that are not shown yet
    warnings: tuple[Problem, ...]
    seconds: dict[str, float]  # stage → how long it took
    read: int  # files that may have changed, so that their bytes were read
    parsed: int  # posts that were parsed
    rendered: int  # page keys that were rendered
    why_anew: str = ""  # why everything was built anew though there was an index, where that is worth a word


class Done(NamedTuple):
    """The work that a build did, as counts."""

    read: int = 0
    parsed: int = 0
    rendered: int = 0


_NOTHING = Done()


class Stages:
    """Tells a listener how far a build is, and keeps how long each stage took."""

    def __init__(self, listen: Listener | None) -> None:
        """Begin before the first stage."""
        self.seconds: dict[str, float] = {}
        self._listen = listen or _tell_nobody
        self._name = ""

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Run one stage."""
        self._name = name
        self.advance(0, 0)
        start = time.monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start

    def advance(self, done: int, total: int) -> None:
        """Tell that some parts of the present stage are done."""
        self._listen(self._name, done, total)


def _tell_nobody(_stage: str, _done: int, _total: int) -> None:
    pass


def build(options: Options, listen: Listener | None = None) -> Report:
    """Build the site; raise ContentError with every problem of the content, the output being as it was then."""
    os.umask(0o022)  # hosts refuse files that not everybody may read
    options = options._replace(output=writer.resolve_output(options.root, options.output_path))
    stages = Stages(listen)
    basis = read_basis(options)
    cache = Cache(options.root)
    claim = _claim(options, basis, cache)
    claim.check()
    with cache.locked():
        writer.tidy(claim)
        try:
            return _build(options, basis, cache, stages)
        except ContentError as error:
            raise ContentError([*error.problems, *syntax_faults(basis.theme, options.root)]) from error


def _build(options: Options, basis: Basis, cache: Cache, stages: Stages) -> Report:
    why = ""
    if not (options.clean or basis.problems):
        try:
            return _build_change(options, basis, cache, stages)
        except (ContentError, UsageError):
            raise
        except Exception as error:  # noqa: BLE001 - what is not the content's fault is most likely the index's
            why = why_start_over(error)
            stages.seconds.clear()
    return _build_whole(options, basis, cache, stages)._replace(why_anew=why)


def why_start_over(error: Exception) -> str:
    """Say why a change cannot be taken into the index, so that everything is built from nothing; raise what that cannot mend."""
    if is_of_the_machine(error):
        raise error
    if isinstance(error, StartOverError):
        return str(error)
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"the index of the last build gave {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


def _claim(options: Options, basis: Basis, cache: Cache) -> writer.Claim:
    """Say by what the output folder is known to be ours; the configuration is parsed only where it counts."""
    return cache.claim(options.output_path, lambda: parse_settings(options, basis).config.site)


def check(options: Options, listen: Listener | None = None) -> tuple[Problem, ...]:
    """List everything that a build would complain about, errors and warnings; write nothing."""
    from microblog.build import reading
    from microblog.build.parsing import begin

    options = options._replace(output=writer.resolve_output(options.root, options.output_path))
    basis, stages = read_basis(options), Stages(listen)
    _claim(options, basis, Cache(options.root)).check()
    settings = parse_settings(options, basis)
    faults = syntax_faults(settings.theme, options.root)
    db = schema.create(":memory:")
    try:
        found = listings.compare(listings.scan_site(options.root, settings.config.remote), {})
        with stages("read"), Crew(options.jobs, stages.advance) as crew:
            intake = reading.take_in(db, settings, found, crew, begin(options.root, settings.config, found, crew, keeps=False))
    except ContentError as error:
        return tuple(ContentError([*error.problems, *faults]).problems)
    if settings.theme.templates[0].parent == options.root.resolve():
        faults += _try_templates(db, settings, intake)
    return tuple(ContentError([*faults, *list_warnings(db)]).problems)


def _try_templates(db: sqlite3.Connection, settings: Settings, intake: "Intake") -> list[Problem]:
    """Render all pages to nowhere."""
    from microblog.build.dry_run import rehearse
    from microblog.plan import plan_posts, plan_whole

    deque(intake.late, maxlen=0)
    return rehearse(_world(db, settings), db, [*plan_posts(db), *plan_whole(db, settings.config, intake.touched, ())])


def _build_change(options: Options, basis: Basis, cache: Cache, stages: Stages) -> Report:
    """Bring index and output in line with what changed since the last build."""
    db = cache.open(basis, writer.identity(options.output_path))
    try:
        config = load_config(schema.read_meta(db)["config"])
        settings = Settings(options, config, basis.theme, parse_now(options.now), [])
        with stages("look"):
            found = listings.compare(listings.scan_site(options.root, settings.config.remote), queries.listings(db))
        if found.is_empty and not _is_due(db, settings):
            db.execute("COMMIT")
            return _report(db, stages)
        return _write_change(db, settings, found, cache, stages)
    finally:
        db.close()
        cache.seal()


def _is_due(db: sqlite3.Connection, settings: Settings) -> bool:
    """Tell whether there is anything to do though no file changed."""
    now, drafts = settings.now, settings.options.drafts
    is_wrong = settings.options.strict and list_warnings(db)
    return bool(is_wrong or queries.posts_due(db, now, drafts=drafts) or queries.posts_over(db, now, drafts=drafts))


def _write_change(db: sqlite3.Connection, settings: Settings, found: listings.Difference, cache: Cache, stages: Stages) -> Report:
    """Take what was found into the index, and write the pages that it touches."""
    from microblog.build import reading, writing
    from microblog.plan import plan_change

    with stages("read"), Crew(settings.options.jobs, stages.advance) as crew:
        intake = reading.take_in(db, settings, found, crew)
    with stages("plan"):
        world = _world(db, settings)
        if world.authority != schema.read_meta(db)["authority"]:
            raise StartOverError
        keys = plan_change(db, settings.config, intake.touched, intake.static)
    with stages("write"):
        written = writing.write_change(world, db, cache, settings.options.output_path, keys)
        if intake.touched.attachments or intake.touched.authors:
            pictures.forget_unnamed(db)
            cache.keep_pictures(db)
        db.execute("COMMIT")
        cache.end_change()
    return _report(db, stages, Done(intake.read, intake.parsed, len(keys)), written)


def _build_whole(options: Options, basis: Basis, cache: Cache, stages: Stages) -> Report:
    """Build everything into a new folder and a new index, and swap both in."""
    from microblog.build.parsing import begin

    rarely_look_for_garbage()
    settings = parse_settings(options, basis)
    with stages("look"):
        found = listings.compare(listings.scan_site(options.root, settings.config.remote, is_whole=True), {})
    with Crew(options.jobs, stages.advance, _load_writers) as crew:
        with stages("read"):
            begun = begin(options.root, settings.config, found, crew)
            crew.meanwhile = _prepare(basis)
            db = cache.create()
        try:
            with stages("read"), schema.transaction(db):
                from microblog.build import reading

                intake = reading.take_in(db, settings, found, crew, begun)
            report = _write_whole(db, settings, intake, cache=cache, crew=crew, stages=stages)
            _note_basis(db, basis, settings)
            cache.keep_pictures(db)
        finally:
            db.close()
    cache.keep_new()
    return report


def _prepare(basis: Basis) -> Iterator[None]:
    """Have ready what comes between reading and writing, and at the end."""
    from microblog import plan  # noqa: F401
    from microblog.build import writing  # noqa: F401

    yield
    engine_fingerprint(basis.theme)


def _load_writers() -> None:
    """Load what writes pages."""
    from microblog.build import writing  # noqa: F401
    from microblog.render import pages  # noqa: F401
    from microblog.theme.short import compiled  # noqa: F401


def _write_whole(db: sqlite3.Connection, settings: Settings, intake: "Intake", *, cache: Cache, crew: Crew, stages: Stages) -> Report:
    """Write all pages of what was taken in, and put them in the last output's place."""
    from microblog.build import writing
    from microblog.plan import plan_whole

    path = settings.options.output_path
    with stages("plan"):
        world = _world(db, settings)
        keys = plan_whole(db, settings.config, intake.touched, static_files(settings.theme))
    claim, marker = cache.claim(path, lambda: settings.config.site), writer.marker_text(settings.config.site)
    with cache.noted(path), writer.staged(claim, marker) as staged, crew:  # which ends before a folder that it writes into is removed
        with stages("write"):
            written = writing.write_whole(db, writing.Common(world, cache.new_index, staged), keys, crew, intake)
        with stages("publish"):
            writer.publish(staged, claim)
    return _report(db, stages, Done(intake.read, intake.parsed, len(intake.touched.posts) + len(keys)), written)


def _note_basis(db: sqlite3.Connection, basis: Basis, settings: Settings) -> None:
    """Note in a new index what it was made from and which output belongs to it."""
    identity = writer.identity(settings.options.output_path)
    meta = {"output": identity, "authority": _world(db, settings).authority, "config": dump(settings.config)}
    schema.write_meta(db, stamp=basis.stamp, fingerprint=basis.fingerprint(), **meta)


def _world(db: sqlite3.Connection, settings: Settings) -> "World":
    """Give what rendering needs; the fixed part of feed ids is the host and the first post's year where none is set."""
    from microblog.render.context import World

    config = settings.config
    host = urlsplit(config.base_url).hostname or ""
    authority = f"{'localhost' if ':' in host else host},{queries.oldest_year(db) or 1970}"
    return World(settings.root, config, settings.theme, config.tag_authority or authority)


def _report(db: sqlite3.Connection, stages: Stages, done: Done = _NOTHING, written: tuple[int, int, int] = (0, 0, 0)) -> Report:
    posts, _ = queries.count_pages(db)
    return Report(*written, posts, *queries.count_hidden(db), tuple(list_warnings(db)), stages.seconds, *done)
