"""The command `serve`."""

import argparse
import traceback

from microblog.build.options import Options
from microblog.cli.building import build_shown
from microblog.cli.streams import complain, remark
from microblog.cli.words import count, last_good, tell, tell_anew
from microblog.errors import Problem, printable
from microblog.preview.rebuild import Outcome
from microblog.preview.session import PORT, Preview


def serve_site(options: Options, _: argparse.Namespace) -> int:
    """Build, serve, rebuild and reload until interrupted."""
    with Preview(options, RebuildTeller(options), build_shown) as preview:
        if options.verbose >= 0:
            taken = "" if preview.port == PORT else f" (port {PORT} is taken)"
            remark(f"Look at {preview.url}{taken}; it follows what you save. Ctrl-C ends it.")
            if options.drafts:
                remark(f"Drafts are in {printable(str(options.output_path))} now: build without --drafts before you publish.")
        preview.run()
    return 0


class RebuildTeller:
    """Says one line about each rebuild, after the problems where there are any."""

    def __init__(self, options: Options) -> None:
        """Begin with nothing said."""
        self._options = options
        self._warnings: tuple[Problem, ...] = ()

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
            tell_anew(report)
            if report.warnings != self._warnings:
                tell(report.warnings, each=self._options.verbose > 0)
                self._warnings = report.warnings
            changes = f"{count(report.written, 'file')} written, {report.removed:,} removed"
            remark(f"Built {count(report.posts, 'post')}: {changes} in {outcome.seconds:.2f} s")
