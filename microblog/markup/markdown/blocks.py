"""The blocks of a text, as CommonMark has them (chapters 4 and 5), in the tree that Python-Markdown goes on with.

Line by line: first, which of the open containers go on; then, which blocks start in what is left of the line; the rest is
text. It belongs to the open paragraph, also where the containers of that do not go on: a line of a quotation may lack its
sign. What differs from CommonMark is in docs/reference/markdown.md.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ElementTree

from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from microblog.markup.html.limits import check
from microblog.markup.markdown import containers, leaves, tables
from microblog.markup.markdown.containers import ROOM, Container, Listing, Note, Quote, indent_of
from microblog.markup.markdown.leaves import Leaf
from microblog.markup.markdown.references import References, take_references

if TYPE_CHECKING:
    from markdown import Markdown

_HEADING = re.compile(r"(#{1,6})(?: +(.*?))??(?: +#+)? *$")
_ID = re.compile(r" *\{:? *#([\w:.-]+)[^{}]*\}$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
_COMMENT = "%%"


class Blocks(BlockParser):
    """The library's way to its blocks, led here."""

    def __init__(self, md: "Markdown", notes: dict[str, Element]) -> None:
        super().__init__(md)
        self.notes = notes

    def parseDocument(self, lines: Iterable[str]) -> Any:  # noqa: N802 - the library's name
        """Return the tree of a text."""
        root = Element(self.md.doc_tag)
        Reading(root, self.md.htmlStash.store, self.md.references, self.notes).read(lines)
        return ElementTree(root)


class Paragraph(Leaf):
    """Lines of text, with definitions of links before them."""

    def __init__(self, references: References) -> None:
        super().__init__(Element("p"))
        self.references = references

    def close(self) -> None:
        """Note the definitions, and keep the text."""
        self.element.text = take_references("\n".join(self.lines), self.references)


