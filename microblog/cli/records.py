"""The command `publish-records`."""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from microblog.atproto.blobs import Pictures
from microblog.atproto.documents import Change, carry_out, plan_changes, plan_withdrawal
from microblog.atproto.identities import HOSTS, Hosts
from microblog.atproto.sessions import Repository, Session, open_repository, sign_in
from microblog.build.dry_run import read_site
from microblog.build.options import Options
from microblog.build.settings import Settings
from microblog.cli.streams import complain, is_meant, say
from microblog.cli.words import count, listener
from microblog.errors import UsageError, printable
from microblog.library import queries
from microblog.library.publications import Wanted, wanted_publications
from microblog.model.nouns import Author, Config
from microblog.model.records import is_did
from microblog.model.standard_site import possible_publications
from microblog.model.variables import variable_of
from microblog.text.tuples import NamedTuple
from microblog.web.client import Client
from microblog.web.documents import Fault

if TYPE_CHECKING:
    from sqlite3 import Connection

_PASSWORD = "ATPROTO_APP_PASSWORD"  # noqa: S105 - the name of a variable


class _Account(NamedTuple):
    """A repository, how we get at it, and what becomes of it."""

    name: str  # `the site`, `@ada`
    did: str
    variable: str  # the one that holds the app password
    password: str  # "" where it holds none
    plan: Callable[[Repository], list[Change]]
    pages: int  # that have a record
    is_withdrawn: bool  # all its records go


class _Run(NamedTuple):
    """What is the same for all accounts."""

    client: Client
    hosts: Hosts
    is_dry: bool
    is_sure: bool  # nobody is asked whether a withdrawal is meant
    options: Options

    def open(self, account: _Account) -> Repository:
        """Open a repository: to read it, or signed in to write to it."""
        if self.is_dry:
            return open_repository(self.client, account.did, self.hosts)
        return sign_in(self.client, account.did, account.password, self.hosts)


def publish_records(options: Options, arguments: argparse.Namespace) -> int:
    """Write a record of each article and page into its author's repository, and delete those whose page is gone; or withdraw them all."""
    with ExitStack() as opened:
        with listener(options) as listen:
            settings, db = opened.enter_context(read_site(options, listen))
        accounts = _accounts(db, settings, arguments.withdraw)
        if not (arguments.dry_run or any(account.password for account in accounts)):
            raise UsageError(f"there is no app password: set {' or '.join(account.variable for account in accounts)}")
        hosts = HOSTS._replace(directory=(arguments.directory or HOSTS.directory).rstrip("/"))
        run = _Run(Client(arguments.allow), hosts, arguments.dry_run, arguments.yes, options)
        done = [_bring_in_line(run, account) for account in accounts]
    return 0 if all(done) else 1


