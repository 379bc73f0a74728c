"""Tables as GitHub reads them: cells between pipes, below a line that says how columns are aligned.

A backslash keeps a pipe from ending its cell. In a row of more cells than the head has, code holds its pipes together;
what is beyond then stands in the last column, so that no word is lost.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from microblog.markup.html.limits import Excess
from microblog.markup.markdown.leaves import Leaf

_RULE = re.compile(r" {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_PIPE = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_CODE_OR_PIPE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\1(?!`)).)+?(?<!`)\1(?!`)|\\.|(\|)")
_MOST_CELLS = 10_000


def read_rule(line: str, at: int, head: str) -> list[str] | None:
    """Return the alignment of each column, where a line is the second of a table whose first is `head`."""
    if "|" not in line or "|" not in head or not _RULE.match(line[at:]):
        return None
    columns = [_alignment(cell) for cell in _cells(line[at:])]
    return columns if len(columns) == len(_cells(head)) else None


def _alignment(cell: str) -> str:
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get((cell[0] == ":", cell[-1] == ":"), "")


def _cells(row: str) -> list[str]:
    """Split a row at its pipes."""
    row = row.strip(" ").removeprefix("|")
    parts = _PIPE.split(row)
    cells = [text + slashes for text, slashes in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    return _stripped(cells)


def _cells_around_code(row: str) -> list[str]:
    """Split a row at its pipes, save those in code."""
    row = row.strip(" ").removeprefix("|")
    cells, done = [], 0
    for match in _CODE_OR_PIPE.finditer(row):
        if match[2]:
            cells.append(row[done : match.start()])
            done = match.end()
    return _stripped([*cells, row[done:]])


def _stripped(cells: list[str]) -> list[str]:
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()  # behind the last pipe
    return [cell.strip(" ").replace("\\|", "|") for cell in cells]


class Table(Leaf):
    """A table, whose head has been read."""

    def __init__(self, head: str, columns: list[str]) -> None:
        super().__init__(Element("table"))
        self.columns = columns
        self.body: Element | None = None
        self.count = 0
        self._row(SubElement(self.element, "thead"), "th", _cells(head))

    def add(self, line: str) -> None:
        """Add a row."""
        if self.body is None:
            self.body = SubElement(self.element, "tbody")
        cells = _cells(line)
        if len(cells) > len(self.columns):
            cells = _cells_around_code(line)
        self._row(self.body, "td", cells)
        self.count += len(self.columns)
        if self.count > _MOST_CELLS:
            raise Excess(f"the tables have more than {_MOST_CELLS} cells", line)

    def _row(self, part: Element, tag: str, cells: list[str]) -> None:
        row = SubElement(part, "tr")
        last = len(self.columns) - 1
        beyond = " | ".join(filter(None, cells[last:]))
        for at, side in enumerate(self.columns):
            cell = SubElement(row, tag, {"style": f"text-align: {side};"} if side else {})
            cell.text = beyond if at == last else cells[at] if at < len(cells) else ""
