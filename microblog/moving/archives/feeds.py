"""JSON Feed, Atom and RSS in files: what micro.blog and many others hand out, with pictures beside them where they come along."""

import json
from typing import Any
from xml.etree.ElementTree import Element

from microblog.moving.addresses import host_of, path_of
from microblog.moving.archives.wordpress import of_mail
from microblog.moving.nouns import Account, Archive, Entry, Medium
from microblog.moving.opening import Files
from microblog.moving.texts import plain_html
from microblog.moving.values import moment, table, tables, text, texts
from microblog.moving.xml_trees import content, parse_xml
from microblog.text.entities import escape, unescape
from microblog.web.documents import joined

_ATOM = "{http://www.w3.org/2005/Atom}"
_REPLY = "{http://purl.org/syndication/thread/1.0}in-reply-to"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_XML = (".atom", ".rss", ".xml")


def is_json_here(files: Files) -> bool:
    """Whether there is a JSON Feed."""
    return bool(_json_name(files))


def _json_name(files: Files) -> str:
    names = files.ending(".json")
    return next((name for name in names[:20] if b"jsonfeed.org/version" in files.head(name)), "")


def is_xml_here(files: Files) -> bool:
    """Whether there is a feed in XML."""
    return bool(_xml_name(files))


def _xml_name(files: Files) -> str:
    starts = (b"<rss", b"<feed", b":feed")
    return next((name for name in files.ending(*_XML)[:20] if any(start in files.head(name) for start in starts)), "")


def read_json(files: Files) -> Archive:
    """Read a JSON Feed of version 1 or 1.1."""
    try:
        feed = json.loads(files.read(_json_name(files)))
    except (ValueError, RecursionError):
        feed = {}
    home = text(feed, "home_page_url", "feed_url")
    author = next(iter(tables(feed, "authors")), table(feed, "author"))
    account = _account(home, text(author, "name") or text(feed, "title"), text(author, "url"))
    entries = tuple(_json_entry(item, account, text(feed, "language"), home) for item in tables(feed, "items"))
    return Archive("JSON Feed", (account,), entries, links_names=False)


def _account(home: str, name: str, url: str) -> Account:
    host = host_of(url or home).removeprefix("www.").partition(".")[0]
    addresses = tuple(dict.fromkeys(filter(None, (home, url))))
    return Account(home or url or name or "feed", name if name.isascii() and " " not in name else host, addresses, name=name)


def _json_entry(item: dict[str, Any], account: Account, lang: str, home: str) -> Entry:
    url = text(item, "url")
    html = text(item, "content_html") or plain_html(text(item, "content_text") or text(item, "summary"))
    beside = [(text(file, "url"), text(file, "title")) for file in tables(item, "attachments")]
    beside += [(text(item, "image"), "")] if text(item, "image") else []
    number = item.get("id")
    return Entry(
        address=url or (str(number) if isinstance(number, str | int) else ""),
        account=account.key,
        published=moment(text(item, "date_published")),
        html=_absolute_links(html, url or home),
        others=(str(number),) if isinstance(number, str | int) and str(number) != url else (),
        updated=moment(text(item, "date_modified")),
        title=text(item, "title"),
        summary=text(item, "summary") if text(item, "content_html", "content_text") else "",
        lang=text(item, "language") or lang,
        tags=tuple(texts(item.get("tags") or [])),
        media=tuple(Medium("", address, alt) for address, alt in dict(beside).items() if address and escape(address) not in html),
        bookmark_of=text(item, "external_url"),
        path=path_of(url),
    )


def _absolute_links(html: str, base: str) -> str:
    """Let addresses that begin with a slash lead where they led."""
    if not base.startswith("http"):
        return html
    for sign in ('href="/', 'src="/'):
        html = (
            html.replace(f"{sign}/", f"{sign}\0").replace(sign, f"{sign[:-1]}{escape(joined(base, '/'))}").replace(f"{sign}\0", f"{sign}/")
        )
    return html


