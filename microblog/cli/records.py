"""The command `publish-records`."""

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from microblog.atproto.documents import Change, carry_out, plan_changes
from microblog.atproto.identities import HOSTS, Hosts
from microblog.atproto.sessions import Repository, Session, open_repository, sign_in
from microblog.build.dry_run import read_site
from microblog.build.options import Options
from microblog.cli.streams import complain, say
from microblog.cli.words import count, listener
from microblog.errors import UsageError, printable
from microblog.library.publications import Wanted, wanted_publications
from microblog.model.nouns import Config
from microblog.model.variables import variable_of
from microblog.text.tuples import NamedTuple
from microblog.web.client import Client
from microblog.web.documents import Fault

_PASSWORD = "ATPROTO_APP_PASSWORD"  # noqa: S105 - the name of a variable


class _Account(NamedTuple):
    """A publication, and how we get at the repository that it is in."""

    wanted: Wanted
    variable: str  # the one that holds the app password
    password: str  # "" where it holds none

    @property
    def name(self) -> str:
        return f"@{self.wanted.owner.handle}" if self.wanted.owner else "the site"


class _Run(NamedTuple):
    """What is the same for all accounts."""

    client: Client
    hosts: Hosts
    config: Config
    now: str  # RFC 3339
    is_dry: bool
    options: Options

    def open(self, account: _Account) -> Repository:
        """Open a repository: to read it, or signed in to write to it."""
        did = account.wanted.publication.address.did
        return open_repository(self.client, did, self.hosts) if self.is_dry else sign_in(self.client, did, account.password, self.hosts)


def publish_records(options: Options, arguments: argparse.Namespace) -> int:
    """Write a record of each article and page into its author's repository, and delete those whose page is gone."""
    with listener(options) as listen, read_site(options, listen) as (settings, db):
        config, wanted = settings.config, wanted_publications(db, settings.config)
    if not wanted:
        raise UsageError("nobody has a `did`, so there is no repository to write to: see docs/how-to/atmosphere.md")
    if config.base_url == Config().base_url:
        raise UsageError(
            "`base_url` is missing or still the preview's, so no record could name its page; write the site's own into config.yaml"
        )
    accounts = [_account(one, is_only=len(wanted) == 1) for one in wanted]
    if not (arguments.dry_run or any(account.password for account in accounts)):
        raise UsageError(f"there is no app password: set {' or '.join(account.variable for account in accounts)}")
    now = datetime.fromtimestamp(settings.now // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
    hosts = HOSTS._replace(directory=(arguments.directory or HOSTS.directory).rstrip("/"))
    run = _Run(Client(arguments.allow), hosts, config, now, arguments.dry_run, options)
    done = [_bring_in_line(run, account) for account in accounts]
    return 0 if all(done) else 1


def _account(wanted: Wanted, *, is_only: bool) -> _Account:
    variable = variable_of(_PASSWORD, wanted.owner.handle) if wanted.owner and not is_only else _PASSWORD
    return _Account(wanted, variable, os.environ.get(variable, "").strip())


def _bring_in_line(run: _Run, account: _Account) -> bool:
    """Bring one publication in line with the site; return whether all of it could be."""
    if not (account.password or run.is_dry):
        complain(f"{account.name}: left alone, since {account.variable} is not set")
        return True
    done: list[Change] = []
    changes: Sequence[Change] = ()
    server = account.wanted.publication.address.did
    try:
        repository = run.open(account)
        server = repository.server.url
        changes = plan_changes(repository, run.config, account.wanted, run.now)
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
        say(f"{account.name}: {_sum_up(changes, len(account.wanted.pages), is_dry=run.is_dry)}")
    return True


def _carry_out(run: _Run, repository: Repository, change: Change) -> None:
    """Change one record, where we are signed in, and say which, where that is asked for."""
    if isinstance(repository, Session):
        carry_out(repository, change)
    if run.options.verbose > 0 or (run.is_dry and run.options.verbose == 0):
        say(printable(f"{change.verb:6} {change.title} (at://{repository.did}/{change.collection}/{change.key})"))


def _sum_up(changes: Sequence[Change], pages: int, *, is_dry: bool) -> str:
    verbs = Counter(change.verb for change in changes)
    told = f"{count(verbs['write'], 'record')} written, {verbs['delete']} deleted; {count(pages, 'page')} in all"
    return f"{told}; nothing was done, since this is a dry run" if is_dry else told
