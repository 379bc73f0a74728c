"""Copies of a post on other networks: which addresses are such, and where their servers are asked."""

import re
from urllib.parse import urlsplit

from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

_MASTODON = lazily(r"(https?://[^/?#]+)/(?:@[^/?#]+/|users/[^/?#]+/statuses/|notice/)([0-9A-Za-z]{1,64})/?")
_BLUESKY = lazily(r"(?:https://bsky\.app/profile/([^/?#]+)/post/|at://([^/?#]+)/app\.bsky\.feed\.post/)([0-9A-Za-z._~-]{1,64})/?")
_ACTOR = lazily(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]{1,200}|(?:[a-z0-9-]+\.)+[a-z0-9-]+", re.IGNORECASE)


class Copy(NamedTuple):
    """One copy of a post, or of a part of it."""

    via: str  # mastodon or bluesky
    url: str  # its page
    server: str  # scheme and host that are asked, of a copy in the fediverse; else ""
    id: str  # what its server calls it: a number, or an at-uri

    @property
    def source(self) -> str:
        """What the ids of all answers begin with that its server tells of."""
        return f"mastodon:{urlsplit(self.server).netloc}/" if self.via == "mastodon" else "bluesky:"


def copy_at(address: str) -> Copy | None:
    """Return the copy at an address of a web page, or an at-uri; None where it is none whose answers can be asked for."""
    if found := _MASTODON.fullmatch(address):
        return Copy("mastodon", address, found[1].lower(), found[2])
    found = _BLUESKY.fullmatch(address)
    actor = (found[1] or found[2]) if found else ""
    if not found or not _ACTOR.fullmatch(actor):
        return None
    page = f"https://bsky.app/profile/{actor}/post/{found[3]}"
    return Copy("bluesky", page, "", f"at://{actor}/app.bsky.feed.post/{found[3]}")
