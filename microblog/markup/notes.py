"""What rendering one text finds besides its HTML: tags, mentions, attachments and problems."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import unquote

from microblog.errors import Problem
from microblog.model import urls
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

if TYPE_CHECKING:
    from microblog.model.nouns import Attachment, Link, Tag

_EMPTY_ALT = lazily(r"""\balt\s*=\s*(?:""|'')""")
_LONGEST_NAME = 80
_BEFORE, _BEHIND = frozenset("(<[=\"'/:"), frozenset(["", *" \t\n)>]\"'|#?"])  # what stands around an address
_TRIES = 100  # places that are looked at for an address, of which a hostile text may have many thousands


class Context(NamedTuple):
    """Where a text stands."""

    source: str  # path of the file, relative to the site folder: `posts/ada/notes/x.md`
    permalink: str  # URL path of its page below the base: `@ada/notes/x/`
    base_path: str  # the base URL's path, which starts and ends with a slash
    first_line: int  # the line of the file where the text starts
    anchor: str  # what the ids of this post start with, unlike those of any other
    base_url: str = ""  # the site's
    heading: int = 3  # the level of its first heading: one below the heading of what the text stands in
    is_there: Callable[[str], bool] = lambda _: True  # whether the site folder has a file
    may_quote: bool = True  # whether a post's address on a line of its own shows that post


class Notes:
    """The findings so far, each once and in the order of the text."""

    def __init__(self, text: str, context: Context, uncounted: Sequence[int] = ()) -> None:
        """Begin with the text as it is read; `uncounted` of its line breaks end no line of the file."""
        self.text, self.uncounted = text, uncounted
        self.context = context
        self.tags: dict[str, Tag] = {}
        self.mentions: dict[str, None] = {}
        self.attachments: dict[str, Attachment] = {}  # by what makes two paths one
        self.quotes: dict[str, Link] = {}
        self.references: dict[str, int] = {}  # posts that it links to, and other paths of this site → the line
        self.wishes: dict[str, None] = {}  # files that it would show if they were there
        self.problems: list[Problem] = []

    @cached_property
    def has_empty_alt(self) -> bool:
        """Whether the text says in HTML that a picture is mere decoration."""
        return bool(_EMPTY_ALT.search(self.text))

    def attach(self, file: "Attachment") -> "Attachment":
        """Note a file that the text names; return it under a path that no other file of the text has."""
        stem, dot, ending = file.path.rpartition(".")
        for number in count(1):
            path = file.path if number == 1 else f"{stem}-{number}{dot}{ending}"
            held = self.attachments.setdefault(urls.key(path), file._replace(path=path))
            if held.source == file.source:
                break
        return held

    def line_of(self, written: str) -> int:
        """Return the line of the file where something first stands as written, else the text's first line.

        An address is looked for where one can stand, since a short one stands in many words.
        """
        for spelling in (written, unquote(written)):
            at = self._find(spelling) if spelling else -1
            if at >= 0:
                breaks = self.text.count("\n", 0, at)
                return self.context.first_line + breaks - bisect_left(self.uncounted, breaks)
        return self.context.first_line

    def _find(self, spelling: str) -> int:
        first = at = self.text.find(spelling)
        for _ in range(_TRIES):
            if at < 0 or (self._before(at) in _BEFORE and self.text[at + len(spelling) : at + len(spelling) + 1] in _BEHIND):
                break
            at = self.text.find(spelling, at + 1)
        else:
            return first
        return first if at < 0 else at

    def _before(self, at: int) -> str:
        return self.text[max(at - 3, 0) : at].rstrip(" ")[-1:]

    def quoted(self, name: str) -> str:
        """Return a name in quotes as a message can hold it."""
        return repr(name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…")

    def warn(self, written: str, what: str, remedy: str, kind: str = "") -> None:
        """Note a warning about something in the text; `kind` is what other files may have in common with it."""
        self.problems.append(Problem(self.context.source, self.line_of(written), what, remedy, is_warning=True, kind=kind))

    def refuse(self, written: str, what: str, remedy: str) -> None:
        """Note an error in the text."""
        self.problems.append(Problem(self.context.source, self.line_of(written), what, remedy))
