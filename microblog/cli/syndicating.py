"""The command `syndicate`."""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import takewhile

from microblog.build.cache import Cache
from microblog.build.dry_run import read_site
from microblog.build.options import Options, parse_now
from microblog.build.settings import Settings
from microblog.cli.streams import complain, say
from microblog.cli.words import count, listener
from microblog.errors import UsageError, printable, refuse
from microblog.library import queries
from microblog.model.nouns import Config, Post
from microblog.sources.ledgers import Line, read_ledgers
from microblog.syndication.accounts import Account, Allowance, accounts_of, secret_of
from microblog.syndication.around import Surroundings
from microblog.syndication.composing import Part, compose
from microblog.syndication.ledger import Copies
from microblog.syndication.network import Network
from microblog.syndication.networks import NETWORKS, RULES
from microblog.syndication.planning import Action, is_of_that_day, moment_of, plan_copies
from microblog.syndication.sending import Outcome, Sender, Site
from microblog.text.tuples import NamedTuple
from microblog.web.client import Client
from microblog.web.documents import Fault

MOST = 20  # parts that one run sends, edits or deletes on an account
_MOST_DELETED = 5  # of which a run that would delete nearly all asks first
_LONGEST = 15 * 60.0  # seconds that a run takes, beside what it waits for pages
_PAUSE = 10.0  # seconds between two looks at a page that is not live yet


class _Run(NamedTuple):
    """What is the same for all accounts."""

    options: Options
    arguments: argparse.Namespace
    settings: Settings
    client: Client
    posts: Mapping[str, list[Post]]  # that readers see, by author, the oldest first
    ledgers: Mapping[str, list[Line]]
    around: Surroundings
    at: str
    until: float  # when waiting for pages ends
    end: float  # when nothing more is begun


