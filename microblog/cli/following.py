"""The commands that have to do with the web outside: `fetch`, `follow`, `unfollow`."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.streams import complain, say
from microblog.content.following import is_outside, parse_followed
from microblog.errors import UsageError, printable, refuse
from microblog.follow import profiles
from microblog.follow.fetching import Fetched, Outcome, fetch
from microblog.follow.subscriptions import Subscriptions, parse_subscriptions, read_subscriptions
from microblog.model.nouns import Config
from microblog.scaffold.posts import choose_author
from microblog.web.client import LIMITS, Client
from microblog.web.documents import Fault

Change = Callable[[Path, Config, str, str], str | None]


def fetch_feeds(options: Options, arguments: argparse.Namespace) -> int:
    """Read what is followed elsewhere; what cannot be read is told, and is no failure of the site's."""
    done = fetch(read_settings(options), Client(arguments.allow), _targets(arguments.only))
    for outcome in done.outcomes:
        if outcome.fault:
            complain(printable(f"{outcome.target}: {outcome.fault}; a copy from before stays, and it is asked again later"))
    if options.verbose > 0:
        _tell_all(done.outcomes)
    if options.verbose >= 0:
        say(_sum_up(done))
    return 0


def _targets(written: Iterable[str]) -> list[str]:
    targets = [(text, parse_followed(text)) for text in written]
    refuse(f"--only {text}: write it as `following` does" for text, target in targets if not target)
    return [target for _, target in targets]


def _tell_all(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.fault:
            news = f"{len(outcome.feed.entries)} entries" if outcome.feed else "left alone for now" if outcome.is_waiting else "nothing new"
            say(printable(f"{outcome.target}: {news}"))


def _sum_up(done: Fetched) -> str:
    new = sum(outcome.feed is not None for outcome in done.outcomes)
    failed = sum(bool(outcome.fault) for outcome in done.outcomes)
    waiting = sum(outcome.is_waiting for outcome in done.outcomes)
    parts = [f"{new} new", f"{len(done.outcomes) - new - failed - waiting} unchanged"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{waiting} left alone for now"] if waiting else []
    parts += [f"{len(done.removed)} removed that nobody follows any more"] if done.removed else []
    return f"Followed elsewhere: {', '.join(parts)}"


def follow_target(options: Options, arguments: argparse.Namespace) -> int:
    """Add to an author's `following`, one or all of a list."""
    if bool(arguments.source) == bool(arguments.target):
        raise UsageError("say whom to follow: TARGET, or --import FILE, and not both")
    if arguments.source:
        return _follow_list(options, arguments)
    path = _edit(options, arguments, profiles.follow)
    if options.verbose >= 0:
        elsewhere = "; `fetch` reads what is new there" if is_outside(parse_followed(arguments.target)) else ""
        say(f"Changed {path}{elsewhere}" if path else "Nothing to change: it is followed already")
    return 0


def _follow_list(options: Options, arguments: argparse.Namespace) -> int:
    """Add all that a list names, and say what it names that cannot be followed."""
    config = read_settings(options).config
    handle = arguments.author.removeprefix("@") or choose_author(options.root, config)
    try:
        found = _read_list(arguments.source, arguments.allow, config)
    except Fault as fault:
        complain(printable(f"{arguments.source} {fault.what}"))
        return 1
    unknown = [name for name in found.targets if not (is_outside(name) or profiles.is_author(options.root, config, name))]
    targets = [name for name in found.targets if name not in {handle, *unknown}]
    path, added = profiles.follow_all(options.root, config, handle, targets, is_dry=arguments.dry_run)
    if left_out := [*found.left_out, *unknown]:
        named = ", ".join(left_out[:_MOST_NAMED]) + (" …" if len(left_out) > _MOST_NAMED else "")
        complain(printable(f"{len(left_out)} left out, which cannot be followed: {named}"))
    if options.verbose > 0 or arguments.dry_run:
        for target in added:
            say(printable(target))
    if options.verbose >= 0:
        counts = f"{len(added)} added, {len(targets) - len(added)} followed already"
        say(printable(f"{'Would change' if arguments.dry_run else 'Changed'} {options.root / path}: {counts}" if added else counts))
    return 0


def _read_list(source: str, allowed: Iterable[str], config: Config) -> Subscriptions:
    if source.startswith(("http://", "https://")):
        return read_subscriptions(source, Client([*allowed]).get, config.base_url)
    path = Path(source)
    try:
        if path.stat().st_size > LIMITS.size:
            raise Fault(f"is larger than {LIMITS.size >> 20} MiB")
        return parse_subscriptions(path.read_bytes(), config.base_url)
    except OSError as error:
        raise Fault(f"cannot be read ({error.strerror})") from None


_MOST_NAMED = 10  # of what was left out


def unfollow_target(options: Options, arguments: argparse.Namespace) -> int:
    """Take out of an author's `following`."""
    path = _edit(options, arguments, profiles.unfollow)
    if options.verbose >= 0:
        say(f"Changed {path}" if path else "Nothing to change: it is not followed")
    return 0


def _edit(options: Options, arguments: argparse.Namespace, change: Change) -> str:
    """Change one profile; return its path as a person can open it, "" where nothing had to be changed."""
    config = read_settings(options).config
    handle = arguments.author.removeprefix("@") or choose_author(options.root, config)
    path = change(options.root, config, handle, arguments.target)
    return printable(str(options.root / path)) if path else ""
