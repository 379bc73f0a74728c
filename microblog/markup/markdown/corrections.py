"""Parts of Python-Markdown that lose what an author wrote, mended (with `dialect` the sole importer of `markdown`).

Cells beyond a table's head stand in its last column; emphasis takes nothing but its own signs; a line `[Update]: done`
defines no address and is text; of two footnotes with one mark, both are shown; a link whose bracket nothing closes is
text; words in the brackets of a picture stay words, whatever markup they are in.
"""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ReferenceProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    DelimiterProcessor,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ShortImageReferenceInlineProcessor,
)

_LABEL = r"(?=[^\]]*[^\s\]])([^\[\]]*)"  # of more than spaces
_ADDRESS = r"(?=<\S*>|\#|\?\S|\S*/|\S*\w\.[A-Za-z]|[A-Za-z][\w+.-]*:[^\s:])([^\s]+)"
"""What can lead somewhere: `<…>`, a fragment, a query, a path, a file or a host, a scheme."""


def mend(md: Markdown) -> None:
    """Let the parts that lose text be those that keep it."""
    md.parser.blockprocessors.register(_Tables(md.parser, {"use_align_attribute": False}), "table", 75)
    md.parser.blockprocessors.register(_References(md.parser), "reference", 15)
    md.inlinePatterns.register(_Emphasis(md), "em_strong", 60)
    md.inlinePatterns.register(_Link(LINK_RE, md), "link", 160)
    md.inlinePatterns.register(_Image(IMAGE_LINK_RE, md), "image_link", 150)
    md.inlinePatterns.register(_ReferredImage(IMAGE_LINK_RE, md), "image_reference", 140)
    md.inlinePatterns.register(_ShortReferredImage(IMAGE_LINK_RE, md), "short_image_ref", 125)


class Footnotes(FootnoteExtension):
    """Footnotes, of which one that is written twice says both."""

    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802 - the library's names
        """Note what a footnote says."""
        super().setFootnote(id, "\n\n".join(filter(None, [self.footnotes.get(id), text])))


class _Tables(TableProcessor):
    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]  # known to nobody who types the library
        beyond = [cell.strip(" ") for cell in self._split_row(row)[len(align) :]]  # type: ignore[attr-defined]
        if any(beyond):
            last = parent[-1][-1]
            last.text = " | ".join(filter(None, [last.text, *beyond]))


class _References(ReferenceProcessor):
    RE = re.compile(ReferenceProcessor.RE.pattern.replace(r"([^\[\]]*)", _LABEL, 1).replace(r"([^\s]+)", _ADDRESS, 1), re.MULTILINE)


class _Emphasis(DelimiterProcessor):
    """Emphasis by the library's rules, which now and then take letters beside a sign for more of it."""

    def __init__(self, md: Markdown) -> None:
        super().__init__("*", "strong,em", md)
        self.add("_", "strong,em", smart=True)
        self.text = ""  # in which the noted emphases stand

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802 - the library's name
        if not self.regions:
            self.text = data
        return super().handleMatch(m, data)

    def add_region(self, delim: Any, a: int, b: int, c: int, d: int, size: int) -> None:  # noqa: PLR0917 - the library's way
        """Note one emphasis, from its opening signs (a to b) to its closing ones (c to d)."""
        if size > 0 and self.text[a:b] == self.text[c:d] == delim.token * size:
            super().add_region(delim, a, b, c, d, size)

    def get_cached_result(self, pos: int, data: str) -> Any:
        """Return the next emphasis that was noted, where it is at the sign that comes next; that may be one which is none."""
        start, _, _, end = self.regions[self.cache_index][:4]
        offset = pos - (self.cache_pos if pos != self.cache_pos else start)
        if data.startswith(self.text[start:end], start + offset):
            return super().get_cached_result(pos, data)
        return None, pos, pos + 1


class _Link(LinkInlineProcessor):
    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802 - the library's name
        """Return address, title, where the link ends, and whether it does; the library may find its end before its beginning."""
        href, title, end, is_link = super().getLink(data, index)
        return href, title, end, is_link and end > index

    def unescape(self, text: str) -> str:
        """Return text with what was taken out of it before put back, also where that holds more of the kind."""
        while (whole := super().unescape(text)) != text:
            text = whole
        return text


class _Image(_Link, ImageInlineProcessor):
    pass


class _ReferredImage(_Link, ImageReferenceInlineProcessor):
    pass


class _ShortReferredImage(_Link, ShortImageReferenceInlineProcessor):
    pass
