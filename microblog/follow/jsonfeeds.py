"""JSON Feed, of version 1 and 1.1."""

import json
from html import escape
from typing import Any

from microblog.content.stored_feeds import MAX_ENTRIES
from microblog.follow.found import Found, first
from microblog.markup.html import foreign
from microblog.model.remote import RemoteEntry
from microblog.web.documents import CUT_OFF, Answer, Fault


def parse_json_feed(answer: Answer) -> Found | None:
    """Read a JSON Feed; None where it is none."""
    try:
        feed = json.loads(answer.body)
    except json.JSONDecodeError as error:
        if not error.doc.rstrip().endswith("}") or error.pos >= len(error.doc.rstrip()):
            raise Fault(CUT_OFF) from None
        return None
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version", "")):
        return None
    author = _author(feed)
    said = {
        "title": first([feed.get("title")]),
        "home_url": first([feed.get("home_page_url")]),
        "author": first([author.get("name")]),
        "author_url": first([author.get("url")]),
        "lang": first([feed.get("language")]),
        "id": first([feed.get("feed_url")]),
    }
    items = [item for item in _list(feed.get("items"))[: 5 * MAX_ENTRIES] if isinstance(item, dict)]
    return Found("json", said, [(_entry(item), first([item.get("url"), answer.url])) for item in items])


def _entry(item: dict[str, Any]) -> RemoteEntry:
    author = _author(item)
    html = first([item.get("content_html")]) or foreign.paragraphs(first([item.get("content_text"), item.get("summary")]))
    return RemoteEntry(
        id=str(item.get("id", "")) if isinstance(item.get("id"), str | int) else "",
        url=first([item.get("url"), item.get("external_url")]),
        title=first([item.get("title")]),
        published=first([item.get("date_published")]),
        updated=first([item.get("date_modified")]),
        author=first([author.get("name")]),
        author_url=first([author.get("url")]),
        content_html=html + _files(item, html),
        tags=tuple(tag for tag in _list(item.get("tags")) if isinstance(tag, str)),
    )


def _files(item: dict[str, Any], html: str) -> str:
    attached = [file.get("url") for file in _list(item.get("attachments")) if isinstance(file, dict)]
    addresses = [url for url in [item.get("image"), *attached] if isinstance(url, str) and url and escape(url) not in html]
    return "".join(f'<p><img src="{escape(url)}" alt=""></p>' for url in dict.fromkeys(addresses[:10]))


def _author(holder: dict[str, Any]) -> dict[str, Any]:
    found = next(iter(_list(holder.get("authors"))), None) or holder.get("author")
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
