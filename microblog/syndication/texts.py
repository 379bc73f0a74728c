"""A post's HTML → plain text with places in it that lead somewhere, as networks want it.

What a reader has to unfold (`<details>`) and what has no words (pictures, recordings, tables) is left out, and that it was is told.
"""

from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Literal

from microblog.markup.html.content import in_sight
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

_GUARD = "\u2060"
"""A joiner without width, behind an `@` or `#` that is to be nobody's name and no tag."""
_INDENT = "\ue000"
"""Stands for a space of code while a text is put together."""
_NAME = lazily(r"(?<![\w/=@])@\w(?:[\w.-]*\w)?(?:@(?:[\w-]+\.)+[A-Za-z]{2,})?")
_SIGN = lazily(r"([@#])(?=\w)")
_NO_LETTERS = lazily(r"\W+")
_LONGEST_SHOWN = 40

_BLOCKS = frozenset(
    (
        "p",
        "div",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "aside",
        "dl",
        "figure",
        "hr",
        "address",
        "figcaption",
    )
)
_LINED = frozenset(("li", "dt", "dd"))
_LEFT_OUT = frozenset(("table", "audio", "video", "iframe", "math", "svg"))
_CODE = frozenset(("code", "pre", "kbd", "samp"))
_STRUCK = frozenset(("del", "s"))

Kind = Literal["link", "mention", "tag"]


class Mark(NamedTuple):
    """A place in a text that leads somewhere."""

    start: int
    end: int
    kind: Kind
    target: str  # an address; the account that is mentioned, as the network writes it; the tag without its sign


class Rich(NamedTuple):
    """A text and its places, by where they stand."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def part(self, start: int, end: int) -> "Rich":
        """Return what stands between two places, without the space around it."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        marks = (mark for mark in self.marks if mark.start >= start and mark.end <= end)
        return Rich(self.text[start:end], tuple(mark._replace(start=mark.start - start, end=mark.end - start) for mark in marks))

    def then(self, other: "Rich", between: str = "") -> "Rich":
        """Return this text and another one behind it."""
        between = between if self.text and other.text else ""
        shift = len(self.text) + len(between)
        moved = (mark._replace(start=mark.start + shift, end=mark.end + shift) for mark in other.marks)
        return Rich(f"{self.text}{between}{other.text}", (*self.marks, *moved))


def link(address: str, words: str = "") -> Rich:
    """Return an address as a text, or words that lead there."""
    return Rich(words or address, (Mark(0, len(words or address), "link", address),))


def tags(labels: Iterable[str]) -> Rich:
    """Return tags as a line of hashtags, without signs that none may have."""
    found = Rich()
    for label in labels:
        parts = [part for part in _NO_LETTERS.split(label) if part]
        word = "".join(part[:1].upper() + part[1:] for part in parts) if len(parts) > 1 else "".join(parts)
        if word and not word.isdigit():
            found = found.then(Rich(f"#{word}", (Mark(0, len(word) + 1, "tag", word),)), " ")
    return found


class Words(NamedTuple):
    """How a network writes what stands in a post."""

    shows_addresses: bool  # whether it knows no words that lead somewhere, so that their address stands behind them
    is_account: Callable[[str], bool]  # whether a name with an `@` before it is somebody there
    address_of: Callable[[str], str] = str  # of what a link of the post names; "" where it leads nowhere
    account_of: Callable[[str], str] = lambda _: ""  # of an author of this site, as the network writes it; "" for none


class Reading(NamedTuple):
    """What a post's HTML says."""

    rich: Rich
    pictures: tuple[tuple[str, str], ...]  # (address, words) of each one in the text
    is_whole: bool  # whether nothing was left out


def read_html(html: str, words: Words) -> Reading:
    """Read sanitised HTML."""
    seen = in_sight(html)
    reader = _Reader(words)
    reader.feed(seen)
    reader.close()
    return Reading(_tidied(Rich("".join(reader.parts), tuple(reader.marks))), tuple(reader.pictures), reader.is_whole and seen == html)


