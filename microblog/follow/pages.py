"""Web pages: the feeds that they name in their head."""

from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

from microblog.follow.documents import Answer

_TYPES = frozenset({"application/atom+xml", "application/rss+xml", "application/feed+json", "application/rdf+xml"})
_LARGEST = 1 << 19  # bytes that are looked at; a head is at the beginning


class Link(NamedTuple):
    """A feed that a page names."""

    url: str
    title: str


def is_page(answer: Answer) -> bool:
    """Tell whether a document is a web page."""
    head = answer.body[:2000].lower()
    return "html" in answer.headers.get("content-type", "") or b"<html" in head or b"<!doctype html" in head


def feeds_of(answer: Answer) -> list[str]:
    """List the feeds that a page names, in its order, those of comments last."""
    parser = _Head()
    parser.feed(answer.body[:_LARGEST].decode(errors="replace"))
    base = urljoin(answer.url, parser.base)
    ordered = sorted(parser.found, key=lambda link: "comment" in f"{link.url} {link.title}".lower())
    return [urljoin(base, link.url) for link in ordered]


class _Head(HTMLParser):
    """Collects what `<link>` and `<base>` say."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = values.get("href", "")
        if tag != "link" or "alternate" not in values.get("rel", "").lower().split() or not values.get("href"):
            return
        kind = values.get("type", "").partition(";")[0].strip().lower()
        if kind in _TYPES or values["href"].endswith("twtxt.txt"):
            self.found.append(Link(values["href"], values.get("title", "")))
