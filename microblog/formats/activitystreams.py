"""ActivityStreams 2.0 (https://www.w3.org/TR/activitystreams-core/): an author and all that they did, as archives of Mastodon have it.

`actor.json` and `outbox.json` are documents to read, not to federate with: nobody answers at the addresses of the collections.
A post is a `Note` or an `Article` within a `Create`; a repost or a like without words is an `Announce` or a `Like` of each target.
Files have the paths that they have beside these documents.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from microblog.model.focus import focus_point
from microblog.text.tuples import NamedTuple

_TERMS = {
    "sensitive": "as:sensitive",
    "Hashtag": "as:Hashtag",
    "toot": "http://joinmastodon.org/ns#",
    "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
}
_CONTEXT = ["https://www.w3.org/ns/activitystreams", _TERMS]
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


class Actor(NamedTuple):
    """Whose outbox it is."""

    url: str
    handle: str
    name: str
    bio: str
    links: tuple[tuple[str, str], ...]  # (name, URL)
    icon: str  # a file beside the document, or an address
    joined: str


class Deed(NamedTuple):
    """One post."""

    url: str
    kind: str  # one of POST_KINDS
    published: str  # RFC 3339
    updated: str
    title: str
    summary: str
    content_html: str
    lang: str
    is_sensitive: bool
    in_reply_to: str
    about: tuple[str, ...]  # what is reposted, liked or bookmarked
    tags: tuple[tuple[str, str], ...]  # (label, URL)
    files: tuple[tuple[str, str, str, str], ...]  # (path, media type, words, the point that stays in sight where it is cut)


def render_actor(actor: Actor) -> bytes:
    """Render `actor.json`."""
    value = {
        "@context": _CONTEXT[0],
        "id": actor.url,
        "type": "Person",
        "url": actor.url,
        "preferredUsername": actor.handle,
        "name": actor.name,
        "summary": actor.bio,
        "outbox": "outbox.json",
        "icon": {"type": "Image", "url": actor.icon} if actor.icon else None,
        "published": f"{actor.joined}T00:00:00Z" if len(actor.joined) == 10 else None,
        "attachment": [{"type": "Link", "name": name, "href": url} for name, url in actor.links],
    }
    return _encoded(value)


def render_outbox(actor: Actor, deeds: Sequence[Deed]) -> bytes:
    """Render `outbox.json`, the newest first."""
    items = [activity for deed in deeds for activity in _activities(actor, deed)]
    return _encoded(
        {"@context": _CONTEXT, "id": "outbox.json", "type": "OrderedCollection", "totalItems": len(items), "orderedItems": items}
    )


def _activities(actor: Actor, deed: Deed) -> Iterator[dict[str, Any]]:
    """Yield what a post does: one thing, save that it may repost or like several."""
    shared = {"actor": actor.url, "published": deed.published, "to": [_PUBLIC]}
    kind = {"repost": "Announce", "like": "Like"}.get(deed.kind, "") if not deed.content_html else ""
    for number, target in enumerate(deed.about if kind else (), 1):
        yield {"id": f"{deed.url}#activity-{number}", "type": kind, **shared, "object": target}
    if not kind:
        yield {"id": f"{deed.url}#activity", "type": "Create", **shared, "object": _object(actor, deed)}


def _object(actor: Actor, deed: Deed) -> dict[str, Any]:
    value = {
        "id": deed.url,
        "type": "Article" if deed.title else "Note",
        "url": deed.url,
        "attributedTo": actor.url,
        "to": [_PUBLIC],
        "published": deed.published,
        "updated": deed.updated if deed.updated != deed.published else None,
        "name": deed.title,
        "summary": deed.summary,
        "sensitive": deed.is_sensitive or None,
        "inReplyTo": deed.in_reply_to,
        "content": deed.content_html,
        "contentMap": {deed.lang: deed.content_html} if deed.lang else None,
        "attachment": [_document(*file) for file in deed.files],
        "tag": [
            *({"type": "Hashtag", "name": f"#{label}", "href": url} for label, url in deed.tags),
            *({"type": "Link", "href": url} for url in deed.about),
        ],
    }
    return {name: known for name, known in value.items() if known not in ("", None, [])} | {"content": deed.content_html}


def _document(path: str, kind: str, words: str, focus: str) -> dict[str, Any]:
    point = {"focalPoint": [*focus_point(focus)]} if focus else {}
    return {"type": "Document", "mediaType": kind, "url": path, "name": words, **point}


def _encoded(value: dict[str, Any]) -> bytes:
    known = {name: part for name, part in value.items() if part is not None}
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode(errors="ignore")
