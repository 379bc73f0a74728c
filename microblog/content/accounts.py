"""Accounts of other networks, as keys name them."""

import re

from microblog.model.nouns import Author
from microblog.model.records import is_did
from microblog.text.patterns import lazily
from microblog.yaml.fields import Report, text
from microblog.yaml.values import Value


def did(value: Value, report: Report) -> str | None:
    """Read the identity of an account of the AT Protocol."""
    found = text(value, report)
    if found and not is_did(found):
        remedy = "write, for example, did:plc:abcdefghijklmnopqrstuvwx; https://YOUR-HANDLE/.well-known/atproto-did or DNS tells yours"
        report.error(value.line, f"is no DID: `{found}`", remedy)
        return None
    return found


FEDIVERSE = ("none", "alias", "bridgy")
"""How a site is to be found in the fediverse."""

_FEDIVERSE_REMEDY = "alias leads the site's name to your account there, bridgy makes an account of the site itself, none does nothing"

_ACCOUNT = lazily(r"@?([\w.-]{1,64})@([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?)", re.ASCII | re.IGNORECASE)
_PROFILE = lazily(r"https://(?:www\.)?([\w.-]+)/@([\w.-]+)/?", re.ASCII)
_OTHERS = frozenset({"medium.com", "tiktok.com", "youtube.com", "threads.net", "threads.com", "flipboard.com"})
"""Hosts whose addresses look like the fediverse's, and whose names are not those of it, or need not be."""


def account_of(author: Author) -> str:
    """Return an author's account in the fediverse, `@ada@social.example`, as `fediverse`, a link or `mastodon` tells it, or ""."""
    urls = [*(url for _, url in author.links), dict(author.mastodon).get("account", "")]
    found = map(_PROFILE.fullmatch, urls)
    return author.fediverse or next((f"@{match[2]}@{match[1]}" for match in found if match and match[1] not in _OTHERS), "")


def fediverse(value: Value, report: Report) -> str | None:
    """Read how a site is to be found in the fediverse."""
    found = text(value, report)
    if found is None or found in FEDIVERSE:
        return found
    report.error(value.line, f"is none of {', '.join(FEDIVERSE)}: `{found}`", _FEDIVERSE_REMEDY)
    return None


def fediverse_account(value: Value, report: Report) -> str | None:
    """Read an account of the fediverse: `@ada@social.example`."""
    found = text(value, report)
    match = _ACCOUNT.fullmatch(found) if found else None
    if found and not match:
        report.error(value.line, f"is no account: `{found}`", 'write, for example, "@ada@social.example", with the quotes')
    return f"@{match[1]}@{match[2].lower()}" if match else None
