"""Fenced code, wherever a paragraph may stand: at the margin, in list items, block quotes and footnotes.

As CommonMark has it (4.5): three or more backticks or tildes, indented by at most three spaces more than what they stand
in; what follows on that line names the language; the block ends with as many signs or more, or where that ends which it
stands in, or with the text. Each block's HTML is handed over, and what is handed back stands in its place as a paragraph.
"""

import re
from collections.abc import Callable

from microblog.markup.markdown.lists import find_item, indent_of, interrupts
from microblog.text.entities import escape

_FENCE = re.compile(r" *(?:(?P<ticks>`{3,})(?P<info>[^`]*)|(?P<tildes>~{3,})(?P<words>.*))$")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]]*\]: *")
_QUOTE = re.compile(r" {0,3}> ?")
_LANGUAGE = re.compile(r"\{[^}]*?\.([\w#+.-]+)|\.?([\w#+.-]+)(?=[\s,{:]|$)")
_INDENT = 4  # of what belongs to a footnote, and of each level of a list in a quote
_ROOM = 3  # spaces that a fence may be indented by
_DEPTH = 10  # of quotes in quotes; each costs another look at its lines

Store = Callable[[str], str]


def take_out_fences(lines: list[str], store: Store, depth: int = 0) -> list[str]:
    """Replace each block of fenced code by what `store` gives for its HTML."""
    return _Fences(lines, store, depth).take_out() if depth <= _DEPTH and any(map(_may_fence, lines)) else lines


def _may_fence(line: str) -> bool:
    return "```" in line or "~~~" in line


class _Fences:
    def __init__(self, lines: list[str], store: Store, depth: int) -> None:
        self.lines = lines
        self.store = store
        self.depth = depth  # how many quotes the lines stand in
        self.at = 0
        self.done: list[str] = []
        self.starts: list[int] = []  # the columns where the texts of the open items start, outermost first
        self.blank = True  # the line before was

    def take_out(self) -> list[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line or line.isspace():
                self._keep(line)
                self.blank = True
                continue
            if not self._take_out(line):
                self._keep(line)
            self.blank = False
        return self.done

    def _keep(self, line: str) -> None:
        self.done.append(line)
        self.at += 1

    def _take_out(self, line: str) -> bool:
        """Replace what starts here, where it is code or holds some."""
        marker = self._marker(line)
        if marker:
            fence = _FENCE.match(line, marker.end())
            return self._block(fence, marker.end(), marker[0]) if fence else self._quote(marker[0])
        fence = _FENCE.match(line)
        if self.blank or fence:
            self._leave(indent_of(line))
        if fence:
            return indent_of(line) - self._column() <= _ROOM and self._block(fence, indent_of(line), "")
        return self._quote("")

    def _column(self) -> int:
        return self.starts[-1] if self.starts else 0

    def _leave(self, indent: int) -> None:
        while self.starts and indent < self.starts[-1]:
            self.starts.pop()

    def _marker(self, line: str) -> re.Match[str] | None:
        """Return the sign of an item or a footnote that starts here, and be in it from now on; None where none does."""
        footnote = _FOOTNOTE.match(line)
        if footnote:
            self.starts = [_INDENT]
            return footnote
        item = find_item(line)
        if not item or not (self.starts or (indent_of(line) <= _ROOM and (self.blank or interrupts(line)))):
            return None
        self._leave(indent_of(line))
        self.starts.append(item.end())
        return item

    def _block(self, fence: re.Match[str], indent: int, marker: str) -> bool:
        """Replace a block whose first line is the next."""
        self.at += 1
        signs = fence["ticks"] or fence["tildes"]
        code: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            inner = indent_of(line)
            if line and not line.isspace() and inner < self._column():
                break
            self.at += 1
            if self._closes(line, signs):
                break
            code.append(line[min(indent, inner) :])
        else:  # the text ends, with line breaks that are nobody's
            while code and not code[-1]:
                self.at -= 1
                code.pop()
        placed = self.store(_html(code, (fence["info"] or fence["words"] or "").strip()))
        self._put(placed, marker)
        return True

    def _closes(self, line: str, signs: str) -> bool:
        written = line.strip(" ")
        return len(written) >= len(signs) and not written.strip(signs[0]) and indent_of(line) - self._column() <= _ROOM

    def _put(self, placed: str, marker: str) -> None:
        # Lists in quotes are not settled, so there each level needs what Python-Markdown wants.
        margin = " " * (_INDENT * len(self.starts) if self.depth else self._column())
        if not marker and self.done and self.done[-1].strip():
            self.done.append("")
        self.done.append((marker or margin) + placed)
        if self.at < len(self.lines) and self.lines[self.at].strip():
            self.done.append("")

    def _quote(self, marker: str) -> bool:
        """Take the code out of a quote whose first line is the next, behind the sign of an item where there is one."""
        column, first = self._column(), self.at
        quoted: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            mark = _QUOTE.match(line, column if marker and not quoted else min(column, indent_of(line)))
            if not mark:
                break
            quoted.append(line[mark.end() :])
            self.at += 1
        if any(map(_may_fence, quoted)):
            for line in take_out_fences(quoted, self.store, self.depth + 1):
                self.done.append(f"{marker or ' ' * column}> {line}".rstrip(" "))
                marker = ""
        else:
            self.done += self.lines[first : self.at]
        return bool(quoted)


def _html(code: list[str], info: str) -> str:
    match = _LANGUAGE.match(info)
    language = f' class="language-{escape(match[1] or match[2])}"' if match else ""
    return f"<pre><code{language}>{escape(''.join(f'{line}{chr(10)}' for line in code))}</code></pre>"
