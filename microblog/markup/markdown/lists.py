"""Lists as people type them, brought into the form that Python-Markdown reads.

It wants a blank line between a paragraph and a list, and four spaces to each level. People leave the blank line out and
indent by two spaces or by three. So, as CommonMark has it: an item is below the last item whose text starts at or left of
the item's own bullet; other lines stay with the item above them, and after a blank line only as far as they are indented.
In the middle of a paragraph only a bullet or `1.` starts a list, so that a number that happens to start a line does not.
"""

import re

_ITEM = re.compile(r" *(?:[-+*]|\d{1,3}\.) +(?=\S)")
_INTERRUPTS = re.compile(r" {0,3}(?:[-+*]|1\.) ")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")
_TABLE = frozenset("|:- ")  # what the second line of a table is made of
_OPENS_AT_MOST = 3  # spaces before an item that is below no other


def normalise_lists(lines: list[str]) -> list[str]:
    """Put a blank line before each list, and four spaces before each of its levels."""
    done: list[str] = []
    starts: list[int] = []  # the columns where the texts of the open items start, outermost first
    blank, apart = True, False  # apart: a blank line stands between this line and its item
    for line in lines:
        if not line or line.isspace():
            done.append("")
            blank = True
            continue
        item = find_item(line)
        if item and not blank and (apart if starts else interrupts(line)):
            done.append("")
            blank = True
        apart = not item and (blank or apart)
        done.append(_item_line(line, item, starts, blank) if item else _other_line(line, starts, blank))
        blank = False
    return done


def find_item(line: str) -> re.Match[str] | None:
    """Match the indent and the sign of an item."""
    return None if _RULE.fullmatch(line) or _TABLE.issuperset(line) else _ITEM.match(line)


def _item_line(line: str, item: re.Match[str], starts: list[int], blank: bool) -> str:
    indent = indent_of(line)
    if not starts and (indent > _OPENS_AT_MOST or not blank):
        return line
    while starts and indent < starts[-1]:
        starts.pop()
    level = len(starts)
    starts.append(item.end())
    return " " * 4 * level + line[indent:]


def _other_line(line: str, starts: list[int], blank: bool) -> str:
    indent = indent_of(line)
    if blank:
        while starts and indent < starts[-1]:
            starts.pop()
    if not starts:
        return line
    inner = " " * 4 * len(starts)
    return inner + line[starts[-1] :] if indent >= starts[-1] else inner[4:] + line[indent:]


def interrupts(line: str) -> bool:
    """Return whether a line starts a list in the middle of a paragraph."""
    return _INTERRUPTS.match(line) is not None


def indent_of(line: str) -> int:
    """Count the spaces that a line starts with."""
    return len(line) - len(line.lstrip(" "))
