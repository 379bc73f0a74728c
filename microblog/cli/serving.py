"""The command `serve`."""

import argparse
import os
import sys
import traceback
import webbrowser
from threading import Thread

from microblog.build.options import Options
from microblog.cli.building import build_shown, hidden_posts
from microblog.cli.progress import is_wanted
from microblog.cli.streams import complain, remark
from microblog.cli.words import count, last_good, outlook_of, tell, tell_anew
from microblog.errors import Problem, printable
from microblog.preview import overlay
from microblog.preview.address import find_address
from microblog.preview.qr_code import qr_code
from microblog.preview.rebuild import Outcome
from microblog.preview.server import HOST
from microblog.preview.session import PORT, Preview


def serve_site(options: Options, arguments: argparse.Namespace) -> int:
    """Build, serve, rebuild and reload until interrupted."""
    host = find_address(arguments.host) if arguments.host else HOST
    with Preview(options, RebuildTeller(options), build_shown, host=host) as preview:
        if options.verbose >= 0:
            _tell_where(preview, options)
            if host != HOST:
                _tell_phones(preview.url)
        if arguments.open:
            Thread(target=_open, args=(preview.url,), daemon=True).start()  # a browser may take its time
        preview.run()
    return 0


def _tell_where(preview: Preview, options: Options) -> None:
    taken = "" if preview.port == PORT else f"port {PORT} is taken; "
    # A `;` right behind the address would be a part of the link that terminals make of it.
    remark(f"Look at {preview.url} ({taken}it follows what you save; Ctrl-C ends it)")
    if preview.hidden:
        remark(f"What it does not show: {preview.url}{overlay.HIDDEN}")
    if options.drafts:
        remark(f"Drafts are in {printable(str(options.output_path))} now: build without --drafts before you publish.")


def _tell_phones(url: str) -> None:
    """Say who can see the preview, and show its address to a phone's camera where the terminal can."""
    remark("Everybody in this network can read it, drafts too, until you end it.")
    is_shown = is_wanted(sys.stdout, os.environ) and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    for line in qr_code(url) if is_shown else ():
        remark(line)


def _open(url: str) -> None:
    if not webbrowser.open(url):
        complain(f"microblog: there is no browser that can be opened; open {url} yourself")


class RebuildTeller:
    """Says one line about each rebuild, after the problems where there are any."""

    def __init__(self, options: Options) -> None:
        """Begin with nothing said."""
        self._options = options
        self._warnings: tuple[Problem, ...] = ()
        self._outlook = ""

    def __call__(self, outcome: Outcome) -> None:
        """Report one rebuild; warnings only when they are others than last time."""
        if outcome.fault:
            complain("".join(traceback.format_exception(outcome.fault)))
        if not outcome.report:
            for mistake in outcome.mistakes:
                complain(mistake.message)
            complain(f"Not built; {last_good(self._options)}")
        elif self._options.verbose >= 0:
            report = outcome.report
            tell_anew(report, self._options.verbose)
            if report.warnings != self._warnings:
                tell(report.warnings, each=self._options.verbose > 0)
                self._warnings = report.warnings
            changes = f"{count(report.written, 'file')} written, {report.removed:,} removed"
            remark(f"Built {count(report.posts, 'post')}{hidden_posts(report)}: {changes} in {outcome.seconds:.2f} s")
            outlook = outlook_of(report.next_post)
            if outlook and outlook != self._outlook:
                remark(outlook)
            self._outlook = outlook
