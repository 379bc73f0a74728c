"""The account that a whole site stands for in the fediverse."""

import sqlite3
from collections.abc import Iterator

from microblog.content.accounts import account_of
from microblog.errors import Problem
from microblog.library import queries
from microblog.library.checks import LineOf
from microblog.model.nouns import Config


def site_account(db: sqlite3.Connection, config: Config) -> str:
    """Return the account of the default author or the only one, `@ada@social.example`, or ""."""
    author = queries.author(db, config.author or queries.sole_author(db))
    return account_of(author) if author else ""


def check_alias(db: sqlite3.Connection, config: Config, line_of: LineOf) -> Iterator[Problem]:
    """Find a site that is to lead to an account which nobody names."""
    if config.fediverse == "alias" and not site_account(db, config):
        handle = config.author or queries.sole_author(db)
        remedy = f'write fediverse: "@{handle}@social.example" into the profile of {handle}' if handle else "write `author:` as well"
        yield Problem("config.yaml", line_of("config.yaml", "fediverse"), "`fediverse: alias` leads to no account", remedy)
