"""From what `following:` names to the document that is its feed: WebFinger for accounts, links in the head for sites.

A feed may go on in other documents, as an outbox of ActivityPub does; so many of them are read as a feed may keep entries, or
as one question may cost. The first of them is the one that is asked the next time.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from microblog.content.stored_feeds import MAX_ENTRIES
from microblog.follow.examining import Examine, examine
from microblog.follow.found import Examined, Found
from microblog.text.tuples import NamedTuple
from microblog.web.documents import Answer, Fault

Get = Callable[[str, Mapping[str, str]], Answer]

_UPDATES = "http://schemas.google.com/g/2010#updates-from"
_SELF = "self"
_MOST_STEPS = 3  # from a page to an actor of ActivityPub, and on to the outbox
_MOST_DOCUMENTS = 25  # beside the first one
_PROFILE = "http://webfinger.net/rel/profile-page"


class Reading(NamedTuple):
    """A feed that was found, and where to ask for it next time."""

    url: str
    answer: Answer
    found: Found


def read_feed(target: str, get: Get, examine: Examine = examine) -> Reading:
    """Find and read the feed of what is followed; raise Fault where there is none."""
    url = _profile_of(target, get) if target.startswith("@") else target
    return read_answer(url, get(url, {}), get, examine)


def read_answer(url: str, answer: Answer, get: Get, examine: Examine = examine) -> Reading:
    """Read a feed, or that which a page names, or the page itself."""
    examined = examine(answer)
    if not examined.found and not examined.is_page:
        raise Fault("is neither a feed nor a page")
    for _ in range(_MOST_STEPS):
        if examined.found:
            return Reading(url, answer, _whole(examined, get, examine))
        if not examined.feeds:
            break
        url = examined.feeds[0]
        answer = get(url, {})
        examined = examine(answer)
        if not examined.found and examined.said is None:
            raise Fault(f"names the feed {url:.200}, which is none")
    raise Fault("has no feed")


def _whole(examined: Examined, get: Get, examine: Examine) -> Found:
    """Return a feed with what its other documents say, in their order; one that is gone is left out."""
    found, waiting = examined.found or Found("", {}, []), [*examined.more]
    said, entries, asked = dict(found.said), [*found.entries], 0
    seen = set(waiting)
    while waiting and asked < _MOST_DOCUMENTS and len(entries) < MAX_ENTRIES:
        asked += 1
        inner = _unless_gone(waiting.pop(0), get, examine)
        said |= inner.said or {}
        entries += inner.found.entries if inner.found else []
        new = [url for url in inner.more if url not in seen]
        seen.update(new)
        waiting += new
    return found._replace(said=said, entries=entries)


def _unless_gone(url: str, get: Get, examine: Examine) -> Examined:
    try:
        return examine(get(url, {}))
    except Fault as fault:
        if fault.is_gone or fault.what == "answers 404":
            return Examined(None)
        raise


def _profile_of(account: str, get: Get) -> str:
    """Ask an account's host where its feed or its profile is (RFC 7033)."""
    _, user, host = account.split("@")
    resource = quote(f"acct:{user}@{host}", safe="")
    answer = get(f"https://{host}/.well-known/webfinger?resource={resource}", {"Accept": "application/jrd+json, application/json"})
    links = _links(answer.body)
    for relation, kind in ((_UPDATES, ""), (_PROFILE, "text/html"), (_PROFILE, ""), (_SELF, "application/activity+json")):
        for link in links:
            if link.get("rel") == relation and link.get("type", "").startswith(kind) and str(link.get("href", "")).startswith("https://"):
                return str(link["href"])
    raise Fault("is an account without a public page")


def _links(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)["links"]
        return [link for link in found if isinstance(link, dict) and isinstance(link.get("type", ""), str)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Fault("has no answer that WebFinger would give") from None
