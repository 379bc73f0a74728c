"""The networks that copies go to: how each is asked, and by which rules a post is cut for it."""

from collections.abc import Callable, Mapping

from microblog.syndication import bluesky, mastodon
from microblog.syndication.accounts import Account
from microblog.syndication.network import Network
from microblog.web.client import Client

RULES = {"mastodon": mastodon.RULES, "bluesky": bluesky.RULES}
NETWORKS: Mapping[str, Callable[[Client, Account, str], Network]] = {"mastodon": mastodon.Mastodon, "bluesky": bluesky.Bluesky}
"""By name: what asks an account's server, with a secret."""
