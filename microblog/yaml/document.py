"""YAML text as a tree of values with line numbers: the long way, through PyYAML.

The parser's events are read, never its node trees: neither libyaml's nor PyYAML's parser recurses, while libyaml's
composer crashes the interpreter on deep nesting. libyaml is asked first, for speed; where it finds fault, and where the two
differ, the word of PyYAML's own parser counts, so that machines without libyaml say the same.
"""

from typing import Any

from yaml import BaseLoader, MarkedYAMLError, YAMLError, events

from microblog.errors import Problem
from microblog.text.patterns import lazily
from microblog.yaml.messages import QUOTE, quoted, syntax_problem
from microblog.yaml.values import Items, Pairs, Text, Value

try:
    from yaml._yaml import CParser
except ImportError:  # without libyaml
    _FAST: Any = BaseLoader
else:
    _FAST = CParser

MAX_DEPTH = 20


class _Refused(Exception):  # noqa: N818 - not an error of the program
    """The text cannot be read any further."""


# What no document may hold, as YAML 1.2 says, and the line breaks that nobody sees.
_UNREADABLE = lazily("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROL = lazily("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BLOCK_COMMENT = lazily(r"[|>][-+0-9]*#")
_COMMENT = lazily(r"[ \t]+(#\S.*)")


def parse_document(text: str, path: str, first_line: int, limit: int) -> tuple[Pairs, list[Problem]]:
    """Read a mapping of at most `limit` KiB; where the text is broken, an empty one with the problems."""
    nothing = Pairs({}, first_line)
    if len(text) > limit * 1024 or len(text.encode(errors="replace")) > limit * 1024:
        return nothing, [Problem(path, first_line, f"this is more than {limit} KiB of YAML", "shorten it")]
    if match := _UNREADABLE.search(text):
        line = first_line + text.count("\n", 0, match.start())
        return nothing, [Problem(path, line, f"U+{ord(match[0]):04X} is a character that YAML does not allow", "delete it")]
    if not _is_disputed(text):
        pairs, problems = _read(text, path, first_line, _FAST)
        if not any(not problem.is_warning for problem in problems):
            return pairs, problems
    return _read(text, path, first_line, BaseLoader)


def _read(text: str, path: str, first_line: int, parser: Any) -> tuple[Pairs, list[Problem]]:
    reader = _Reader(text, path, first_line, parser)
    try:
        return reader.read(), reader.problems
    except _Refused:
        pass
    except MarkedYAMLError as error:
        problem = syntax_problem(error, reader.lines, path, first_line)
        if all(known.line != problem.line or known.is_warning for known in reader.problems):
            reader.problems.append(problem)
    except (YAMLError, ValueError, OverflowError):  # the last two from escapes and numbers out of range
        reader.report(0, "this is not YAML", "write one `key: value` to a line")
    return Pairs({}, first_line), reader.problems


def _is_disputed(text: str) -> bool:
    """Return whether the text may hold what libyaml takes and PyYAML does not."""
    return "\t" in text or ("?" in text and ("[" in text or "{" in text)) or ("#" in text and bool(_BLOCK_COMMENT.search(text)))


class _Reader:
    """Builds values from a parser's events, and notes what is wrong on the way."""

    def __init__(self, text: str, path: str, first_line: int, parser: Any) -> None:
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.lines = text.split("\n")
        self.may_lose_text = "#" in text
        self.next = parser(text).get_event

    def report(self, index: int, what: str, remedy: str, *, is_warning: bool = False) -> None:
        """Note a problem; the line is counted from 0."""
        self.problems.append(Problem(self.path, self.first_line + index, what, remedy, is_warning))

    def read(self) -> Pairs:
        """Read the whole document."""
        self.next()  # the stream's start
        if type(self.next()) is events.StreamEndEvent:
            return Pairs({}, self.first_line)
        event = self.next()
        value = self.value(event, 0)
        self.next()  # the document's end
        if type(after := self.next()) is not events.StreamEndEvent:
            self.report(after.start_mark.line, "a second YAML document begins here", "keep one, without `---` or `...` between")
            raise _Refused
        if isinstance(value, Pairs):
            return value
        if isinstance(value, Items) or not value.is_absent:
            self.report(
                event.start_mark.line, "this is not a list of settings", "write one `key: value` to a line, with a space after the colon"
            )
        return Pairs({}, self.first_line)

    def value(self, event: Any, depth: int, key: str = "", key_line: int = 0) -> Value:
        """Read the value that starts with an event; `key_line` is counted from the file's first line, 0 where there is no key."""
        kind = type(event)
        line = key_line or self.first_line + event.start_mark.line
        if kind is events.AliasEvent:
            self.report(event.start_mark.line, "YAML takes a value that starts with `*` for an alias, which is not allowed", QUOTE)
            return Text("", line, is_absent=True)
        self.check_marks(event)
        if kind is events.ScalarEvent:
            if event.implicit[0]:
                return self.plain(event, key, line)
            return Text(self.checked(event), line)
        if depth >= MAX_DEPTH:
            self.report(event.start_mark.line, f"this is nested more than {MAX_DEPTH} deep", "write it flatter")
            raise _Refused
        return self.items(depth, line) if kind is events.SequenceStartEvent else self.pairs(depth, line)

    def check_marks(self, event: Any) -> None:
        """Refuse anchors and tags."""
        if event.anchor is not None:
            self.report(event.start_mark.line, f"YAML takes `&{event.anchor}` for an anchor, which is not allowed", QUOTE)
        if event.tag is not None:
            self.report(event.start_mark.line, "YAML takes a value that starts with `!` for a tag, which is not allowed", QUOTE)

    def plain(self, event: Any, key: str, line: int) -> Text:
        """Take text without quotation marks, and see whether a comment has cut it short."""
        value = event.value
        if self.may_lose_text:
            end = event.end_mark
            rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
            if match := _COMMENT.match(rest):
                self.report_lost(end.line, key, value, match[1], rest)
        return Text("" if value == "~" else value, line, value in ("", "~"))

    def report_lost(self, index: int, key: str, value: str, comment: str, rest: str) -> None:
        """Report text that YAML takes for a comment."""
        place = f"`{key}`" if key else "this item"
        whole = quoted((value + rest).strip())
        if value:
            self.report(index, f"YAML takes `{comment}` for a comment, so {place} is only `{value}`", f"quote it: {whole}", is_warning=True)
        else:
            self.report(index, f"YAML takes `{comment}` for a comment, so {place} is empty", f"quote it: {whole}")

    def checked(self, event: Any) -> str:
        """Return a quoted text; one with escapes may hold what no text may."""
        value: str = event.value
        if match := _CONTROL.search(value):
            what = f"the escape for U+{ord(match[0]):04X} makes a character that no text may hold"
            self.report(event.start_mark.line, what, "take it out")
            return ""
        return value

    def items(self, depth: int, line: int) -> Items:
        """Read a list whose start was read already."""
        items = []
        end = events.SequenceEndEvent
        while type(event := self.next()) is not end:
            items.append(self.value(event, depth + 1))
        return Items(tuple(items), line)

    def pairs(self, depth: int, line: int) -> Pairs:
        """Read a mapping whose start was read already; of a key given twice the first counts."""
        pairs: dict[str, Value] = {}
        lines: dict[str, int] = {}
        end = events.MappingEndEvent
        while type(event := self.next()) is not end:
            key = self.key(event)
            index = event.start_mark.line
            value = self.value(self.next(), depth + 1, key, self.first_line + index)
            if key in lines:
                self.report(index, f"`{key}` is given twice, first in line {lines[key]}", "keep one of the two")
            lines.setdefault(key, self.first_line + index)
            pairs.setdefault(key, value)
        return Pairs(pairs, line)

    def key(self, event: Any) -> str:
        """Read a key."""
        index = event.start_mark.line
        if type(event) is not events.ScalarEvent:
            self.report(index, "a key must be a plain word", QUOTE)
            raise _Refused
        self.check_marks(event)
        if event.value == "<<" and event.implicit[0]:
            self.report(index, "YAML takes `<<` for a merge, which is not allowed", "write the keys out")
        return self.checked(event)
