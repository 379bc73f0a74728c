"""A file's bytes → its front matter and its text.

Front matter starts with `---` as the file's very first line and ends with the next line that is `---`; without the
first the file is only text. A byte order mark, CRLF and CR do no harm. What no document may hold is refused with its
line, since it would break pages and feeds, or show an editor's accident.
"""

from typing import Any, NamedTuple

from microblog.errors import Problem
from microblog.model.nouns import RELATIONS
from microblog.text.patterns import lazily
from microblog.yaml import parse_yaml
from microblog.yaml.fields import Parser, Report, boolean, handle, language, one_or_many, read_fields, text, web_address, written
from microblog.yaml.values import Entries, Text, Value

MAX_TEXT = 64  # KiB
MAX_TAGS = 50  # each has a timeline, which shows them all
MAX_PHOTOS = 100
_MAX_VALUES = 50  # of the other lists
_FORBIDDEN = lazily("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_FIRST_LINE = lazily(r"---[ \t]*(?:\n|\Z)")
_LAST_LINE = lazily(r"\n---[ \t]*(?:\n|\Z)")
_TOO_LATE = lazily(r"\s+---[ \t]*\n[A-Za-z_-]+:.*\n")
_KEY_LINE = lazily(r"([-\u2013\u2014]{1,3}[ \t]*\n)?([a-z_]+):(?:[ \t]|\n|\Z)")
_HELD = {"cw": "`cw:` and the warning, or take the line out", "draft": "`draft: true` or `draft: false`"}


class Split(NamedTuple):
    """A file in two parts."""

    front: str  # the YAML between the `---` lines, "" where there is none
    body: str
    body_line: int  # the line of the file where the body starts
    problems: list[Problem]


class Target(NamedTuple):
    """What one of the RELATIONS names, as written."""

    relation: str
    target: str
    title: str
    line: int


class Picture(NamedTuple):
    """A file of `photo:`, as written."""

    file: str
    alt: str | None  # None where the file has no word about it
    line: int


class FrontMatter(NamedTuple):
    """The keys of a post's front matter, as far as they are given and right."""

    date: Text | None = None
    updated: Text | None = None
    title: str = ""
    author: str = ""
    author_line: int = 1
    tags: tuple[Text, ...] = ()
    draft: bool = False
    lang: str = ""
    slug: Text | None = None
    id: Text | None = None
    targets: tuple[Target, ...] = ()  # in the order of RELATIONS
    photos: tuple[Picture, ...] = ()
    cw: str = ""
    pinned: bool = False
    syndication: tuple[str, ...] = ()
    faulty: frozenset[str] = frozenset()  # keys that are given, but wrong
    extra: dict[str, Any] = {}  # noqa: RUF012 - never mutated


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Give a file's text with plain line breaks, or "" and why it is none."""
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


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Problem:
    remedy = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(path, 1, "the file is UTF-16", remedy)
    # The part that could be read has its line breaks; those of old Macs count too.
    before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Problem(path, before.count(b"\n") + 1, f"byte {error.start + 1} of the file is not UTF-8", remedy)


def _forgotten(split: Split, path: str) -> list[Problem]:
    """Point out text that begins as front matter does, but without its dashes, or with those that phones make of them."""
    found = _KEY_LINE.match(split.body) if split.body_line == 1 else None
    if found is None or found[2] not in _SCHEMA:
        return []
    what = f"the text begins with `{found[2]}:`, which counts as text, and readers see it"
    remedy = "write lines of exactly `---` around the keys, or let the text begin otherwise"
    return [Problem(path, 2 if found[1] else 1, what, remedy, is_warning=True)]


def parse_front_matter(split: Split, path: str) -> tuple[FrontMatter, list[Problem]]:
    """Read a post's front matter."""
    if not split.front:
        return FrontMatter(), _forgotten(split, path)
    entries, problems = parse_yaml(split.front, path, 2)
    if problems and not entries.entries:
        return FrontMatter(faulty=frozenset(_SCHEMA)), problems
    report = Report(path)
    values, extra, faulty = read_fields(entries, _SCHEMA, report, "post.extra")
    if not _HELD.keys().isdisjoint(entries.entries):
        _warn_of_nothing_held(entries, report)
    if not values.keys().isdisjoint(RELATIONS):
        values["targets"] = tuple([target for relation in RELATIONS for target in values.pop(relation, ())])
    if "author" in values:
        values["author_line"] = entries.entries["author"].line
    if "photo" in values:
        values["photos"] = values.pop("photo")
    return FrontMatter(**values, faulty=faulty, extra=extra), problems + report.problems


def _warn_of_nothing_held(entries: Entries, report: Report) -> None:
    for key in sorted(_HELD.keys() & entries.entries.keys()):
        value = entries.entries[key]
        if isinstance(value, Text) and value.is_absent:
            report.note(value.line, f"`{key}` has nothing behind it, so it holds nothing back", f"write {_HELD[key]}", is_warning=True)


def _target(value: Value, report: Report) -> Target | None:
    """Read an address or a post of this site, alone or as `url` beside a `title`."""
    relation, title = report.key, ""
    if isinstance(value, Entries):
        values = read_fields(value, _TARGET, report, "").values
        if "url" not in values:
            if not any(problem.line == value.line and not problem.is_warning for problem in report.problems):
                report.error(value.line, "has no `url`", "write what it refers to as `url:`, its title as `title:`")
            return None
        found, title = values["url"], values.get("title", "")
    else:
        found = written(value, report)
    return Target(relation, found.value, title, found.line) if found else None


def _picture(value: Value, report: Report) -> Picture | None:
    """Read a file's name, alone or as `file` beside an `alt`."""
    if not isinstance(value, Entries):
        found = written(value, report)
        return Picture(found.value, None, found.line) if found else None
    values = read_fields(value, {"file": written, "alt": text}, report, "").values
    if "file" not in values:
        report.error(value.line, "has no `file`", "write the picture's file as `file:`, what it shows as `alt:`")
        return None
    return Picture(values["file"].value, values.get("alt"), values["file"].line)


_TARGET: dict[str, Parser] = {"url": written, "title": text}
_SCHEMA: dict[str, Parser] = {
    "date": written,
    "updated": written,
    "title": text,
    "author": handle,
    "tags": one_or_many(written, MAX_TAGS),
    "draft": boolean,
    "lang": language,
    "slug": written,
    "id": written,
    **{relation: one_or_many(_target, _MAX_VALUES) for relation in RELATIONS},
    "photo": one_or_many(_picture, MAX_PHOTOS),
    "cw": text,
    "pinned": boolean,
    "syndication": one_or_many(web_address, _MAX_VALUES),
}
