"""h-feed: pages that are feeds themselves, by the microformats in them."""

from html import escape
from typing import Any

import mf2py

from microblog.content.stored_feeds import MAX_ENTRIES
from microblog.follow.found import Found, first
from microblog.markup.html import foreign
from microblog.markup.html.content import plain_text
from microblog.model.remote import RemoteEntry
from microblog.web.charsets import page_text
from microblog.web.documents import Answer

_LARGEST = 1 << 20  # bytes of a page; the parser behind mf2py takes its time


def parse_h_feed(answer: Answer) -> Found | None:
    """Read the first h-feed of a page, or its h-entries where it has none; None where it has neither."""
    if b"h-entry" not in answer.body or len(answer.body) > _LARGEST:
        return None
    items = mf2py.parse(doc=page_text(answer), url=answer.url)["items"]
    feed = next((item for item in _all(items, 0) if "h-feed" in item["type"]), None)
    entries = [item for item in _all([feed] if feed else items, 0) if "h-entry" in item["type"]][: 5 * MAX_ENTRIES]
    if not entries:
        return None
    known = feed["properties"] if feed else {}
    author = _card(known.get("author") or [item for item in items if "h-card" in item["type"]])
    said = {"title": _text(known, "name"), "home_url": answer.url, "author": author[0], "author_url": author[1], "id": answer.url}
    return Found("h-feed", said, [(_entry(item["properties"]), answer.url) for item in entries])


def _all(items: list[Any], depth: int) -> list[Any]:
    """Yield items and those within them, in the page's order."""
    found = []
    for item in items:
        found += [item, *(_all(item.get("children", []), depth + 1) if depth < 5 else [])]
    return found


def _entry(properties: dict[str, Any]) -> RemoteEntry:
    author = _card(properties.get("author", []))
    content = next((value for value in properties.get("content", []) if isinstance(value, dict)), {})
    html = first([content.get("html")]) or foreign.paragraphs(_text(properties, "summary"))
    name = foreign.one_line(_text(properties, "name"))
    return RemoteEntry(
        id=_text(properties, "uid"),
        url=_text(properties, "url"),
        title="" if plain_text(html).startswith(name.rstrip("…")) else name,
        published=_text(properties, "published"),
        updated=_text(properties, "updated"),
        author=author[0],
        author_url=author[1],
        content_html=html + _photos(properties, html),
        tags=tuple(tag for tag in properties.get("category", []) if isinstance(tag, str)),
    )


def _photos(properties: dict[str, Any], html: str) -> str:
    photos = [photo if isinstance(photo, dict) else {"value": photo} for photo in properties.get("photo", [])[:10]]
    parts = [(first([photo.get("value")]), first([photo.get("alt")])) for photo in photos]
    return "".join(f'<p><img src="{escape(url)}" alt="{escape(alt)}"></p>' for url, alt in parts if url and escape(url) not in html)


def _text(properties: dict[str, Any], name: str) -> str:
    """Return the first value of a property as text."""
    values = properties.get(name, [])
    return first(value.get("value") if isinstance(value, dict) else value for value in values)


def _card(values: list[Any]) -> tuple[str, str]:
    """Return name and address of the first author."""
    for value in values:
        if isinstance(value, dict) and "properties" in value:
            return _text(value["properties"], "name"), _text(value["properties"], "url")
        if isinstance(value, str):
            return value, ""
    return "", ""
