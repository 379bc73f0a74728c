"""Going over all that is followed elsewhere: ask what is due, keep what is new, leave what failed as it was.

Several hosts are asked at once, each host for one feed at a time. Nothing that goes wrong with one feed touches
another, and none of it is an error of the site: the last good copy stays, and the feed is asked again later.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from microblog.build.cache import Cache
from microblog.build.settings import Settings
from microblog.content.following import is_outside, page_of
from microblog.content.profiles import parse_profile
from microblog.errors import ContentError, Problem, refuse
from microblog.follow.apart import examine_apart
from microblog.follow.discovery import Reading, read_answer, read_feed
from microblog.follow.found import loss, settle
from microblog.follow.states import State, read_states, write_states
from microblog.follow.storing import prune_stored, read_stored, write_stored
from microblog.model.nouns import Author
from microblog.model.remote import RemoteFeed
from microblog.sources import sourcefile
from microblog.text.tuples import NamedTuple
from microblog.web import retrying
from microblog.web.client import Client
from microblog.web.documents import Answer, Fault

_AT_ONCE = 8
_LONGEST = 300.0  # seconds; what was not asked by then is asked next time, when those that made it long are left alone


class Outcome(NamedTuple):
    """What became of one feed."""

    target: str
    state: State
    feed: RemoteFeed | None = None  # what to store; None where the stored copy stays
    fault: str = ""  # why it could not be read
    is_waiting: bool = False  # left alone this time, since it failed lately or the fetch took too long


class Fetched(NamedTuple):
    """What a fetch did."""

    outcomes: list[Outcome]  # by what is followed
    removed: list[str]  # stored feeds that nobody follows any more


def followed_outside(settings: Settings) -> list[str]:
    """List what any author follows elsewhere; raise ContentError where a profile cannot be read."""
    problems: list[Problem] = list(settings.problems)
    authors = [*settings.config.users.values(), *_profiles(settings, problems)]
    if any(not problem.is_warning for problem in problems):
        raise ContentError(problem for problem in problems if not problem.is_warning)
    return sorted({target for author in authors for target, _ in author.following if is_outside(target)})


def _profiles(settings: Settings, problems: list[Problem]) -> Iterator[Author]:
    for path in sorted((settings.root / "posts").glob("*/profile.md")):
        handle = path.parent.name
        if sourcefile.is_unread(handle, "posts"):
            continue
        data = sourcefile.read_source(settings.root, f"posts/{handle}/profile.md")
        if isinstance(data, Problem):
            problems.append(data)
        else:
            author, found = parse_profile(handle, f"posts/{handle}/profile.md", data, settings.config)
            problems += found
            yield author


def fetch(settings: Settings, client: Client, only: Collection[str] = ()) -> Fetched:
    """Read all that is followed and due, or `only` some of it, due or not; store what is new."""
    root, folder = settings.root, settings.config.remote
    targets = followed_outside(settings)
    refuse(f"--only {target}: nobody here follows it; write it as `following` does" for target in only if target not in targets)
    states = read_states(root)
    asked = [target for target in targets if not only or target in only]
    fetching = _Fetching(root, folder, client, states, settings.now, is_forced=bool(only))
    outcomes = fetching.run(asked)
    with Cache(root).locked():
        for outcome in outcomes:
            if outcome.feed:
                write_stored(root, folder, outcome.feed)
        removed = prune_stored(root, folder, targets)
        states |= {outcome.target: outcome.state for outcome in outcomes}
        write_states(root, {target: state for target, state in states.items() if target in targets})
    return Fetched(outcomes, removed)


def _by_host(targets: Iterable[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for target in targets:
        groups[urlsplit(page_of(target)).netloc].append(target)
    return list(groups.values())


class _Fetching:
    """One fetch, as its threads share it; they change nothing in it."""

    def __init__(self, root: Path, folder: str, client: Client, states: Mapping[str, State], now: int, *, is_forced: bool) -> None:
        self.root, self.folder, self.client, self.states, self.now, self.is_forced = root, folder, client, states, now, is_forced
        self.end = time.monotonic() + _LONGEST

    def run(self, targets: Iterable[str]) -> list[Outcome]:
        groups = _by_host(targets)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return sorted(outcome for group in threads.map(self._row, groups) for outcome in group)

    def _row(self, targets: Iterable[str]) -> list[Outcome]:
        """Read the feeds of one host, one after the other."""
        return [self._one(target) for target in targets]

    def _one(self, target: str) -> Outcome:
        state = self.states.get(target, State())
        if (not self.is_forced and retrying.is_early(state.not_before, self.now / 1e6)) or time.monotonic() > self.end:
            return Outcome(target, state, is_waiting=True)
        try:
            return self._read(target, state)
        except Fault as fault:
            failures = state.failures + (not fault.is_refused)
            pause = 0 if fault.is_refused else retrying.pause(failures, fault.wait, is_gone=fault.is_gone)
            later = self.now // 1_000_000 + pause
            # The feed is looked for anew next time, in case it has moved.
            return Outcome(target, State(failures=failures, not_before=later, fault=fault.what), fault=fault.what)

    def _read(self, target: str, state: State) -> Outcome:
        stored = read_stored(self.root, self.folder, target)
        reading = self._again(state) if state.url and stored else read_feed(target, self.client.get, examine_apart)
        if reading is None:
            return Outcome(target, state._replace(failures=0, not_before=0, fault=""))
        try:
            feed = settle(target, reading.answer.url, reading.found, stored, self.now)
        except ValueError as error:
            raise Fault(f"cannot be read ({error})") from error
        if fault := loss(reading.found, feed, stored, self.now):
            raise Fault(fault)
        headers = reading.answer.headers
        new = State(reading.url, headers.get("etag", ""), headers.get("last-modified", ""))
        return Outcome(target, new, feed if feed != stored else None)

    def _again(self, state: State) -> Reading | None:
        """Ask for a feed whose copy is here; None where that is still good."""
        conditions = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        answer: Answer = self.client.get(state.url, {name: value for name, value in conditions.items() if value})
        return None if answer.status == 304 else read_answer(state.url, answer, self.client.get, examine_apart)
