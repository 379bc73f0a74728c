"""What a document of the web links to: the links of its HTTP header, and those of its HTML that name a relation.

The header is that of RFC 8288, section 3: several links in one, values with and without quotes, names in any case. HTML is
read as a browser has it: nothing in comments, scripts, or where elements are only text is a link.
"""

import re
from collections.abc import Iterator

from microblog.text.html_reader import HtmlReader
from microblog.web.apart import SECONDS, answer_apart, read_apart
from microblog.web.charsets import page_text
from microblog.web.documents import Answer, joined

_PROGRAM = "from microblog.webmention import links; links.main()"
_LARGEST = 1 << 20  # bytes of a page that are looked at
_TEXT_ONLY = frozenset({"title", "textarea", "xmp", "iframe", "noembed", "noframes"})
_ESCAPED = re.compile(r"\\(.)")
_HTML = ("text/html", "application/xhtml+xml")


def header_links(header: str, relation: str) -> Iterator[str]:
    """Yield the targets of a Link header's links that have a relation, as they are written."""
    for link in _split(header, ","):
        target, *parameters = _split(link, ";")
        named: dict[str, str] = {}
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            named.setdefault(name.strip().lower(), _unquoted(value.strip()))  # the first `rel` counts (section 3.3)
        target = target.strip()
        if not (target.startswith("<") and target.endswith(">")) or named.get("anchor"):
            continue  # a link with an anchor is one of another document (section 3.2)
        if relation in named.get("rel", "").lower().split():
            yield target[1:-1].strip()


def _split(text: str, separator: str) -> list[str]:
    """Split where a separator stands neither in quotes nor in an address."""
    parts, start, until, is_escaped = [], 0, "", False
    for at, character in enumerate(text):
        if until:
            if is_escaped:
                is_escaped = False
            elif character == "\\" and until == '"':
                is_escaped = True
            elif character == until:
                until = ""
        elif character in '"<':
            until = '"' if character == '"' else ">"
        elif character == separator:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    return _ESCAPED.sub(r"\1", value[1:-1])


def page_link(answer: Answer, relation: str) -> str | None:
    """Return the absolute target of a page's first `<link>` or `<a>` that has a relation and leads somewhere, or None.

    An empty one leads to the page itself (RFC 3986, section 4.4).
    """
    parser = _Links(relation)
    parser.feed(page_text(answer._replace(body=answer.body[:_LARGEST])))
    return None if parser.found is None else joined(joined(answer.url, parser.base) or answer.url, parser.found)


def page_link_apart(answer: Answer, relation: str, seconds: float = SECONDS) -> str | None:
    """Return what `page_link` does, in time; raise Fault where that is not possible. What is no page has none."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_page = kind in _HTML or (not kind and b"<" in answer.body[:1000])
    if not is_page or relation.encode() not in answer.body.lower():  # which spares nearly all pages a process
        return None
    asked = answer._replace(headers={**answer.headers, "relation": relation})
    found: str | None = read_apart(_PROGRAM, asked, seconds)["link"]
    return found


def main() -> None:
    """Find the link in what standard input has, and write it to standard output."""
    answer_apart(lambda answer: {"link": page_link(answer, answer.headers["relation"])})


class _Links(HtmlReader):
    """Finds the first link of a relation, and what addresses are relative to."""

    def __init__(self, relation: str) -> None:
        super().__init__()
        self.relation, self.base, self.templates = relation, "", 0
        self.found: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _TEXT_ONLY:
            self.set_cdata_mode(tag)
        self.templates += tag == "template"
        values: dict[str, str] = {}
        for name, value in attrs:
            values.setdefault(name, value or "")  # of one that is there twice, the first counts
        if self.templates:
            return
        if tag == "base" and not self.base:
            self.base = values.get("href", "").strip()
        if tag in {"link", "a"} and self.found is None and "href" in values and self.relation in values.get("rel", "").lower().split():
            self.found = values["href"].strip()

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template" and self.templates > 0
