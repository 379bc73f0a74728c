"""A build that writes nothing: everything is read, and rendered where the site's own templates may have faults that only this shows."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

from microblog.build.cache import Cache
from microblog.build.inputs import read_basis
from microblog.build.options import Options
from microblog.build.reading import take_in
from microblog.build.report import Listener, NextPost, Stages
from microblog.build.scheduled import next_post
from microblog.build.settings import Settings, parse_settings
from microblog.build.writing import world_of
from microblog.errors import ContentError, Problem
from microblog.library import digests, queries, schema
from microblog.library.index import Index
from microblog.library.records import insert
from microblog.library.touched import Touched
from microblog.library.warnings import list_warnings
from microblog.model.nouns import Config
from microblog.model.pages import COPIED, PageKey
from microblog.output import writer
from microblog.pictures.intake import Encoder, Encoding
from microblog.plan import make_plan
from microblog.processes.pool import Pool
from microblog.render.context import Context, open_context
from microblog.render.pages import render_key
from microblog.render.posts import render_cards
from microblog.sources import listings
from microblog.text.tuples import NamedTuple
from microblog.theme import has_own_templates, syntax_faults

_YEAR = 365 * 24 * 3600 * 1_000_000  # microseconds
_ENTRY = b"<entry>\n<updated>1970-01-01T00:00:00+00:00</updated>\n</entry>\n"
_CARD = (b"", _ENTRY, b"{}", b"")
"""A row of the table `card` in place of one that could not be rendered, so that feeds can be rendered all the same."""


class Growth(NamedTuple):
    """How many posts a site has, and gets."""

    posts: int  # with a page
    last_year: int  # of these, of the year before now
    now: int  # microseconds since 1970 UTC
    config: Config


class Checked(NamedTuple):
    """What a build would say."""

    problems: tuple[Problem, ...]
    next_post: NextPost | None = None
    growth: Growth | None = None  # where nothing was in the way of reading all


def check(options: Options, listen: Listener | None = None) -> tuple[Problem, ...]:
    """List everything that a build would complain about, errors and warnings."""
    return rehearse(options, listen).problems


def rehearse(options: Options, listen: Listener | None = None) -> Checked:
    """Find out what a build would say."""
    options = options._replace(output=writer.resolve_output(options.root, options.output_path))
    settings, stages = parse_settings(options, read_basis(options)), Stages(listen)
    Cache(options.root).claim(options.output_path, lambda: settings.config.site).check()
    faults = syntax_faults(settings.theme, options.root)
    with closing(schema.create(":memory:")) as db:
        index = Index(db, settings.now, drafts=options.drafts, is_new=True)
        try:
            touched = _read(index, settings, stages)
        except ContentError as error:
            return Checked(tuple(ContentError([*error.problems, *faults]).problems))
        if has_own_templates(settings.theme, options.root):
            faults += _try_templates(db, settings, touched)
        problems = tuple(ContentError([*faults, *list_warnings(db)]).problems)
        return Checked(problems, next_post(db, settings), _growth(db, settings))


def _growth(db: sqlite3.Connection, settings: Settings) -> Growth:
    return Growth(queries.count_since(db, 0), queries.count_since(db, settings.now - _YEAR), settings.now, settings.config)


@contextmanager
def opened_site(options: Options) -> Iterator[tuple[Settings, Context]]:
    """Do the same as `read_site`, and open what renders pages."""
    with read_site(options) as (settings, db):
        yield settings, open_context(world_of(db, settings), db)


@contextmanager
def read_site(options: Options, listen: Listener | None = None) -> Iterator[tuple[Settings, sqlite3.Connection]]:
    """Read the site as readers may see it now into an index of its own; raise ContentError with what no site can be made of."""
    settings = parse_settings(options._replace(drafts=False), read_basis(options))
    with closing(schema.create(":memory:")) as db:
        _read(Index(db, settings.now, drafts=False, is_new=True), settings, Stages(listen))
        yield settings, db


def _read(index: Index, settings: Settings, stages: Stages) -> Touched:
    found = listings.compare(listings.scan_site(settings.root, settings.config.remote, ignore=settings.config.ignore), {})
    with stages("read"), Pool(settings.options.jobs) as pool:
        how = Encoding(settings.root, settings.config.photo_max, reuses=not settings.options.clean, keeps=False)
        encoder = Encoder(stages.counted(pool.map, "pictures"), how)
        touched = take_in(index, settings, found, stages.counted(pool.map), encoder).touched
    digests.note_day(index.db, settings.now, settings.config.timezone, touched)
    return touched


def _try_templates(db: sqlite3.Connection, settings: Settings, touched: Touched) -> list[Problem]:
    try:
        context = open_context(world_of(db, settings), db)
    except ContentError as error:  # of the catalog that most pages need
        return list(error.problems)
    return try_templates(context, settings, touched)


def try_templates(context: Context, settings: Settings, touched: Touched) -> list[Problem]:
    """Render every page; list the first problem of each template."""
    posts, pages = make_plan(context.db, settings.config, touched, (), is_new=True)
    keys = [PageKey("post", str(no)) for no in posts] + [key for key in pages if key.kind not in COPIED]
    problems: dict[str, Problem] = {}
    for problem in [*_faults_of_cards(context, posts), *_faults_of_pages(context, keys)]:
        problems.setdefault(problem.path, problem)
    return list(problems.values())


def _faults_of_cards(context: Context, posts: Iterable[int]) -> Iterable[Problem]:
    for no in posts:
        post = queries.post(context.db, no)
        try:
            card = render_cards(context, [post])[0][:-1] if post else _CARD
        except ContentError as error:
            yield from error.problems
            card = _CARD
        insert(context.db, "card", [(no, *card)])


def _faults_of_pages(context: Context, keys: Iterable[PageKey]) -> Iterable[Problem]:
    for key in keys:
        try:
            render_key(context, key)
        except ContentError as error:
            yield from error.problems
