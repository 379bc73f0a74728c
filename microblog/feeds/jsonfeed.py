"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1).

A note has no title. What a post is and what it answers stands in the extension `_microblog`:
`{"in_reply_to": [{"url": …, "id": …}]}`, with the relation's name as the key.
"""

import json
from collections.abc import Iterable, Mapping

from microblog.feeds import Entry, Feed, FeedAuthor


def render_json_feed(feed: Feed, entries: Iterable[Entry], next_url: str = "") -> bytes:
    """Render a feed, one item to a line, newest first."""
    author = feed.author
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.json_url,
        "description": feed.subtitle,
        "next_url": next_url,
        "icon": feed.icon_url,
        "authors": [_author(author)] if author else [],
        "language": feed.lang,
    }
    items = ",\n".join(render_item(entry) for entry in entries)
    # JSON could hold a lone surrogate as an escape, UTF-8 cannot; Atom drops it too.
    return f'{_dumps(head, "title")[:-1]}, "items": [\n{items}\n]}}\n'.encode(errors="ignore")


def render_item(entry: Entry) -> str:
    """Render an item so that it can stand in any feed.

    The text of an article is its summary, unless a content warning is; a note needs none.
    """
    item = {
        "id": entry.uri,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content_html,
        "summary": entry.summary or (entry.text if entry.title else ""),
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [_author(entry.author)],
        "tags": [label for label, _ in entry.tags],
        "language": entry.lang,
        "attachments": [{"url": url, "mime_type": kind, "size_in_bytes": size} for url, kind, size in entry.enclosures],
        "_microblog": _relations(entry),
    }
    return _dumps(item, "content_html")


def _author(author: FeedAuthor) -> dict[str, str]:
    known = {"name": author.name, "url": author.url, "avatar": author.avatar_url}
    return {name: value for name, value in known.items() if value}


def _relations(entry: Entry) -> dict[str, list[dict[str, str]]]:
    relations: dict[str, list[dict[str, str]]] = {}
    for relation, url, uri in entry.relations:
        relations.setdefault(relation, []).append({"url": url, "id": uri} if uri else {"url": url})
    if entry.source:
        relations["source"] = [{"url": entry.source.url, "title": entry.source.title, "feed_url": entry.source.feed_url}]
    return relations


def _dumps(members: Mapping[str, object], required: str) -> str:
    """Write an object in the order given, without empty members other than the required one."""
    filled = {name: value for name, value in members.items() if value or name == required}
    return json.dumps(filled, ensure_ascii=False, allow_nan=False)
