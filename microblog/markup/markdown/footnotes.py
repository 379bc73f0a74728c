"""Footnotes: below the text, in the order in which it refers to them; those that it does not, behind them.

The ids are `fn:label` and `fnref:label`, which `elements.Footnotes` makes unlike those of other posts. Of two footnotes
with one label, both are shown under it.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_MARK = r"\[\^([^\]\n]*)\]"
_BACK = "\u21a9\ufe0e"  # an arrow, and not as a coloured picture


class Footnotes(Extension):
    """Marks of footnotes, and what they say."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, Element] = {}  # by label, in the order in which they are written

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Add what marks, places and numbers them."""
        md.registerExtension(self)
        md.inlinePatterns.register(_Marks(_MARK, self.notes), "footnote", 175)
        md.treeprocessors.register(_Place(self.notes), "footnote_place", 50)
        md.treeprocessors.register(_Numbers(self.notes), "footnote_numbers", 17)

    def reset(self) -> None:
        """Forget those of another text."""
        self.notes.clear()


def label_of(written: str) -> str:
    """Return the label by which a mark finds its footnote."""
    return " ".join(written.split()).casefold()


class _Marks(InlineProcessor):
    def __init__(self, pattern: str, notes: dict[str, Element]) -> None:
        super().__init__(pattern)
        self.notes = notes

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: ARG002, N802 - the library's name
        label = label_of(m[1])
        if label not in self.notes:
            return None, None, None
        mark = Element("sup", {"id": label})
        SubElement(mark, "a", {"class": "footnote-ref"})
        return mark, m.start(), m.end()


class _Place(Treeprocessor):
    def __init__(self, notes: dict[str, Element]) -> None:
        super().__init__()
        self.notes = notes

    def run(self, root: Element) -> None:
        """Put the footnotes below the text."""
        if self.notes:
            block = SubElement(root, "div", {"class": "footnote"})
            SubElement(block, "hr")
            SubElement(block, "ol").extend(self.notes.values())


class _Numbers(Treeprocessor):
    def __init__(self, notes: dict[str, Element]) -> None:
        super().__init__()
        self.notes = notes

    def run(self, root: Element) -> None:
        """Order the footnotes, and let them and their marks lead to one another."""
        if not self.notes:
            return
        marks = self._marks(root)
        rest = [label for label in self.notes if label not in marks]
        for number, label in enumerate([*marks, *rest], 1):
            self.notes[label].set("id", f"fn:{label}")
            for count, mark in enumerate(marks.get(label, []), 1):
                _link(mark, self.notes[label], label, number, count)
        root[-1][-1][:] = [self.notes[label] for label in [*marks, *rest]]

    def _marks(self, root: Element) -> dict[str, list[Element]]:
        """Return the marks of each footnote: first those of the text, then those of the footnotes that these lead to."""
        marks: dict[str, list[Element]] = {}
        todo = list(root[:-1])
        for part in todo:
            for mark in part.iter("sup"):
                label = mark.get("id")
                if label and label not in marks:
                    todo.append(self.notes[label])
                if label:
                    marks.setdefault(label, []).append(mark)
        return marks


def _link(mark: Element, note: Element, label: str, number: int, count: int) -> None:
    name = f"fnref{count if count > 1 else ''}:{label}"
    mark.set("id", name)
    mark[0].set("href", f"#fn:{label}")
    mark[0].text = AtomicString(str(number))
    if not len(note) or note[-1].tag != "p":
        SubElement(note, "p")
    elif count == 1:
        _append(note[-1], "\xa0")
    if count > 1:
        _append(note[-1], " ")
    SubElement(note[-1], "a", {"class": "footnote-backref", "href": f"#{name}"}).text = AtomicString(_BACK)


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
