"""Asking the servers of copies: which questions there are, how many, and what is believed of an answer.

A server is asked for its own documents alone: where it leads to another one, that is a fault. Each list is asked for by
itself, since many servers tell of replies without a login and not of likes. What a list does not hold any more is only gone
where its server says so when asked for it alone, since lists are cut off.
"""

from collections.abc import Callable, Iterator
from time import time
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from microblog.answers import bluesky, mastodon, webmentions
from microblog.answers.copies import Copy
from microblog.answers.found import Found, count_of, items_of, json_of, text_of
from microblog.model.remote import RemoteAnswer
from microblog.text.tuples import NamedTuple
from microblog.web import retrying
from microblog.web.client import Client
from microblog.web.documents import Answer, Fault

BLUESKY = "https://public.api.bsky.app"
WEBMENTION_IO = "https://webmention.io"
PAGES = 5  # parts of a list that are asked for
_ANONYMOUS = 60  # replies of which Mastodon tells those who are not logged in
_PEOPLE = 80  # whom it tells of at once
_MENTIONS = 100  # of which webmention.io tells at once
_DEPTH = 20
_CLOSED = frozenset({401, 403, 404, 410, 422})  # a list that is not told, of a copy that is


class Own(NamedTuple):
    """Which copies a network knows of this site's posts, by its ids."""

    here: frozenset[str]  # of the post whose answers are asked for
    others: frozenset[str]  # of all other posts


def ask(client: Client, copy: Copy, own: Own, appview: str = BLUESKY) -> tuple[list[Found], list[Fault]]:
    """Return what a copy's server says, and what it did not; raise Fault where it does not know the copy."""
    parts = _mastodon(client, copy, own) if copy.via == "mastodon" else _bluesky(client, copy, own, appview)
    founds, faults = [], []
    for at, part in enumerate(parts):
        try:
            founds.append(part())
        except Fault as fault:
            if at == 0 or not isinstance(fault, Closed):
                faults.append(fault)
    return founds, faults


def is_gone(client: Client, copy: Copy, answer: RemoteAnswer, appview: str = BLUESKY) -> bool:
    """Ask whether a reply is not there any more; raise Fault where that cannot be said."""
    name = answer.id.removeprefix(copy.source)
    if copy.via == "mastodon":
        try:
            _get(client, f"{copy.server}/api/v1/statuses/{quote(name, safe='')}")
        except Closed as closed:
            return closed.is_gone
        return False
    return not items_of(_get(client, f"{appview}/xrpc/app.bsky.feed.getPosts?{urlencode({'uris': name})}"), "posts")


class Mentions(NamedTuple):
    """What webmention.io received for all posts of a site."""

    answers: list[tuple[str, RemoteAnswer]]  # each with the post's ref
    is_whole: bool

    def of(self, ref: str) -> Found:
        """Return those of one post."""
        return Found("", "", "webmention:", tuple(answer for other, answer in self.answers if other == ref), self.is_whole)


def ask_for_mentions(client: Client, domain: str, token: str, base_url: str, service: str = WEBMENTION_IO) -> Mentions:
    """Return what webmention.io received for a domain, newest first, as far as pages are asked for."""
    answers: list[tuple[str, RemoteAnswer]] = []
    for page in range(PAGES * 2):
        # The token goes by a way that follows no redirect, and stands in no error's text.
        query = {"domain": domain, "token": token, "per-page": _MENTIONS, "page": page}
        said = json_of(_settled(client.send("GET", f"{service}/api/mentions.jf2", {"Accept": "application/json"}, params=query)))
        answers += webmentions.read_mentions(said, base_url)
        if not items_of(said, "children"):  # a page may hold fewer than were asked for, and not be the last one
            return Mentions(answers, is_whole=True)
    return Mentions(answers, is_whole=False)


class Closed(Fault):
    """A server says that it has no such thing, or tells nobody."""


def _get(client: Client, url: str) -> Any:
    return json_of(_document(client, url))


def _document(client: Client, url: str) -> Answer:
    answer: Answer = client.read(url, {"Accept": "application/json"})
    if urlsplit(answer.url).netloc != urlsplit(url).netloc:
        raise Fault("leads to another server")
    return _settled(answer)


