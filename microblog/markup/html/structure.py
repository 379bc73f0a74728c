"""The content models of HTML, held where an author writes HTML: a list has items alone, an item stands in a list.

Browsers show a stray `<li>` or a `<dl>` full of text somehow, each in its own way, and checkers refuse the page. So what
stands where HTML does not allow it becomes a plain `div`, loses its tag, or gets the element that it lacks; no word is lost.
The walk goes from the inside out: an element is made sound when it closes, and its children are by then.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from microblog.markup.html.moments import is_moment
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

_TAG = lazily(r"(<[^>]*>)")
_NAME = lazily(r"</?([a-z0-9]+)")
_AUTHORS = lazily(r"<[A-Za-z][A-Za-z0-9]*[\s/>]")
_VALUE = lazily(r' value="[^"]*"')
_DATETIME = lazily(r' datetime="([^"]*)"')
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    "blockquote dd details div dl dt figcaption figure hr li ol p pre summary table ul".split()  # noqa: SIM905 - words read better
)
_BLOCK_TAG = lazily(rf"</?(?:{'|'.join(sorted(_BLOCKS | {'tbody', 'td', 'tfoot', 'th', 'thead', 'tr'}))})\b[^>]*>")
_VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})
_LISTS = frozenset({"ol", "ul"})
_MEDIA = frozenset({"audio", "video"})
_INTERACTIVE = _MEDIA | {"details"}
_PHRASING = frozenset(  # what may hold no block
    "abbr b bdi bdo cite code dfn em i kbd mark q rp rt s samp small span strong sub sup time u var".split()  # noqa: SIM905
)
_PARENTS = {
    "dd": {"dl"},
    "dt": {"dl"},
    "figcaption": {"figure"},
    "li": _LISTS,
    "rp": {"ruby"},
    "rt": {"ruby"},
    "source": _MEDIA,
    "summary": {"details"},
    "track": _MEDIA,
}


class Piece(NamedTuple):
    """A finished part of the content: an element, or text."""

    name: str  # "" for text
    start: str  # the start tag, or the text
    inner: str = ""
    has_block: bool = False  # is or holds what may not stand in a line of text
    has_heading: bool = False

    @property
    def html(self) -> str:
        """The whole of it."""
        return f"{self.start}{self.inner}" + (f"</{self.name}>" if self.name and self.name not in _VOID else "")

    @property
    def is_blank(self) -> bool:
        """Whether it is a mere gap."""
        return self.name == "br" or (not self.name and self.start.isspace())


def has_html(text: str) -> bool:
    """Return whether an author may have written HTML into a Markdown text."""
    return _AUTHORS.search(text) is not None


def with_sound_structure(html: str) -> str:
    """Bring sanitised HTML into the form that the content models allow."""
    opened: list[tuple[str, str, list[Piece]]] = [("", "", [])]
    for at, part in enumerate(_TAG.split(html)):
        match = _NAME.match(part) if at & 1 else None
        name = match[1] if match else ""
        if name and part[1] != "/" and name not in _VOID:
            opened.append((name, part, []))
        elif part:
            pieces = opened.pop() if name and name not in _VOID else (name, part, [])
            names = [above for above, _, _ in opened]
            opened[-1][2].extend(_sound(*pieces, names))
    return "".join(piece.html for piece in opened[0][2])


def _sound(name: str, start: str, pieces: list[Piece], above: list[str]) -> Iterable[Piece]:
    """Return what stands in the place of an element whose children are sound."""
    if not name:
        return [Piece("", start)]
    if name in _PARENTS and above[-1] not in _PARENTS[name]:
        return _stray(name, start, pieces)
    if _is_misplaced(name, start, pieces, above):
        return [piece for piece in pieces if piece.name not in {"source", "track"}]
    if name in _VOID:
        return [] if name in {"img", "source", "track"} and " src=" not in start else [_piece(name, start, [])]
    return _SOUND.get(name, _as_it_is)(name, _VALUE.sub("", start) if above[-1] == "ul" else start, pieces)


def _stray(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    if name in {"source", "track"}:
        return []
    return pieces if name in {"rp", "rt"} else [_div(_piece(name, start, pieces))]


def _is_misplaced(name: str, start: str, pieces: list[Piece], above: list[str]) -> bool:
    """Return whether an element has to go, and leave its content."""
    if name in _PHRASING and any(piece.has_block for piece in pieces):
        return True
    if name == "time":
        return not is_moment(_text(pieces)) and not (" datetime=" in start and is_moment(_DATETIME.findall(start)[0]))
    if name in _INTERACTIVE:
        return "a" in above or (name in _MEDIA and not _MEDIA.isdisjoint(above))
    return (name == "bdo" and " dir=" not in start) or (name == "dfn" and "dfn" in above)


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.html for piece in pieces).strip()


def _piece(name: str, start: str, pieces: Iterable[Piece]) -> Piece:
    held = list(pieces)
    has_block = name in _BLOCKS or any(piece.has_block for piece in held)
    has_heading = name in _HEADINGS or any(piece.has_heading for piece in held)
    return Piece(name, start, "".join(piece.html for piece in held), has_block, has_heading)


def _div(piece: Piece) -> Piece:
    return piece._replace(name="div", start="<div>", has_block=True)


def _as_it_is(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    return [_piece(name, start, pieces)]


def _sound_list(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    """Let whatever stands between the items be an item."""
    items: list[Piece] = []
    for is_item, group in groupby(pieces, lambda piece: piece.name == "li"):
        run = list(group)
        if is_item:
            items += run
        elif all(piece.is_blank for piece in run):
            items += [piece for piece in run if not piece.name]
        else:
            items.append(_piece("li", "<li>", run))
    return [_piece(name, start, items)]


def _sound_terms(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    """Keep a list of terms and what they mean; any other is no such list."""
    names = " ".join(piece.name or "#" for piece in pieces if not piece.is_blank)
    is_sound = not any(piece.name == "dt" and piece.has_heading for piece in pieces)
    if is_sound and re.fullmatch(r"((dt ?)+(dd ?)+)+", names):
        return [_piece(name, start, [piece for piece in pieces if piece.name != "br"])]
    return [_piece("div", "<div>", [_div(piece) if piece.name in {"dd", "dt"} else piece for piece in pieces])]


def _sound_details(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    """Put the summary in front, or the one that browsers show where there is none."""
    summary = next((piece for piece in pieces if piece.name == "summary"), Piece("summary", "<summary>", "Details"))
    rest = [_div(piece) if piece.name == "summary" else piece for piece in pieces if piece is not summary]
    return [_piece(name, start, [summary, *rest])]


def _sound_summary(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    """Take blocks other than headings out of a summary, which is a line of text."""
    if all(piece.name in _HEADINGS or not piece.has_block for piece in pieces):
        return [_piece(name, start, pieces)]
    return [Piece(name, start, _BLOCK_TAG.sub(" ", _text(pieces)), has_block=True)]


def _sound_line(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    """Keep a heading or preformatted text as long as it holds no block."""
    piece = _piece(name, start, pieces)
    return [_div(piece) if any(held.has_block for held in pieces) else piece]


def _sound_media(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    """Put sources, then tracks, in front; with an address of its own a player takes no sources."""
    ordered = sorted(pieces, key=lambda piece: {"source": 0, "track": 1}.get(piece.name, 2))
    return [_piece(name, start, (piece for piece in ordered if piece.name != "source" or " src=" not in start))]


def _sound_ruby(name: str, start: str, pieces: list[Piece]) -> Iterable[Piece]:
    """Keep readings that stand behind what they are of."""
    names = "".join("r" if piece.name in {"rp", "rt"} else "" if piece.is_blank else "b" for piece in pieces)
    if re.fullmatch("(b+r+)+", names) and any(piece.name == "rt" for piece in pieces):
        return [_piece(name, start, pieces)]
    return [Piece("", piece.inner) if piece.name in {"rp", "rt"} else piece for piece in pieces]


def _sound_figure(name: str, start: str, pieces: list[Piece]) -> list[Piece]:
    """Keep one caption, in front or at the end."""
    at = [at for at, piece in enumerate(pieces) if not piece.is_blank]
    kept = next((end for end in (at[:1] + at[-1:]) if pieces[end].name == "figcaption"), None)
    held = (_div(piece) if piece.name == "figcaption" and number != kept else piece for number, piece in enumerate(pieces))
    return [_piece(name, start, held)]


def _sound_row(name: str, start: str, pieces: list[Piece]) -> Iterator[Piece]:
    """Drop a table's row without cells."""
    if any(piece.name for piece in pieces):
        yield _piece(name, start, pieces)


_SOUND = {
    **dict.fromkeys(_LISTS, _sound_list),
    **dict.fromkeys(_MEDIA, _sound_media),
    **dict.fromkeys(_HEADINGS | {"pre"}, _sound_line),
    "details": _sound_details,
    "dl": _sound_terms,
    "figure": _sound_figure,
    "ruby": _sound_ruby,
    "summary": _sound_summary,
    "tr": _sound_row,
}
