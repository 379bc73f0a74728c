"""A file's bytes → the text of its head, and the text below it.

A head is YAML between two lines `---`, the first of which is the file's very first line; or TOML between two lines `+++`; or a JSON
object. Without one the file is only text. A byte order mark, CRLF and CR do no harm. Control characters, which
no document may hold, are left out with a warning. What somebody meant as a head but is none is refused with its line, since what it
held back would be published.
"""

import json
import re

from microblog.content.holding import ENDS, TELLING, regex_of
from microblog.errors import Problem
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

MAX_TEXT = 200_000  # characters
_FORBIDDEN = lazily("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_FIRST_LINE = lazily(r"(---|\+\+\+)[ \t]*(?:\n|\Z)")
_LAST_LINE = lazily(r"\n---[ \t]*(?:\n|\Z)")
_LAST_LINE_OF_TOML = lazily(r"\n\+\+\+[ \t]*(?:\n|\Z)")
_DASHES = frozenset("-+;")
_KNOWN = r"(?:title|date|slug|tags|category|status|authors?|summary|lang|draft|modified)"
_HOLDING = regex_of(TELLING)
_NAMES = rf"(?:{_KNOWN}|{_HOLDING}|cw|aliases|layout|id)"
_NAME = lazily(_NAMES, re.IGNORECASE)
_TELLING = rf"""["']?{_NAMES}["']?[ \t]*[:=]"""
_JSON = lazily(rf"\{{\s*(?:\"|{_TELLING})", re.IGNORECASE)
_TELLING_JSON = lazily(rf"\{{\s*{_TELLING}", re.IGNORECASE)
_LINES = lazily(
    rf"(?P<front>(?:{_KNOWN}:(?=\s)[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)(?:[a-z][\w-]*:(?=\s)[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+)\n"  # Pelican's
    r"|(?:<!--[ \t]*\n)?(?P<nikola>(?:\.\. [\w-]+:[^\n]*\n)+)(?:[ \t]*-->[ \t]*\n)?",
    re.IGNORECASE,
)
# Of what follows, no text may be read in two ways, else a few lines would take longer than the world lasts: a blank is taken once
# and for all (`*+`), and so is a line (`(?>`).
_NOTHING = r"(?:[^\S\n]|[\u00ad\u180e\u200b-\u200f\u2060-\u2064\u3164\ufe0f\ufeff])*+"
_KEY_LINE = r"[\w-]++[ \t]*+[:=][^\n]*\n"
_LINE_OF_HEAD = rf"(?>[ \t][^\n]*\n|{_NOTHING}(?:{_KEY_LINE}|- [^\n]*\n|\#[^\n]*\n|\n))"
_LINE_OF_YAML = rf"(?>{_KEY_LINE}|[ \t]++\S[^\n]*\n|- [^\n]*\n)"
_MEANT = lazily(
    rf"(?:{_NOTHING}\n|(?><!--[\s\S]*?-->)|(?>\{{#[\s\S]*?#\}})|#[^\n]*\n)*+{_NOTHING}"
    rf"(?P<dashes>-{{2,}}|\+{{2,}}|;{{3,}}|\*{{3,}}|={{3,}}|(?:- ){{2,}}-|%YAML[^\n]*|[\u2010-\u2015\u2212\uff0d-]{{1,3}})"
    rf"{_NOTHING}(?:\w++|#[^\n]*+)?{_NOTHING}\n(?:-{{3,}}\n)?(?:\{{[ \t]*+\n?)?"
    rf"{_LINE_OF_HEAD}{{0,40}}?{_NOTHING}{_TELLING}",
    re.IGNORECASE,
)

_ENDED = lazily(
    rf"\s*+(?:[\w-]++[ \t]*+:[^\n]*\n){{1,40}}?"
    rf"(?:{_HOLDING}[ \t]*+:[^\n]*\n)(?:[\w-]++[ \t]*+:[^\n]*\n){{0,40}}-{{3,}}[ \t]*\n",
    re.IGNORECASE,
)
_ALONE = lazily(  # one line that says when readers may see the post, and the dashes below it
    rf"\s*+{regex_of(('publish date', 'pub date', *ENDS))}[ \t]*+:[^\n]*\n-{{3,}}[ \t]*(?:\n|\Z)", re.IGNORECASE
)
_BELOW_TEXT = lazily(  # a whole head, below one line of text or in a block of code
    r"\s*+[^\n]++\n\s*+(?P<dashes>---|\+\+\+)[ \t]*\n"
    rf"{_LINE_OF_YAML}{{0,40}}?{_HOLDING}[ \t]*+[:=][^\n]*\n{_LINE_OF_YAML}{{0,40}}?(?P=dashes)[ \t]*(?:\n|\Z)",
    re.IGNORECASE,
)
_LIKE_JSON = lazily(rf"""\s*+\[?\s*+\{{(?:[^\n]*\n){{0,41}}?[^\n]*?"{_HOLDING}"[ \t]*+:""", re.IGNORECASE)


class Split(NamedTuple):
    """A file in two parts."""

    front: str  # what stands between the lines `---`, say; "" where there is none
    body: str
    body_line: int  # the line of the file where the body starts
    problems: list[Problem]
    form: str = "yaml"  # or toml, json, lines
    front_line: int = 1  # the line of the file where the front matter starts


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return a file's text with plain line breaks and without control characters, and what is wrong with it; "" where it is none."""
    try:
        content = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(data, error, path)]
    if "\r" in content:
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    if not content.replace("\n", "").isprintable() and (match := _FORBIDDEN.search(content)):
        line = content.count("\n", 0, match.start()) + 1
        what, remedy = f"there is a control character, U+{ord(match[0]):04X}, which is left out", "delete it"
        return _FORBIDDEN.sub("", content), [Problem(path, line, what, remedy, is_warning=True, kind="control characters are left out")]
    return content, []


