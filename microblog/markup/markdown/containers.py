"""What holds blocks: quotations, items of lists, footnotes, and the text itself.

Each knows whether it goes on in a line, from a column on: where its sign or its indent is found. A list is no container:
it is what a container's last items have in common.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from microblog.markup.html.limits import Excess
from microblog.text.tuples import NamedTuple

_ITEM = re.compile(r"(?:(?P<bullet>[-+*])|(?P<number>[0-9]{1,3})(?P<end>[.)]))(?P<gap> +|$)")
_NOTE = re.compile(r"\[\^([^\S\n]*[^\]\s][^\]\n]*)\]: *")
_QUOTE = re.compile(r" {0,3}> ?")
ROOM = 3  # spaces that a sign may be indented by
_INDENT = 4  # of what belongs to a footnote
_NESTING = 2  # spaces that put an item below another
_DEEPEST = 100


def indent_of(line: str, at: int) -> int:
    """Count the spaces from a column on."""
    return len(line) - at - len(line[at:].lstrip(" "))


class Listing:
    """The items of one list, and whether blank lines part them."""

    def __init__(self, element: Element, kind: str) -> None:
        self.element = element
        self.kind = kind  # the sign of its items
        self.is_loose = False


class Container:
    """What blocks stand in; as such, the text."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.listing: Listing | None = None  # the list at its end
        self.bound: Container = self  # the innermost that is no item, to which a blank line in here belongs

    def goes_on(self, line: str, at: int) -> int:  # noqa: ARG002 - asked of each
        """Return the column where what it holds starts in this line, or -1 where it has ended."""
        return at

    def part(self) -> None:
        """Note that a blank line stands before the block that comes next."""


class Quote(Container):
    """A quotation."""

    def goes_on(self, line: str, at: int) -> int:
        """Return the column behind its sign."""
        mark = _QUOTE.match(line, at)
        return mark.end() if mark else -1


class Note(Container):
    """What a footnote says."""

    def goes_on(self, line: str, at: int) -> int:
        """Return the column behind its indent; a blank line needs none."""
        indent = indent_of(line, at)
        return at if at + indent >= len(line) else at + _INDENT if indent >= _INDENT else -1


class Sign(NamedTuple):
    """The sign of an item, as it is written."""

    kind: str  # the bullet, or what follows the number
    number: str
    indent: int
    width: int  # columns to the item's text
    is_empty: bool


class Item(Container):
    """One item of a list."""

    def __init__(self, sign: Sign, listing: Listing, holder: Container) -> None:
        super().__init__(SubElement(listing.element, "li"))
        self.sign = sign
        self.within = listing
        self.width = sign.width
        self.bound = holder.bound

    def goes_on(self, line: str, at: int) -> int:
        """Return the column of its text; an item without any ends with a blank line."""
        indent = indent_of(line, at)
        if at + indent >= len(line):
            return at if len(self.element) else -1
        if indent < self.width and self._nests(line, at, indent):
            self.width = indent  # that is how much this author indents
        return at + self.width if indent >= self.width else -1

    def _nests(self, line: str, at: int, indent: int) -> bool:
        """Return whether an item starts that is indented less than the text here, but more than the sign."""
        if indent < self.sign.indent + _NESTING:
            return False
        inner = find_sign(line, at)
        return inner is not None and not (inner.number and self.sign.number)

    def part(self) -> None:
        """Let the list be a loose one, where this is not the item's first block."""
        self.within.is_loose |= len(self.element) > 0


def find_sign(line: str, at: int) -> Sign | None:
    """Return the sign of an item that starts in a line."""
    indent = indent_of(line, at)
    match = _ITEM.match(line, at + indent)
    if not match:
        return None
    gap = len(match["gap"])
    is_empty = match.end() == len(line)
    width = match.end() - at if 0 < gap <= ROOM + 1 and not is_empty else match.end() - gap - at + 1
    return Sign(match["bullet"] or match["end"], match["number"] or "", indent, width, is_empty)


def start_item(holder: Container, sign: Sign, is_parted: bool) -> tuple[Item, Listing | None]:
    """Return a new item, in the list at the end of its holder or in a new one, which is returned too."""
    listing = holder.listing
    if listing and listing.kind == sign.kind:
        listing.is_loose |= is_parted
        return Item(sign, listing, holder), None
    element = Element("ol" if sign.number else "ul")
    if sign.number and int(sign.number) != 1:
        element.set("start", str(int(sign.number)))
    listing = Listing(element, sign.kind)
    return Item(sign, listing, holder), listing


def find_note(line: str, at: int) -> re.Match[str] | None:
    """Match the mark of a footnote that starts in a line."""
    return _NOTE.match(line, at)


def limit_depth(depth: int, line: str) -> None:
    """Refuse what stands in too much."""
    if depth > _DEEPEST:
        raise Excess("lists, quotes or HTML are nested too deeply", line)
