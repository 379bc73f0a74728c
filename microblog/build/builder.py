"""Build a site: read → plan → render → write, once.

Where the bytes go is the destination's concern (`destination`): into the last build's folder and index, or, where a change cannot be
taken into those, into new ones, in which everything is new. What is needed only where there is something to do is loaded only then:
most of the time of a build that finds nothing would be spent on that.
"""

import os
import sqlite3

from microblog.build.cache import Cache, StartOverError
from microblog.build.destination import LastSite, NewSite, Written, last_site, new_site
from microblog.build.inputs import Basis, read_basis
from microblog.build.options import Options
from microblog.build.report import Listener, Report, Stages
from microblog.build.settings import Settings, parse_settings
from microblog.errors import ContentError, UsageError
from microblog.library import queries
from microblog.library.warnings import list_warnings
from microblog.output import writer
from microblog.processes.pool import Pool
from microblog.sources import listings
from microblog.theme import syntax_faults

__all__ = ["Options", "Report", "build"]

_NOTHING = Written()


def build(options: Options, listen: Listener | None = None) -> Report:
    """Build the site; raise ContentError with every problem of the content, the output being as it was then."""
    os.umask(0o022)  # hosts refuse files that not everybody may read
    options = options._replace(output=writer.resolve_output(options.root, options.output_path))
    basis, cache, stages = read_basis(options), Cache(options.root), Stages(listen)
    claim = cache.claim(options.output_path, lambda: parse_settings(options, basis).config.site)
    claim.check()
    with cache.locked(options.output_path, stages.announce):
        claim.check()  # again, where another build was waited for
        writer.tidy(claim)
        try:
            return _build(options, basis, cache, stages)
        except ContentError as error:
            raise ContentError([*error.problems, *syntax_faults(basis.theme, options.root)]) from error


def _build(options: Options, basis: Basis, cache: Cache, stages: Stages) -> Report:
    """Take the change into the last site where that can be, or else make a new one."""
    why, is_bug = "", False
    if not (options.clean or basis.problems):
        try:
            with last_site(options, basis, cache) as last:
                return _bring_in_line(last, cache, stages)
        except (ContentError, UsageError):
            raise
        except Exception as error:  # noqa: BLE001 - what is not the content's fault is most likely the index's
            why, is_bug = why_start_over(error), not isinstance(error, StartOverError)
            stages.seconds.clear()
    with new_site(options, basis, cache) as new:
        return _bring_in_line(new, cache, stages)._replace(why_anew=why, is_bug=is_bug)


def why_start_over(error: Exception) -> str:
    """Say why a change cannot be taken into the index, so that everything is built from nothing; raise what that cannot mend."""
    if isinstance(error, StartOverError):
        return str(error)
    from microblog.build.system_errors import is_of_the_machine, place_of

    if is_of_the_machine(error):
        raise error
    return f"the index of the last build gave {type(error).__name__}: {error} ({place_of(error)})"


def _bring_in_line(site: NewSite | LastSite, cache: Cache, stages: Stages) -> Report:
    """Bring index and output in line with the site folder."""
    db, settings = site.db, site.settings
    with stages("look"):
        scan = listings.scan_site(settings.root, settings.config.remote, is_whole=site.is_new, ignore=settings.config.ignore)
        found = listings.compare(scan, queries.listings(db))
    if found.is_empty and not site.is_new and not _is_due(db, settings):
        return _report(db, settings, stages)
    from microblog.build import planning, reading, writing
    from microblog.library import index, pictures
    from microblog.pictures import intake, store

    with Pool(settings.options.jobs) as pool:
        with stages("read"):
            library = index.Index(db, settings.now, drafts=settings.options.drafts, is_new=site.is_new)
            how = intake.Encoding(settings.root, settings.config.photo_max, reuses=not settings.options.clean, keeps=True)
            encoder = intake.Encoder(stages.counted(pool.map, "pictures"), how)
            taken = reading.take_in(library, settings, found, stages.counted(pool.map), encoder)
        with stages("plan"):
            world, plan = planning.plan_change(site, taken)
        with stages("write", plan.size):
            others = pool if site.is_new else Pool(1)  # nobody else sees what was taken into the last index so far
            writing.write(site, world, plan, stages.counted(others.map))
    with stages("publish"):
        written = site.publish(plan, world)
        if site.is_new or taken.touched.attachments or taken.touched.authors or taken.touched.standing_files or taken.touched.avatars:
            pictures.forget_unnamed(db)
            cache.keep_pictures(store.prune, pictures.keys(db))
    return _report(db, settings, stages, written, read=taken.read, parsed=taken.parsed, rendered=plan.size)


def _is_due(db: sqlite3.Connection, settings: Settings) -> bool:
    """Whether there is anything to do though no file changed."""
    now, drafts = settings.now, settings.options.drafts
    is_wrong = settings.options.strict and list_warnings(db)
    return bool(
        is_wrong
        or queries.posts_due(db, now, drafts=drafts)
        or queries.posts_over(db, now, drafts=drafts)
        or queries.standing_due(db, now, drafts=drafts)
        or queries.is_other_day(db, now)
    )


def _report(
    db: sqlite3.Connection,
    settings: Settings,
    stages: Stages,
    written: Written = _NOTHING,
    *,
    read: int = 0,
    parsed: int = 0,
    rendered: int = 0,
) -> Report:
    posts, _ = queries.count_pages(db)
    hidden = queries.count_hidden(db, settings.now)
    report = Report(*written[:3], posts, *hidden, tuple(list_warnings(db)), stages.seconds, read, parsed, rendered)
    report = report._replace(was_away=written.was_away)
    if not report.scheduled:
        return report
    from microblog.build.scheduled import next_post

    return report._replace(next_post=next_post(db, settings))
