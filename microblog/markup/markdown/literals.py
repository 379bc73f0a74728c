r"""What binds tighter than links and emphasis, taken out of the lines of a tree before these are looked for.

Code, HTML, entities and addresses in angle brackets, whichever begins first, stand in the library's stash, with a mark in
their place. A backslash makes any sign of ASCII mere text, and at a line's end breaks the line, as every line's end does;
`%%…%%` is for no reader; a bare address keeps its `_` and `*`. All of it is one pass over each text.
"""

import re
from string import punctuation
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX, AtomicString

from microblog.markup.html.autolinks import LONGEST_ADDRESS, address_at_start
from microblog.markup.html.characters import END_OF_ADDRESS, ESCAPED
from microblog.text.entities import escape, unescape

if TYPE_CHECKING:
    from collections.abc import Callable

BREAK = f"{STX}br{ETX}\n"
_LITERAL = re.compile(
    r"(?P<ticks>`+)|\\(?P<sign>[\s\S])|(?P<end>\n)|\]\(\s*+<[^<>\n]*+>|(?P<angle><(?=[a-zA-Z/!]))"
    r"|(?P<comment>%%(?:[^%]|%(?!%))*+%%)|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z0-9]+);)"
    r"|(?P<bare>https?://|www\.)"
)
_OF_ADDRESS = re.compile(rf"[^\s<>`\[\]\\{END_OF_ADDRESS}]++")
_SIGNS = frozenset(punctuation)
_TICKS = re.compile("`+")
_ADDRESS = re.compile(r"<((?:[A-Za-z][A-Za-z0-9+.-]*://|mailto:)[^\s<>]*)>|<([^\s<>@!/]+@[^\s<>@]+)>", re.IGNORECASE)
_ATTRIBUTE = r"""\s++[a-zA-Z_:@][\w.:@-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+"""
_HTML = re.compile(rf"<[a-zA-Z][a-zA-Z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?>|</[a-zA-Z][a-zA-Z0-9-]*+\s*+>|<!--(?:(?!-->)[\s\S])*+-->")
_EMPHATIC = re.compile(r"[*_~]")
_CODED = re.compile(f"{STX}([0-9]+){ETX}")
_QUIET = frozenset({"code", "pre", None})


class Literals(Treeprocessor):
    """Take them out of all texts."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.written: dict[str, str] = {}  # what each mark stands for, as the author wrote it
        self.ticks: dict[str, int] = {}  # by their number, the last place in this text where there are so many
        self.text = ""
        self.done = 0
        self.makers: dict[str, Callable[[re.Match[str]], str]] = {
            "ticks": self._code,
            "sign": self._escaped,
            "end": lambda _: BREAK,
            "angle": self._html,
            "comment": lambda _: "",
            "entity": lambda m: self.md.htmlStash.store(m[0]),
            "bare": self._bare,
        }

    def run(self, root: Element) -> None:
        """Go through all texts of a tree."""
        self.written.clear()
        for element in root.iter():
            if element.tag not in _QUIET and element.text:
                element.text = self._taken(element.text)
            if element.tail:
                element.tail = self._taken(element.tail)

    def as_written(self, text: str) -> str:
        """Return a text as the author wrote it."""
        return _CODED.sub(lambda code: f"\\{chr(int(code[1]))}", self.without_marks(text))

    def without_marks(self, text: str) -> str:
        """Return a text with what was taken out put back, save entities, which become themselves wherever they stand."""
        return HTML_PLACEHOLDER_RE.sub(lambda mark: self.written.get(mark[0], mark[0]), text.replace(BREAK, "\n")) if STX in text else text

    def words(self, text: str) -> str:
        """Return the words of a text: of code what is in it, of an entity what it stands for, of a tag nothing."""
        return HTML_PLACEHOLDER_RE.sub(self._word, text.replace(BREAK, " ")) if STX in text else text

    def _word(self, mark: re.Match[str]) -> str:
        html = str(self.md.htmlStash.rawHtmlBlocks[int(mark[1])])
        return unescape(re.sub("<[^>]*>", "", html))

    def _taken(self, text: str) -> str:
        if isinstance(text, AtomicString):
            return text
        self.text, self.done, parts = text, 0, []
        self.ticks = {ticks[0]: ticks.start() for ticks in _TICKS.finditer(text)} if "`" in text else {}
        at = 0
        while match := _LITERAL.search(text, at):
            parts += [text[self.done : match.start()], self._literal(match)]
            at = self.done
        return "".join([*parts, text[self.done :]]) if parts else text

    def _literal(self, m: re.Match[str]) -> str:
        """Return what stands for a literal, and be behind it."""
        self.done = m.end()
        return self.makers[m.lastgroup](m) if m.lastgroup else m[0]

    def _bare(self, m: re.Match[str]) -> str:
        behind = _OF_ADDRESS.match(self.text, m.end(), m.end() + LONGEST_ADDRESS)
        address = address_at_start(m[0] + (behind[0] if behind else "")).rstrip("*_~.,;:!?\"'") or m[0]
        self.done = m.start() + len(address)
        return kept(address)

    def _code(self, m: re.Match[str]) -> str:
        if self.ticks[m[0]] == m.start():  # so many do not come again
            return m[0]
        end = next(ticks for ticks in _TICKS.finditer(self.text, m.end()) if ticks[0] == m[0])
        self.done = end.end()
        code = self.text[m.end() : end.start()].replace("\n", " ")
        if code[0] == code[-1] == " " and not code.isspace():
            code = code[1:-1]
        return self._mark(f"<code>{escape(code, quote=False)}</code>", m.start())

    def _escaped(self, m: re.Match[str]) -> str:
        sign = m["sign"]
        if sign == "\n":
            return BREAK
        if sign == "&":  # which the library would take for the start of an entity
            return self.md.htmlStash.store("&amp;")
        if sign in _SIGNS:
            return f"{STX}{ord(ESCAPED.get(sign, sign))}{ETX}"
        self.done -= 1
        return "\\"

    def _html(self, m: re.Match[str]) -> str:
        start = m.start()
        if address := _ADDRESS.match(self.text, start):
            self.done = address.end()
            shown, href = (escape(part) for part in (address[1] or address[2], address[1] or f"mailto:{address[2]}"))
            return self._mark(f'<a href="{href}">{shown}</a>', start)
        if html := _HTML.match(self.text, start):
            self.done = html.end()
            return self._mark(html[0], start)
        return "<"

    def _mark(self, html: str, start: int) -> str:
        mark = self.md.htmlStash.store(html)
        self.written[mark] = self.text[start : self.done]
        return mark


def kept(text: str) -> str:
    """Return text whose signs are no emphasis."""
    return _EMPHATIC.sub(lambda sign: f"{STX}{ord(sign[0])}{ETX}", text)


class Restored(RawHtmlPostprocessor):
    """Put back what was taken out, and break the lines."""

    def run(self, text: str) -> str:
        """Go through the serialised tree."""
        return super().run(text.replace(BREAK, "<br>\n"))

    def isblocklevel(self, html: str) -> bool:  # noqa: ARG002
        """Return whether HTML that is all of a paragraph stands for itself: no; blocks are in none."""
        return False