class Reading:
    """One text that is being read."""

    def __init__(self, root: Element, store: leaves.Store, references: References, notes: dict[str, Element]) -> None:
        self.store = store
        self.references = references
        self.notes = notes
        self.open: list[Container] = [Container(root)]
        self.leaf: Leaf | None = None
        self.listings: list[Listing] = []
        self.texts: list[str] = []
        self.comment_ends = 0  # lines that end a comment, below this one
        self.blank: Container | None = None  # the container to which the blank line before belongs
        self.starts: tuple[Callable[[str, int, int], bool], ...] = (
            self._heading, self._fence, self._html, self._comment, self._underline, self._table, self._rule,
        )  # fmt: skip

    def read(self, lines: Iterable[str]) -> None:
        """Build the tree."""
        held = list(lines)
        self.comment_ends = sum(map(leaves.ends_comment, held))
        for line in held:
            self.comment_ends -= leaves.ends_comment(line)
            self._line(line)
        self._leave(1)
        for listing in self.listings:
            if not listing.is_loose:
                _tighten(listing.element)
        check("\n\n".join(self.texts))

    def _line(self, line: str) -> None:
        depth, at = 1, 0
        while depth < len(self.open) and (inner := self.open[depth].goes_on(line, at)) >= 0:
            depth, at = depth + 1, inner
        if self.leaf and depth == len(self.open) and self.leaf.takes(line, at):
            return
        if at + indent_of(line, at) >= len(line):
            self._leave(depth)
            self.blank = self.open[-1].bound
        else:
            self._start(line, at, depth)
            self.blank = None

    def _start(self, line: str, at: int, depth: int) -> None:
        """Open what starts in a line, and add the rest as text."""
        while (indent := indent_of(line, at)) <= ROOM and at + indent < len(line):
            if any(start(line, at, depth) for start in self.starts):
                return
            column = self._container(line, at, depth)
            if column < 0:
                break
            at, depth = column, len(self.open)
        if at + indent < len(line):
            self._text(line, at, depth)

    def _text(self, line: str, at: int, depth: int) -> None:
        if isinstance(self.leaf, Paragraph):
            self.leaf.lines.append(line[at:].strip(" "))
        elif isinstance(self.leaf, tables.Table) and depth == len(self.open):
            self.leaf.add(line[at:])
            self.texts.append(line[at:])
        elif indent_of(line, at) > ROOM:
            self._put(depth, code := leaves.Indented(self.store))
            code.takes(line, at)
        else:
            self._put(depth, paragraph := Paragraph(self.references))
            paragraph.lines.append(line[at:].strip(" "))

    def _leave(self, depth: int) -> None:
        """Close the leaf, and the containers from a depth on."""
        if self.leaf:
            self._close(self.leaf)
            self.leaf = None
        del self.open[depth:]

    def _close(self, leaf: Leaf) -> None:
        leaf.close()
        if isinstance(leaf, Paragraph):
            if leaf.element.text:
                self.texts.append(leaf.element.text)
            else:
                del self.open[-1].element[-1]

    def _put(self, depth: int, leaf: Leaf) -> None:
        self._add(depth, leaf.element)
        if isinstance(leaf, leaves.Raw) and len(self.open[-1].element) == 1:
            self.open[-1].element.text = AtomicString("\n")
        self.leaf = leaf

    def _add(self, depth: int, element: Element) -> None:
        """Put a new block into the container at a depth."""
        self._leave(depth)
        holder = self.open[-1]
        if self.blank is holder.bound:
            holder.part()
        holder.element.append(element)
        holder.listing = None

    def _is_text(self, depth: int) -> bool:
        """Whether a line at this depth goes on with a paragraph."""
        return depth == len(self.open) and isinstance(self.leaf, Paragraph)

    # What holds blocks

    def _container(self, line: str, at: int, depth: int) -> int:
        """Open a container that starts here, and return the column where what it holds does; -1 where none does."""
        column = at + indent_of(line, at)
        containers.limit_depth(depth, line)
        if line[column] == ">":
            quote = Quote(Element("blockquote"))
            self._add(depth, quote.element)
            self.open.append(quote)
            return quote.goes_on(line, at)
        if line[column] == "[":
            return self._note(line, column, depth)
        return self._item(line, at, depth)

    def _note(self, line: str, column: int, depth: int) -> int:
        match = containers.find_note(line, column)
        if not match:
            return -1
        self._leave(depth)
        self.open.append(Note(self.notes.setdefault(" ".join(match[1].split()).casefold(), Element("li"))))
        return match.end()

    def _item(self, line: str, at: int, depth: int) -> int:
        sign = containers.find_sign(line, at)
        if not sign or (self._is_text(depth) and (sign.is_empty or sign.number not in {"", "1"})):
            return -1
        holder = self.open[depth - 1]
        item, listing = containers.start_item(holder, sign, self.blank is holder.bound)
        if listing:
            self._add(depth, listing.element)
            self.listings.append(listing)
            holder.listing = listing
        self._leave(depth)
        self.open.append(item)
        return min(at + item.width, len(line))

    # What holds lines; each returns whether it is what starts here

    def _heading(self, line: str, at: int, depth: int) -> bool:
        match = _HEADING.match(line, at + indent_of(line, at))
        if match and match[2]:
            self._add(depth, self._headed(len(match[1]), match[2]))
        elif match:  # of nothing
            self._leave(depth)
        return match is not None

    def _headed(self, level: int, text: str) -> Element:
        heading = Element(f"h{level}")
        if named := _ID.search(text):
            heading.set("id", named[1])
            text = text[: named.start()]
        heading.text = text
        self.texts.append(text)
        return heading

    def _underline(self, line: str, at: int, depth: int) -> bool:
        """Make a heading of the paragraph above."""
        match = _UNDERLINE.match(line, at + indent_of(line, at))
        if not match or not self._is_text(depth) or not self.leaf:
            return False
        text = take_references("\n".join(self.leaf.lines), self.references)
        if not text:
            return False
        holder = self.open[-1]
        del holder.element[-1]
        self.leaf = None
        holder.element.append(self._headed(1 if match[0][0] == "=" else 2, text))
        return True

    def _fence(self, line: str, at: int, depth: int) -> bool:
        indent = indent_of(line, at)
        match = leaves.find_fence(line, at + indent)
        if match:
            self._put(depth, leaves.Fence(match, indent, self.store))
        return match is not None

    def _html(self, line: str, at: int, depth: int) -> bool:
        end = leaves.html_end(line, at + indent_of(line, at), self._is_lazy_text()) if "<" in line else None
        if end is None:
            return False
        self._put(depth, block := leaves.Html(end, self.store))
        return block.takes(line, at)

    def _is_lazy_text(self) -> bool:
        return isinstance(self.leaf, Paragraph)

    def _comment(self, line: str, at: int, depth: int) -> bool:
        """Drop what stands between two signs on different lines."""
        text = line[at:].strip(" ")
        if not text.startswith(_COMMENT) or _COMMENT in text[2:] or not self.comment_ends:
            return False
        self._put(depth, leaves.Comment())
        return True

    def _table(self, line: str, at: int, depth: int) -> bool:
        if not self._is_text(depth) or not self.leaf:
            return False
        head = self.leaf.lines[-1]
        columns = tables.read_rule(line, at, head)
        if columns:
            self.leaf.lines.pop()
            self._put(depth, tables.Table(head, columns))
            self.texts.append(head)
        return columns is not None

    def _rule(self, line: str, at: int, depth: int) -> bool:
        match = _RULE.match(line, at + indent_of(line, at))
        if match:
            self._add(depth, Element("hr"))
        return match is not None


def _tighten(listing: Element) -> None:
    """Let the paragraphs of a list's items be mere text."""
    for item in listing:
        before: Element | None = None
        for block in list(item):
            if block.tag != "p":
                before = block
                continue
            if before is None:
                item.text = block.text
            else:
                before.tail = block.text
            item.remove(block)
