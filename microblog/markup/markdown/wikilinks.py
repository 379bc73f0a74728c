"""Links and pictures in double brackets, as Obsidian has them: `[[Note]]`, `[[Note#Place|words]]`, `![[picture.png]]`.

They become links and pictures whose address is in double brackets, percent-encoded; where that leads, `html/references` knows.
"""

import re
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from microblog.markup.markdown.literals import kept
from microblog.model.attachments import medium

_PATTERN = r"(!?)\[\[([^\[\]|\n\x02\x03]{1,300})(?:\|([^\[\]\n\x02\x03]{0,300}))?\]\](?![(\[])"  # before which it is the words of a link


class WikiLinks(InlineProcessor):
    """Reads double brackets."""

    def __init__(self, md: Any) -> None:
        super().__init__(_PATTERN, md)

    def handleMatch(self, m: "re.Match[str]", data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802 - the library's name
        """Return the element of a link or picture."""
        target, words = m[2].strip(), (m[3] or "").strip()
        address = quote(f"[[{target}]]", safe="")
        if m[1] and medium(target):
            size = re.fullmatch(r"[0-9]+(?:x[0-9]+)?", words)  # Obsidian's width
            return Element("img", {"src": address, "alt": "" if size else words}), m.start(), m.end()
        link = Element("a", {"href": address})
        link.text = AtomicString(kept(words or target.replace("#", " › ").removeprefix(" › ")))
        return link, m.start(), m.end()
