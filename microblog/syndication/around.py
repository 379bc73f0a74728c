"""What composing and sending ask of the rest of the site, answered from its index."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from microblog.library import queries
from microblog.library.files import files_of
from microblog.library.references import find_target
from microblog.model import urls
from microblog.model.attachments import medium
from microblog.pictures.sizes import Size, sizes_of
from microblog.syndication import bluesky, mastodon
from microblog.syndication.accounts import accounts_of
from microblog.syndication.composing import Around, Media, Target
from microblog.syndication.planning import is_on

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from microblog.model.nouns import Config, Link, Post
    from microblog.syndication.accounts import Account

_IS_POST = {"mastodon": mastodon.is_post, "bluesky": bluesky.is_post}


class Surroundings:
    """The site around one account's posts."""

    def __init__(self, db: sqlite3.Connection, config: Config, root: Path, ledgers: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        self._db, self._config, self._root = db, config, root
        self._copies: dict[tuple[str, str], tuple[str, str]] = {}  # (network, post) → uri and page of its last part
        for entry in (entry for entries in ledgers.values() for entry in entries):
            self.note(str(entry.get("to")), entry)
        self.expected: set[tuple[str, str]] = set()  # copies that this run is to make

    def note(self, network: str, entry: Mapping[str, Any]) -> None:
        """Take in a line of a ledger."""
        key = (network, str(entry.get("post", "")))
        if entry.get("state") == "sent" and not entry.get("as"):
            self._copies[key] = (str(entry.get("uri", "")), str(entry.get("url", "")))
        elif entry.get("state") in {"deleted", "gone"} and not entry.get("part"):
            self._copies.pop(key, None)

    def of(self, account: Account) -> Around:
        """Return what composing asks of it for an account."""
        return Around(
            address_of=self.address_of,
            account_of=lru_cache(maxsize=None)(partial(self._account_of, account.network)),
            files_of=self._files_of,
            target_of=partial(self._target_of, account),
            page_of=self.page_of,
        )

    def copy_of(self, network: str, post: str) -> tuple[str, str] | None:
        """Return uri and page of the last part of a post's copy, whosever it is."""
        return self._copies.get((network, post))

    def page_of(self, post: Post) -> str:
        """Return the address of a post's page."""
        return urls.absolute(self._config.base_url, post.permalink)

    def address_of(self, href: str) -> str:
        """Return where a link in a post's HTML leads, "" where that is nowhere."""
        if href.startswith("quote:"):
            return urls.absolute(self._config.base_url, f"@{href.removeprefix('quote:')}/")
        if href.startswith("post:"):
            path = find_target(self._db, unquote(href.removeprefix("post:").partition("#")[0]))
            return urls.absolute(self._config.base_url, path) if path else ""
        return f"{self._config.origin}{href}" if href.startswith("/") else href

    def _account_of(self, network: str, handle: str) -> str:
        author = queries.author(self._db, handle)
        return next((one.mention for one in accounts_of(author) if one.network == network), "") if author else ""

    def _target_of(self, account: Account, link: Link) -> Target | None:
        if not link.is_local:
            return Target(address=link.target) if _IS_POST[account.network](link.target) else None
        post = queries.post_at(self._db, link.target)
        if post is None:
            return None
        key = (account.network, post.id)
        if key in self._copies or key in self.expected:
            return Target(post=post.id)
        return next((Target(address=copy) for copy in post.syndication if is_on(account, copy) and _IS_POST[account.network](copy)), None)

    def _files_of(self, post: Post) -> dict[str, Media]:
        found = files_of(self._db, [file.source for file in post.attachments])
        media: dict[str, Media] = {}
        for file in post.attachments:
            source = found.get(file.source)
            if source and medium(file.path) == "image":
                one = Media(source, queries.file_size(self._db, source), "")
                media |= {file.path: one, urls.href(self._config.base_path, file.path): one}
        return media

    def sizes_of(self, media: Media) -> tuple[Size, ...]:
        """Return a picture in the sizes that it is published in, the largest first."""
        return sizes_of(self._db, self._config, self._root, media.source)