def _settled(answer: Answer) -> Answer:
    """Return a document; raise what another answer means."""
    if answer.status == 200:
        return answer
    wait = retrying.seconds_of(answer.headers.get("retry-after", ""), time())
    fault = Closed if answer.status in _CLOSED else Fault
    raise fault(f"answers {answer.status}", wait=wait, is_gone=answer.status in {404, 410})


Part = Callable[[], Found]


def _mastodon(client: Client, copy: Copy, own: Own) -> Iterator[Part]:
    base = f"{copy.server}/api/v1/statuses/{copy.id}"
    status = _get(client, base)

    def replies() -> Found:
        context = _get(client, f"{base}/context")
        found = mastodon.read_context(copy, context, own.here, own.others)
        is_whole = len(items_of(context, "descendants")) < _ANONYMOUS
        direct = sum(not reply.parent for reply in found)
        more = () if is_whole else ((copy.url, "reply", max(1, count_of(status, "replies_count") - direct)),)
        return Found("reply", copy.url, copy.source, tuple(found), is_whole, more)

    yield replies
    for kind, name, count in (("like", "favourited_by", "favourites_count"), ("repost", "reblogged_by", "reblogs_count")):
        yield lambda kind=kind, name=name, count=count: _people(  # type: ignore[misc]
            copy, kind, copy.id, count_of(status, count), _mastodon_pages(client, copy, f"{base}/{name}?limit={_PEOPLE}", kind)
        )


Page = tuple[list[RemoteAnswer], bool]  # and whether it is the last one


def _mastodon_pages(client: Client, copy: Copy, url: str, kind: str) -> Iterator[Page]:
    while url:
        answer = _document(client, url)
        url = mastodon.next_page(answer.headers.get("link", ""), copy.server)
        yield mastodon.read_accounts(copy, json_of(answer), kind), not url


def _people(copy: Copy, kind: str, name: str, count: int, pages: Iterator[Page]) -> Found:
    """Return who liked or reposted a copy, as far as pages are asked for; nobody is asked where nobody did."""
    people: dict[str, RemoteAnswer] = {}
    is_whole = not count
    for _, (some, is_last) in zip(range(PAGES if count else 0), pages, strict=False):
        people |= {one.id: one for one in some}
        is_whole = is_last
    left = max(0, count - len(people))
    more = ((copy.url, kind, left),) if left and not is_whole else ()
    return Found(kind, copy.url, f"{copy.source}{name}/{kind}/", tuple(people.values()), is_whole, more)


def _bluesky(client: Client, copy: Copy, own: Own, appview: str) -> Iterator[Part]:
    query = {"uri": copy.id, "depth": _DEPTH, "parentHeight": 0}
    thread = _get(client, f"{appview}/xrpc/app.bsky.feed.getPostThread?{urlencode(query)}")
    root = bluesky.root_of(thread)
    uri = text_of(root, "uri")
    if not uri:
        raise Closed("has no such post", is_gone=True)

    def replies() -> Found:
        found = bluesky.read_thread(thread, own.here | {uri}, own.others)
        direct = sum(not reply.parent for reply in found)
        left = max(0, count_of(root, "replyCount") - direct) if len(found) >= _ANONYMOUS else 0
        return Found("reply", copy.url, copy.source, tuple(found), not left, ((copy.url, "reply", left),) if left else ())

    yield replies
    for kind, name, count in (("like", "getLikes", "likeCount"), ("repost", "getRepostedBy", "repostCount")):
        yield lambda kind=kind, name=name, count=count: _people(  # type: ignore[misc]
            copy, kind, uri, count_of(root, count), _bluesky_pages(client, f"{appview}/xrpc/app.bsky.feed.{name}", uri, kind)
        )


def _bluesky_pages(client: Client, url: str, uri: str, kind: str) -> Iterator[Page]:
    cursor, is_first = "", True
    while cursor or is_first:
        said = _get(client, f"{url}?{urlencode({'uri': uri, 'limit': 100, **({'cursor': cursor} if cursor else {})})}")
        cursor, is_first = text_of(said, "cursor")[:500], False
        yield (bluesky.read_likes if kind == "like" else bluesky.read_reposts)(uri, said), not cursor
