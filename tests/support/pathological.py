"""Texts that keep careless parsers of Markdown busy for hours: what the CommonMark project's own parsers are tried with, and more.

Each is made of so many characters; what is said of it is the error's words at the length of a whole post, "" where it is shown.
"""

from collections.abc import Callable
from typing import NamedTuple

BRACKETS, DEEP, UNCLOSED, CELLS, HTML = "opening brackets", "nested too deeply", "without a `>`", "10000 cells", "1 MiB of HTML"


class Pathological(NamedTuple):
    """A row of the table."""

    make: Callable[[int], str]  # of a number of characters
    said: str = ""


def again(piece: str, said: str = "", *, before: str = "", after: str = "") -> Pathological:
    """Return a row of one piece, again and again."""
    return Pathological(lambda length: before + piece * ((length - len(before) - len(after)) // len(piece)) + after, said)


def numbered(form: Callable[[int], str], said: str = "") -> Pathological:
    """Return a row of pieces that tell their number."""
    return Pathological(lambda length: _as_long(form, length), said)


def _as_long(form: Callable[[int], str], length: int) -> str:
    pieces: list[str] = []
    left = length
    while (left := left - len(form(len(pieces)))) >= 0:
        pieces.append(form(len(pieces)))
    return "".join(pieces)


def halves(first: str, middle: str, second: str, said: str = "") -> Pathological:
    """Return a row of one piece again and again, and then another as often."""

    def make(length: int) -> str:
        often = (length - len(middle)) // (len(first) + len(second))
        return first * often + middle + second * often

    return Pathological(make, said)


OF_COMMONMARK = {
    "nested strong emphasis": halves("*a **a ", "b", " a** a*", DEEP),
    "closers of emphasis": again("a_ "),
    "openers of emphasis": again("_a "),
    "closers of links": again("a]"),
    "openers of links": again("[a", BRACKETS),
    "openers and closers that do not match": again("*a_ "),
    "openers of one kind, closers of two": halves("*a ", "", "_a*_ ", DEEP),
    "openers and closers whose sum is a multiple of 3": again("c* ", before="a**b"),
    "openers of links and closers of emphasis": again("[ a_", BRACKETS),
    "brackets and parentheses": again("[ (](", BRACKETS),
    "pictures in links": again("![[]()", BRACKETS),
    "emphasis across links": again("**x [a*b**c*](/d)\n\n"),
    "nested brackets": halves("[", "a", "]", BRACKETS),
    "nested quotations": again("> ", DEEP, after="a"),
    "nested lists": numbered(lambda number: f"{'  ' * number}* a\n", DEEP),
    "U+0000": again("abc\0xyz\0\n"),
    "backticks": numbered(lambda number: f"e{'`' * number}"),
    "links that never end, in brackets": again("[a](<b", UNCLOSED),
    "links that never end": again("[a](b", BRACKETS),
    "pictures that never end": again("<![](", "more than 100 `<![`"),
    "comments that never end": again("<!--", UNCLOSED, before="</"),
    "instructions that never end": again("x<?", UNCLOSED),
    "declarations that never end": again("<!A ", UNCLOSED),
    "CDATA that never ends": again("<![CDATA[", "more than 100 `<![`"),
    "blank lines in nested lists": again("\n", before="- " * 15 + "x"),
    "blank lines in lists too deep": again("\n", DEEP, before="- " * 3000 + "x"),
    "blank lines in lists in a quotation": again(">\n", before=f"> {'- ' * 15}x\n"),
    "emphasis in nested quotations": again("a*", before=">" * 15),
    "names of links": numbered(lambda number: f"[r{number}]: /u\n"),
    "one name of links": again("[a]: /u\n"),
    "links by names that nothing has": again("[a][b] ", BRACKETS),
    "rows of a table": again("c|d\n", CELLS, before="a|b\n-|-\n"),
    "short rows of a wide table": again("a\n", CELLS, before=f"{'|x' * 99}|\n{'|-' * 99}|\n"),
    "tables": again("a|b\n-|-\n\n", HTML),
}
MORE = {
    "bars": again("|"),
    "notes": numbered(lambda number: f"[^{number}]: x\n\n"),
    "notes in notes": Pathological(lambda length: _as_long(lambda number: f"[^{number}]: x[^{number + 1}]\n\n", min(length, 4000))),
    "opened strikes": again("~~a "),
    "stars": again("*"),
    "stars of three": again("***a"),
    "elements": again("<p>"),
    "ends of elements": again("</p>"),
    "attributes": again(' a="b"', before="<a", after=">"),
    "divisions": again("<div>\n\n</div>\n\n"),
    "details": again("<details><summary>a</summary>", DEEP),
    "elements of scripts": again("<script>"),
    "elements of SVG": again("<svg><a>", DEEP),
    "elements of tables": again("<table><tr><td>", DEEP),
    "ampersands": again("&"),
    "backslashes": again("\\"),
    "rules": again("***\n"),
    "headings": again("# a\n"),
    "headings with lines below": again("a\n===\n"),
    "a heading of many lines": again("a\n", after="==="),
    "blank lines": again("\n", after="a"),
    "tabs": again("\t", after="a"),
    "addresses": again("www.a.b "),
    "half an address": again("www.a"),
    "addresses with an open parenthesis": again("https://a.b/("),
    "addresses that end at a quotation mark": again("https://a.b'*"),
    "half an address of mail": again("a@"),
    "hashtags in one word": again("#a"),
    "people in one word": again("@a@b.c"),
    "links of wikis": again("[[a", BRACKETS),
    "items": again("- a\n  - b\n"),
    "items of two kinds": again("- a\n* b\n", HTML),
    "tasks": again("- [ ] a\n"),
    "numbers": numbered(lambda number: f"{number}. a\n"),
    "a lazy quotation": again("b\n", before="> a\n"),
    "fences": again("```\n"),
    "a fence of many names": again("a", before="```"),
    "code": again("```python\na\n```\n"),
    "brackets in code": again("(", before="```python\n", after="\n```"),
    "marks upon a letter": again("\u0301", before="a"),
    "turns of direction": again("\u202ea"),
    "pictures that are joined": again("\U0001f468\u200d"),
}
PATHOLOGICAL = OF_COMMONMARK | MORE
