"""The command `init --from`: what became of what, on one screen."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from microblog.build.options import Options
from microblog.build.report import Report
from microblog.cli.building import build_shown, hidden_posts
from microblog.cli.engine import find_engine, tell_engine
from microblog.cli.making import add_admin_page, init_site
from microblog.cli.streams import complain, say
from microblog.cli.villages import tell_village
from microblog.cli.words import command_line, count, sum_up
from microblog.errors import ContentError, Problem, printable, shared
from microblog.scaffold.adopting.sites import Adopted, Asked, adopt_site
from microblog.scaffold.villages import make_admin

_MOST = 8  # lines of what a build complains about
_MOST_LEFT = 8


def make_site(options: Options, arguments: argparse.Namespace) -> int:
    """Make a new site folder, of another site where one is named."""
    target = options.root / arguments.folder
    if arguments.village and (target / "config.yaml").is_file() and not arguments.source:
        return tell_village(target)
    if arguments.cms and (target / "config.yaml").is_file() and not arguments.source:
        return add_admin_page(options._replace(root=target), arguments.author)
    status = _adopt(options, arguments) if arguments.source else init_site(options, arguments)
    if arguments.village:
        make_admin(target, next((target / "posts").glob("*/profile.md")).parent.name, arguments.village)
        tell_village(target)
    if arguments.cms:
        add_admin_page(options._replace(root=target), arguments.author)
    return status


def _adopt(options: Options, arguments: argparse.Namespace) -> int:
    source, target = Path(arguments.source), options.root / arguments.folder
    asked = Asked(arguments.title, arguments.author, options.base_url, options.now, find_engine(arguments.engine, options))
    adopted = adopt_site(source, target, asked)
    built = options._replace(root=target, base_url="")
    if options.verbose >= 0:
        for line in _became(adopted, source, target):
            say(printable(line))
    return _build(built, adopted)


def _build(options: Options, adopted: Adopted) -> int:
    try:
        report = build_shown(options)
    except ContentError as error:
        _tell_some(error.problems, options)
        complain(f"{sum_up(error.problems)}; the site is made, but cannot be built before that is put right")
        again = f"Put right what stands above, until this finds no error: {command_line(options, 'check')}"
        _tell_steps((again, _look(options), *_first_steps(adopted, options)), options)
        return 1
    if options.verbose >= 0:
        say(f"Built {count(report.posts, 'post')}{hidden_posts(report)}.")
        _tell_some(report.warnings, options)
        _tell_steps((_look(options), *_undated(report), *_first_steps(adopted, options)), options)
        tell_engine(options.root)
    return 0


def _tell_steps(steps: Sequence[str], options: Options) -> None:
    """List what the author should look at first."""
    if options.verbose >= 0:
        for number, line in enumerate(steps, 1):
            say(printable(f"{number}. {line}"))


def _became(adopted: Adopted, source: Path, target: Path) -> Iterator[str]:
    yield f"{source} is {adopted.tool}. What became of it, in {target}:"
    yield ""
    drafts = f", of them {count(adopted.drafts, 'draft')}" if adopted.drafts else ""
    yield f"  posts     {count(adopted.posts, 'text')} in posts/{adopted.handle}/{drafts}"
    if adopted.pictures:
        yield f"  pictures  {adopted.pictures:,} beside them"
    if adopted.pages:
        more = ", …" if len(adopted.pages) > 6 else ""
        yield f"  pages     {len(adopted.pages):,} in pages/: {', '.join(f'/{path}' for path in adopted.pages[:6])}{more}"
    if adopted.static:
        yield f"  files     {adopted.static:,} in static/, under their old addresses"
    if adopted.aliases:
        lead = "leads" if adopted.aliases == 1 else "lead"
        yield f"  addresses {count(adopted.aliases, 'old one')} {lead} on, by a line `aliases` in the head of each post"
    if adopted.rewritten:
        yield f"  links     of {count(adopted.rewritten, 'text')} are written as Markdown has them; all else is as it was"
    yield f"  settings  {_settings(adopted)}"
    yield from _left_out(adopted)
    yield ""


def _left_out(adopted: Adopted) -> Iterator[str]:
    for number, group in enumerate(adopted.left[:_MOST_LEFT]):
        more = f" and {group.number - 1:,} more" if group.number > 1 else ""
        yield f"  {'left out' if not number else '        '}  {group.first}{more}: {group.reason}"
    if len(adopted.left) > _MOST_LEFT:
        yield f"            and {sum(group.number for group in adopted.left[_MOST_LEFT:]):,} more for other reasons"


def _settings(adopted: Adopted) -> str:
    names = ("title", "base_url", "lang", "timezone", "author")
    found = [f"{name} {value}" for name in names if (value := getattr(adopted.settings, name))]
    return f"{', '.join(found)}" if found else "none were found: write them into config.yaml"


def _look(options: Options) -> str:
    return f"Look at it: {command_line(options, 'serve')}"


def _undated(report: Report) -> Iterator[str]:
    if report.undated:
        are = "is" if report.undated == 1 else "are"
        yield f"{count(report.undated, 'text')} without a date {are} not shown: add `date:` to those that should be."


def _first_steps(adopted: Adopted, options: Options) -> Iterator[str]:
    yield from (f"{note[0].upper()}{note[1:]}." for note in adopted.notes)
    if not adopted.settings.base_url and not options.base_url:
        yield "Write into config.yaml where the site will live: base_url."
    yield f"Say who you are in posts/{adopted.handle}/profile.md."


def _tell_some(problems: Sequence[Problem], options: Options) -> None:
    """List what a build complains about, errors first, as far as a screen has room."""
    kinds = sorted(problems if options.verbose > 0 else shared(problems), key=lambda problem: problem.is_warning)
    most = len(kinds) if options.verbose > 0 else _MOST
    for problem in kinds[:most]:
        complain(str(problem))
    if len(kinds) > most:
        complain(f"and {len(kinds) - most:,} more kinds: {command_line(options, 'check')} lists them")
