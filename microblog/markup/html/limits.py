r"""Bounds on texts that would keep Python-Markdown or the sanitiser busy for minutes.

Python-Markdown takes time that grows with the square of: opening brackets in one block, marks of footnotes, `<` that
nothing closes, `<![CDATA[`, headings and rules in one block; a table's cells are its columns times its rows, whatever
is written. The sanitiser takes time that grows with the square of how deep elements nest. The bounds lie far above what
a person writes, and are asked when fenced code has been taken out, so that it counts for nothing.
"""

import re
from collections.abc import Iterator

from microblog.text.patterns import lazily

REMEDY = "split the post or simplify that part"
_SHORT = 400  # below that many characters nothing can pass a bound: 200 columns by 50 rows need more
_MARKS = (("[^", 500), ("<![", 100))  # how often they may stand in a text
_UNCLOSED = 1_000
_BRACKETS = 1_000  # in one block; the sum of the squares over all blocks is bounded by this one's square
_DEPTH = 100
_OFTEN = (  # what makes much HTML of few characters, and stands wherever the post does
    ('<a href="quote:', 50, "quotes"),
    ("<img ", 500, "pictures"),
    ('<a class="hashtag"', 1_000, "hashtags"),
    ('<a href="mention:', 1_000, "mentions"),
)
_FEW_TAGS = min(bound for _, bound, _ in _OFTEN)
_UNCLOSED_HTML = 20  # elements left open are opened anew in every paragraph that follows

_ELEMENT = lazily(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_SHALLOW = frozenset(  # nest no deeper than their parents, or not at all
    "area audio br caption col colgroup dd dt hr img input li p rp rt source tbody td tfoot th thead tr track wbr".split()  # noqa: SIM905
)


class Excess(Exception):  # noqa: N818 - the noun for what it is
    """A text passes a bound."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = where.strip().partition("\n")[0]  # the first words of the place


def check(text: str) -> None:
    """Raise Excess for a Markdown text, without its fenced code, that passes a bound."""
    if len(text) <= _SHORT:
        return
    for mark, bound in _MARKS:
        if text.count(mark) > bound:
            raise Excess(f"there are more than {bound} `{mark}`", mark)
    if text.count("<") - text.count(">") > _UNCLOSED:
        raise Excess(f"there are more than {_UNCLOSED} `<` without a `>`", "<")
    squares = 0
    for block in text.split("\n\n"):
        squares += block.count("[") ** 2
        if squares > _BRACKETS**2:
            raise Excess("there are too many opening brackets without a blank line between them", block)


def find_excess(html: str) -> Iterator[tuple[str, str]]:
    """Yield what a text's HTML has too much of, and the words of the first that is too many."""
    for mark, bound, name in _OFTEN if html.count("<") > _FEW_TAGS else ():
        if html.count(mark) > bound:
            tag, _, rest = html.split(mark, bound + 1)[-1].partition(">")
            words = rest.partition("<")[0].strip() or tag.partition(' src="')[2].partition('"')[0].rpartition("/")[2]
            yield f"there are more than {bound:,} {name}", words


def is_too_deep(html: str) -> bool:
    """Return whether HTML nests deeper than the sanitiser should be asked to follow."""
    if html.count("<") <= _UNCLOSED_HTML:
        return False
    opened: dict[str, int] = {}
    depth = 0
    for slash, name in _ELEMENT.findall(html):
        if name in _SHALLOW:
            continue
        if not slash:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth > _DEPTH:
                return True
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
    return depth > _UNCLOSED_HTML
