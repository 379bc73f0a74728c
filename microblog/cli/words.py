"""What the command line says of problems, of the output, and of how far a build is."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from microblog.cli.progress import Progress, is_wanted
from microblog.cli.streams import complain
from microblog.errors import Problem, printable, shared

if TYPE_CHECKING:
    from microblog.build.options import Options
    from microblog.build.report import Listener, NextPost, Report


@contextmanager
def listener(options: "Options") -> Iterator["Listener | None"]:
    """Yield who is told how far a build is: a bar on a terminal, a line for each stage elsewhere under -v."""
    if options.verbose < 0 or not is_wanted(sys.stderr, os.environ):
        yield _tell_stage if options.verbose > 0 else None
        return
    progress = Progress(sys.stderr)
    try:
        yield progress.advance
    finally:
        progress.clear()


def _tell_stage(stage: str, done: int, _total: int) -> None:
    if not done:
        complain(f"{stage} ...")


def tell(problems: Iterable[Problem], *, each: bool = False) -> None:
    """List problems, by file and line; of a warning that many files share the first alone, where not each is asked for."""
    for problem in sorted(problems) if each else shared(problems):
        complain(str(problem))


def tell_remarks(options: "Options") -> None:
    """Say which templates could be faster; that counts neither as a problem nor as a warning."""
    from microblog.build.remarks import templates_left

    tell(templates_left(options))


def tell_anew(report: "Report", verbose: int) -> None:
    """Say why a build made everything; a cache is only a cache, so that of one that could not be used nobody hears who does not ask."""
    if report.why_anew and (report.is_bug or verbose > 0):
        complain(f"microblog: {printable(report.why_anew)}; everything was built anew, and nothing is to be done")


def outlook_of(next_post: "NextPost | None") -> str:
    """Say which post comes out next, and when; "" where none waits."""
    if not next_post:
        return ""
    hint = "; nobody named a time zone, so it is UTC: write `timezone:` into config.yaml or the profile" if next_post.is_guess else ""
    return printable(f"Next scheduled: {next_post.source}, with a build after {next_post.moment} ({next_post.zone}){hint}")


def sum_up(problems: Sequence[Problem]) -> str:
    """Count problems, and kinds of warnings."""
    warnings = sum(problem.is_warning for problem in problems)
    kinds = sum(problem.is_warning for problem in shared(problems))
    counts = [count(len(problems) - warnings, "problem")] if warnings < len(problems) else []
    if warnings > kinds:
        counts.append(f"{kinds:,} kind{'s' * (kinds != 1)} of warnings (-v lists all {warnings:,})")
    elif warnings:
        counts.append(count(warnings, "warning"))
    return ", ".join(counts) or "No problems"


def last_good(options: "Options") -> str:
    """Say what became of the output of a build that was refused."""
    folder = printable(f"{options.output_path}{os.sep}")
    if os.path.lexists(options.root / ".microblog" / "journal"):  # a build was cut off while it replaced single files
        return f"the site in {folder} is new in part; the next build makes all of it"
    return f"the last good site in {folder} stays as it was" if os.path.lexists(options.output_path) else f"nothing was written to {folder}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def command_line(options: "Options", name: str) -> str:
    """Return the command line that does something with the same site."""
    from shlex import quote  # which most builds do not need

    root = "" if str(options.root) == "." else f" --root {quote(str(options.root))}"
    output = f" --output {quote(str(options.output))}" if options.output else ""
    base_url = f" --base-url {quote(options.base_url)}" if options.base_url else ""
    program = f"python3 {quote(sys.argv[0])}" if is_clone() else "microblog"
    return printable(f"{program} {name}{root}{output}{base_url}")


def is_clone() -> bool:
    """Whether the program was started as the clone's `build.py`."""
    return sys.argv[0].replace("\\", "/").split("/")[-1] == "build.py"