def _accounts(db: "Connection", settings: Settings, withdrawn: str | None) -> list[_Account]:
    """List the accounts that are written to, or withdrawn: the one of that DID, or, where it is "", all that the site names."""
    config = settings.config
    if withdrawn:
        authors = [author for handle in queries.handles(db) if (author := queries.author(db, handle))]
        return [_account_left(config, authors, withdrawn)]
    wanted = wanted_publications(db, config)
    _check(config, wanted, is_withdrawal=withdrawn is not None)
    now = datetime.fromtimestamp(settings.now // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
    is_withdrawn = withdrawn is not None
    plan = _plan_withdrawal if is_withdrawn else partial(_plan, config, Pictures(db, config, settings.root), now)
    is_only = len(wanted) == 1 and bool(queries.sole_author(db))  # else a member with a `did` would be sent the site's own password
    return [_account(one, plan, is_only=is_only)._replace(is_withdrawn=is_withdrawn) for one in wanted]


def _check(config: Config, wanted: Sequence[Wanted], *, is_withdrawal: bool) -> None:
    if not wanted:
        more = "; of an account that the site names no more: --withdraw DID" if is_withdrawal else ""
        raise UsageError(f"nobody has a `did`, so there is no repository to write to{more}; write `did:` into config.yaml or a profile")
    if config.base_url == Config().base_url and not is_withdrawal:
        raise UsageError(
            "`base_url` is missing or still the preview's, so no record could name its page; write the site's own into config.yaml"
        )


def _plan(config: Config, pictures: Pictures, now: str, wanted: Wanted, repository: Repository) -> list[Change]:
    return plan_changes(repository, config, wanted, pictures, now)


def _plan_withdrawal(wanted: Wanted, repository: Repository) -> list[Change]:
    return plan_withdrawal(repository, [wanted.publication.address])


def _account(wanted: Wanted, plan: Callable[[Wanted, Repository], list[Change]], *, is_only: bool) -> _Account:
    owner = wanted.owner
    variable = _variable(owner, is_only=is_only)
    name, password = f"@{owner.handle}" if owner else "the site", os.environ.get(variable, "").strip()
    return _Account(name, wanted.publication.address.did, variable, password, partial(plan, wanted), len(wanted.pages), is_withdrawn=False)


def _account_left(config: Config, authors: Sequence[Author], did: str) -> _Account:
    """Return an account that the site may name no more: whose it was is not known, so all are looked for that it may have."""
    if not is_did(did):
        raise UsageError(f"--withdraw takes a DID, as in did:plc:abcdefghijklmnopqrstuvwx, which {did} is not")
    addresses = [publication.address for publication in possible_publications(config, authors, did)]
    owner = next((author for author in authors if author.did == did != config.did), None)  # whom it still names
    variable = _variable(owner, is_only=len(authors) == 1)
    password = os.environ.get(variable, "").strip()
    return _Account(did, did, variable, password, lambda repository: plan_withdrawal(repository, addresses), 0, is_withdrawn=True)


def _variable(owner: Author | None, *, is_only: bool) -> str:
    """Return the variable that holds the app password of an author's account, or, of nobody's, of the site's."""
    return variable_of(_PASSWORD, owner.handle) if owner and not is_only else _PASSWORD


def _bring_in_line(run: _Run, account: _Account) -> bool:
    """Do with one account what is to be done; return whether all of it could be."""
    if not (account.password or run.is_dry):
        complain(f"{account.name}: left alone, since {account.variable} is not set")
        return True
    done: list[Change] = []
    changes: Sequence[Change] = ()
    server = account.did
    try:
        repository = run.open(account)
        server = repository.server.url
        changes = account.plan(repository)
        if account.is_withdrawn and changes and not _is_withdrawal_meant(run, repository, changes):
            return False
        with listener(run.options) as listen:
            for change in changes:
                if listen and not run.is_dry:
                    listen("records", len(done), len(changes))
                _carry_out(run, repository, change)
                done.append(change)
    except Fault as fault:
        before = f"; {count(len(done), 'record')} of {len(changes)} done before that, the rest the next time" if changes else ""
        complain(printable(f"{account.name}: {server} {fault.what}{before}"))
        return False
    if run.options.verbose >= 0:
        say(f"{account.name}: {_sum_up(changes, account, is_dry=run.is_dry)}")
        if account.is_withdrawn and account.name != account.did:
            say(f"{account.name}: take `did` out and publish the site; its pages still name these records, and the next run writes them")
    return True


def _is_withdrawal_meant(run: _Run, repository: Repository, changes: Sequence[Change]) -> bool:
    """Say what would be deleted, and ask."""
    if run.is_dry or run.is_sure:
        return True
    for change in changes:
        say(_line(repository, change))
    otherwise = "--withdraw deletes records; say --yes where nobody can be asked, or --dry-run to see which"
    if is_meant("Delete them?", otherwise, is_sure=False):
        return True
    complain("Nothing was deleted")
    return False


def _carry_out(run: _Run, repository: Repository, change: Change) -> None:
    """Change one record, where we are signed in, and say which, where that is asked for."""
    if isinstance(repository, Session):
        carry_out(repository, change)
    if run.options.verbose > 0 or (run.is_dry and run.options.verbose == 0):
        say(_line(repository, change))


def _line(repository: Repository, change: Change) -> str:
    return printable(f"{change.verb:6} {change.title} (at://{repository.did}/{change.collection}/{change.key})")


def _sum_up(changes: Sequence[Change], account: _Account, *, is_dry: bool) -> str:
    verbs = Counter(change.verb for change in changes)
    told = f"{count(verbs['write'], 'record')} written, {verbs['delete']} deleted" + (
        "" if account.is_withdrawn else f"; {count(account.pages, 'page')} in all"
    )
    return f"{told}; nothing was done, since this is a dry run" if is_dry else told
