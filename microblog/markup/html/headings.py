"""The levels of a text's headings: from the first one below what stands above the text, and none skipped.

A heading goes one level below the nearest heading before it that the author wrote with fewer signs; so `##`, `###`, `##`
and `#`, `####`, `#` are both a heading, one below it, and another like the first.
"""

_LOWEST = 6


class Headings:
    """The headings of one text, asked for in the order of their tags."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.above: list[int] = []  # the written levels of the headings that the next one may stand below
        self.opened: list[int] = []

    def place(self, tag: str) -> str:
        """Return a heading's start or end tag with its level."""
        if tag[1] == "/":
            level = self.opened.pop() if self.opened else self.first
            return f"</h{level}>"
        written = int(tag[2])
        while self.above and self.above[-1] >= written:
            self.above.pop()
        level = min(self.first + len(self.above), _LOWEST)
        self.above.append(written)
        self.opened.append(level)
        return f"<h{level}{tag[3:]}"
