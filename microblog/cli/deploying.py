"""The command `deploy`."""

import argparse
from collections.abc import Callable

from microblog.build.cache import Cache
from microblog.build.options import Options
from microblog.build.released import output_fault
from microblog.build.settings import read_settings
from microblog.cli.building import build_shown
from microblog.cli.limits import check_limits
from microblog.cli.streams import complain, remark, say
from microblog.cli.words import count, tell
from microblog.deploying.report import Deployed
from microblog.deploying.targets import TARGETS, Order
from microblog.errors import UsageError, printable
from microblog.model.deployments import SHAPES, Place, parse_place, place_fault
from microblog.model.hosts import told_size
from microblog.model.nouns import Config
from microblog.output import writer


def deploy_site(options: Options, arguments: argparse.Namespace) -> int:
    """Build the site and send what is new of it."""
    settings, cache = read_settings(options), Cache(options.root)
    config = settings.config
    place = _place(arguments.to or config.deploy.to)
    _check(config, options)
    report = build_shown(options)
    if options.verbose >= 0:
        tell(report.warnings, each=options.verbose > 0)
    folder = writer.resolve_output(options.root, options.output_path)
    with cache.locked():  # until all is sent, no build may change it
        if not writer.is_ours(folder):
            raise UsageError(f"{folder} is no folder that a build wrote, so nothing of it was sent; build, then deploy again")
        if fault := output_fault(settings, cache):
            raise UsageError(f"{folder} {fault}; nothing was sent; deploy again")
        if not (config.deploy.to and arguments.to) or parse_place(config.deploy.to) == place:  # else the host is another one
            check_limits(folder, config)
        order = Order(options.root, folder, config.site, config.deploy, _teller(place, options))
        allowed = order._replace(overwrites=arguments.overwrite, deletes=arguments.delete, is_dry=arguments.dry_run)
        done = TARGETS[place.kind](allowed, place)
    if options.verbose >= 0:
        say(printable(_sum_up(done, place, is_dry=arguments.dry_run)))
        if arguments.dry_run and done.removes_most and not arguments.delete:
            complain("That would remove most of the site there, so deploy refuses it without --delete")
    return 0


def _teller(place: Place, options: Options) -> Callable[[Deployed], None]:
    """Return what says, before it is sent, how much that is: it may take hours."""

    def begin(done: Deployed) -> None:
        if options.verbose >= 0:
            remark(printable(f"Sending {count(done.sent, 'file')} ({told_size(done.size)}) to {place.told} ..."))

    return begin


def _place(written: str) -> Place:
    if not written:
        raise UsageError(f"nothing says where to deploy to; write deploy: into config.yaml, or --to, with {SHAPES}")
    place = parse_place(written)
    fault, remedy = place_fault(written)
    if fault or not place:
        raise UsageError(f"--to {fault}; {remedy}")
    return place


def _check(config: Config, options: Options) -> None:
    """Refuse to publish what is for its author's eyes, and a site that does not know where it lives."""
    if options.drafts:
        raise UsageError("--drafts would publish drafts; deploy without it")
    if config.base_url == Config().base_url:
        raise UsageError("`base_url` is missing or still the preview's, so feeds would lead nowhere; write the site's own into config.yaml")


def _sum_up(done: Deployed, place: Place, *, is_dry: bool) -> str:
    if done.is_nothing:
        return f"Nothing to deploy: {place.told} has all {count(done.kept, 'file')}"
    sent = f"{count(done.sent, 'file')} ({told_size(done.size)})"
    if is_dry:
        return f"Would send {sent} to {place.told}, remove {done.removed:,}, keep {done.kept:,}; nothing was sent, since this is a dry run"
    others = f"; {count(done.strange, 'file')} of others stay{'s' * (done.strange == 1)} there" if done.strange else ""
    return f"Deployed to {place.told}: {sent} sent, {done.removed:,} removed, {done.kept:,} kept{others}"
