"""Whose copies go where: the accounts that authors name in their profiles, and where the secrets are that open them."""

import os
from collections.abc import Mapping

from microblog.model.nouns import NETWORKS, Author
from microblog.model.variables import variable_of
from microblog.text.tuples import NamedTuple

_SECRETS = {"mastodon": "MICROBLOG_MASTODON_TOKEN", "bluesky": "MICROBLOG_BLUESKY_PASSWORD"}


class Allowance(NamedTuple):
    """What a server takes of one post."""

    characters: int
    media: int
    address: int = 0  # characters that an address counts for, however long it is; 0 for as many as it has


USUAL = {"mastodon": Allowance(500, 4, 23), "bluesky": Allowance(300, 4)}
"""What is taken by a server that does not say."""


class Account(NamedTuple):
    """One account of an author on a network."""

    handle: str  # of the author here
    network: str  # of NETWORKS
    name: str  # https://mastodon.social/@ada; a handle or DID
    visibility: str = "public"  # of what is sent to Mastodon
    long: str = "thread"  # or link: what becomes of a text that is too long
    limit: int = 0  # characters of one post there; 0 for what its server takes

    @property
    def variable(self) -> str:
        """The variable of the environment that holds its token or app password."""
        return variable_of(_SECRETS[self.network], self.handle)

    @property
    def mention(self) -> str:
        """How others there mention the account, without the first `@`; "" where its name does not say."""
        if self.network == "mastodon":
            server, _, user = self.name.removeprefix("https://").partition("/@")
            return f"{user}@{server}"
        return "" if self.name.startswith("did:") else self.name


def secret_of(account: Account) -> str:
    """Return the secret that opens an account; "" where the environment has none."""
    return os.environ.get(account.variable, "").strip()


def accounts_of(author: Author) -> list[Account]:
    """List an author's accounts."""
    return [_account(author.handle, network, dict(written)) for network in NETWORKS if (written := getattr(author, network))]


def _account(handle: str, network: str, values: Mapping[str, str]) -> Account:
    more = {name: values[name] for name in ("visibility", "long") if name in values}
    return Account(handle, network, values["account"], **more, limit=int(values.get("limit", 0)))
