"""Links and pictures: what Python-Markdown finds of them, where CommonMark agrees, and what it would lose besides.

The address of a link ends as in CommonMark, or where that finds no end, at the last bracket, so that it may hold spaces.
No link holds another: the inner one counts. In the brackets of what is no link, one may start.
"""

import re
from typing import Any

from markdown import Markdown
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)

from microblog.markup.markdown.literals import Literals
from microblog.markup.markdown.references import key

_BRACKET = re.compile(r"[\[\]]")
_INNER = re.compile(r"(?<!!)\[[^\[\]]*\]\(")
_NESTED = r"\((?:[^\s()]|\((?:[^\s()]|\([^\s()]*+\))*+\))*+\)"
_DESTINATION = re.compile(rf"""\(\s*+(?:<([^<>\n]*+)>|((?!<)(?:[^\s()]|{_NESTED})*+))(?:\s++("[^"]*+"|'[^']*+'|\([^()]*+\)))?+\s*+\)""")
_LONGEST = 2_000  # characters in which the library looks for the end of a link


def extend(md: Markdown, literals: Literals) -> None:
    """Let these be the patterns of a line."""
    for name in ("backtick", "escape", "autolink", "automail", "linebreak", "html", "entity", "em_strong"):
        md.inlinePatterns.deregister(name)
    for kind, expression, name, priority in (
        (_Reference, LINK_RE, "reference", 170),
        (_Link, LINK_RE, "link", 160),
        (_Image, IMAGE_LINK_RE, "image_link", 150),
        (_ReferredImage, IMAGE_LINK_RE, "image_reference", 140),
        (_ShortReference, LINK_RE, "short_reference", 130),
        (_ShortReferredImage, IMAGE_LINK_RE, "short_image_ref", 125),
    ):
        pattern = kind(expression, md)
        pattern.literals = literals
        md.inlinePatterns.register(pattern, name, priority)


class _Link(LinkInlineProcessor):
    literals: Literals

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802 - the library's name
        """Return the link that starts here, if any."""
        link: Any
        link, start, end = super().handleMatch(m, data)
        if link is None or (link.tag == "a" and _INNER.search(link.text or "")):
            return None, None, None
        if link.tag == "img":
            link.set("alt", self.literals.words(self._plain(self.getText(data, m.end())[0])))
        return link, start, end

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802 - the library's name
        """Return what stands in the brackets, where they end, and whether they do."""
        depth = 1
        for bracket in _BRACKET.finditer(data, index):
            depth += 1 if bracket[0] == "[" else -1
            if not depth:
                return data[index : bracket.start()], bracket.end(), True
        return "", index, False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802 - the library's name
        """Return address, title, where the link ends, and whether it does; the library may find its end before its beginning."""
        if match := _DESTINATION.match(data, index):
            href = match[1] if match[1] is not None else match[2]
            return self.unescape(href), match[3] and self.unescape(match[3][1:-1]).replace("\n", " "), match.end(), True
        if data[index : index + 1] != "(":
            return "", None, index, False
        href, title, end, is_link = super().getLink(data[index : index + _LONGEST], 0)
        return href, title, index + end, is_link and end > 0

    def unescape(self, text: str) -> str:
        """Return text with what was taken out of it put back."""
        return self.literals.without_marks(self._plain(text))

    def _plain(self, text: str) -> str:
        """Return text with the words of the links that have been found in it."""
        while (whole := super().unescape(text)) != text:
            text = whole
        return text


class _Image(_Link, ImageInlineProcessor):
    pass


class _Reference(_Link, ReferenceInlineProcessor):
    def evalId(self, data: str, index: int, text: str) -> tuple[str | None, int, bool]:  # noqa: N802 - the library's name
        """Return the label that names an address, where it ends, and whether there is one."""
        label, end, is_there = super().evalId(data, index, text)
        return key(self.literals.as_written(label)) if label else label, end, is_there


class _ShortReference(_Reference, ShortReferenceInlineProcessor):
    pass


class _ReferredImage(_Reference, ImageReferenceInlineProcessor):
    pass


class _ShortReferredImage(_Reference, ShortImageReferenceInlineProcessor):
    pass
