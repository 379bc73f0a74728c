"""The command `build`."""

import argparse
import os
import time

from microblog.build.builder import build
from microblog.build.options import Options
from microblog.build.report import Report
from microblog.cli.streams import say
from microblog.cli.words import command_line, count, listener, outlook_of, tell, tell_anew, tell_remarks
from microblog.errors import printable


def build_site(options: Options, _: argparse.Namespace) -> int:
    """Build the site."""
    started = time.monotonic()
    report = build_shown(options)
    if options.verbose >= 0:
        tell_anew(report, options.verbose)
        tell(report.warnings, each=options.verbose > 0)
        files = f"{count(report.written, 'file')} written, {report.kept:,} kept, {report.removed:,} removed"
        folder = printable(f"{options.output_path}{os.sep}")
        say(f"Built {count(report.posts, 'post')}{hidden_posts(report)}: {files} in {time.monotonic() - started:.1f} s -> {folder}")
        if outlook := outlook_of(report.next_post):
            say(outlook)
        say(f"Look at it: {command_line(options, 'serve')}")
    if options.verbose > 0:
        tell_remarks(options)
        if report.was_away:
            say("The site was away for a moment: this system cannot exchange two folders in one step.")
        stages = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in report.seconds.items())
        say(f"{stages}; {count(report.read, 'file')} read, {report.parsed:,} parsed, {count(report.rendered, 'page')} rendered")
    return 0


def build_shown(options: Options) -> Report:
    """Build, and show how far that is."""
    with listener(options) as listen:
        return build(options, listen)


def hidden_posts(report: Report) -> str:
    """Say how many posts are not shown, so that nobody wonders where theirs is."""
    parts = [
        f"{report.drafts:,} draft{'s' * (report.drafts != 1)}" if report.drafts else "",
        f"{report.scheduled:,} scheduled" if report.scheduled else "",
        f"{report.over:,} expired" if report.over else "",
        f"{report.undated:,} without a date" if report.undated else "",
    ]
    *first, last = [part for part in parts if part] or [""]
    hidden = f"{', '.join(first)} and {last} not shown" if first else f"{last} not shown" if last else ""
    told = "; ".join(filter(None, (hidden, f"{report.unlisted:,} unlisted" if report.unlisted else "")))
    return f" ({told})" if told else ""
