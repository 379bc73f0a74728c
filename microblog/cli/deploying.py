"""The command `deploy`."""

import argparse

from microblog.build.cache import Cache
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.building import build_shown
from microblog.cli.streams import say
from microblog.cli.words import count, tell
from microblog.deploying.report import Deployed
from microblog.deploying.targets import TARGETS, Order
from microblog.errors import UsageError, printable
from microblog.model.deployments import Place, parse_place, place_fault
from microblog.model.hosts import told_size
from microblog.model.nouns import Config
from microblog.output import writer


def deploy_site(options: Options, arguments: argparse.Namespace) -> int:
    """Build the site and send what is new of it."""
    config = read_settings(options).config
    place = _place(arguments.to or config.deploy.to)
    _check(config, options)
    report = build_shown(options)
    if options.verbose >= 0:
        tell(report.warnings, each=options.verbose > 0)
    folder = writer.resolve_output(options.root, options.output_path)
    with Cache(options.root).locked():  # until all is sent, no build may change it
        if not writer.is_ours(folder):
            raise UsageError(f"{folder} is no folder that a build wrote, so nothing of it was sent; build, then deploy again")
        order = Order(options.root, folder, config.site, config.deploy, overwrites=arguments.overwrite, is_dry=arguments.dry_run)
        done = TARGETS[place.kind](order, place)
    if options.verbose >= 0:
        say(printable(_sum_up(done, place, is_dry=arguments.dry_run)))
    return 0


def _place(written: str) -> Place:
    if not written:
        raise UsageError("nothing says where to deploy to; write deploy: into config.yaml, or --to; docs/how-to/deploy.md shows the kinds")
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
        raise UsageError("nothing says where the site will live, so its feeds would lead nowhere; write base_url: into config.yaml")


def _sum_up(done: Deployed, place: Place, *, is_dry: bool) -> str:
    if done.is_nothing:
        return f"Nothing to deploy: {place.told} has all {count(done.kept, 'file')}"
    sent = f"{count(done.sent, 'file')} ({told_size(done.size)})"
    if is_dry:
        return f"Would send {sent} to {place.told}, remove {done.removed:,}, keep {done.kept:,}; nothing was sent, since this is a dry run"
    return f"Deployed to {place.told}: {sent} sent, {done.removed:,} removed, {done.kept:,} kept"
