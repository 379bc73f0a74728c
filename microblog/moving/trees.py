"""HTML of archives as a tree: elements and texts, whatever is left open or closed twice.

Nothing here makes HTML safe: what becomes of the tree is Markdown, which the build sanitises as it does any author's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from microblog.text.html_reader import HtmlReader

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905 - words read better
UNSEEN = frozenset("head link meta noscript object script style svg template title".split())  # noqa: SIM905 - words read better
BLOCKS = frozenset(
    "address article aside blockquote center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav "  # noqa: SIM905 - words read better
    "ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_ENDS_PARAGRAPH = BLOCKS - {"summary", "figcaption", "td", "th", "tr"}
_PARTING = BLOCKS | {"br"}
_DEEPEST = 60  # elements in one another; what lies deeper stands in the last of these
_SAME = {"li": {"ul", "ol"}, "td": {"tr"}, "th": {"tr"}, "tr": {"table", "tbody", "thead", "tfoot"}, "dt": {"dl"}, "dd": {"dl"}}


@dataclass
class Element:
    """An element, or with the name "" the whole."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def has_class(self, name: str) -> bool:
        """Whether the element is of a class."""
        return name in self.attributes.get("class", "").split()

    def text(self) -> str:
        """Return the words in it, as they are written."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def words(self) -> list[str]:
        """Return the words that readers see in it; blocks and line breaks part words."""
        return "".join(_seen(self)).split()

    def elements(self, *names: str) -> "Iterator[Element]":
        """Yield the elements of some names in it, from the first to the last."""
        for child in self.children:
            if isinstance(child, Element):
                if child.name in names:
                    yield child
                yield from child.elements(*names)


def _seen(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.name not in UNSEEN:
            edge = " " if child.name in _PARTING else ""
            yield from (edge, *_seen(child), edge)


def parse_html(html: str) -> Element:
    """Read HTML."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Builder(HtmlReader):
    """Puts elements into one another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, after what it ends."""
        if tag in _ENDS_PARAGRAPH and any(element.name == "p" for element in self.open):
            self.handle_endtag("p")
        if tag in _SAME:
            self._end_item(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID and len(self.open) < _DEEPEST:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<br/>` for an element, and `<p/>` for what browsers take it for."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that name, with all that is open in it."""
        at = next((at for at in range(len(self.open) - 1, 0, -1) if self.open[at].name == tag), 0)
        if at:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.open[-1].children.append(data)

    def _end_item(self, tag: str) -> None:
        """Close an item that is left open, but none of a list further out."""
        like = {"td", "th"} if tag in ("td", "th") else {"dt", "dd"} if tag in ("dt", "dd") else {tag}
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].name in _SAME[tag]:
                return
            if self.open[at].name in like:
                del self.open[at:]
                return
