"""The levels and ids of a text's headings.

Levels start below what stands above the text, and none is skipped.

A heading goes one level below the nearest heading before it that the author wrote with fewer signs; so `##`, `###`, `##`
and `#`, `####`, `#` are both a heading, one below it, and another like the first.
An id is what the author wrote, or made of the heading's words as GitHub makes it, behind what no other post's ids begin with.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from microblog.markup.html.content import plain_text
from microblog.model import urls
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

_LOWEST = 6
_HEADING = lazily(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_ID = lazily(r' id="([^"]*)"')
_HREF = lazily(r' href="#([^"]+)"')
_FOOTNOTE = lazily(r"<sup id=.*?</sup>", re.DOTALL)


class Headings:
    """The headings of one text, asked for in the order of their tags."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.above: list[int] = []  # the written levels of the headings that the next one may stand below
        self.opened: list[int] = []

    def place(self, tag: str) -> str:
        """Return a heading's start or end tag with its level."""
        if tag[1] == "/":
            level = self.opened.pop() if self.opened else self.first
            return f"</h{level}>"
        written = int(tag[2])
        while self.above and self.above[-1] >= written:
            self.above.pop()
        level = min(self.first + len(self.above), _LOWEST)
        self.above.append(written)
        self.opened.append(level)
        return f"<h{level}{tag[3:]}"


class Places:
    """The ids of one text's headings, asked for in the order of their tags, and the links to them."""

    def __init__(self, html: str, anchor: str) -> None:
        self.anchor = anchor
        self.names = dict.fromkeys(self._named(html)) if "<h" in html else {}
        self.rest = iter(self.names)

    def _named(self, html: str) -> Iterator[str]:
        counts: dict[str, int] = {}
        for heading in _HEADING.finditer(html):
            written = _ID.search(heading[2])
            name = unescape(written[1]) if written else urls.heading_id(plain_text(_FOOTNOTE.sub("", heading[3])))
            name = unique = name or "section"
            while unique in counts:
                unique = f"{name}-{counts[name]}"
                counts[name] += 1
            counts[unique] = 1
            yield unique

    def place(self, tag: str) -> str:
        """Return a heading's start tag with its id."""
        tag = _ID.sub("", tag)
        name = next(self.rest, "")
        return f'{tag[:-1]} id="{self._full(name)}">' if name else tag

    def link(self, tag: str) -> str:
        """Let a link to a place on the same page lead to its heading, where there is such a one."""
        return _HREF.sub(self._led, tag) if self.names else tag

    def _led(self, href: re.Match[str]) -> str:
        written = unquote(unescape(href[1]))
        name = next((name for name in (written, written.lower()) if name in self.names), None)
        return href[0] if name is None else f' href="#{self._full(name)}"'

    def _full(self, name: str) -> str:
        return escape(f"{self.anchor}-h-{name}")