def syndicate(options: Options, arguments: argparse.Namespace) -> int:
    """Send copies of new posts to their authors' accounts elsewhere; edit and delete those whose posts changed or went."""
    with Cache(options.root).locked(work="syndication"), listener(options) as listen, read_site(options, listen) as (settings, db):
        if settings.config.base_url == Config().base_url:
            raise UsageError(
                "`base_url` is missing or still the preview's, so nobody could see what is live; write the site's own into config.yaml"
            )
        authors = [author for handle in queries.handles(db) if (author := queries.author(db, handle))]
        accounts = [account for author in authors for account in accounts_of(author)]
        _check(accounts)
        posts: dict[str, list[Post]] = {author.handle: [] for author in authors}
        for post in queries.visible_posts(db):
            posts[post.author].append(post)
        ledgers = read_ledgers(options.root)
        around = Surroundings(db, settings.config, options.root, ledgers)
        at = datetime.fromtimestamp(settings.now // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
        until = time.monotonic() + arguments.wait
        run = _Run(options, arguments, settings, Client(arguments.allow), posts, ledgers, around, at, until, until + _LONGEST)
        done = [_on(run, account) for account in accounts]
        return 0 if all(done) else 1


def _check(accounts: list[Account]) -> None:
    if not accounts:
        raise UsageError("no profile names an account of Mastodon or Bluesky: write `mastodon:` or `bluesky:` into one")
    names = Counter(account.variable for account in accounts)
    remedy = "since - and _ are the same there; rename one of them"
    refuse(f"two authors would have their secret in {name}, {remedy}" for name, number in names.items() if number > 1)


def _on(run: _Run, account: Account) -> bool:
    """Bring one account in line; return whether nothing went wrong."""
    secret = secret_of(account)
    if not (secret or run.arguments.dry_run):
        complain(printable(f"{account.name}: left alone, since {account.variable} is not set"))
        return True
    copies = Copies(run.options.root, account, run.ledgers.get(account.handle, ()))
    if not copies.begun and run.arguments.dry_run and not run.arguments.since:
        _say(run, f"{account.name}: the first run only notes that posts are sent from then on; --since DATE sends those from before")
        return True
    _begin(run, copies)
    if run.arguments.dry_run:
        _rehearse(run, copies)
        return True
    network = NETWORKS[account.network](run.client, account, secret)
    try:
        actions = _plan(run, copies, network.limits)
    except Fault as fault:
        _tell_fault(account, fault, secret)
        return False
    if _is_mass_deletion(actions, copies) and not run.arguments.delete:
        complain(
            printable(f"{account.name}: nearly all copies would be deleted, so nothing was done; --delete lets it, --dry-run lists it")
        )
        return False
    return _carried_out(run, network, secret, copies, actions)


def _begin(run: _Run, copies: Copies) -> None:
    """Note from when on posts are sent: from now, or from where somebody says."""
    since = parse_now(run.arguments.since, "--since") if run.arguments.since else 0
    if copies.begun and not (since and since < _instant(copies.begun)):
        return
    moment = since or run.settings.now
    there = () if since else (post.id for post in run.posts[copies.account.handle] if is_of_that_day(post, moment))
    at = datetime.fromtimestamp(moment / 1_000_000, UTC).isoformat().replace("+00:00", "Z")
    copies.begin(at, there, keep=not run.arguments.dry_run)


def _instant(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp() * 1_000_000)


def _plan(run: _Run, copies: Copies, ask_limits: Callable[[], Allowance]) -> list[Action]:
    """List what is to be done; the server is asked what it takes where that matters."""
    account = copies.account
    around, rules = run.around.of(account), RULES[account.network]

    def composed(post: Post) -> list[Part]:
        limits = copies.limits_of(post.id)
        if limits is None:
            limits = copies.fresh = ask_limits()
        parts = compose(post, account, rules._replace(limits=limits), around)
        if parts and parts[0].kind == "post":
            run.around.expected.add((account.network, post.id))
        return parts

    posts = sorted(run.posts[account.handle], key=moment_of)
    return plan_copies(posts, copies, composed)


def _is_mass_deletion(actions: list[Action], copies: Copies) -> bool:
    there = {whose for (whose, _), sent in copies.parts.items() if sent.state == "sent"}
    deleted = {action.sent.post for action in actions if action.verb == "delete" and action.post is None}
    return len(deleted) > _MOST_DELETED and 2 * len(deleted) > len(there)


def _carried_out(run: _Run, network: Network, secret: str, copies: Copies, actions: list[Action]) -> bool:
    account = copies.account
    done: list[Outcome] = []
    fault: Fault | None = None
    in_time = takewhile(lambda _: time.monotonic() < run.end, actions[:MOST])
    try:
        if actions:
            network.sign_in()
        site = Site(lambda post: _is_live(run, post), run.around.sizes_of, lambda post: run.around.copy_of(account.network, post), run.at)
        for outcome in Sender(network, copies, site).send(in_time):
            done.append(outcome)
            _tell(run, account, outcome)
    except Fault as error:
        fault = error
        _tell_fault(account, error, secret)
    is_late = fault is None and len(done) < len(actions[:MOST])
    if is_late:
        complain(f"{account.name}: {_LONGEST / 60:g} minutes are over, which is all that a run may take; the next one goes on from there")
    _say(run, f"{account.name}: {_sum_up(done, len(actions))}")
    return fault is None and not is_late and not any(_is_wrong(outcome) for outcome in done)


def _tell_fault(account: Account, fault: Fault, secret: str) -> None:
    complain(printable(f"{account.name}: {fault.what}; the next run goes on from there".replace(secret, "…")))


def _is_wrong(outcome: Outcome) -> bool:
    return outcome.state in {"refused", "gone"} or (outcome.state == "sent" and bool(outcome.why))


def _is_live(run: _Run, post: Post) -> bool:
    """Return whether a post's page answers; wait for it as long as the run may."""
    while True:
        try:
            if run.client.read(run.around.page_of(post)).status == 200:
                return True
        except Fault as fault:
            raise Fault(
                f"is asked for nothing, since {run.around.page_of(post)} {fault.what}: go online, or publish the site first"
            ) from None
        if time.monotonic() >= run.until:
            return False
        time.sleep(min(_PAUSE, max(0.0, run.until - time.monotonic())))


def _rehearse(run: _Run, copies: Copies) -> None:
    """Say what would be done, without asking the server: new posts are cut as it said last, or as is usual."""
    is_assumed = []

    def limits() -> Allowance:
        is_assumed.append(copies.said is None)
        return copies.said or copies.fresh

    _tell_plan(copies.account, _plan(run, copies, limits))
    if any(is_assumed) and copies.account.network == "mastodon" and not copies.account.limit:
        usual = f"{copies.fresh.characters:,} characters and {copies.fresh.media} pictures are assumed"
        say(printable(f"{copies.account.name}: {usual}, since no run asked the server yet what it takes of a post"))


def _tell_plan(account: Account, actions: Iterable[Action]) -> None:
    number = 0
    for action in actions:
        number += 1
        what = action.part.rich.text if action.part and action.part.kind == "post" else action.part.kind if action.part else ""
        whose = f"{action.sent.post} part {action.sent.part + 1}"
        say(printable(f"{action.verb:6} {whose} → {account.name}: {' '.join(what.split())[:200]}"))
    say(printable(f"{account.name}: {count(number, 'thing')} to do; nothing was done, since this is a dry run"))


def _tell(run: _Run, account: Account, outcome: Outcome) -> None:
    whose = outcome.action.sent.post
    if outcome.why:
        state = "the copy stays as it was" if outcome.state == "sent" else outcome.state
        complain(printable(f"{whose} → {account.name}: {state}, {outcome.why}"))
    elif run.options.verbose > 0:
        say(printable(f"{whose} → {account.name}: {outcome.state} {outcome.url}".rstrip()))


def _sum_up(done: list[Outcome], planned: int) -> str:
    states = Counter("edited" if one.state == "sent" and one.action.verb == "edit" else one.state for one in done)
    words = {
        "sent": "sent",
        "edited": "edited",
        "deleted": "deleted",
        "refused": "refused",
        "gone": "gone there",
        "early": "to be sent later",
    }
    parts = [f"{states[state]} {what}" for state, what in words.items() if states[state]]
    left = planned - len(done)
    return ", ".join(parts + ([f"{left} left for the next run"] if left else [])) or "nothing to do"


def _say(run: _Run, line: str) -> None:
    if run.options.verbose >= 0:
        say(printable(line))
