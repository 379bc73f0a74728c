"""Whose archives these are: the handle of each account on this site."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from microblog.errors import UsageError
from microblog.model import urls
from microblog.moving.nouns import Account, Archive
from microblog.text.tuples import NamedTuple

_NUMBER = 2_000  # accounts of one run


class Member(NamedTuple):
    """An account and its handle here."""

    account: Account
    archive: int  # its number in the run
    handle: str


def choose_handles(archives: Sequence[Archive], author: str, known: Collection[str], usual: str) -> list[Member]:
    """Return the handle of each account.

    `author` is asked for, and gets all of them; else each is called as the network has it. A lone account that nobody
    here is called like belongs to the `usual` author, where there is one.
    """
    accounts = [(account, number) for number, archive in enumerate(archives) for account in archive.accounts]
    if len(accounts) > _NUMBER:
        raise UsageError(f"these archives hold more than {_NUMBER:,} accounts; import some at a time")
    if author:
        if not urls.HANDLE.fullmatch(author):
            raise UsageError(f"{author} cannot be a handle; use 1 to 30 of a-z 0-9 _ -")
        return [Member(account, number, author) for account, number in accounts]
    members = [Member(account, number, handle_of(account.handle or account.name)) for account, number in accounts]
    if len(members) == 1 and members[0].handle not in known and usual:
        return [members[0]._replace(handle=usual)]
    _check_names(members)
    return members


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
