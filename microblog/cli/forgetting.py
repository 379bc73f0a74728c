"""The command `forget`."""

import argparse
import shlex
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from microblog.build.cache import Cache
from microblog.build.options import Options, parse_now
from microblog.build.settings import read_settings
from microblog.cli.streams import complain, is_meant, say
from microblog.cli.words import command_line, count
from microblog.errors import UsageError, printable
from microblog.model.nouns import Config, Post
from microblog.repository.history import Held, held_of
from microblog.scaffold.forgetting import Copy, Taking, copies_of, plan_taking, take_back
from microblog.scaffold.targets import find_author
from microblog.syndication.accounts import Account, secret_of
from microblog.syndication.deleting import accounts_with_copies, delete_copies
from microblog.web.client import Client
from microblog.web.documents import Fault


def forget_post(options: Options, arguments: argparse.Namespace) -> int:
    """Take a post back, and say what only people can do."""
    now, config = parse_now(options.now), read_settings(options).config
    taking = plan_taking(options.root, config, arguments.post, now)
    with_tombstone = taking.was_shown and not arguments.no_tombstone
    paths = [taking.post.source, *taking.files]
    held, copies = held_of(options.root, paths), copies_of(options.root, taking.post)
    accounts = _accounts(options.root, config, taking.post) if copies else []
    for line in (*_outlook(taking, with_tombstone=with_tombstone), *(f"delete  its copy on {account.name}" for account in accounts)):
        say(printable(line))
    if not arguments.dry_run:
        otherwise = "forget removes files; say --yes where nobody can be asked, or --dry-run to see what would go"
        if not is_meant("Remove them?", otherwise, is_sure=arguments.yes):
            complain("Nothing was removed")
            return 1
        take_back(options.root, taking, now, with_tombstone=with_tombstone)
        _forget_cache(Cache(options.root))
    done = [] if arguments.dry_run else [_delete_copies(options, arguments, account, taking.post, now) for account in accounts]
    if done:
        copies = copies_of(options.root, taking.post)
    for line in (*_next_steps(options, taking, copies), *_of_history(held, paths)):
        say(printable(line))
    if arguments.dry_run:
        say("Nothing was removed, since this is a dry run")
    return 0 if all(done) else 1


def _forget_cache(cache: Cache) -> None:
    if cache.folder.is_dir():
        with cache.locked():
            cache.forget()


def _accounts(root: Path, config: Config, post: Post) -> list[Account]:
    """List the accounts of its author that have copies of a post, and whose secrets are here."""
    author = find_author(root, config, post.author)
    return accounts_with_copies(root, author, post.id) if author else []


def _delete_copies(options: Options, arguments: argparse.Namespace, account: Account, post: Post, now: int) -> bool:
    """Delete the copies on an account; return whether nothing went wrong. What is left is `syndicate`'s to delete."""
    at = datetime.fromtimestamp(now // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
    try:
        with Cache(options.root).locked(work="syndication"):
            done = [*delete_copies(options.root, account, post.id, Client(arguments.allow), at)]
    except (Fault, UsageError, OSError) as fault:  # what is gone here is gone; the rest has to be told all the same
        what = fault.what if isinstance(fault, Fault) else fault
        complain(printable(f"{account.name}: {what}; its copies stay for now".replace(secret_of(account), "…")))
        return False
    for outcome in done:
        told = f"deleted {outcome.action.sent.url or account.name}" if outcome.state == "deleted" else f"{account.name}: {outcome.why}"
        (say if outcome.state == "deleted" else complain)(printable(told))
    return all(outcome.state == "deleted" for outcome in done)


def _outlook(taking: Taking, *, with_tombstone: bool) -> Iterator[str]:
    """Say what goes and what stays; no word of the post."""
    yield f"remove  {taking.post.source}"
    yield from (f"remove  {path}" for path in taking.files)
    yield from (f"keep    {path}, since {other} may mean it too" for path, other in taking.kept)
    if with_tombstone:
        yield f"add     a line to {taking.stones}, so that the page at /{taking.post.permalink} says that the post was taken back"


def _next_steps(options: Options, taking: Taking, copies: list[Copy]) -> Iterator[str]:
    """Say what is to be done before it is gone from the site, and from other sites."""
    yield f"It is gone from the site, and from {options.output_path}, after the next build and its publication:"
    yield f"  {command_line(options, 'build')} and {command_line(options, 'publish')}"
    kinds = Counter(copy.to for copy in copies)
    if told := kinds.pop("webmention", 0):
        yield f"{count(told, 'site')} that it links to may know of it; once the site is live without it, let them know:"
        yield f"  {command_line(options, 'webmention send')} --only {shlex.quote(taking.post.ref)}"
    if kinds:
        yield f"{count(kinds.total(), 'part')} of it {'is' if kinds.total() == 1 else 'are'} elsewhere; where the account's secret is set:"
        yield f"  {command_line(options, 'syndicate')}"
        yield from (f"  {copy.to}: {copy.address}" for copy in copies if copy.to in kinds)
    for address in taking.post.syndication:
        yield f"A copy that its author noted is at {address}; delete it there"


def _of_history(held: Held | None, paths: list[str]) -> Iterator[str]:
    """Say what git keeps, and how to make it forget."""
    if held is None:
        return
    if not held.commits:
        yield "Git's history has none of these files"
        return
    yield f"Git's history still has them, in {count(held.commits, 'commit')}: whoever can read the repository can read the post."
    yield "To rewrite it, in a fresh clone, when the removal is pushed and everybody who works on the site knows:"
    words = [word for path in paths for word in ("--path", shlex.quote(f"{held.prefix}{path}"))]
    yield f"  git filter-repo --invert-paths {' '.join(words)}"
    for name, address in held.remotes:
        yield f"  git remote add {name} {shlex.quote(address)} && git push --force --all {name} && git push --force --tags {name}"
    yield "Forks and clones of others keep theirs. A host keeps pull requests and cached pages until its support removes them: ask it to"
