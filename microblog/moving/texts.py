r"""HTML → Markdown that shows the same words.

Inline, a text is a row of *pieces*. Each has the form that people would write (`**tea**`, a bare address, `#tea`), and a
sure form for where its neighbours would make something else of that (`<strong>tea</strong>`, `[words](address)`, `\#tea`).
"""

import re
from collections.abc import Callable, Iterator

from microblog.moving.marks import escape, escape_lines
from microblog.moving.trees import BLOCKS, UNSEEN, Element, parse_html
from microblog.text.entities import escape as escape_html
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

_SPACE = lazily(r"[ \t\r\n\f]+")
_HASHTAG = lazily(r"#(?=\w*[^\W\d_])\w+")
_ADDRESS = lazily(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9./:?#@!$'*+,;=%_~&-]*)?(?<=[A-Za-z0-9/=_-])", re.IGNORECASE)
_UNFIT = lazily(r"[\x00-\x20<>\\\x7f]")
_EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "del": "del", "s": "del", "strike": "del"}
_SIGNS = {"strong": "**", "em": "*", "del": "~~"}
_KEPT = frozenset({"sub", "sup", "kbd", "mark", "u", "small", "q", "cite", "abbr"})
_PLAYERS = frozenset({"audio", "embed", "iframe", "video"})
_LANGUAGE = lazily(r"(?:lang(?:uage)?|highlight(?:-source)?)-([\w+#.-]+)")


class Names(NamedTuple):
    """What a text's links and pictures are called here."""

    handle_of: Callable[[str], str] = lambda _: ""  # an account's address → its handle; "" where it is nobody of this site
    link_of: Callable[[str], str] = lambda url: url  # an address → where that is now
    file_of: Callable[[str, str], str] = lambda url, _: url  # a picture's address and words → the file
    links_names: bool = True  # as `Archive.links_names`


class _Piece(NamedTuple):
    """A part of a line."""

    text: str
    sure: str
    fits: Callable[[str, str], bool] = lambda _before, _after: True  # between these two characters


def to_markdown(html: str, names: Names) -> str:
    """Return the text as Markdown."""
    return "\n\n".join(_Writer(names).blocks(parse_html(html).children))


def plain_html(text: str) -> str:
    """Return plain text as HTML: empty lines part paragraphs, line breaks break lines."""
    parts = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape_html(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part)