class _Reader(HTMLParser):
    """Goes through the HTML once; what it puts together is laid out afterwards (`_tidied`)."""

    def __init__(self, words: Words) -> None:
        super().__init__(convert_charrefs=True)
        self.words = words
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self.pictures: list[tuple[str, str]] = []
        self.is_whole = True
        self._length = 0
        self._links: list[tuple[int, str, str]] = []  # where each open link begins, its class, where it leads
        self._lists: list[int] = []  # the number of the next item, 0 for lists without numbers
        self._depth = dict.fromkeys(("code", "pre", "quote", "hidden"), 0)
        self._is_after_bullet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._deepen(tag, 1)
        if tag in _LEFT_OUT:
            self.is_whole = False
        elif tag == "img":
            self.pictures.append((values.get("src", ""), values.get("alt", "")))
        elif tag == "a":
            self._links.append((self._length, values.get("class", ""), values.get("href", "")))
        elif tag in {"ul", "ol"}:
            start = values.get("start", "1")
            self._lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else 0)
        elif tag in _STRUCK:
            self._put("~")
        self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        self._deepen(tag, -1)
        if tag == "a" and self._links:
            self._close_link()
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag in _STRUCK:
            self._put("~")
        if tag in _BLOCKS:
            self._break()

    def _deepen(self, tag: str, step: int) -> None:
        for name, kinds in (("code", _CODE), ("pre", {"pre"}), ("quote", {"blockquote"}), ("hidden", _LEFT_OUT)):
            if tag in kinds:
                self._depth[name] = max(0, self._depth[name] + step)

    def _begin(self, tag: str) -> None:
        if tag == "br":
            self._put("\n")
        elif tag == "li":
            number = self._lists[-1] if self._lists else 0
            self._put(f"\n{number}. " if number else "\n• ")
            if number:
                self._lists[-1] += 1
            self._is_after_bullet = True
        elif tag in _LINED:
            self._put("\n")
        elif tag in _BLOCKS and (tag not in {"ul", "ol"} or len(self._lists) == 1):
            self._break()
            if self._depth["quote"] and tag == "p":
                self._put("> ")

    def _break(self) -> None:
        """Begin a new paragraph, in a list a new line, unless nothing stands behind its item's sign yet."""
        if not self._is_after_bullet:
            self._put("\n" if self._lists else "\n\n")

    def handle_data(self, data: str) -> None:
        self._is_after_bullet = self._is_after_bullet and not data.strip()
        data = data.replace(" ", _INDENT) if self._depth["pre"] else data.replace("\n", " ")
        if self._depth["code"]:
            self._put(_SIGN.sub(rf"\1{_GUARD}", data))
        elif self._links:
            self._put(data)
        else:
            self._put_words(data)

    def _put_words(self, data: str) -> None:
        """Put text there, in which names that are somebody's of the network lead there, and others to nobody."""
        done = 0
        for match in _NAME.finditer(data):
            self._put(data[done : match.start()])
            done = match.end()
            if self.words.is_account(match[0][1:]):
                self._put_marked(match[0], "mention", match[0][1:])
            else:
                self._put(f"@{_GUARD}{match[0][1:]}")
        self._put(data[done:])

    def _put(self, text: str) -> None:
        if not self._depth["hidden"]:
            self.parts.append(text)
            self._length += len(text)

    def _put_marked(self, words: str, kind: Kind, target: str) -> None:
        at = self._length
        self._put(words)
        if self._length > at:
            self.marks.append(Mark(at, self._length, kind, target))

    def _close_link(self) -> None:
        start, kind, href = self._links.pop()
        words = "".join(self.parts)[start:]
        self.parts, self._length = ["".join(self.parts)[:start]], start
        if kind == "hashtag":
            self._put_marked(words, "tag", words.removeprefix("#"))
        elif kind == "footnote-ref":
            self._put(f" [{words}]")
        elif href.startswith("mention:"):
            self._put_mention(words, href.removeprefix("mention:"))
        elif kind != "footnote-backref":
            self._put_link(words, "" if href.startswith("#") else self.words.address_of(href))

    def _put_mention(self, words: str, handle: str) -> None:
        """Put the author's account there, or else the name so that it is no stranger's of the same name."""
        account = self.words.account_of(handle)
        if account:
            self._put_marked(f"@{account}", "mention", account)
        else:
            self._put(words.replace("@", f"@{_GUARD}"))

    def _put_link(self, words: str, address: str) -> None:
        if not address:
            self._put(words)
        elif not words.strip() or _bare(words.strip()) == _bare(address):
            self._put_marked(address if self.words.shows_addresses else _shown(address), "link", address)
        elif self.words.shows_addresses:
            self._put(f"{words} (")
            self._put_marked(address, "link", address)
            self._put(")")
        else:
            self._put_marked(words, "link", address)


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")


def _shown(address: str) -> str:
    """Return an address as it is shown where it leads somewhere whatever it is called."""
    bare = _bare(address)
    return bare if len(bare) <= _LONGEST_SHOWN else f"{bare[: _LONGEST_SHOWN - 1]}…"


def _tidied(rich: Rich) -> Rich:
    """Return a text with its lines and spaces as a person would have typed them."""
    text = rich.text
    keep, ends = [True] * len(text), 2  # line ends in a row
    for at, letter in enumerate(text):
        if letter == "\n":
            ends += 1
            keep[at] = ends <= 2
        elif letter.isspace():
            keep[at] = ends == 0 and not text[at + 1 : at + 2].isspace()
        else:
            ends = 0
    return _kept(rich, keep)


def _kept(rich: Rich, keep: list[bool]) -> Rich:
    """Return the letters of a text that are kept, with its places moved along."""
    places = [0]
    for is_kept in keep:
        places.append(places[-1] + is_kept)
    text = "".join(letter for letter, is_kept in zip(rich.text, keep, strict=True) if is_kept)
    marks = tuple(Mark(places[mark.start], places[mark.end], mark.kind, mark.target) for mark in rich.marks)
    return Rich(text.replace(_INDENT, " "), marks).part(0, len(text))
