"""The command `answers`: what others say to posts on other sites, into files."""

import argparse
import os

from microblog.answers.gathering import NOT_ASKED, Gathered, Outcome, Services, gather
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.streams import complain, say
from microblog.content.answers import path_of
from microblog.errors import printable
from microblog.web.client import Client
from microblog.web.connections import Limits

_LIMITS = Limits(seconds=20, size=8 << 20, redirects=2)
_TOKEN = "MICROBLOG_WEBMENTION_IO_TOKEN"  # noqa: S105 - the name of a variable


def gather_answers(options: Options, arguments: argparse.Namespace) -> int:
    """Read what others say elsewhere; what cannot be read is told, and is no failure of the site's."""
    only = [ref.removeprefix("@").strip("/") for ref in arguments.only]
    services = Services(token=os.environ.get(_TOKEN, "").strip())
    done = gather(read_settings(options), Client(arguments.allow, _LIMITS), only, services, is_dry=arguments.dry_run)
    for fault in [*done.faults, *(fault for outcome in done.outcomes for fault in outcome.faults if not fault.endswith(NOT_ASKED))]:
        complain(printable(f"{fault}; what is kept of it stays, and it is asked again later"))
    if options.verbose >= 0:
        for outcome in done.outcomes:
            if outcome.after != outcome.before:
                say(printable(_line(outcome)))
        say(_sum_up(done, is_dry=arguments.dry_run))
    return _status(done)


def _status(done: Gathered) -> int:
    """Return 1 where nobody at all could be reached: most likely this machine is offline."""
    tried = [outcome for outcome in done.outcomes if outcome.faults]
    faults = [fault for outcome in tried for fault in outcome.faults]
    if faults and len(tried) == len(done.outcomes) and all("cannot be reached" in f or f.endswith(NOT_ASKED) for f in faults):
        complain("microblog: none of the servers can be reached; is this machine offline?")
        return 1
    return 0


def _line(outcome: Outcome) -> str:
    changed = [answer for answer in outcome.after.answers if answer not in outcome.before.answers and answer not in outcome.new]
    parts = [f"{len(outcome.new)} new"] if outcome.new else []
    parts += [f"{len(changed)} edited"] if changed else []
    parts += [f"{len(outcome.gone)} gone"] if outcome.gone else []
    return f"{path_of(outcome.ref)}: {', '.join(parts) or 'counted anew'}"


def _sum_up(done: Gathered, *, is_dry: bool) -> str:
    changed = sum(outcome.after != outcome.before for outcome in done.outcomes)
    failed = sum(bool(outcome.faults) for outcome in done.outcomes)
    parts = [f"something new for {changed} of {len(done.outcomes)} posts"]
    parts += [f"{failed} not read whole"] if failed else []
    parts += [f"pictures copied: {done.copied}"] if done.copied else []
    parts += [f"pictures removed: {done.removed}"] if done.removed else []
    parts += [f"{done.waiting} left alone for now"] if done.waiting else []
    return f"Answers from elsewhere: {', '.join(parts)}{' (nothing was written)' if is_dry else ''}"