class _Writer:
    """Writes one text."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def blocks(self, children: "list[Element | str]") -> list[str]:
        """Write what stands below one another."""
        found: list[str] = []
        run: list[Element | str] = []
        for child in children:
            if isinstance(child, Element) and _holds_blocks(child):
                found += [self._paragraph(run), *self._block(child)]
                run = []
            else:
                run.append(child)
        return [block for block in [*found, self._paragraph(run)] if block]

    def _paragraph(self, children: "list[Element | str]") -> str:
        return escape_lines(self._line(children)).strip("\n")

    def _block(self, element: Element) -> list[str]:
        name = element.name
        if name in ("pre", "hr"):
            return [_fenced(element) if name == "pre" else "---"]
        if name in ("ul", "ol"):
            return ["\n".join(self._items(element))]
        if name == "blockquote":
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(self.blocks(element.children)).split("\n"))]
        if name == "table":
            return [self._table(element)]
        return self._heading(element) if re.fullmatch(r"h[1-6]", name) else self.blocks(element.children)

    def _heading(self, element: Element) -> list[str]:
        words = self._line(element.children).replace("\n", " ").strip()
        return [f"{'#' * int(element.name[1])} {_no_place(words)}"] if words else []

    def _items(self, element: Element) -> Iterator[str]:
        number = int(element.attributes["start"]) if re.fullmatch(r"\d{1,3}", element.attributes.get("start", "")) else 1
        for child in element.children:
            if isinstance(child, str) and not child.strip():
                continue
            inner = self.blocks(child.children if isinstance(child, Element) and child.name == "li" else [child])
            mark = f"{number}. " if element.name == "ol" and number < 1000 else "- "
            lines = "\n\n".join(inner).split("\n")
            yield "\n".join([f"{mark}{lines[0]}", *(f"{' ' * len(mark)}{line}" if line else "" for line in lines[1:])])
            number += 1

    def _table(self, table: Element) -> str:
        caption = next((self._line(found.children).replace("\n", " ") for found in table.elements("caption")), "")
        rows = [[self._cell(cell) for cell in row.elements("td", "th")] for row in table.elements("tr")]
        rows = [row for row in rows if any(row)]
        if not rows:
            return escape_lines(caption)
        width = max(map(len, rows))
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        return "\n".join([*([escape_lines(caption), ""] if caption else []), lines[0], f"|{'---|' * width}", *lines[1:]])

    def _cell(self, cell: Element) -> str:
        return self._line(cell.children).replace("|", "\\|").replace("\n", " ").strip()

    def _line(self, children: "list[Element | str]", *, in_label: bool = False) -> str:
        r"""Write what stands in one line, with `\n` where it breaks."""
        pieces = [piece for child in children for piece in self._pieces(child, in_label=in_label) if piece.text]
        written = ""
        for at, piece in enumerate(pieces):
            after = pieces[at + 1].text[:1] if at + 1 < len(pieces) else ""
            text = piece.text if piece.fits(written[-1:], after) else piece.sure
            if written.endswith("!") and text.startswith("["):
                written = f"{written[:-1]}\\!"
            written += text.lstrip(" ") if written[-1:] in (" ", "\n") and text.startswith(" ") else text
        return re.sub(r" *\n *", "\n", written).strip(" ")

    def _pieces(self, child: "Element | str", *, in_label: bool) -> list[_Piece]:
        if isinstance(child, str):
            text = escape(_SPACE.sub(" ", child), in_label=in_label, links_names=self.names.links_names)
            return [_Piece(text, text)]
        name = child.name
        if name in UNSEEN:
            return []
        if name == "a" and not in_label and child.attributes.get("href"):
            return _spaced(self._link(child), child)
        if name in ("br", "img", "code") or name in _PLAYERS:
            return self._whole(child)
        return self._styled(child, in_label=in_label)

    def _whole(self, element: Element) -> list[_Piece]:
        """Write an element in whose words nothing is a mark."""
        if element.name == "br":
            return [_Piece("\n", "\n")]
        if element.name == "code":
            return _spaced(_code(_SPACE.sub(" ", element.text()).strip()), element)
        return [self._picture(element) if element.name == "img" else self._player(element)]

    def _styled(self, element: Element, *, in_label: bool) -> list[_Piece]:
        tag = _EMPHASIS.get(element.name) or (element.name if element.name in _KEPT else "")
        inner = [piece for child in element.children for piece in self._pieces(child, in_label=in_label)]
        if not tag:
            return [*inner, *([_Piece(" ", " ")] if element.name in BLOCKS else [])]
        line = self._line(element.children, in_label=in_label)
        if not line.strip() or "\n" in line:
            return inner
        sure = f"<{tag}>{line}</{tag}>"
        sign = _SIGNS.get(tag, "")
        is_plain = sign and line[0].isalnum() and line[-1].isalnum() and not re.search(r"[*~<]|\\$", line)
        piece = _Piece(f"{sign}{line}{sign}", sure, lambda one, two: _parts(one) and _parts(two)) if is_plain else _Piece(sure, sure)
        return _spaced(piece, element)

    def _link(self, element: Element) -> _Piece:
        href, words = element.attributes["href"].strip(), _SPACE.sub(" ", element.text()).strip()
        if _HASHTAG.fullmatch(words) and (element.has_class("hashtag") or "tag" in element.attributes.get("rel", "").split()):
            return _Piece(words, escape(words), lambda one, two: not re.match(r"[\w/&]", one) and not re.match(r"[\w\u200c\u200d]", two))
        if (words[:1] == "@" or element.has_class("mention")) and (handle := self.names.handle_of(href)):
            sure = f"[{escape(words, in_label=True)}](/@{handle}/)"
            return _Piece(f"@{handle}", sure, lambda one, two: not re.match(r"[\w@/+-]", one) and not re.match(r"[\w@./:-]", two))
        target = self.names.link_of(href)
        label = self._line(element.children, in_label=True).replace("\n", " ")
        if not re.match(r"(?i)https?://|mailto:|/|[^:]*\.md$", target):
            return _Piece(label, label)
        sure = f"[{label}]({_target(target)})" if label else ""
        if words in (target, href) and _ADDRESS.fullmatch(target):
            return _Piece(target, sure, lambda one, two: one in ("", " ", "\n", "(") and two in ("", " ", "\n"))
        return _Piece(sure, sure)

    def _picture(self, element: Element) -> _Piece:
        alt = _SPACE.sub(" ", element.attributes.get("alt", "")).strip()
        source = element.attributes.get("src", "").strip()
        if not source or source.startswith("data:"):
            words = escape(alt)
            return _Piece(words, words)
        file = self.names.file_of(source, alt)
        written = f"![{escape(alt, in_label=True)}]({_target(file)})"
        return _Piece(written, written)

    def _player(self, element: Element) -> _Piece:
        sources = (inner.attributes.get("src", "") for inner in element.elements("source"))
        source = element.attributes.get("src", "").strip() or next(filter(None, sources), "")
        file = self.names.file_of(source, element.attributes.get("title", "")) if source else ""
        is_film = element.name in ("audio", "video") and "://" not in file
        words = escape(element.attributes.get("title", "") or file, in_label=True)
        written = f"{'!' if is_film else ''}[{words}]({_target(file)})" if file else ""
        return _Piece(written, written)


def _holds_blocks(element: Element) -> bool:
    if element.name in BLOCKS:
        return True
    return element.name not in UNSEEN and any(isinstance(child, Element) and _holds_blocks(child) for child in element.children)


def _parts(character: str) -> bool:
    """Whether emphasis may stand beside a character without a doubt."""
    return not character or character.isspace() or character in ".,;:!?()\"'"


def _spaced(piece: _Piece, element: Element) -> list[_Piece]:
    """Put the space at the ends of an element outside of it, where no mark minds it."""
    text = element.text()
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
    return [_Piece(before, before), piece, _Piece(after, after)]


def _code(text: str) -> _Piece:
    longest = max(map(len, re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    written = f"{ticks}{pad}{text}{pad}{ticks}" if text.strip() else text
    sure = f"<code>{escape(text)}</code>" if text.strip() else text
    return _Piece(written, sure, lambda one, two: one != "`" and two != "`")


def _fenced(element: Element) -> str:
    text = _with_breaks(element).strip("\n")
    longest = max([2, *map(len, re.findall("`+", text))])
    classes = " ".join([element.attributes.get("class", ""), *(code.attributes.get("class", "") for code in element.elements("code"))])
    language = _LANGUAGE.search(classes)
    fence = "`" * (longest + 1)
    return f"{fence}{language[1] if language else ''}\n{text}\n{fence}" if text.strip() else ""


def _with_breaks(element: Element) -> str:
    if element.name == "br":
        return "\n"
    return "".join(child if isinstance(child, str) else _with_breaks(child) for child in element.children)


def _no_place(words: str) -> str:
    """Keep the end of a heading from being read as its id, or as closing signs."""
    return re.sub(r"(?<!\\)(?:\{(?=:?\s*#)|#(?=#*$))", r"\\\g<0>", words)


def _target(url: str) -> str:
    plain = _UNFIT.sub(lambda match: f"%{ord(match[0]):02X}", url)
    return f"<{plain}>" if re.search(r"[()]", plain) else plain