def split_front_matter(data: bytes, path: str) -> Split:
    """Decode a file and take its front matter from its text."""
    content, problems = decode(data, path)
    split = _split(content, path)
    if len(split.body) > MAX_TEXT:
        what = f"the text has more than {MAX_TEXT:,} characters"
        problems = [*problems, Problem(path, split.body_line, what, "split it into several posts")]
        split = split._replace(body="")
    return split._replace(problems=[*problems, *split.problems]) if problems else split


def _split(content: str, path: str) -> Split:
    if first := _FIRST_LINE.match(content):
        form, last = ("yaml", _LAST_LINE) if first[1] == "---" else ("toml", _LAST_LINE_OF_TOML)
        end = last.search(content, first.end() - 1)
        if end is None:
            return Split("", "", 1, [Problem(path, 1, "the front matter never ends", f"write a line `{first[1]}` below its last key")])
        below = end.end()
        body, line = content[below:], content.count("\n", 0, below) + 1
        front = content[first.end() : end.start() + 1]
        problems = _second_head(body if front.strip() else f"---\n{body}", path, line) if _may_begin_a_head(front, body) else []
        return Split(front, body, line, problems, form, 2)
    if content[:1] == "{" and (end_of_json := _end_of_json(content)):
        return Split(content[:end_of_json], content[end_of_json:], content.count("\n", 0, end_of_json) + 1, [], "json")
    if found := _LINES.match(content):
        name = "front" if found["front"] else "nikola"
        below, line = content.count("\n", 0, found.end()) + 1, content.count("\n", 0, found.start(name)) + 1
        return Split(found[name], content[found.end() :], below, [], "lines", line)
    return Split("", content, 1, _broken_head(content, path))


def _end_of_json(content: str) -> int:
    """Return where a JSON object at the start of a text ends; the whole where it never does, and 0 where it was not meant as a head."""
    if not _JSON.match(content):
        return 0
    try:
        value, end = json.JSONDecoder().raw_decode(content)
    except (ValueError, RecursionError):
        return len(content) if _TELLING_JSON.match(content) else 0
    if not any(_NAME.fullmatch(key) for key in value):
        return 0
    below = content.find("\n", end)
    rest = content[end : below if below >= 0 else len(content)]
    return len(content) if rest.strip() or below < 0 else below + 1


def _may_begin_a_head(front: str, body: str) -> bool:
    return body.lstrip()[:1] in _DASHES or not front.strip()


def _second_head(body: str, path: str, line: int) -> list[Problem]:
    """Report a head below a head: only the first counts, and it may be empty."""
    found = _MEANT.match(body) if body.strip() else None
    if found is None:
        return []
    return [Problem(path, line + body.count("\n", 0, found.start("dashes")), "a second head begins here", "put all keys into one")]


def _broken_head(content: str, path: str) -> list[Problem]:
    """Report what somebody meant as a head: all that it holds back would be published."""
    found = _MEANT.match(content) or _BELOW_TEXT.match(content)
    if not (found or any(pattern.match(content) for pattern in (_ENDED, _ALONE, _LIKE_JSON))):
        return []
    line = content.count("\n", 0, found.start("dashes") if found else 0) + 1
    return [
        Problem(path, line, "this looks like a head, but is none", "begin the file with a line of exactly `---`, and end the keys with one")
    ]


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Problem:
    remedy = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(path, 1, "the file is UTF-16", remedy)
    # The part that could be read has its line breaks; those of old Macs count too.
    before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Problem(path, before.count(b"\n") + 1, f"byte {error.start + 1} of the file is not UTF-8", remedy)
