"""The accounts that somebody follows, as Mastodon exports and imports them: `following_accounts.csv`."""

from collections.abc import Iterable

_HEADER = "Account address,Show boosts,Notify on new posts,Languages"


def render_accounts(accounts: Iterable[str]) -> bytes:
    """Render a list of accounts, `@ada@social.example`, whose names have no comma; all are followed as Mastodon does by itself."""
    return "".join(f"{line}\n" for line in [_HEADER, *(f"{account.removeprefix('@')},true,false," for account in accounts)]).encode()
