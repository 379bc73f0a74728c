"""Characters that a document cannot hold, and those that stand in for others while Markdown is read.

XML 1.0 forbids most controls and lone surrogates, HTML frowns on the rest of the controls and on noncharacters; all go.
The noncharacters U+FDD0 and U+FDD1 then can stand for a `#` and an `@` that an author escaped with a backslash:
they are neither a hashtag nor a mention, and become themselves again at the very end.
"""

from microblog.text.entities import escape
from microblog.text.patterns import lazily

ESCAPED = {"#": "\ufdd0", "@": "\ufdd1"}

END_OF_ADDRESS = "\u3000-\u3003\u3008-\u301f\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
"""Full-width punctuation, of which no address is made: what a set of characters holds."""

_PLANES = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNFIT = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd2-\ufdef{_PLANES}"
_FORBIDDEN = lazily(f"[{_UNFIT}{''.join(ESCAPED.values())}]")
_REFERRED = lazily(f"[{_UNFIT}]")
_UNFINISHED = lazily(r"\x02([0-9]{1,5})\x03")  # Python-Markdown's form of a backslash and a character
_SEPARATORS = "\u2028\u2029"
_BREAKS = lazily(f"\r\n?|[{_SEPARATORS}]")
_ALL_BREAKS = lazily(f"\r\n?|[\n{_SEPARATORS}]")


def without_forbidden(text: str) -> str:
    """Drop what no document may hold, and let every line end in a line feed."""
    if text.replace("\n", "").isprintable():
        return text
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text))


def uncounted_breaks(text: str) -> list[int]:
    """Return which of a text's line breaks, from 0, end no line of its file: editors and CommonMark count U+2028 and U+2029 as none."""
    if text.isascii() or not any(separator in text for separator in _SEPARATORS):
        return []
    return [number for number, found in enumerate(_ALL_BREAKS.finditer(text)) if found[0] in _SEPARATORS]


def without_referred(html: str) -> str:
    """Drop what character references such as `&#1;` stand for, and finish the escapes that Markdown left unfinished."""
    if html.replace("\n", "").isprintable():
        return html
    return _REFERRED.sub("", _UNFINISHED.sub(lambda match: escape(chr(int(match[1]))), html))


def restore_escaped(html: str) -> str:
    """Put back each `#` and `@` that an author escaped."""
    if "\ufdd0" not in html and "\ufdd1" not in html:
        return html
    return html.replace("\ufdd0", "#").replace("\ufdd1", "@")
