"""Going over the posts that have copies elsewhere: ask what is due, keep what is new, leave what failed as it was.

The newest posts come first, and the older a post is, the more seldom it is asked for: an eighth of its age lies between two
times. Nothing that goes wrong with one copy touches another, and none of it is an error of the site: what is kept of it stays.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from microblog.answers import asking
from microblog.answers.asking import Closed, Mentions, Own
from microblog.answers.avatars import Copied, Notes, copy_avatars, remove_avatars
from microblog.answers.copies import Copy
from microblog.answers.found import Found
from microblog.answers.ledgers import copies_of
from microblog.answers.merging import merge, missing
from microblog.answers.storing import Note, read_kept, read_notes, refs_kept, write_kept, write_notes
from microblog.build.cache import Cache
from microblog.build.published import Published, read_published
from microblog.build.settings import Settings
from microblog.content.answer_avatars import name_at
from microblog.content.answers import path_of
from microblog.content.blocking import blocked_by
from microblog.errors import ContentError, refuse
from microblog.model.nouns import Author, Config, Post
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from microblog.text.budget import Overspent, bounded, spend
from microblog.text.tuples import NamedTuple
from microblog.web import retrying
from microblog.web.client import Client
from microblog.web.documents import Fault

_LONGEST = 300.0  # seconds; what was not asked by then is asked next time
_MOST = 100  # posts at a time
_SINGLE = 20  # replies of a post that are asked for alone, since a list does not hold them any more
_OFTEN, _SELDOM = 15 * 60, 30 * 24 * 3600  # seconds between two times
_PATIENCE = 3  # faults after which a server is left alone
NOT_ASKED = "was not asked, since its server failed before, or this took too long"


class Services(NamedTuple):
    """Who is asked for all."""

    bluesky: str = asking.BLUESKY
    webmention_io: str = asking.WEBMENTION_IO
    token: str = ""  # for webmention.io


class Outcome(NamedTuple):
    """What became of the answers to one post."""

    ref: str
    before: RemoteAnswers
    after: RemoteAnswers
    faults: tuple[str, ...] = ()  # each begins with the copy's address

    @property
    def new(self) -> list[RemoteAnswer]:
        """Answers that are kept now, and were not before."""
        known = {answer.id for answer in self.before.answers}
        return [answer for answer in self.after.answers if answer.id not in known]

    @property
    def gone(self) -> list[RemoteAnswer]:
        """Answers that were kept."""
        known = {answer.id for answer in self.after.answers}
        return [answer for answer in self.before.answers if answer.id not in known]


class Gathered(NamedTuple):
    """What a run did, or would do."""

    outcomes: list[Outcome]
    waiting: int  # posts whose turn it is not yet
    faults: list[str]  # of webmention.io, and of pictures
    copied: int = 0  # pictures
    removed: int = 0  # the same, since the site did not opt in, or did so no more


def gather(settings: Settings, client: Client, only: Collection[str], services: Services, *, is_dry: bool = False) -> Gathered:
    """Read what is due, or `only` what was said to some posts, due or not; keep what is new."""
    gathering = _Gathering(settings, client, services)
    published = read_published(settings)
    gathered = gathering.run(published, only)
    has_avatars = settings.config.answer_avatars
    if is_dry:
        return gathered._replace(removed=0 if has_avatars else remove_avatars(settings.root, is_dry=True))
    known = {post.ref for post in published.posts}
    notes = {name: note for name, note in gathering.notes.items() if name in known or (has_avatars and name_at(name))}
    with Cache(settings.root).locked():
        gathered = gathered._replace(outcomes=[_written(settings.root, outcome) for outcome in gathered.outcomes])
        write_notes(settings.root, notes)
        removed = 0 if has_avatars else remove_avatars(settings.root)
    return _with_avatars(gathered, gathering, published, notes) if has_avatars else gathered._replace(removed=removed)


def _with_avatars(gathered: Gathered, gathering: "_Gathering", published: Published, notes: Notes) -> Gathered:
    try:
        copied = copy_avatars(gathering.settings, gathering.client, published, notes, gathering.end)
    except ContentError as error:
        copied = Copied(0, [f"{problem.path}: {problem.what}, so that no picture is copied" for problem in error.problems])
    return gathered._replace(faults=[*gathered.faults, *copied.faults], copied=copied.number)


def _written(root: Path, outcome: Outcome) -> Outcome:
    """Keep what is new, save where somebody edited the file meanwhile."""
    if outcome.after == outcome.before:
        return outcome
    if read_kept(root, outcome.ref) != outcome.before:
        fault = f"{path_of(outcome.ref)}: was edited while its answers were read, and is left as it is"
        return outcome._replace(after=outcome.before, faults=(*outcome.faults, fault))
    write_kept(root, outcome.after)
    return outcome


class _Gathering:
    """One run."""

    def __init__(self, settings: Settings, client: Client, services: Services) -> None:
        self.settings, self.client, self.services = settings, client, services
        self.notes = read_notes(settings.root)
        self.seconds = settings.now // 1_000_000
        self.end = time.monotonic() + _LONGEST
        self.bad: Counter[str] = Counter()  # faults of each source

    def run(self, published: Published, only: Collection[str]) -> Gathered:
        posts = {post.ref: post for post in published.posts}
        remedy = "write it as in ada/2026-11-23-hello"
        refuse(f"--only {ref}: no post that readers see is called so; {remedy}" for ref in only if ref not in posts)
        copies = copies_of(self.settings.root, published.posts)
        mentions, faults = self._mentions(self.settings.config)
        heard = {ref for ref, _ in mentions.answers} | (refs_kept(self.settings.root) if mentions.is_whole else set())
        wanted = [ref for ref in posts if (ref in only if only else copies.get(ref) or ref in heard)]
        due = {*[ref for ref in wanted if copies.get(ref) and (only or self._is_due(posts[ref]))][:_MOST]}
        asked = [ref for ref in wanted if ref in due or ref in heard]
        outcomes = []
        for ref in asked:
            author = published.authors.get(posts[ref].author) or Author(posts[ref].author, posts[ref].author)
            blocked = blocked_by(author, self.settings.config)
            outcomes.append(self._one(posts[ref], copies if ref in due else {}, mentions, blocked))
        return Gathered(outcomes, len(wanted) - len(asked), faults)

    def _mentions(self, config: Config) -> tuple[Mentions, list[str]]:
        nothing = Mentions([], is_whole=False)
        if not config.webmention_io:
            return nothing, []
        if not self.services.token:
            return nothing, ["webmention.io: there is no token; put the one of its settings into MICROBLOG_WEBMENTION_IO_TOKEN"]
        where = config.webmention_io, self.services.token, config.base_url, self.services.webmention_io
        try:
            return asking.ask_for_mentions(self.client, *where), []
        except Fault as fault:
            return nothing, [f"webmention.io: {fault.what}"]

    def _is_due(self, post: Post) -> bool:
        note = self.notes.get(post.ref, Note())
        between = min(max((self.seconds - post.instant // 1_000_000) // 8, _OFTEN), _SELDOM)
        return not any(retrying.is_early(until, self.seconds) for until in (note.not_before, note.asked + between if note.asked else 0))

    def _one(self, post: Post, copies: dict[str, list[Copy]], mentions: Mentions, blocked: Collection[str]) -> Outcome:
        kept = read_kept(self.settings.root, post.ref)
        founds: list[Found] = []
        faults: list[tuple[Copy, Fault]] = []
        for copy in copies.get(post.ref, ()):
            some, wrong = self._ask(copy, post.ref, copies)
            founds += some
            faults += [(copy, fault) for fault in wrong]
        gone = self._gone(missing(kept, founds), copies.get(post.ref, ()))
        if copies:
            self._note(post.ref, [fault for _, fault in faults])
        told = [f"{copy.url}: {fault.what}" for copy, fault in faults]
        try:
            with bounded():
                after = spend(merge, kept, [*founds, mentions.of(post.ref)], gone, blocked, self.settings.now)
        except Overspent as over:
            after, told = kept, [*told, f"what was said to {post.ref} {over.what}"]
        return Outcome(post.ref, kept, after, tuple(told))

    def _ask(self, copy: Copy, ref: str, copies: dict[str, list[Copy]]) -> tuple[list[Found], list[Fault]]:
        if self.bad[copy.source] >= _PATIENCE or time.monotonic() > self.end:
            return [], [Fault(NOT_ASKED)]
        here = {one.id for one in copies[ref] if one.source == copy.source}
        others = {one.id for other, some in copies.items() if other != ref for one in some if one.source == copy.source}
        try:
            founds, faults = asking.ask(self.client, copy, Own(frozenset(here), frozenset(others - here)), self.services.bluesky)
        except Fault as fault:
            founds, faults = [], [fault]
        self.bad[copy.source] += sum(_PATIENCE if fault.wait else 1 for fault in faults if not isinstance(fault, Closed))
        return founds, faults

    def _gone(self, lost: Sequence[RemoteAnswer], copies: Iterable[Copy]) -> set[str]:
        """Return the ids of those replies that their servers have no more."""
        by_source = {copy.source: copy for copy in copies}
        gone = set()
        for answer in lost[:_SINGLE]:
            copy = next((copy for source, copy in by_source.items() if answer.id.startswith(source)), None)
            try:
                if copy and time.monotonic() < self.end and asking.is_gone(self.client, copy, answer, self.services.bluesky):
                    gone.add(answer.id)
            except Fault:
                continue
        return gone

    def _note(self, ref: str, faults: list[Fault]) -> None:
        note = self.notes.get(ref, Note())
        if not faults:
            self.notes[ref] = Note(asked=self.seconds)
            return
        failures = note.failures + 1
        wait, is_gone = max(fault.wait for fault in faults), all(fault.is_gone for fault in faults)
        self.notes[ref] = Note(note.asked, failures, self.seconds + retrying.pause(failures, wait, is_gone=is_gone))
