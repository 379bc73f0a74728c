"""What is to be done on an account: posts and ledger in, actions out; nothing is asked and nothing is written here.

A post is sent where it is newer than the author's first run, and readers see it. One that was sent is edited where it says
something else, and its copies are deleted where readers see it no more, or its author wants no copy any more. What somebody
deleted there stays deleted, and what the server refused is sent again only when it is different.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from microblog.model.nouns import EVERYWHERE, Post
from microblog.syndication.accounts import Account
from microblog.syndication.composing import Part
from microblog.syndication.ledger import Copies, Sent
from microblog.text.tuples import NamedTuple

_DAY = 24 * 3600 * 1_000_000


class Action(NamedTuple):
    """What is to be done with one part of a post."""

    verb: str  # send, edit or delete
    sent: Sent  # the last word about it; without a state where there is none
    post: Post | None = None
    part: Part | None = None


def plan_copies(posts: Iterable[Post], copies: Copies, compose: Callable[[Post], list[Part]]) -> list[Action]:
    """List what is to be done; `posts` are those of the account's author that readers see, the oldest first."""
    seen: dict[str, Post] = {post.id: post for post in posts if is_for(post, copies.account)}
    actions: list[Action] = []
    for post in seen.values():
        if copies.parts.get((post.id, 0), Sent(post.id)).state == "gone":
            continue
        if copies.of(post.id) or any(whose == post.id for whose, _ in copies.parts) or is_new(post, copies):
            actions += _of_post(post, compose(post), copies)
    lost = dict.fromkeys(whose for whose, _ in copies.parts if whose not in seen)
    deleted = [Action("delete", sent) for whose in lost for sent in reversed(copies.of(whose))]
    return [*deleted, *actions]


def _of_post(post: Post, parts: list[Part], copies: Copies) -> Iterator[Action]:
    if not parts:  # what it answers is there no more, say: the copy has its own readers, and stays
        return
    for number, part in enumerate(parts):
        sent = copies.parts.get((post.id, number), Sent(post.id, number))
        if sent.state == "gone":
            return
        is_same = sent.digest == part.digest
        is_there = sent.state == "sent" or (sent.state == "sending" and sent.was == "sent")
        if is_there and sent.kind != part.kind:
            yield Action("delete", sent, post)
        elif is_there:
            if not is_same or sent.state == "sending":
                yield Action("edit", sent, post, part)
        elif not (sent.state == "refused" and is_same):
            yield Action("send", sent, post, part)
    yield from (Action("delete", sent, post) for sent in reversed(copies.of(post.id)) if sent.part >= len(parts))


def is_for(post: Post, account: Account) -> bool:
    """Return whether a post's author wants a copy there, and there is none that the post names itself."""
    is_wanted = post.syndicate == EVERYWHERE or account.network in post.syndicate
    return is_wanted and not any(is_on(account, address) for address in post.syndication)


def is_on(account: Account, address: str) -> bool:
    """Return whether an address is that of a post on an account's own server."""
    if account.network == "bluesky":
        return address.startswith(("at://", "https://bsky.app/"))
    return urlsplit(address).netloc.lower() == urlsplit(account.name).netloc


def is_new(post: Post, copies: Copies) -> bool:
    """Return whether a post came after its author's first run; one of that very day without a time of day, where it was not there."""
    begun = int(datetime.fromisoformat(copies.begun).timestamp() * 1_000_000)
    return moment_of(post) >= begun or (is_of_that_day(post, begun) and post.id not in copies.before)


def is_of_that_day(post: Post, moment: int) -> bool:
    """Return whether a post without a time of day may have been written before or after a moment."""
    return not post.has_time and moment_of(post) < moment < moment_of(post) + _DAY


def moment_of(post: Post) -> int:
    """Return from when on readers see a post."""
    return max(post.instant, post.due)
