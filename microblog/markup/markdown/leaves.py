"""What holds lines: paragraphs, code, tables, and HTML that the author wrote.

A leaf that takes lines verbatim says so of each line; other lines are looked at for what may start there first.
"""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

from microblog.markup.html.allowed import BLOCKS, SECTIONS, TAGS
from microblog.markup.markdown.containers import ROOM, indent_of
from microblog.text.entities import escape

Store = Callable[[str], str]

_FENCE = re.compile(r"(?P<ticks>`{3,})(?P<info>[^`]*)$|(?P<tildes>~{3,})(?P<words>.*)$")
_LANGUAGE = re.compile(r"\{[^}]*?\.([\w#+.-]+)|\.?([\w#+.-]+)(?=[\s,{:]|$)")
_CODE = 4  # spaces before a line of code without a fence
_ALONE = frozenset({"br", "img", "wbr"})  # elements that are part of a line, also where they are all of it
_BLOCK = re.compile(rf"</?(?:{'|'.join(sorted((BLOCKS | SECTIONS) - {'pre'}))})(?:[\s>]|/>|$)", re.IGNORECASE)
_ATTRIBUTES = r"""(?:\s+[a-zA-Z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*+"""
_LINE = re.compile(
    rf"<(?:({'|'.join(sorted(TAGS - _ALONE))}){_ATTRIBUTES}\s*/?|/({'|'.join(sorted(TAGS - _ALONE))})\s*)>\s*$", re.IGNORECASE
)


class Leaf:
    """What takes lines; its element stands in the tree from the first one on."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.lines: list[str] = []

    def takes(self, line: str, at: int) -> bool:  # noqa: ARG002 - asked of each
        """Take a line verbatim, where this leaf does."""
        return False

    def close(self) -> None:
        """Put what the lines become into the element."""


class Raw(Leaf):
    """What is stored as HTML, and stands in the tree as the mark that the library puts it in for."""

    def __init__(self, store: Store) -> None:
        element = Element("")
        element.tag = None  # type: ignore[assignment]  # the library's way to write text alone
        super().__init__(element)
        self.store = store

    def close(self) -> None:
        """Store the HTML."""
        self.element.text = AtomicString(self.store(self.html()))

    def html(self) -> str:
        """Return what is stored."""
        return "\n".join(self.lines)


class Fence(Raw):
    """Code between fences (4.5)."""

    def __init__(self, match: re.Match[str], indent: int, store: Store) -> None:
        super().__init__(store)
        self.signs = match["ticks"] or match["tildes"]
        self.info = (match["info"] or match["words"] or "").strip()
        self.indent = indent
        self.is_closed = False

    def takes(self, line: str, at: int) -> bool:
        """Take all lines up to its end."""
        if self.is_closed:
            return False
        indent = indent_of(line, at)
        written = line[at:].strip(" ")
        if len(written) >= len(self.signs) and not written.strip(self.signs[0]) and indent <= ROOM:
            self.is_closed = True
        else:
            self.lines.append(line[at + min(indent, self.indent) :])
        return True

    def html(self) -> str:
        """Return the code with the class of its language; where the text ends first, its last line breaks are nobody's."""
        while self.lines and not self.lines[-1] and not self.is_closed:
            self.lines.pop()
        match = _LANGUAGE.match(self.info)
        return code_html(self.lines, f' class="language-{escape(match[1] or match[2])}"' if match else "")


class Indented(Raw):
    """Code that is indented by four spaces (4.4)."""

    def takes(self, line: str, at: int) -> bool:
        """Take indented lines, and blank ones between them."""
        indent = indent_of(line, at)
        is_blank = at + indent >= len(line)
        if is_blank or indent >= _CODE:
            self.lines.append(line[at + _CODE :])
        return is_blank or indent >= _CODE

    def html(self) -> str:
        """Return the code, without blank lines at its end."""
        while not self.lines[-1].strip(" "):
            self.lines.pop()
        return code_html(self.lines)


class Html(Raw):
    """HTML as the author wrote it, up to a blank line or to what ends it (4.6)."""

    def __init__(self, end: str, store: Store) -> None:
        super().__init__(store)
        self.end = end  # "" for a blank line
        self.is_closed = False

    def takes(self, line: str, at: int) -> bool:
        """Take all lines up to its end."""
        text = line[at:]
        if self.is_closed or (not self.end and not text.strip(" ")):
            return False
        self.lines.append(text)
        self.is_closed = bool(self.end) and self.end in text.lower()
        return True


class Comment(Leaf):
    """What an author wrote for no reader, from a line that begins with `%%` to one that ends with it, as Obsidian has it."""

    def __init__(self) -> None:
        super().__init__(Element(""))
        self.element.tag = None  # type: ignore[assignment]  # as above
        self.is_closed = False

    def takes(self, line: str, at: int) -> bool:  # noqa: ARG002 - as above
        """Take all lines up to its end."""
        was_closed = self.is_closed
        self.is_closed = was_closed or ends_comment(line)
        return not was_closed


def ends_comment(line: str) -> bool:
    """Return whether a line is the last of a comment."""
    return line.rstrip(" ").endswith("%%")


def code_html(lines: list[str], attributes: str = "") -> str:
    """Return a block of code."""
    return f"<pre><code{attributes}>{escape(''.join(f'{line}{chr(10)}' for line in lines))}</code></pre>"


def find_fence(line: str, at: int) -> re.Match[str] | None:
    """Match a fence that opens code."""
    return _FENCE.match(line, at)


def html_end(line: str, at: int, is_in_paragraph: bool) -> str | None:
    """Return what ends the HTML that starts here ("" for a blank line), or None where none does."""
    if line.startswith("<!--", at):
        return "-->"
    if re.match(r"<pre[\s>]|<pre$", line[at:], re.IGNORECASE):
        return "</pre>"
    if _BLOCK.match(line, at) or (not is_in_paragraph and _LINE.match(line, at)):
        return ""
    return None
