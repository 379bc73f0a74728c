"""What is to be told to whom: posts and ledger in, mentions out; nothing is asked and nothing is written here.

A site is told of a link when a post has it that readers see and whose date or whose `updated` is not long ago, again when
what the post says is different, and once more when the link or the post is gone. What the ledger says is done is not
done again. An old post that the ledger does not know is left alone: who begins to send, or moves in with ten thousand
posts, means the new ones.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from html import unescape

from microblog.model import urls
from microblog.model.nouns import Post
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple
from microblog.web import retrying
from microblog.webmention.ledger import Told

_LONGEST = 2_000  # bytes of an address
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_DONE = frozenset({"sent", "none", "failed"})


class Mention(NamedTuple):
    """One site to be told of one link, or that it is gone."""

    told: Told  # as it will be noted, without its state
    is_gone: bool
    instant: int = 0  # of the post, 0 where it is gone


class Plan(NamedTuple):
    """What is to be done now, and what is not."""

    mentions: list[Mention]  # what is gone first, then by post, the newest first
    waiting: int = 0  # left alone for now, since they failed lately
    old: int = 0  # links of old posts that the ledger does not know


class Asked(NamedTuple):
    """Which posts somebody asks about."""

    base_url: str
    now: int  # microseconds since 1970
    since: int  # posts from before are left alone where the ledger does not know them
    only: Collection[str] = ()  # references of posts (`ada/2026-11-23-hello`), () for all


def plan_mentions(posts: Iterable[Post], told: Iterable[Told], asked: Asked) -> Plan:
    """Find what to tell; `posts` are those that readers see, without those to which nothing leads."""
    by_link = {(one.post, one.url, one.target): one for one in told}
    planning = _Planning(asked, by_link)
    for post in posts:
        if not asked.only or post.ref in asked.only:
            planning.add_post(post)
    planning.add_gone()
    ordered = sorted(planning.mentions, key=lambda mention: (not mention.is_gone, -mention.instant))
    return Plan(ordered, planning.waiting, planning.old)


class _Planning:
    def __init__(self, asked: Asked, told: Mapping[tuple[str, str, str], Told]) -> None:
        self.asked, self.told = asked, told
        self.mentions: list[Mention] = []
        self.waiting = self.old = 0
        self.wanted: set[tuple[str, str, str]] = set()
        self.known = {one.post for one in told.values()}
        self.elsewhere = {(one.post, one.target, one.digest) for one in told.values() if not one.url.startswith(asked.base_url)}

    def add_post(self, post: Post) -> None:
        url, digest = urls.absolute(self.asked.base_url, post.permalink), digest_of(post)
        is_new = bool(self.asked.only) or post.id in self.known or max(post.instant, _updated(post)) >= self.asked.since
        for target in targets_of(post, self.asked.base_url):
            self.wanted.add((post.id, url, target))
            before = self.told.get((post.id, url, target))
            mention = Mention(Told(post.author, post.id, url, target, "", digest), is_gone=False, instant=post.instant)
            if before is None and not is_new:
                self.old += 1
            elif before is not None or (post.id, target, digest) not in self.elsewhere:
                self._add(mention, before)

    def add_gone(self) -> None:
        """Find the links of which a site was told and that are there no more, at addresses of this site."""
        for link, one in self.told.items():
            is_ours = one.url.startswith(self.asked.base_url)
            ref = one.url.removeprefix(f"{self.asked.base_url}@").rstrip("/")
            if is_ours and one.is_known and link not in self.wanted and (not self.asked.only or ref in self.asked.only):
                self._add(Mention(one._replace(state="", digest=""), is_gone=True), one)

    def _add(self, mention: Mention, before: Told | None) -> None:
        if before is None:
            self.mentions.append(mention)
            return
        is_other = before.digest != mention.told.digest
        if not mention.is_gone and before.state in _DONE and not is_other:
            return
        is_again = before.state == "waiting" and not is_other
        if is_again and retrying.is_early(before.until / 1e6, self.asked.now / 1e6) and not self.asked.only:
            self.waiting += 1
            return
        told = mention.told._replace(failures=before.failures if is_again else 0, until=0, endpoint=before.endpoint)
        self.mentions.append(mention._replace(told=told._replace(is_known=before.is_known)))


def targets_of(post: Post, base_url: str) -> list[str]:
    """List the pages elsewhere that a post links to, each once."""
    written = [*(link.target for link in post.links if not link.is_local), *map(unescape, _HREF.findall(post.content_html))]
    return [url for url in dict.fromkeys(written) if _is_elsewhere(url, base_url)]


def _is_elsewhere(url: str, base_url: str) -> bool:
    is_web = url.lower().startswith(("https://", "http://"))
    return is_web and len(url.encode()) <= _LONGEST and urls.own_path(url, base_url) is None


def digest_of(post: Post) -> str:
    """Return a hash of what a post says to those whom it links to; the markup counts for nothing, since the engine makes it."""
    parts = (post.title, post.summary, post.cw, post.published, unescape(_TAG.sub("", post.content_html)))
    said = [*parts, *(photo.alt for photo in post.photos), *(f"{link.relation} {link.target}" for link in post.links)]
    return blake2b("\0".join(said).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _updated(post: Post) -> int:
    return int(datetime.fromisoformat(post.updated).timestamp()) * 1_000_000


def sources_of(mentions: Iterable[Mention]) -> Iterator[str]:
    """Yield the addresses of the posts that mentions are about, each once."""
    yield from dict.fromkeys(mention.told.url for mention in mentions)
