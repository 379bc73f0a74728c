"""Which copies each post has: those that its front matter names, and those that `syndicate` noted in `sent/`."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from microblog.answers.copies import Copy, copy_at
from microblog.answers.found import text_of
from microblog.model.nouns import Post
from microblog.sources.ledgers import read_ledgers


def copies_of(root: Path, posts: Iterable[Post]) -> dict[str, list[Copy]]:
    """Return the copies of posts that have some, by the post's ref; raise ContentError where a ledger cannot be read."""
    sent = _sent(root)
    found: dict[str, list[Copy]] = {}
    for post in posts:
        addresses = [*sent.get(post.id, ()), *post.syndication]
        known = {(copy.source, copy.id.rpartition("/")[2]): copy for address in reversed(addresses) if (copy := copy_at(address))}
        if known:
            found[post.ref] = [*known.values()][::-1]
    return found


def _sent(root: Path) -> dict[str, list[str]]:
    """Return where copies lie, by the post's id; of each the last line counts."""
    entries = (entry for entries in read_ledgers(root).values() for entry in entries)
    last: dict[tuple[Any, ...], dict[str, Any]] = {(str(e.get("post")), str(e.get("to")), str(e.get("part"))): e for e in entries}
    found = defaultdict(list)
    for (post, _, _), entry in last.items():
        if entry.get("state") == "sent":
            found[post].append(text_of(entry, "uri") if text_of(entry, "uri").startswith("at://") else text_of(entry, "url"))
    return found
