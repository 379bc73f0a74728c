"""The command `import`: what came in, and what stays behind."""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from microblog.answers.importing import Kept, keep_said
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.streams import say
from microblog.cli.words import command_line, count, listener
from microblog.errors import ContentError, UsageError, printable
from microblog.moving.fetching import Fetcher
from microblog.moving.importing import Asked, Imported, import_archives
from microblog.moving.unpacking import is_export, is_export_of, unpack
from microblog.scaffold.sites import stub_profile
from microblog.web.client import Client

_MOST = 30  # lines of what stays behind


def import_accounts(options: Options, arguments: argparse.Namespace) -> int:
    """Import archives of other networks, and exports of this program."""
    settings = read_settings(options)
    paths, author = [Path(path) for path in arguments.archives], arguments.author.removeprefix("@")
    exports = [path for path in paths if is_export(path)]
    for path in exports:
        _unpack(path, author, options, is_dry=arguments.dry_run)
    asked = Asked([path for path in paths if path not in exports], author, arguments.dry_run, options.drafts, stub_profile)
    if not asked.paths:
        return 0
    fetch = Fetcher(lambda limits: Client(arguments.allow, limits)).fetch if arguments.fetch else None
    with listener(options) as listen:
        imported = import_archives(options.root, settings.config, asked, fetch, listen)
    kept, fault = Kept(0, 0, Counter()), None
    try:
        kept = keep_said(settings, imported.said, is_dry=asked.is_dry)
    except ContentError as error:
        fault = error  # of files that were here before: what came in is told first
    if options.verbose >= 0:
        for line in _told(imported, kept, options, is_dry=asked.is_dry):
            say(printable(line))
    if fault:
        raise fault
    return 0


def _unpack(path: Path, author: str, options: Options, *, is_dry: bool) -> None:
    """Put an export where it belongs, which it says itself."""
    if author and not is_export_of(path, author):
        raise UsageError(f"{path} is an export of somebody else than @{author}; leave --author out, since it says whose it is")
    unpacked = unpack(path, options.root, is_dry=is_dry)
    if options.verbose >= 0:
        would = "would be " if is_dry else ""
        files = f"{count(len(unpacked.written), 'file')} {would}written, {unpacked.there:,} here already"
        say(printable(f"Export of @{unpacked.handle}: {files}"))


def _told(imported: Imported, kept: Kept, options: Options, *, is_dry: bool) -> Iterator[str]:
    would = "would be " if is_dry else ""
    done = imported.done
    yield f"{', '.join(imported.networks)} of {', '.join(f'@{handle}' for handle in imported.handles[:10])}"
    parts = [f"{count(done['new'], 'post')} {would}written", f"{count(imported.files, 'file')} beside them"]
    parts += [f"{count(imported.profiles, 'profile')}"] if imported.profiles else []
    yield f"  {', '.join(parts)}"
    yield from _states(done, "post", would)
    if imported.pages["new"]:
        yield f"  {count(imported.pages['new'], 'page')} {would}written"
    yield from _states(imported.pages, "page", would)
    if imported.menu:
        yield f"  {count(imported.menu, 'page')} {would}put into `menu` of config.yaml, in their order"
    if kept.new:
        yield f"  {count(kept.new, 'comment')} {would}put into {count(kept.files, 'file')} of answers/: look through them before you commit"
    if imported.unlisted:
        yield f"  {imported.unlisted:,} of them unlisted: they have a page, to which nothing leads"
    if imported.held:
        yield f"  {imported.held:,} of them drafts, since not everybody could read them; whoever can read this folder can read them now"
    for handle in imported.kept[:_MOST]:
        yield f"  posts/{handle}/profile.md stays as it is: to have what the archive says of @{handle}, take it away and import again"
    yield from _left(imported.left + kept.left)
    if is_dry:
        yield "Nothing was written, since this is a dry run"
    elif any(states[state] for states in (done, imported.pages) for state in ("new", "updated")) or kept.new:
        yield f"Look at it: {command_line(options, 'serve')}"


def _states(done: "Counter[str]", noun: str, would: str) -> Iterator[str]:
    named = {
        "updated": f"{would}written anew, since what they refer to is here now",
        "same": "here already, as they are",
        "changed": "left alone, since you changed them",
        "gone": "left out, since you took them out",
        "taken": "left out, since a file of yours has the name: to have them, move it and import again",
    }
    yield from (f"  {count(done[state], noun)} {words}" for state, words in named.items() if done[state])


def _left(reasons: "Counter[str]") -> Iterator[str]:
    left = [(number, what) for what, number in reasons.most_common() if number]
    if left:
        yield "What stays behind:"
    yield from (f"  {what}: {number:,}" for number, what in left[:_MOST])
    if len(left) > _MOST:
        yield f"  and {sum(number for number, _ in left[_MOST:]):,} for other reasons"
