"""Whose archives these are: the handle of each account on this site."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from microblog.errors import UsageError
from microblog.model import urls
from microblog.moving.addresses import host_of
from microblog.moving.nouns import Account, Archive
from microblog.moving.records import Records
from microblog.text.tuples import NamedTuple

_NUMBER = 2_000  # accounts of one run


class Member(NamedTuple):
    """An account and its handle here."""

    account: Account
    archive: int  # its number in the run
    handle: str


def choose_handles(
    archives: Sequence[Archive], author: str, known: Collection[str], usual: str, earlier: Mapping[str, Records]
) -> list[Member]:
    """Return the handle of each account.

    `author` is asked for, and gets all of them; else an account of which something was imported before keeps its
    handle, and each other is called as the network has it. A lone account that nobody here is called like belongs to
    the `usual` author, unless that has an account at the same place already: then it is another's.
    """
    accounts = [(account, number) for number, archive in enumerate(archives) for account in archive.accounts]
    if len(accounts) > _NUMBER:
        raise UsageError(f"these archives hold more than {_NUMBER:,} accounts; import some at a time")
    if author:
        if not urls.HANDLE.fullmatch(author):
            raise UsageError(f"{author} cannot be a handle; use 1 to 30 of a-z 0-9 _ -")
        return [Member(account, number, author) for account, number in accounts]
    members = [Member(account, number, _handle(account, earlier)) for account, number in accounts]
    if len(members) == 1 and members[0].handle not in known and usual and not _has_other(earlier.get(usual), members[0].account):
        return [members[0]._replace(handle=usual)]
    _check_names(members)
    return members


def _handle(account: Account, earlier: Mapping[str, Records]) -> str:
    found = (handle for handle, records in earlier.items() if set(account.addresses) & set(records.accounts))
    return next(found, "") or handle_of(account.handle or account.name)


def _has_other(records: Records | None, account: Account) -> bool:
    hosts = {host_of(address) for address in records.accounts} if records else set()
    return any(host_of(address) in hosts for address in account.addresses)


def _check_names(members: Sequence[Member]) -> None:
    seen: dict[str, Member] = {}
    for member in members:
        other = seen.setdefault(member.handle, member)
        if other is not member and not set(other.account.addresses) & set(member.account.addresses):
            one, two = (found.account.key or found.account.handle for found in (other, member))
            what = f"{one} and {two} would both be @{member.handle}"
            raise UsageError(f"{what}; import them one after the other, each with --author, or with one --author for both if they are one")


def handle_of(name: str) -> str:
    """Return a name as a handle: its Latin letters and digits, in small ones; `me` where there are none."""
    plain = unicodedata.normalize("NFKD", name.partition("@")[0] or name).encode("ascii", "ignore").decode().lower()
    handle = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:30].strip("-")
    return handle if urls.HANDLE.fullmatch(handle) and not handle.isdigit() else "me"
