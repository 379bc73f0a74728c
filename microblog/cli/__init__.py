"""The command line: options in, verbs called, words out (`streams`).

Exit status: 0 done; 1 the content has problems (or the disk has), all of them listed on stderr, the last good
output being as it was; 2 wrong usage; 130 interrupted. What goes wrong in the engine itself keeps its traceback.
Nothing heavy is imported before a command needs it.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from microblog import __version__
from microblog.cli import following
from microblog.cli.options import add_init_options, add_new_options, check_text, common_options, double_dash_fault, wide_help
from microblog.cli.streams import UnheardError, complain, flush, open_streams, remark, say
from microblog.cli.words import command_line, count, is_clone, last_good, listener, sum_up, tell, tell_anew
from microblog.errors import ContentError, Problem, UsageError, printable

if TYPE_CHECKING:
    from microblog.build.options import Options
    from microblog.build.report import Report
    from microblog.preview.rebuild import Outcome


def run() -> NoReturn:
    """Run the command that the process was started with, and end the process."""
    gc.set_threshold(100_000)  # a build makes many values and few cycles
    status = main()
    if "watchdog" in sys.modules or sys.getprofile() or sys.gettrace():
        raise SystemExit(status)
    with suppress(OSError):  # they were flushed with each line
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)  # all is written and closed; to take apart what was loaded would take a tenth of a quick build's time


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; give the exit status."""
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(_parsed(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return 130
    except UnheardError as error:
        if not error.has_gone:
            complain(f"microblog: {printable(str(error))}")
        return 1


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; what was said of them (help) is out where that ends the process."""
    try:
        return parse_arguments(argv)
    except SystemExit:
        flush()
        raise


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; leave the process with status 2 where they are wrong. Options not given are not there."""
    common = common_options()
    parser = argparse.ArgumentParser(
        prog="build.py" if is_clone() else "microblog",
        description="Build a microblog: Markdown files in, timelines, profiles and feeds out.",
        parents=[common],
        allow_abbrev=False,
        formatter_class=wide_help(),
    )
    parser.add_argument("--version", action="version", version=f"microblog {__version__}")
    parser.set_defaults(run=build_site)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    asked = [command for command in _COMMANDS if argv[:1] == [command[1]]]  # the others would take 3 % of a quick build's time
    for run, name, text in asked or _COMMANDS:
        about = f"{text[0].upper()}{text[1:]}."
        parents = [common] if name in argv else []
        command = commands.add_parser(
            name, help=text, description=about, parents=parents, allow_abbrev=False, formatter_class=parser.formatter_class
        )
        command.set_defaults(run=run)
        _ADD.get(name, lambda _: None)(command)
    if fault := double_dash_fault(argv):
        parser.error(fault)
    return parser.parse_args(argv)


_ADD = {
    "new": add_new_options,
    "init": add_init_options,
    "fetch": following.add_fetch_options,
    "follow": following.add_follow_options,
    "unfollow": following.add_follow_options,
}


def _options(arguments: argparse.Namespace) -> "Options":
    from pathlib import Path

    from microblog.build.options import Options

    given: dict[str, Any] = {name: value for name, value in vars(arguments).items() if name in Options._fields}
    paths: dict[str, Any] = {name: Path(given[name]) for name in ("root", "output") if name in given}
    return Options(**(given | paths))


def _run(arguments: argparse.Namespace) -> int:
    """Run the command; say what went wrong outside the engine."""
    options = _options(arguments)
    try:
        check_text(arguments)
        status: int = arguments.run(options, arguments)
    except UsageError as error:
        complain(f"microblog: {printable(str(error))}")
        return 2
    except ContentError as error:
        tell(error.problems)
        complain(f"{sum_up(error.problems)}{_outlook(options, arguments)}")
        return 1
    except UnheardError:
        raise
    except Exception as error:
        from microblog.build.system_errors import storage_fault

        if not (fault := storage_fault(error)):
            raise
        complain(f"microblog: {printable(fault)}{_outlook(options, arguments)}")
        return 1
    return status


def _outlook(options: "Options", arguments: argparse.Namespace) -> str:
    """Say what became of the output, of a command that has to do with it."""
    return f"; {last_good(options)}" if arguments.run in (build_site, serve_site) else ""


def build_site(options: "Options", _: argparse.Namespace) -> int:
    """Build the site."""
    started = time.monotonic()
    report = _build(options)
    if options.verbose >= 0:
        tell_anew(report)
        tell(report.warnings)
        files = f"{count(report.written, 'file')} written, {report.kept:,} kept, {report.removed:,} removed"
        folder = printable(f"{options.output_path}{os.sep}")
        say(f"Built {count(report.posts, 'post')}{_hidden(report)}: {files} in {time.monotonic() - started:.1f} s -> {folder}")
        say(f"Look at it: {command_line(options, 'serve')}")
    if options.verbose > 0:
        stages = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in report.seconds.items())
        say(f"{stages}; {count(report.read, 'file')} read, {report.parsed:,} parsed, {count(report.rendered, 'page')} rendered")
    return 0


def _build(options: "Options") -> "Report":
    """Build, and show how far that is."""
    from microblog.build.builder import build

    with listener(options) as listen:
        return build(options, listen)


def _hidden(report: "Report") -> str:
    """Say how many posts are not shown, so that nobody wonders where theirs is."""
    parts = [
        f"{report.drafts:,} draft{'s' * (report.drafts != 1)}" if report.drafts else "",
        f"{report.scheduled:,} scheduled" if report.scheduled else "",
    ]
    told = " and ".join(part for part in parts if part)
    return f" ({told} not shown)" if told else ""


def check_site(options: "Options", _: argparse.Namespace) -> int:
    """Say what a build would complain about."""
    from microblog.build.dry_run import check

    with listener(options) as listen:
        problems = check(options, listen)
    is_wrong = any(options.strict or not problem.is_warning for problem in problems)
    if is_wrong or options.verbose >= 0:
        tell(problems)
    if is_wrong:
        complain(sum_up(problems))
    elif options.verbose >= 0:
        say(sum_up(problems))
    return int(is_wrong)


def new_post(options: "Options", arguments: argparse.Namespace) -> int:
    """Write a new post file; only its path goes to stdout, so that an editor can be given it."""
    from microblog.scaffold.posts import NewPost, write_post

    text = sys.stdin.buffer.read() if arguments.text == ["-"] else " ".join(arguments.text)
    given = {name: getattr(arguments, name) for name in ("author", "title", "draft", "reply_to")}
    created = write_post(options, NewPost(text, tags=tuple(arguments.tags), **given))
    if created.is_new_author and options.verbose >= 0:
        complain(f"{created.author} is a new author: say who that is in {options.root / 'posts' / created.author / 'profile.md'}")
    say(printable(str(created.path)))
    return 0


def init_site(options: "Options", arguments: argparse.Namespace) -> int:
    """Make a new site folder."""
    from microblog.scaffold.sites import line_without_engine, write_site

    folder = options.root / arguments.folder
    write_site(folder, title=arguments.title, author=arguments.author, base_url=options.base_url, now=options.now)
    if options.verbose >= 0:
        say(f"Made a site in {printable(str(folder))}. Look at it: {command_line(options._replace(root=folder), 'serve')}")
        if line := line_without_engine(folder):
            place = f"line {line} of {printable(str(folder / 'requirements.txt'))}"
            say(f"Before you push: {place} names no real repository; put there: microblog @ git+https://github.com/NAME/REPOSITORY")
    return 0


def serve_site(options: "Options", _: argparse.Namespace) -> int:
    """Build, serve, rebuild and reload until interrupted."""
    from microblog.preview.session import PORT, Preview

    with Preview(options, RebuildTeller(options), _build) as preview:
        if options.verbose >= 0:
            taken = "" if preview.port == PORT else f" (port {PORT} is taken)"
            remark(f"Look at {preview.url}{taken}; it follows what you save. Ctrl-C ends it.")
            if options.drafts:
                remark(f"Drafts are in {printable(str(options.output_path))} now: build without --drafts before you publish.")
        preview.run()
    return 0


class RebuildTeller:
    """Says one line about each rebuild, after the problems where there are any."""

    def __init__(self, options: "Options") -> None:
        """Begin with nothing said."""
        self._options = options
        self._warnings: tuple[Problem, ...] = ()

    def __call__(self, outcome: "Outcome") -> None:
        """Report one rebuild; warnings only when they are others than last time."""
        if outcome.fault:
            import traceback

            complain("".join(traceback.format_exception(outcome.fault)))
        if not outcome.report:
            for line in outcome.lines:
                complain(line)
            complain(f"Not built; {last_good(self._options)}")
        elif self._options.verbose >= 0:
            report = outcome.report
            tell_anew(report)
            if report.warnings != self._warnings:
                tell(report.warnings)
                self._warnings = report.warnings
            changes = f"{count(report.written, 'file')} written, {report.removed:,} removed"
            remark(f"Built {count(report.posts, 'post')}: {changes} in {outcome.seconds:.2f} s")


_COMMANDS = (
    (build_site, "build", "build the site into public/ (what happens without a command, too)"),
    (serve_site, "serve", "build, show the site at http://127.0.0.1:5000/, rebuild and reload on change"),
    (new_post, "new", "write a new post file of today and print its path"),
    (check_site, "check", "say everything that build would complain about, write nothing"),
    (init_site, "init", "make a new, complete site folder"),
    (following.fetch_feeds, "fetch", "read what authors follow elsewhere on the web, for the next build"),
    (following.follow_target, "follow", "add somebody to an author's `following`"),
    (following.unfollow_target, "unfollow", "take somebody out of an author's `following`"),
)
