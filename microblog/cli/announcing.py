"""The commands that tell others what is new here: `webmention`, `ping`."""

import argparse
from collections import Counter
from datetime import UTC, datetime, timedelta

from microblog.build.last_build import last_build
from microblog.build.options import Options, parse_now
from microblog.cli.streams import complain, say
from microblog.cli.words import count
from microblog.errors import printable, refuse
from microblog.library.published import feed_paths, published_posts
from microblog.model import urls
from microblog.web.client import Client
from microblog.web.documents import Fault
from microblog.webmention.hubs import Heard, digest_of, ping, plan_pings, read_heard, write_heard
from microblog.webmention.ledger import Ledger, read_told
from microblog.webmention.planning import Asked, Plan, plan_mentions
from microblog.webmention.sending import Outcome, Sender

_FRESH = timedelta(days=30)
_MOST = 200  # sites that one run tells


def send_webmentions(options: Options, arguments: argparse.Namespace) -> int:
    """Send webmentions to the sites that posts link to; what one of them does is no failure of this site's."""
    now = parse_now(options.now)
    plan = _plan(options, arguments, now)
    if arguments.dry_run:
        for mention in plan.mentions:
            say(printable(f"{'gone' if mention.is_gone else 'link'}  {mention.told.url} → {mention.told.target}"))
        say(f"Nothing was sent, since this is a dry run: {count(len(plan.mentions), 'site')} would be told{_left(plan)}")
        return 0
    at = datetime.fromtimestamp(now // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
    try:
        outcomes = Sender(Client(arguments.allow), Ledger(options.root, at), now).send(plan.mentions[:_MOST])
    except Fault as fault:
        complain(printable(f"{fault.what}; nothing was sent: go online, or publish the site first"))
        return 1
    _tell(outcomes, options)
    if options.verbose >= 0:
        over = f", {len(plan.mentions) - _MOST} left for the next run" if len(plan.mentions) > _MOST else ""
        say(f"Webmentions: {_sum_up(outcomes)}{over}{_left(plan)}")
    return 0


def ping_hub(options: Options, arguments: argparse.Namespace) -> int:
    """Let the hub know which feeds changed since it was told last."""
    hub, feeds = _feeds(options)
    if not hub:
        say("Nobody was told, since config.yaml names no hub; `hub: https://pubsubhubbub.appspot.com/` would be one")
        return 0
    heard = read_heard(options.root, hub)
    changed = plan_pings(feeds, heard or Heard(hub, feeds))
    if arguments.dry_run:
        for url in changed:
            say(printable(f"feed  {url}"))
        say(f"Nothing was sent, since this is a dry run: {hub} would be told of {count(len(changed), 'feed')}")
        return 0
    if heard is None:
        write_heard(options.root, Heard(hub, feeds))
        say(f"Noted what {count(len(feeds), 'feed')} say; {hub} is told of what changes from now on")
        return 0
    return _ping(options, Client(arguments.allow), heard, feeds, changed)


def _feeds(options: Options) -> tuple[str, dict[str, str]]:
    """Return the hub, and the feeds as they were built, each with its hash."""
    with last_build(options) as found:
        config, paths = found.config, feed_paths(found.db)
    files = ((path, options.output_path / path) for path in paths)
    return config.hub, {urls.absolute(config.base_url, path): digest_of(file.read_bytes()) for path, file in files if file.is_file()}


def _ping(options: Options, client: Client, heard: Heard, feeds: dict[str, str], changed: list[str]) -> int:
    """Ping the hub, and note of what; that is noted as well where something goes wrong on the way."""
    known = {url: digest for url, digest in heard.feeds.items() if url in feeds}
    told = status = 0
    try:
        for pinged in ping(client, heard.hub, feeds, changed[:_MOST]):
            if pinged.fault:
                complain(printable(f"{pinged.url} {pinged.fault}"))
            else:
                known[pinged.url] = feeds[pinged.url]
                told += 1
    except Fault as fault:
        complain(printable(f"{fault.what}; the next run tells the rest"))
        status = 1
    if known != heard.feeds:
        write_heard(options.root, Heard(heard.hub, known))
    if options.verbose >= 0:
        say(printable(f"Told {heard.hub} of {count(told, 'feed')}, of {len(changed)} that changed"))
    return status


def _plan(options: Options, arguments: argparse.Namespace, now: int) -> Plan:
    since = parse_now(arguments.since, "--since") if arguments.since else now - int(_FRESH.total_seconds()) * 1_000_000
    with last_build(options) as found:
        base_url = found.config.base_url
        only = {text: _ref(text, base_url) for text in arguments.only}
        posts, told = [*published_posts(found.db, now)], read_told(options.root)
    known = {post.ref for post in posts} | {one.url.removeprefix(f"{base_url}@").rstrip("/") for one in told}
    refuse(_fault(text, ref) for text, ref in only.items() if ref not in known)
    return plan_mentions(posts, told, Asked(base_url, now, since, [*only.values()]))


def _ref(written: str, base_url: str) -> str:
    """Return how a post is referred to that is given so, or by its address or its file."""
    path = urls.own_path(written, base_url)
    return (written if path is None else path).strip("/").removeprefix("@").removeprefix("posts/").removesuffix(".md")


def _fault(written: str, ref: str) -> str:
    if "/" not in ref:
        return f"--only {written}: name a post as ada/2026-11-23-hello, or by its address"
    return f"--only {ref}: no post that readers are led to is called so; write it as in ada/2026-11-23-hello"


def _tell(outcomes: list[Outcome], options: Options) -> None:
    for outcome in outcomes:
        line = printable(f"{outcome.told.target}: {outcome.why or outcome.told.state}")
        if outcome.why and outcome.told.state != "none":
            complain(line)
        elif options.verbose > 0:
            say(line)


def _sum_up(outcomes: list[Outcome]) -> str:
    states = Counter(outcome.told.state or "early" for outcome in outcomes)
    words = {
        "sent": "sent",
        "deleted": "told that the link is gone",
        "none": "to sites that take none",
        "failed": "refused",
        "waiting": "to be tried again later",
        "early": "to be told when the page is live",
    }
    return ", ".join(f"{states[state]} {what}" for state, what in words.items() if states[state]) or "nothing to tell"


def _left(plan: Plan) -> str:
    """Say what is left alone, and what to do about it."""
    waiting = f", {plan.waiting} left alone for now since they failed lately" if plan.waiting else ""
    return waiting + (f", {plan.old} of old posts left alone (--since DATE or --only POST would tell them)" if plan.old else "")
