"""What was sent: the lines of `sent/HANDLE.jsonl` that are about copies.

A line is about one part of one post on one account. Its `state` is `sending` before the server is asked, and `sent` after;
`deleted` when the copy was deleted from here, `gone` where somebody deleted it there, and `refused` where the server does not take
it as it is (`hash`). `begun` is about an account: posts from before its moment are left alone; `before` about a post
without a time of day that was there on the very day. `limits` are those by which a post was cut, where they are not the usual
ones: its copy keeps them, since a server that takes more than before is no reason to edit what is there.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from microblog.sources.ledgers import add_line
from microblog.syndication.accounts import USUAL, Account, Allowance
from microblog.text.tuples import NamedTuple


class Sent(NamedTuple):
    """The last word about one part of a post on an account."""

    post: str  # its identity
    part: int = 0
    state: str = ""
    digest: str = ""  # of what was sent (Part.digest)
    text: str = ""  # of the text alone, by which it is known again there
    kind: str = "post"  # or like, repost
    url: str = ""  # the copy's page
    uri: str = ""  # what the server calls it: a number, or an at-uri
    at: str = ""  # RFC 3339
    was: str = ""  # the state before `sending`: an edit of what is there has `sent`
    limits: Allowance | None = None  # where they are not the usual ones


class Copies:
    """What the ledger says of one account, and the pen that adds to it."""

    def __init__(self, root: Path, account: Account, entries: Iterable[Mapping[str, Any]] = ()) -> None:
        """Begin with the lines of its author's ledger."""
        self.account, self._root = account, root
        self.fresh = USUAL[account.network]  # by which a post is cut that has no copy yet
        self.said: Allowance | None = None  # what the server took when it was asked last, as far as the ledger tells
        self.begun = ""
        self.before: set[str] = set()
        self.parts: dict[tuple[str, int], Sent] = {}
        for entry in entries:
            if (entry.get("to"), entry.get("account")) == (account.network, account.name):
                self._take_in(entry)

    def _take_in(self, entry: Mapping[str, Any]) -> None:
        post, state, part = str(entry.get("post", "")), str(entry.get("state", "")), entry.get("part", 0)
        if state == "begun":
            self.begun, self.before = str(entry.get("at", "")), set()
        elif state == "before":
            self.before.add(post)
        elif post and isinstance(part, int):
            names = {"digest": "hash", "text": "text", "url": "url", "uri": "uri", "at": "at", "was": "was"}
            values = {field: str(entry.get(name, "")) for field, name in names.items()}
            limits = _limits(entry.get("limits"))
            if state == "sending" and self.limits_of(post) is None:  # the first word about a post: the server was asked then
                self.said = limits or USUAL[self.account.network]
            self.parts[post, part] = Sent(post, part, state, kind=str(entry.get("as", "post")), limits=limits, **values)

    def of(self, post: str) -> list[Sent]:
        """List what is or may be there of a post, by part."""
        found = (sent for (whose, _), sent in self.parts.items() if whose == post and sent.state in {"sending", "sent"})
        return sorted(found, key=lambda sent: sent.part)

    def limits_of(self, post: str) -> Allowance | None:
        """Return by which limits a post was cut; None where it has no copy."""
        first = self.parts.get((post, 0))
        is_copied = first is not None and first.state in {"sending", "sent", "refused"}
        return (first.limits or USUAL[self.account.network]) if first and is_copied else None

    def begin(self, at: str, before: Iterable[str] = (), *, keep: bool = True) -> None:
        """Note from when on posts are sent, and those of that day that are not; without `keep` for this run alone."""
        lines = [{"state": "begun", "at": at}, *({"state": "before", "post": post, "at": at} for post in before)]
        for line in lines:
            if keep:
                self._add(line)
            else:
                self._take_in(line)

    def note(self, sent: Sent) -> None:
        """Add a line, and return when it is on the disk."""
        values = {"post": sent.post, "part": sent.part, "state": sent.state, "hash": sent.digest, "at": sent.at}
        more = {"text": sent.text, "url": sent.url, "uri": sent.uri, "was": sent.was, "as": sent.kind if sent.kind != "post" else ""}
        limits = self.limits_of(sent.post) or self.fresh
        cut = {"limits": [*limits]} if limits != USUAL[self.account.network] else {}
        self._add(values | {name: value for name, value in more.items() if value} | cut)

    def _add(self, values: dict[str, Any]) -> None:
        entry = {"to": self.account.network, "account": self.account.name, **values}
        add_line(self._root, self.account.handle, entry)
        self._take_in(entry)


def _limits(written: Any) -> Allowance | None:
    is_one = isinstance(written, list) and len(written) == len(Allowance._fields) and all(type(number) is int for number in written)
    return Allowance(*written) if is_one else None
