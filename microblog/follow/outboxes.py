"""ActivityPub from plain files: an actor, the outbox that it names, its pages, and single posts (FEP-b06c, ActivityPoll).

An outbox holds activities, newest first; what of them is `Create` and public is a post. A post may be there whole, or only
by its address; a page may lead to an older one by `next`, or by `prev` where pages are numbered from the oldest.
Servers that answer only who signs the question are not read: their pages name a feed.
"""

import json
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

from microblog.content.stored_feeds import MAX_ENTRIES
from microblog.follow.found import Examined, Found, first
from microblog.markup.html import foreign
from microblog.model.remote import RemoteEntry
from microblog.web.documents import Answer, joined

_ACTORS = frozenset({"Application", "Group", "Organization", "Person", "Service"})
_COLLECTIONS = frozenset({"Collection", "CollectionPage", "OrderedCollection", "OrderedCollectionPage"})
_CREATE = frozenset({"Create"})
_POSTS = frozenset({"Article", "Audio", "Event", "Image", "Note", "Page", "Question", "Video"})
_HASHTAG = frozenset({"Hashtag"})
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})


def parse_activitypub(answer: Answer) -> Examined | None:
    """Read what an actor, an outbox, a page of it or a post says; None where a document is none of these."""
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or "activitystreams" not in str(document.get("@context")):
        return None
    if _is_a(document, _ACTORS) and (outbox := document.get("outbox")):
        return _actor(document, outbox, answer.url)
    if _is_a(document, _COLLECTIONS):
        return _collection(document, answer.url, {})
    if _is_a(document, _POSTS) and _is_public(document):
        return Examined(Found("activitypub", {}, [(_entry(document, answer.url), answer.url)]))
    return None


def _is_a(value: object, kinds: frozenset[str]) -> bool:
    named = value.get("type") if isinstance(value, dict) else None
    return any(kind in kinds for kind in _list(named) if isinstance(kind, str))


def _actor(document: dict[str, Any], outbox: object, url: str) -> Examined:
    """Return whose outbox it is, and where that lies; or what is in it, where it stands in the same document."""
    said = _said(document, url)
    if isinstance(outbox, dict) and ("first" in outbox or "orderedItems" in outbox or "items" in outbox):
        return _collection(outbox, url, said)
    address = _address(outbox, url)
    return Examined(None, True, (address,) if address else (), said=said)


def _said(actor: dict[str, Any], url: str) -> dict[str, str]:
    name = foreign.words(first([actor.get("name"), actor.get("preferredUsername")]))
    home = _page(actor, url)
    return {"title": name, "home_url": home, "author": name, "author_url": home, "id": first([actor.get("id")])}


def _collection(document: dict[str, Any], url: str, said: dict[str, str]) -> Examined:
    """Return the posts of a collection or a page, and the documents where the others are: posts first, then older pages."""
    inner = document.get("first")
    page = inner if isinstance(inner, dict) else document
    entries: list[tuple[RemoteEntry, str]] = []
    more = [] if said else [_address(document.get("attributedTo"), url)]
    for post in _posts(page):
        if isinstance(post, dict) and ("content" in post or "url" in post):
            entries.append((_entry(post, url), url))
        else:
            more.append(_address(post, url))
    older = inner if isinstance(inner, str) else page.get("next") or page.get("prev")
    more.append(_address(older, url))
    own = [address for address in more if address and urlsplit(address).netloc == urlsplit(url).netloc]
    named = said or {"title": foreign.words(first([document.get("summary")]))}
    return Examined(Found("activitypub", named, entries), more=tuple(dict.fromkeys(own)))


def _posts(page: dict[str, Any]) -> Iterator[Any]:
    """Yield what a page's activities made: posts, or addresses of some."""
    items = page.get("orderedItems") or page.get("items") or []
    for item in (items if isinstance(items, list) else [items])[: 5 * MAX_ENTRIES]:
        if isinstance(item, str) or (_is_a(item, _POSTS) and _is_public(item)):
            yield item
        elif _is_a(item, _CREATE) and _is_public(item):
            post = item.get("object")
            if isinstance(post, str) or (_is_a(post, _POSTS) and _is_public(post)):
                yield _dated(post, item)


def _dated(post: Any, activity: dict[str, Any]) -> Any:
    """Return a post with the moment of the activity that made it, where it has none of its own."""
    return {"published": activity.get("published"), **post} if isinstance(post, dict) else post


def _is_public(holder: dict[str, Any]) -> bool:
    """Return whether everybody may read it; a file that says nothing of it is there for everybody."""
    named = [who for key in ("to", "cc") for who in _list(holder.get(key))]
    return not named or any(_address(who, "") in _PUBLIC for who in named)


def _entry(post: dict[str, Any], url: str) -> RemoteEntry:
    html = first([post.get("content")])
    title = foreign.words(first([post.get("name")]))
    summary = first([post.get("summary")])
    if summary and html and (post.get("sensitive") or not title):
        html = f"<details><summary>{escape(foreign.words(summary))}</summary>{html}</details>"
    return RemoteEntry(
        id=first([post.get("id")]),
        url=_page(post, url),
        title=title,
        published=first([post.get("published")]),
        updated=first([post.get("updated")]),
        content_html=(html or summary) + _pictures(post, html, url),
        tags=tuple(str(tag.get("name", "")).lstrip("#") for tag in _list(post.get("tag")) if _is_a(tag, _HASHTAG)),
    )


def _pictures(post: dict[str, Any], html: str, url: str) -> str:
    if post.get("sensitive"):
        return ""
    files = [file for file in _list(post.get("attachment")) if isinstance(file, dict)]
    addresses = [(_page(file, url) or _address(file.get("url"), url), first([file.get("name")])) for file in files[:10]]
    return "".join(f'<p><img src="{escape(at)}" alt="{escape(alt)}"></p>' for at, alt in addresses if at and escape(at) not in html)


def _page(holder: dict[str, Any], url: str) -> str:
    """Return the address for people among those of a thing: that of a web page, else the first."""
    links = _list(holder.get("url"))
    pages = [link for link in links if isinstance(link, dict) and str(link.get("mediaType", "")).startswith("text/html")]
    return next((found for link in [*pages, *links] if (found := _address(link, url))), "")


def _address(value: object, url: str) -> str:
    """Return an address that is given as such, or as `id` or `href` of something."""
    found = first([value.get("id"), value.get("href")]) if isinstance(value, dict) else first([value])
    return joined(url, found) if found else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
