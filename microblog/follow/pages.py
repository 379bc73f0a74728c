"""Web pages: the feeds that they name in their head, and whether they were cut off."""

from collections import Counter

from microblog.text.html_reader import HtmlReader
from microblog.text.tuples import NamedTuple
from microblog.web.charsets import page_text
from microblog.web.documents import Answer, joined

_TYPES = frozenset({"application/atom+xml", "application/rss+xml", "application/feed+json", "application/rdf+xml"})
_ACTIVITY = "application/activity+json"  # of an actor, whose outbox is less than a feed
_LARGEST = 1 << 19  # bytes that are looked at; a head is at the beginning


_CLOSED = frozenset(  # elements whose end tag may not be left out, and whose mere number says whether they all end
    "a article aside audio blockquote div figure footer header main nav ol script section span style table ul video".split()  # noqa: SIM905
)


class Link(NamedTuple):
    """A feed that a page names."""

    url: str
    title: str


def is_page(answer: Answer) -> bool:
    """Whether a document is a web page."""
    head = answer.body[:2000].lower()
    return "html" in answer.headers.get("content-type", "") or b"<html" in head or b"<!doctype html" in head


def feeds_of(answer: Answer) -> list[str]:
    """List the feeds that a page names, in its order, those of comments behind the others, and an actor of ActivityPub last."""
    parser = _Head()
    parser.feed(page_text(answer._replace(body=answer.body[:_LARGEST])))
    base = joined(answer.url, parser.base) or answer.url
    ordered = sorted(parser.found, key=lambda link: "comment" in f"{link.url} {link.title}".lower())
    return [address for link in [*ordered, *parser.actors] if (address := joined(base, link.url))]


def is_whole(answer: Answer) -> bool:
    """Return whether a page ends: with `</html>`, or, since that may be left out, with no element open that has to be closed."""
    if b"</html" in answer.body.lower():
        return True
    parser = _Ends()
    parser.feed(page_text(answer))
    return not parser.rawdata.startswith("<") and all(count <= 0 for count in parser.opened.values())


class _Ends(HtmlReader):
    """Counts the elements that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: Counter[str] = Counter()

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.opened[tag] += tag in _CLOSED

    def handle_endtag(self, tag: str) -> None:
        self.opened[tag] -= tag in _CLOSED


class _Head(HtmlReader):
    """Collects what `<link>` and `<base>` say."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[Link] = []
        self.actors: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = values.get("href", "")
        if tag != "link" or "alternate" not in values.get("rel", "").lower().split() or not values.get("href"):
            return
        kind = values.get("type", "").partition(";")[0].strip().lower()
        if kind == _ACTIVITY:
            self.actors.append(Link(values["href"], values.get("title", "")))
        if kind in _TYPES or values["href"].endswith("twtxt.txt"):
            self.found.append(Link(values["href"], values.get("title", "")))
