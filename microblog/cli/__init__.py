"""The command line: options in, verbs called, words out (`streams`).

Exit status: 0 done; 1 the content has problems (or the disk has), all of them listed on stderr, the last good
output being as it was; 2 wrong usage; 130 interrupted; 128 and the number of the signal that asked to end. What goes
wrong in the engine itself keeps its traceback.
Nothing heavy is imported before a command needs it.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from microblog import __version__
from microblog.cli.arguments import double_dash_fault, path_faults, place_faults, text_faults
from microblog.cli.endings import EndedError, heed
from microblog.cli.options import (
    add_answers_options,
    add_completion_options,
    add_deploy_options,
    add_export_options,
    add_fetch_options,
    add_follow_options,
    add_forget_options,
    add_gate_options,
    add_import_options,
    add_init_options,
    add_mail_options,
    add_merge_options,
    add_new_options,
    add_nothing,
    add_ping_options,
    add_publish_options,
    add_records_options,
    add_schemas_options,
    add_serve_options,
    add_syndicate_options,
    add_unfollow_options,
    add_verify_options,
    add_webmention_options,
    common_options,
    wide_help,
)
from microblog.cli.streams import UnheardError, complain, flush, open_streams
from microblog.cli.words import is_clone, last_good, sum_up, tell
from microblog.errors import ContentError, UsageError, printable, refuse
from microblog.text.tuples import NamedTuple

if TYPE_CHECKING:
    from microblog.build.options import Options


class Command(NamedTuple):
    """What may be asked for, and who does it: a function in a module of this room, which is loaded for that command alone."""

    name: str
    module: str
    function: str
    help: str
    add_options: Callable[[argparse.ArgumentParser], None] = add_nothing


COMMANDS = (
    Command("build", "building", "build_site", "build the site into public/ (what happens without a command, too)"),
    Command(
        "serve", "serving", "serve_site", "build, show the site at http://127.0.0.1:5000/, rebuild and reload on change", add_serve_options
    ),
    Command("new", "composing", "new_post", "write a new post file of today and print its path and address", add_new_options),
    Command("publish", "publishing", "publish_site", "say what is new, check it, commit it and push it with git", add_publish_options),
    Command("deploy", "deploying", "deploy_site", "build the site and send what is new to a host that does not build", add_deploy_options),
    Command("check", "checking", "check_site", "say everything that build would complain about, write nothing"),
    Command("init", "adopting", "make_site", "make a new, complete site folder", add_init_options),
    Command("fetch", "following", "fetch_feeds", "read what authors follow elsewhere on the web, for the next build", add_fetch_options),
    Command("follow", "following", "follow_target", "add somebody to an author's `following`", add_follow_options),
    Command("unfollow", "following", "unfollow_target", "take somebody out of an author's `following`", add_unfollow_options),
    Command("mail", "mailing", "mail_authors", "tell authors by mail who answered, mentioned or followed them", add_mail_options),
    Command("import", "importing", "import_accounts", "bring in the posts of an account elsewhere, from its archive", add_import_options),
    Command("gate", "gating", "judge_pull_request", "say whether a pull request may be merged: who may change what", add_gate_options),
    Command("merge", "merging", "merge_requests", "merge what the gate let pass, if it stays in its author's folder", add_merge_options),
    Command(
        "export", "exporting", "export_site", "put all that is one author's into a zip, to keep or to take elsewhere", add_export_options
    ),
    Command("answers", "answering", "gather_answers", "read what others say to posts on other sites, into files", add_answers_options),
    Command("forget", "forgetting", "forget_post", "take a post back: remove it, and say what is left elsewhere", add_forget_options),
    Command(
        "webmention", "announcing", "send_webmentions", "tell the sites that posts link to, once the posts are live", add_webmention_options
    ),
    Command("ping", "announcing", "ping_hub", "let the hub of config.yaml know which feeds changed (WebSub)", add_ping_options),
    Command("village", "village", "answer_issue", "do what an issue asks for: join, post, answer, change a profile", add_merge_options),
    Command("verify", "verifying", "verify_site", "say where a live site is another one than the last build", add_verify_options),
    Command(
        "schemas", "describing", "write_schemas", "write the JSON Schemas of heads and of config.yaml, for editors", add_schemas_options
    ),
    Command(
        "publish-records",
        "records",
        "publish_records",
        "write records of articles and pages into repositories of the AT Protocol",
        add_records_options,
    ),
    Command("syndicate", "syndicating", "syndicate", "send copies of new posts to Mastodon and Bluesky", add_syndicate_options),
    Command("completion", "completing", "print_completion", "print what lets a shell complete these commands", add_completion_options),
)
_OF_THE_OUTPUT = ("build", "serve")  # commands that have to do with it


def run() -> NoReturn:
    """Run the command that the process was started with, and end the process."""
    gc.set_threshold(100_000)  # a build makes many values and few cycles
    heed()
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
    except EndedError as ended:
        return 128 + ended.number
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
    fault = double_dash_fault(argv)
    if not fault and (plain := _parse_plain_build(argv)):
        return plain
    parser = make_parser(argv)
    if fault:
        parser.error(fault)
    return parser.parse_args(argv)


def _parse_plain_build(argv: Sequence[str]) -> argparse.Namespace | None:
    """Read the arguments of a build that is asked for by common options alone; the commands would take a tenth of its time."""
    try:
        arguments, others = common_options().parse_known_args(argv[1:] if argv[:1] == [COMMANDS[0].name] else argv)
    except argparse.ArgumentError:
        return None
    arguments.command = COMMANDS[0]
    return None if others else arguments


def make_parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """Make what reads the arguments: of the commands that one alone which is asked for, where one is."""
    common = common_options()
    parser = argparse.ArgumentParser(
        prog="build.py" if is_clone() else "microblog",
        description="Build a microblog: Markdown files in, timelines, profiles and feeds out.",
        parents=[common],
        allow_abbrev=False,
        formatter_class=wide_help(),
    )
    parser.add_argument("--version", action="version", version=f"microblog {__version__}")
    parser.set_defaults(command=COMMANDS[0])
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    asked = [row for row in COMMANDS if argv[:1] == [row.name]]  # the others would take 3 % of a quick build's time
    for row in asked or COMMANDS:
        about = f"{row.help[0].upper()}{row.help[1:]}."
        parents = [common] if row.name in argv else []
        command = commands.add_parser(
            row.name, help=row.help, description=about, parents=parents, allow_abbrev=False, formatter_class=parser.formatter_class
        )
        command.set_defaults(command=row)
        row.add_options(command)
    return parser


def _options(arguments: argparse.Namespace) -> "Options":
    from microblog.build.options import make_options

    return make_options(vars(arguments))


def _run(arguments: argparse.Namespace) -> int:
    """Run the command; say what went wrong outside the engine."""
    options = _options(arguments)
    try:
        refuse([*text_faults(arguments), *path_faults(arguments), *place_faults(arguments)])
        return _perform(arguments.command, options, arguments)
    except UsageError as error:
        for fault in error.faults:
            complain(f"microblog: {printable(fault)}")
        return 2
    except ContentError as error:
        tell(error.problems, each=options.verbose > 0)
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


def _perform(command: Command, options: "Options", arguments: argparse.Namespace) -> int:
    module = import_module(f"microblog.cli.{command.module}")
    status: int = getattr(module, command.function)(options, arguments)
    return status


def _outlook(options: "Options", arguments: argparse.Namespace) -> str:
    """Say what became of the output, of a command that has to do with it."""
    return f"; {last_good(options)}" if arguments.command.name in _OF_THE_OUTPUT else ""
