"""Emphasis, as CommonMark has it (6.2), in a tree whose links, code and line breaks have been made.

Python-Markdown would look for it while marks stand in the text for what was made before, and now and then leave one of
these in a page. Here the signs between two elements are matched as the standard says, `~~` among them. One thing differs:
Chinese, Japanese and Korean set no spaces between words, so that their letters beside a sign count as a space would.
"""

import re
from collections.abc import Iterator
from unicodedata import category, east_asian_width
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from microblog.markup.markdown.literals import BREAK

_SIGNS = re.compile(r"(\*+|_+|(?<!~)~~(?!~))")
_SOME = re.compile(r"[*_]|~~")
_QUIET = frozenset({"code", "pre", None})
_STRUCK = "~~"


class Emphasis(Treeprocessor):
    """Put emphasis into all lines of a tree."""

    def run(self, root: Element) -> None:
        """Go through all elements that hold text."""
        for element in list(root.iter()):
            tag: object = element.tag
            if tag == "img":
                element.set("alt", _words(element.get("alt", "")))
            elif tag is None:  # a block that stands in the stash
                element.tail = f"\n{element.tail or ''}"
            elif tag not in _QUIET and _has_signs(element):
                _emphasise(element)


def _words(text: str) -> str:
    """Return the words of a text that shows no emphasis."""
    if not _SOME.search(text):
        return text
    line = Element("p")
    line.text = text
    _emphasise(line)
    return "".join(line.itertext())


def _has_signs(element: Element) -> bool:
    texts = [element.text, *[child.tail for child in element]]
    return any(text and _SOME.search(text) for text in texts)


class _Run:
    """Some equal signs in a row."""

    def __init__(self, signs: str, before: str, after: str) -> None:
        self.sign = signs if signs == _STRUCK else signs[0]
        self.left = self.length = len(signs)
        opens, closes = _faces(before, after), _faces(after, before)
        self.opens = opens and (self.sign != "_" or not closes or _is_sign(before))
        self.closes = closes and (self.sign != "_" or not opens or _is_sign(after))
        self.starts: list[str] = []  # the elements that start here, innermost first
        self.ends = 0  # how many elements end here

    def may_close(self, opener: "_Run") -> bool:
        """Return whether this ends what another began; by the rule of three where one of them may be both."""
        if self.sign != opener.sign or {self.length, opener.length} == {1, 2}:
            return False  # `*tea**` is a slip, and shown as it is
        is_odd = (self.closes and self.opens) or (opener.closes and opener.opens)
        return not is_odd or (self.length + opener.length) % 3 != 0 or self.length % 3 == 0

    def pair(self, opener: "_Run") -> None:
        """End what another began."""
        size = 2 if self.left > 1 and opener.left > 1 else 1
        opener.starts.append("del" if self.sign == _STRUCK else "strong" if size == 2 else "em")
        opener.left -= size
        self.left -= size
        self.ends += 1


def _faces(outer: str, inner: str) -> bool:
    """Return whether a sign between two characters belongs to the second."""
    return not inner.isspace() and (not _is_sign(inner) or outer.isspace() or _is_sign(outer) or east_asian_width(outer) in {"W", "F"})


def _is_sign(character: str) -> bool:
    return category(character)[0] in "PSC"


def _emphasise(element: Element) -> None:
    pieces = list(_pieces(element))
    runs = _runs(pieces)
    _match([run for run in runs if run])
    _build(element, pieces, runs)


def _pieces(element: Element) -> Iterator[str | Element]:
    """Yield what an element holds: text, signs, and other elements."""
    yield from filter(None, _SIGNS.split(element.text or ""))
    for child in element:
        yield child
        yield from filter(None, _SIGNS.split(child.tail or ""))


def _runs(pieces: list[str | Element]) -> list[_Run | None]:
    """Return for each piece the signs that it is, if any."""
    runs: list[_Run | None] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, str) and _SIGNS.fullmatch(piece):
            before = _end(pieces[at - 1], -1) if at else " "
            runs.append(_Run(piece, before, _end(pieces[at + 1], 0) if at + 1 < len(pieces) else " "))
        else:
            runs.append(None)
    return runs


def _end(piece: str | Element, at: int) -> str:
    """Return a piece's first or last character; an element is a sign."""
    if not isinstance(piece, str):
        return "."
    return " " if piece.startswith(BREAK) and at == 0 else piece[at]


def _match(runs: list[_Run]) -> None:
    openers: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}  # below which nothing matches
    for run in runs:
        key = (run.sign, run.opens, run.length % 3)
        while run.closes and run.left:
            at = _opener(openers, run, bottoms.get(key, 0))
            if at < 0:
                bottoms[key] = len(openers)
                break
            run.pair(openers[at])
            del openers[at + (openers[at].left > 0) :]
            bottoms = {kind: min(bottom, len(openers)) for kind, bottom in bottoms.items()}
        if run.left and run.opens:
            openers.append(run)


def _opener(openers: list[_Run], run: _Run, bottom: int) -> int:
    return next((at for at in range(len(openers) - 1, bottom - 1, -1) if run.may_close(openers[at])), -1)


def _build(element: Element, pieces: list[str | Element], runs: list[_Run | None]) -> None:
    """Put the pieces back, those between matching signs into elements."""
    element.text = None
    element[:] = []
    opened = [element]
    for piece, run in zip(pieces, runs, strict=True):
        if run:
            del opened[len(opened) - run.ends :]
            _write(opened[-1], run.sign[0] * run.left)
            for tag in reversed(run.starts):
                opened[-1].append(inner := Element(tag))
                opened.append(inner)
        elif isinstance(piece, str):
            _write(opened[-1], piece)
        else:
            piece.tail = None
            opened[-1].append(piece)


def _write(element: Element, text: str) -> None:
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