def read_xml(files: Files) -> Archive:
    """Read Atom 1.0 or RSS of any version."""
    root = parse_xml(files.read(_xml_name(files)), str(files.path))
    if root.tag == f"{_ATOM}feed":
        return _read_atom(root)
    channel = root.find("channel")
    return _read_rss(channel if channel is not None else root)


def _read_atom(feed: Element) -> Archive:
    home = _atom_link(feed)
    author = feed.find(f"{_ATOM}author")
    account = _account(home, content(author, f"{_ATOM}name") or content(feed, f"{_ATOM}title"), content(author, f"{_ATOM}uri"))
    lang = feed.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return Archive("Atom", (account,), tuple(_atom_entry(one, account, lang) for one in feed.findall(f"{_ATOM}entry")), links_names=False)


def _atom_link(element: Element, rel: str = "alternate") -> str:
    return next((link.get("href", "") for link in element.findall(f"{_ATOM}link") if link.get("rel", "alternate") == rel), "")


def _atom_entry(item: Element, account: Account, lang: str) -> Entry:
    url, number = _atom_link(item), content(item, f"{_ATOM}id")
    reply = item.find(_REPLY)
    body, summary = item.find(f"{_ATOM}content"), _atom_text(item.find(f"{_ATOM}summary"))
    files = [link.get("href", "") for link in item.findall(f"{_ATOM}link") if link.get("rel") == "enclosure"]
    html = _atom_text(body) or summary
    return Entry(
        address=url or number,
        account=account.key,
        published=moment(content(item, f"{_ATOM}published", f"{_ATOM}updated")),
        html=_absolute_links(html, url),
        others=tuple(filter(None, (number,))),
        updated=moment(content(item, f"{_ATOM}updated")),
        title=unescape(content(item, f"{_ATOM}title")),
        lang=item.get("{http://www.w3.org/XML/1998/namespace}lang", lang),
        tags=tuple(one.get("label") or one.get("term") or "" for one in item.findall(f"{_ATOM}category")),
        media=tuple(Medium("", file) for file in dict.fromkeys(files) if file and escape(file) not in html),
        in_reply_to=(reply.get("href") or reply.get("ref") or "") if reply is not None else "",
        path=path_of(url),
    )


def _atom_text(element: Element | None) -> str:
    """Return a text of Atom as HTML, whatever form it has."""
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml":
        return "".join(_written(child) for child in element)
    return (element.text or "").strip() if kind in ("html", "text/html") else plain_html(element.text or "")


def _written(element: Element) -> str:
    name = element.tag.rpartition("}")[2]
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in element.attrib.items() if "}" not in key)
    inner = escape(element.text or "") + "".join(_written(child) + escape(child.tail or "") for child in element)
    return f"<{name}{attributes}>{inner}</{name}>" if name not in ("br", "hr", "img") else f"<{name}{attributes}>"


def _read_rss(channel: Element) -> Archive:
    home = content(channel, "link")
    account = _account(home, content(channel, "title"), "")
    lang = content(channel, "language")
    return Archive("RSS", (account,), tuple(_rss_entry(item, account, lang) for item in channel.findall("item")), links_names=False)


def _rss_entry(item: Element, account: Account, lang: str) -> Entry:
    guid = item.find("guid")
    number = content(item, "guid")
    is_page = guid is not None and guid.get("isPermaLink", "true") != "false" and number.startswith("http")
    url = content(item, "link") or (number if is_page else "")
    html = content(item, _ENCODED, "description")
    files = [file.get("url", "") for file in item.findall("enclosure")]
    return Entry(
        address=url or number,
        account=account.key,
        published=of_mail(content(item, "pubDate")) or moment(content(item, "{http://purl.org/dc/elements/1.1/}date")),
        html=_absolute_links(html if "<" in html or "&" in html else plain_html(html), url),
        others=tuple(filter(None, (number,))),
        title=unescape(content(item, "title")),
        lang=lang,
        tags=tuple((one.text or "").strip() for one in item.findall("category")),
        media=tuple(Medium("", file) for file in dict.fromkeys(files) if file and escape(file) not in html),
        path=path_of(url),
    )
