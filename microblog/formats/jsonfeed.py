"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1).

A note has no title. What a post is and what it answers stands in the extension `_microblog`:
`{"in_reply_to": [{"url": …, "id": …}]}`, with the relation's name as the key.

An archive of older items is the same feed (`feed_url`), one step further on the way that `next_url` leads.
"""

from collections.abc import Iterable
from functools import lru_cache
from json import JSONEncoder
from json.encoder import encode_basestring as _text

from microblog.formats.feeds import Entry, Feed, FeedAuthor

_encode = JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def render_json_feed(feed: Feed, items: Iterable[bytes], next_url: str = "") -> bytes:
    """Render a feed of rendered items, one to a line, newest first."""
    head = (
        f'{{"version": "https://jsonfeed.org/version/1.1", "title": {_text(feed.title)}'
        f"{_member('home_page_url', feed.url)}{_member('feed_url', feed.json_url)}{_member('description', feed.subtitle)}"
        f"{_member('next_url', next_url)}{_member('icon', feed.icon_url)}{_hubs(feed)}"
        f"{_authors(feed.author) if feed.author else ''}{_member('language', feed.lang)}"
    )
    return b'%b, "items": [\n%b\n]}\n' % (_utf8(head), b",\n".join(items))


def render_item(entry: Entry) -> bytes:
    """Render an item so that it can stand in any feed.

    The text of an article is its summary, unless a content warning is; a note needs none.
    """
    summary = entry.summary or (entry.text if entry.title else "")
    return _utf8(
        f'{{"id": {_text(entry.uri)}{_member("url", entry.url)}{_member("title", entry.title)}, "content_html": {_text(entry.content_html)}'
        f'{_member("summary", summary)}, "date_published": "{entry.published}", "date_modified": "{entry.updated}"'
        f"{_authors(entry.author)}{_tags(entry)}{_member('language', entry.lang)}{_attachments(entry)}{_relations(entry)}}}"
    )


def _hubs(feed: Feed) -> str:
    return f', "hubs": {_encode([{"type": "WebSub", "url": feed.hub_url}])}' if feed.hub_url else ""


def _member(name: str, text: str) -> str:
    return f', "{name}": {_text(text)}' if text else ""


@lru_cache(maxsize=1024)
def _authors(author: FeedAuthor) -> str:
    known = {"name": author.name, "url": author.url, "avatar": author.avatar_url}
    return f', "authors": {_encode([{name: value for name, value in known.items() if value}])}'


def _tags(entry: Entry) -> str:
    return f', "tags": [{", ".join([_text(label) for label, _ in entry.tags])}]' if entry.tags else ""


def _attachments(entry: Entry) -> str:
    if not entry.enclosures:
        return ""
    files = [{"url": url, "mime_type": kind, "size_in_bytes": size} for url, kind, size in entry.enclosures]
    return f', "attachments": {_encode(files)}'


def _relations(entry: Entry) -> str:
    if not (entry.relations or entry.source):
        return ""
    relations: dict[str, list[dict[str, str]]] = {}
    for relation, url, uri in entry.relations:
        relations.setdefault(relation, []).append({"url": url, "id": uri} if uri else {"url": url})
    if entry.source:
        relations["source"] = [{"url": entry.source.url, "title": entry.source.title, "feed_url": entry.source.feed_url}]
    return f', "_microblog": {_encode(relations)}'


def _utf8(text: str) -> bytes:
    """Encode a document, without the lone surrogates that JSON could hold as escapes, but UTF-8 cannot; Atom drops them too."""
    return text.encode(errors="ignore")
