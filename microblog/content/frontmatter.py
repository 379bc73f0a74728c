"""A file's bytes → its front matter and its text.

Front matter starts with `---` as the file's very first line and ends with the next line that is `---`; without the
first the file is only text. A byte order mark, CRLF and CR do no harm. What no document may hold is refused with its
line, since it would break pages and feeds, or show an editor's accident.
"""

from typing import Any

from microblog.content.keys import PAGE_KEYS, POST_KEYS, parsers_of, plain_keys
from microblog.content.parsers import Picture, Target
from microblog.errors import Problem
from microblog.model.nouns import RELATIONS
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.yaml import parse_yaml
from microblog.yaml.fields import Report, read_fields
from microblog.yaml.values import Pairs, Text

MAX_TEXT = 64  # KiB
_FORBIDDEN = lazily("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_FIRST_LINE = lazily(r"---[ \t]*(?:\n|\Z)")
_LAST_LINE = lazily(r"\n---[ \t]*(?:\n|\Z)")
_TOO_LATE = lazily(r"\s+---[ \t]*\n[A-Za-z_-]+:.*\n")
_KEY_LINE = lazily(r"([-\u2013\u2014]{1,3}[ \t]*\n)?([a-z_]+):(?:[ \t]|\n|\Z)")
_PARSERS = parsers_of(POST_KEYS)
_PLAIN = frozenset(plain_keys(POST_KEYS))
_HOLDING = {
    key.name: key.if_empty for key in (*PAGE_KEYS, *POST_KEYS) if key.if_empty
}  # what holds something back → what to write behind it


class Split(NamedTuple):
    """A file in two parts."""

    front: str  # the YAML between the `---` lines, "" where there is none
    body: str
    body_line: int  # the line of the file where the body starts
    problems: list[Problem]


class FrontMatter(NamedTuple):
    """The keys of a post's front matter, as far as they are given and right."""

    date: Text | None = None
    updated: Text | None = None
    author: str = ""
    author_line: int = 1
    tags: tuple[Text, ...] = ()
    lang: str = ""
    slug: Text | None = None
    id: Text | None = None
    targets: tuple[Target, ...] = ()  # in the order of RELATIONS
    photos: tuple[Picture, ...] = ()
    plain: dict[str, Any] = {}  # noqa: RUF012 - never mutated; the keys that a post takes as they are
    faulty: frozenset[str] = frozenset()  # keys that are given, but wrong
    extra: dict[str, Any] = {}  # noqa: RUF012 - never mutated


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return a file's text with plain line breaks, or "" and why it is none."""
    try:
        content = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(data, error, path)]
    if "\r" in content:
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    if not content.replace("\n", "").isprintable() and (match := _FORBIDDEN.search(content)):
        line = content.count("\n", 0, match.start()) + 1
        return "", [Problem(path, line, f"there is a control character, U+{ord(match[0]):04X}", "delete it")]
    return content, []


def split_front_matter(data: bytes, path: str) -> Split:
    """Decode a file and take its front matter from its text."""
    content, problems = decode(data, path)
    front, body, body_line = "", content, 1
    if first := _FIRST_LINE.match(content):
        end = _LAST_LINE.search(content, first.end() - 1)
        if end is None:
            return Split("", "", 1, [Problem(path, 1, "the front matter never ends", "write a line `---` below its last key")])
        front, body = content[first.end() : end.start() + 1], content[end.end() :]
        body_line = content.count("\n", 0, end.end()) + 1
    elif content[:1].isspace() and _TOO_LATE.match(content):
        problems = [Problem(path, 1, "blank lines stand before the front matter", "begin the file with its `---`")]
    if len(body) > MAX_TEXT * 256 and len(body.encode()) > MAX_TEXT * 1024:
        problems = [Problem(path, body_line, f"the text is longer than {MAX_TEXT} KiB", "split it into several posts")]
    return Split(front, "" if problems else body, body_line, problems)


def parse_head(split: Split, path: str) -> tuple[Pairs, list[Problem]]:
    """Parse the front matter of any file: its keys, with what stands behind them."""
    return parse_yaml(split.front, path, 2) if split.front else (Pairs({}, 1), [])


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Problem:
    remedy = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(path, 1, "the file is UTF-16", remedy)
    # The part that could be read has its line breaks; those of old Macs count too.
    before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Problem(path, before.count(b"\n") + 1, f"byte {error.start + 1} of the file is not UTF-8", remedy)


def _forgotten(split: Split, path: str) -> list[Problem]:
    """Report text that begins as front matter does, but without its dashes, or with those that phones make of them."""
    found = _KEY_LINE.match(split.body) if split.body_line == 1 else None
    if found is None or found[2] not in _PARSERS:
        return []
    what = f"the text begins with `{found[2]}:`, which counts as text, and readers see it"
    remedy = "write lines of exactly `---` around the keys, or let the text begin otherwise"
    return [Problem(path, 2 if found[1] else 1, what, remedy, is_warning=True)]


def parse_front_matter(split: Split, path: str) -> tuple[FrontMatter, list[Problem]]:
    """Read a post's front matter."""
    if not split.front:
        return FrontMatter(), _forgotten(split, path)
    pairs, problems = parse_head(split, path)
    if problems and not pairs.values:
        return FrontMatter(faulty=frozenset(_PARSERS)), problems
    report = Report(path)
    values, extra, faulty = read_fields(pairs, _PARSERS, report, "post.extra")
    if not _HOLDING.keys().isdisjoint(pairs.values):
        warn_of_nothing_held(pairs, report)
    if not values.keys().isdisjoint(RELATIONS):
        values["targets"] = tuple([target for relation in RELATIONS for target in values.pop(relation, ())])
    if "author" in values:
        values["author_line"] = pairs.values["author"].line
    if "photo" in values:
        values["photos"] = values.pop("photo")
    plain = {key: values.pop(key) for key in _PLAIN & values.keys()}
    return FrontMatter(**values, plain=plain, faulty=faulty, extra=extra), problems + report.problems


def warn_of_nothing_held(pairs: Pairs, report: Report) -> None:
    """Report keys that hold something back and have nothing behind them."""
    for key in sorted(_HOLDING.keys() & pairs.values.keys()):
        value = pairs.values[key]
        if isinstance(value, Text) and value.is_absent:
            report.note(value.line, f"`{key}` has nothing behind it, so it holds nothing back", f"write {_HOLDING[key]}", is_warning=True)
