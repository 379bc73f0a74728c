r"""The short way for texts with little markup, which are nine of ten notes.

It knows paragraphs, line breaks, `code`, *emphasis*, **strength**, [links](https://example.org) and <https://example.org>,
each in its plainest form: nothing nested, no escapes, no characters that mean anything else. Whatever is not surely that
goes to Markdown. What it gives is exactly what Markdown and the sanitiser give (tests hold that), in a tenth of the time:
of such a text no character can start a tag or leave an attribute.
"""

import re

_INLINE = re.compile(r"[*_`\[<>&\\|\t]")  # also what quotes and tables are made of
_LINE_START = re.compile(r"\s|[-+=]|#{1,6} |\d{1,3}\.")  # code, lists, rules, headings
_BLANK_LINES = re.compile(r"\n{2,}")

# No host that the sanitiser could refuse: no port, no number, no Punycode.
_URL = r"https?://(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)*[A-Za-z]+(?:[/?#](?:[A-Za-z0-9/.:?=+,@%#;~_-]*[A-Za-z0-9/])?)?"
_SIMPLE = r"[^\s*_`\[\]<>&\\|~!](?:[^*_`\[\]<>&\\|~!\n\t]*[^\s*_`\[\]<>&\\|~!])?"
_SPAN = re.compile(
    rf"(?<![`\\])`(?P<code>[^`\s<>&\\](?:[^`<>&\\\n\t]*[^`\s<>&\\])?)`(?!`)"
    rf"|(?<!\*)\*\*(?P<strong>{_SIMPLE})\*\*(?!\*)"
    rf"|(?<!\*)\*(?P<em>{_SIMPLE})\*(?!\*)"
    rf"|(?<![!\]])\[(?!\^)(?P<words>{_SIMPLE})\]\((?P<url>{_URL})\)"
    rf"|<(?P<address>{_URL})>"
)


def paragraphs(text: str) -> str | None:
    """Give the HTML of a text with little markup, or None where Markdown has to be asked."""
    text = text.strip("\n")
    if "~~" in text or "\\" in text or _has_marked_line(text):
        return None
    if _INLINE.search(text):
        if _INLINE.search(_SPAN.sub("", text)) or "***" in text:
            return None
        text = _SPAN.sub(_mark_up, text)
    text = text.replace("\xa0", "&nbsp;")  # as the sanitiser writes it
    if "\n" not in text:
        return f"<p>{text}</p>"
    return "\n".join("<p>" + part.replace("\n", "<br>\n") + "</p>" for part in _BLANK_LINES.split(text))


def _mark_up(span: re.Match[str]) -> str:
    kind = span.lastgroup
    if kind == "url":
        return f'<a href="{span["url"]}">{span["words"]}</a>'
    if kind == "address":
        return f'<a href="{span["address"]}">{span["address"]}</a>'
    return f"<{kind}>{span[kind]}</{kind}>" if kind else span[0]


def _has_marked_line(text: str) -> bool:
    return any(_LINE_START.match(line) or line[-1:].isspace() for line in text.split("\n"))
