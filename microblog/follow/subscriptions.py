"""Lists of what somebody follows, as other programs write them: OPML, Mastodon's `following_accounts.csv`, a page's blogroll.

OPML is read as leniently as a web page, since many a file in this world is no well-formed XML, and no entity of a stranger's
is resolved.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping

from microblog.content.following import is_outside, parse_followed
from microblog.model import urls
from microblog.text.html_reader import HtmlReader
from microblog.text.tuples import NamedTuple
from microblog.web.charsets import in_utf8, page_text
from microblog.web.documents import Answer, Fault, joined

Get = Callable[[str, Mapping[str, str]], Answer]

MOST = 2_000  # entries of a list
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]+)")
_HEADER = "account address"


class Subscriptions(NamedTuple):
    """What a list names."""

    targets: tuple[str, ...]  # in the form in which `following` keeps them, each once
    left_out: tuple[str, ...]  # what can be followed in no way, as written


def read_subscriptions(url: str, get: Get, base_url: str) -> Subscriptions:
    """Read the list at an address, or that which the page there names as its blogroll; raise Fault where there is none."""
    answer = in_utf8(get(url, {}))
    if _is_opml(answer.body):
        return parse_subscriptions(answer.body, base_url, answer.url)
    named = _blogroll_of(answer)
    if not named:
        raise Fault("is no OPML, and names no blogroll")
    inner = in_utf8(get(named, {}))
    if not _is_opml(inner.body):
        raise Fault(f"names the blogroll {named:.200}, which is no OPML")
    return parse_subscriptions(inner.body, base_url, inner.url)


def parse_subscriptions(data: bytes, base_url: str, url: str = "") -> Subscriptions:
    """Read a list; `base_url` is that of the site, whose own authors are known by their handles. Raise Fault where it is none."""
    text = _text(data)
    written = _outlines(text, url) if _is_opml(data) else _accounts(text)
    if written is None:
        raise Fault("is neither OPML nor a list of accounts as Mastodon exports it (following_accounts.csv)")
    return _sorted(written, base_url)


def _text(data: bytes) -> str:
    named = _XML_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    kind = f"text/xml; charset={named[1].decode()}" if named else "text/plain; charset=utf-8"
    answer = in_utf8(Answer("", 200, {"content-type": kind}, data))
    return page_text(answer).removeprefix("\ufeff")


def _is_opml(data: bytes) -> bool:
    return b"<opml" in data[:2000].replace(b"\0", b"").lower()


def _sorted(written: Iterable[str], base_url: str) -> Subscriptions:
    found: dict[str, None] = {}
    left_out: dict[str, None] = {}
    for text in written:
        target = _own(parse_followed(text), base_url) if "@" in text or "/" in text else ""  # a bare name is somebody there, not here
        if target and len(found) < MOST:
            found[target] = None
        else:
            left_out[text] = None
    return Subscriptions(tuple(found), tuple(left_out))


def _own(target: str, base_url: str) -> str:
    """Return the handle of an author of this site, where an address is that of their page or feed."""
    path = urls.own_path(target, base_url) if is_outside(target) and not target.startswith("@") else None
    if not path or not path.startswith("@"):
        return target
    handle, _, rest = path[1:].partition("/")
    return handle if urls.HANDLE.fullmatch(handle) and rest in ("", "feed.atom", "feed.json") else target


class _Outlines(HtmlReader):
    """Collects the addresses of feeds, and of links that are no feeds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag != "outline":
            return
        address = values.get("xmlurl") or (values.get("url") or values.get("htmlurl") if values.get("type") in _LINKS else "")
        if address:
            self.found.append(re.sub(r"\Afeed:(?://)?(?=https?:)|\Afeed:(?=//)", "", address))


_LINKS = frozenset({"link", "rss", "atom", "feed"})


def _outlines(text: str, url: str) -> list[str]:
    parser = _Outlines()
    parser.feed(text)
    parser.close()
    found = [f"https:{address}" if address.startswith("//") else address for address in parser.found]
    return [address for written in found if (address := joined(url, written) if url else written)]


def _accounts(text: str) -> list[str] | None:
    """Read Mastodon's list, with or without the line of headings; None where the first of its lines names no account."""
    try:
        rows = [row[0].strip() for row in csv.reader(text.splitlines()) if row and row[0].strip()]
    except csv.Error:
        return None
    accounts = rows[1:] if rows and rows[0].lower() == _HEADER else rows
    is_list = bool(accounts) and parse_followed(accounts[0]).startswith("@")
    return accounts if is_list or len(accounts) < len(rows) else None


class _Blogroll(HtmlReader):
    def __init__(self) -> None:
        super().__init__()
        self.base = self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = values.get("href", "")
        if tag in {"a", "link"} and "blogroll" in values.get("rel", "").lower().split() and not self.found:
            self.found = values.get("href", "")


def _blogroll_of(answer: Answer) -> str:
    parser = _Blogroll()
    parser.feed(page_text(answer))
    return joined(joined(answer.url, parser.base) or answer.url, parser.found) if parser.found else ""
