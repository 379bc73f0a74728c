"""The copies of one post that is taken back: deleted at once, without a look at any other post."""

from collections.abc import Iterator
from pathlib import Path

from microblog.model.nouns import Author
from microblog.sources.ledgers import ledger_path, read_ledger
from microblog.syndication.accounts import Account, accounts_of, secret_of
from microblog.syndication.ledger import Copies
from microblog.syndication.networks import NETWORKS
from microblog.syndication.planning import Action
from microblog.syndication.sending import Outcome, Sender, Site
from microblog.web.client import Client


def accounts_with_copies(root: Path, author: Author, post_id: str) -> list[Account]:
    """List the accounts that have copies of a post, of those whose secrets are in the environment."""
    return [account for account in accounts_of(author) if secret_of(account) and _copies(root, account).of(post_id)]


def delete_copies(root: Path, account: Account, post_id: str, client: Client, at: str) -> Iterator[Outcome]:
    """Delete the parts of a post's copy, the last one first, and note it; raise Fault where the server cannot be asked."""
    copies = _copies(root, account)
    network = NETWORKS[account.network](client, account, secret_of(account))
    network.sign_in()
    actions = [Action("delete", sent) for sent in reversed(copies.of(post_id))]
    yield from Sender(network, copies, Site(lambda _: False, lambda _: (), lambda _: None, at)).send(actions)


def _copies(root: Path, account: Account) -> Copies:
    return Copies(root, account, read_ledger(root, ledger_path(account.handle)))
