"""From what `following:` names to the document that is its feed: WebFinger for accounts, links in the head for sites."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from microblog.follow.examining import Examine, examine
from microblog.follow.found import Found
from microblog.text.tuples import NamedTuple
from microblog.web.documents import Answer, Fault

Get = Callable[[str, Mapping[str, str]], Answer]

_UPDATES = "http://schemas.google.com/g/2010#updates-from"
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
    if examined.found:
        return Reading(url, answer, examined.found)
    if not examined.is_page:
        raise Fault("is neither a feed nor a page")
    for named in examined.feeds[:1]:
        inner = get(named, {})
        if found := examine(inner).found:
            return Reading(named, inner, found)
        raise Fault(f"names the feed {named:.200}, which is none")
    raise Fault("has no feed")


def _profile_of(account: str, get: Get) -> str:
    """Ask an account's host where its feed or its profile is (RFC 7033)."""
    _, user, host = account.split("@")
    resource = quote(f"acct:{user}@{host}", safe="")
    answer = get(f"https://{host}/.well-known/webfinger?resource={resource}", {"Accept": "application/jrd+json, application/json"})
    links = _links(answer.body)
    for relation, kind in ((_UPDATES, ""), (_PROFILE, "text/html"), (_PROFILE, "")):
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
