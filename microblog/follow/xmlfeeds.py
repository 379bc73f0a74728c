"""RSS and Atom, read by feedparser; its own sanitiser is off, since everything goes through ours.

feedparser makes what it can of XML that is not well-formed, and of XML that was cut off as well: so whatever is not
well-formed has to have the end tag of its outermost element behind all entries.

Text that is no HTML stays text, sign by sign: Atom says which it is, of RSS it is guessed.
"""

import re
import sys
from html import escape, unescape
from typing import Any

import feedparser

from microblog.content.stored_feeds import MAX_ENTRIES
from microblog.follow.found import Found, first
from microblog.markup.html import foreign
from microblog.markup.html.allowed import TAGS
from microblog.model.remote import RemoteEntry
from microblog.web.documents import CUT_OFF, Answer, Fault

_TITLE = 5_000  # characters of a title that are looked at
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<([a-z_][\w.:-]*)", re.IGNORECASE)
_ENTRY_START = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_TAG = re.compile(r"</?([a-z][a-z0-9]*)(?=[\s/>])", re.IGNORECASE)
_REFERENCES = re.compile(rb"(?:&#(?:x[0-9a-f]{1,8}|[0-9]{1,9});)+", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]+)|([0-9]+));", re.IGNORECASE)
_STARTS = (b"<rss", b"<feed", b"<rdf:rdf", b"<?xml")


def looks_like_xml(head: bytes) -> bool:
    """Whether a document begins as a feed in XML does."""
    return any(start in head for start in _STARTS[:3]) or (head.startswith(_STARTS[3]) and b"<html" not in head)


def parse_xml_feed(answer: Answer) -> Found | None:
    """Read RSS of any version, or Atom; None where it is neither."""
    told = {"content-location": answer.url, "content-type": answer.headers.get("content-type", "application/xml")}
    parsed: Any = feedparser.parse(
        _REFERENCES.sub(_readable, answer.body), response_headers=told, sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.version:
        return None
    if parsed.bozo and _is_cut_off(answer.body):
        raise Fault(CUT_OFF)
    feed, kind = parsed.feed, "atom" if parsed.version.startswith("atom") else "rss"
    said = {
        "title": _plain(feed.get("title_detail"), kind),
        "home_url": _link_of(feed),
        "author": first([feed.get("author_detail", {}).get("name"), feed.get("author")]),
        "author_url": first([feed.get("author_detail", {}).get("href")]),
        "lang": first([feed.get("language")]),
        "id": first([feed.get("id")]),
    }
    return Found(kind, said, [_entry(item, answer.url, kind) for item in parsed.entries[: 5 * MAX_ENTRIES]])


def _readable(references: re.Match[bytes]) -> bytes:
    """Return references to characters without those that XML has not: halves of a character become the whole, others a replacement."""
    numbers = [int(hexadecimal, 16) if hexadecimal else int(decimal) for hexadecimal, decimal in _REFERENCE.findall(references[0])]
    if not any(0xD800 <= number < 0xE000 or number > sys.maxunicode for number in numbers):
        return references[0]
    halves = "".join(chr(number) if number <= sys.maxunicode else "\ufffd" for number in numbers).encode("utf-16", "surrogatepass")
    return "".join(f"&#{ord(character)};" for character in halves.decode("utf-16", "replace")).encode()


def _is_cut_off(body: bytes) -> bool:
    root = _ROOT.search(_COMMENT.sub(b"", body))
    end = re.compile(rb".*</%s\s*>" % re.escape(root[1]), re.IGNORECASE | re.DOTALL).match(body) if root else None
    return end is None or _ENTRY_START.search(body, end.end()) is not None


def _entry(item: Any, url: str, kind: str) -> tuple[RemoteEntry, str]:
    content, base = _content(item, url, kind)
    detail = item.get("author_detail", {})
    entry = RemoteEntry(
        id=first([item.get("id")]),
        url=_link_of(item),
        title=_plain(item.get("title_detail"), kind),
        published=first([item.get("published"), item.get("created")]),
        updated=first([item["updated"]]) if "updated" in item else "",  # `get` would warn and give `published`
        author=first([detail.get("name"), item.get("author")]),
        author_url=first([detail.get("href")]),
        content_html=content + _files(item),
        tags=tuple(first([tag.get("label"), tag.get("term")]) for tag in item.get("tags", ())),
    )
    return entry, base


def _content(item: Any, url: str, kind: str) -> tuple[str, str]:
    """Return an entry's whole content as HTML, else its summary, and what its relative addresses start from."""
    alts = _alts(item)
    details = [*(detail for detail in item.get("content", ()) if detail.get("value") not in alts), item.get("summary_detail")]
    ordered = sorted(filter(None, details), key=lambda detail: detail.get("type") == "text/plain")
    detail = next((detail for detail in ordered if detail.get("value")), None)
    if detail is None:
        return "", url
    value = detail["value"]
    html = foreign.paragraphs(value) if _is_text(detail, kind) else value
    return html, first([detail.get("base"), url])


def _is_text(detail: Any, kind: str) -> bool:
    """Return whether something is text and no HTML; RSS has no word for it."""
    if detail.get("type") != "text/plain":
        return False
    return kind == "atom" or not any(name.lower() in TAGS for name in _TAG.findall(detail["value"]))


def _alts(item: Any) -> list[str]:
    """Return what the pictures of an entry show: feedparser takes `media:description` for a second, plain content."""
    plain = (detail.get("value", "") for detail in item.get("content", ()) if detail.get("type") == "text/plain")
    return list(plain) if "media_content" in item and "summary_detail" in item else []


def _plain(detail: Any, kind: str) -> str:
    """Return a title without markup; many write references to characters where they say that there are none."""
    if not detail:
        return ""
    short = {**detail, "value": detail.get("value", "")[:_TITLE]}
    return unescape(short["value"]) if _is_text(short, kind) else foreign.words(short["value"])


def _link_of(item: Any) -> str:
    links = [link for link in item.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    pages = sorted(links, key=lambda link: link.get("type", "text/html") != "text/html")
    return first([*(link.get("href") for link in pages), item.get("link")])


def _files(item: Any) -> str:
    """Show the files that come with an entry as links, which is what the sanitiser makes of pictures anyway."""
    media = [file["url"] for file in item.get("media_content", ()) if file.get("url")]
    alts = _alts(item)
    named = dict(zip(media, alts, strict=True)) if len(alts) == len(media) else {}
    files = [file["href"] for file in item.get("enclosures", ()) if file.get("href")]
    addresses = list(dict.fromkeys([*media, *files]))[:10]
    return "".join(f'<p><img src="{escape(address)}" alt="{escape(named.get(address, ""))}"></p>' for address in addresses)
