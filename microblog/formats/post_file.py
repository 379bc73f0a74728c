"""A new post's file: what it is called, and what it says.

This is the one definition of both: `new` writes files by it, and the page at `/compose/` is given the same rules as data
(`RULES`), so that its script (`static/composer/file.js`) writes the same bytes. Text of people goes into the front
matter only as double-quoted YAML, which no word of theirs can end or reinterpret.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from microblog.errors import printable
from microblog.model import urls
from microblog.model.nouns import RELATIONS
from microblog.text.patterns import lazily

WORDS = 6
LENGTH = 40
"""Letters of the words in a file's name; in any script they and the date stay below the 200 bytes that a slug may have."""

REACH = 2_000
"""Letters of a text that are looked at for these words."""

ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\S+"
BREAKS = r"\r\n|[\r\x85\u2028\u2029]"
FORBIDDEN = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
"""What no file may hold."""

LIKE_A_HEAD = r"""^[-+;][\s\S]*\n[ \t]*["']?[A-Za-z_-]+["']?[ \t]*[:=]"""
GUARD = "<!-- -->\n\n"
"""What keeps a text that looks like a second head from being one: the engine refuses that. A comment vanishes."""

HEAD = (
    ("date", "plain"),
    ("title", "text"),
    ("tags", "list"),
    ("lang", "text"),
    ("cw", "text"),
    *((relation, "text") for relation in RELATIONS),
    ("photo", "pictures"),
    ("draft", "flag"),
    ("unlisted", "flag"),
)
"""The keys that are written, in their order, and what form their values have."""

RULES = {
    "words": WORDS,
    "length": LENGTH,
    "reach": REACH,
    "address": ADDRESS,
    "breaks": BREAKS,
    "forbidden": FORBIDDEN,
    "likeAHead": LIKE_A_HEAD,
    "guard": GUARD,
    "head": HEAD,
}
"""What the script has to be told."""

_ADDRESS, _BREAKS, _FORBIDDEN, _LIKE_A_HEAD = map(lazily, (ADDRESS, BREAKS, FORBIDDEN, LIKE_A_HEAD))


def clean(text: str) -> str:
    """Return text as a file may hold it: lines ended by line feeds, no byte order mark, no control characters."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text.removeprefix("\ufeff")))


def stem_of(moment: datetime, title_or_text: str) -> str:
    """Return what the file is called without `.md`: `2026-11-23-1405-first-words`.

    A time of day that looks like a year gets its seconds: `2026-01-02-2025-in-review` is read as words.
    """
    looks_like_a_year = int(f"{moment:%H%M}") in (moment.year, moment.year - 1)
    words = slug_of(title_or_text)
    return f"{moment:%Y-%m-%d-%H%M}{f'{moment:%S}' if looks_like_a_year else ''}{words and '-'}{words}"


def slug_of(text: str) -> str:
    """Return the first words as they may stand in a URL: lower case, joined with `-`; "" where there are none."""
    plain = _ADDRESS.sub(" ", text[:REACH]).replace("'", "").replace("’", "")
    words = re.split(r"[-._\s]+", urls.slugify(" ".join(plain.split()).lower()).strip("-._"))
    return "-".join(words[:WORDS])[:LENGTH].strip("-")


def render_post_file(values: Mapping[str, Any], text: str, head: Sequence[tuple[str, str]] = HEAD) -> str:
    """Render the file: front matter, an empty line, the text."""
    body = text.strip()
    return f"{render_head(values, head)}\n{GUARD if _LIKE_A_HEAD.match(body) else ''}{body}\n"


def render_head(values: Mapping[str, Any], head: Sequence[tuple[str, str]] = HEAD) -> str:
    """Render the front matter, with its delimiters; what is empty is left out."""
    lines = [_line(key, form, values[key]) for key, form in head if values.get(key)]
    return "\n".join(["---", *lines, "---", ""])


def _line(key: str, form: str, value: Any) -> str:
    if form == "pictures":
        return "\n".join([f"{key}:", *(f"  - {{{_picture(*picture)}}}" for picture in value)])
    if form == "list":
        return f"{key}: [{', '.join(map(quote, value))}]"
    return f"{key}: {quote(value) if form == 'text' else 'true' if form == 'flag' else value}"


def _picture(file: str, alt: str | None, focus: str = "") -> str:
    """Return what stands about a picture; an `alt` of None is that of which nobody said anything."""
    words = "" if alt is None else f", alt: {quote(alt)}"
    return f"file: {quote(file)}{words}" + (f", focus: [{focus.replace(',', ', ')}]" if focus else "")


def quote(text: str) -> str:
    """Return a text as a double-quoted YAML scalar: JSON's form is one, its escapes are YAML's as well."""
    return printable(json.dumps(text, ensure_ascii=False))
