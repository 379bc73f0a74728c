r"""The short way for texts with little markup, which are nine of ten notes.

It knows paragraphs, line breaks, lists of single lines, fenced code, `code`, *emphasis*, **strength**, [links](https://example.org) and <https://example.org>,
each in its plainest form: nothing nested, no escapes, no characters that mean anything else. Whatever is not surely that
goes to Markdown. What it gives is exactly what Markdown and the sanitiser give (tests hold that), in a tenth of the time:
of such a text no character can start a tag or leave an attribute.
"""

import re
from html import escape
from itertools import pairwise
from typing import Any

from microblog.markup.fences import code_html

_INLINE = re.compile(r"[*_`\[<>&\\|\t]")  # also what quotes and tables are made of
_LINE_START = re.compile(r"\s|[-+=]|#{1,6} |\d{1,3}\.")  # code, lists, rules, headings
_ITEM = re.compile(r"- [\w*`\[<#@\"'(]")
_BLANK_LINES = re.compile(r"\n{2,}")
_LF, _BREAK = "\n", "<br>\n"

# No host that the sanitiser could refuse: no port, no number, no Punycode.
_URL = r"https?://(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)*[A-Za-z]+(?:[/?#](?:[A-Za-z0-9/.:?=+,@%#;~_-]*[A-Za-z0-9/])?)?"
_SIMPLE = r"[^\s*_`\[\]<>&\\|~!](?:[^*_`\[\]<>&\\|~!\n\t]*[^\s*_`\[\]<>&\\|~!])?"
# Each alternative begins with the sign that opens it, so that the search skips what holds none.
_SPAN = re.compile(
    r"`(?<![`\\]`)([^`\s<>&\\](?:(?:[^`<>&\\\n\t]|<(?=[ =0-9])|>|&(?=[ &]))*[^`\s<>&\\])?)`(?!`)"
    rf"|\*(?<!\*\*)\*({_SIMPLE})\*\*(?!\*)"
    rf"|\*(?<!\*\*)({_SIMPLE})\*(?!\*)"
    rf"|\[(?<![!\]]\[)(?!\^)({_SIMPLE})\]\(({_URL})\)"
    rf"|<({_URL})>"
)
_STEP = _SPAN.groups + 1

_FENCED = re.compile(r"(?:\A|\n\n)```([A-Za-z0-9+#-]*)\n(.*?)\n```(?=\n\n|\n*\Z)", re.DOTALL)
_IS_SPECIAL = re.compile(r"```|~~~|<[A-Za-z/!?]|\t|^ +$", re.MULTILINE)  # what ends code or counts elsewhere, and what loses its spaces


def read_plain(text: str) -> str | None:
    """Give the HTML of a text with little markup, or None where Markdown has to be asked."""
    if "```" not in text:
        return _paragraphs(text)
    parts = _FENCED.split(text)
    if any(map(_IS_SPECIAL.search, parts[2::3])):
        return None
    blocks: list[str] = []
    for at, part in enumerate(parts):
        html = _listing(parts[at - 1], part) if at % 3 == 2 else _paragraphs(part) if at % 3 == 0 and part.strip("\n") else ""
        if html is None:
            return None
        blocks.append(html)
    return "\n".join(filter(None, blocks))


def _listing(language: str, code: str) -> str:
    from microblog.markup.highlight import highlight_blocks
    from microblog.markup.sanitiser import sanitise

    return sanitise(highlight_blocks(code_html(code.split("\n"), language)), has_code=True)


def _paragraphs(text: str) -> str | None:
    text = text.strip("\n")
    if "~~" in text or "\\" in text:
        return None
    kinds = [_kind(block) for block in _BLANK_LINES.split(text)]
    if not all(kinds) or any(kind == next_kind == "ul" for kind, next_kind in pairwise(kinds)):
        return None
    if _INLINE.search(text):
        parts = _SPAN.split(text)
        if _INLINE.search("".join(parts[::_STEP])) or "***" in text:
            return None
        text = _marked_up(parts)
    html = "\n".join(
        [_list(block) if kind == "ul" else _paragraph(block) for kind, block in zip(kinds, _BLANK_LINES.split(text), strict=True)]
    )
    return html.replace("\xa0", "&nbsp;")  # as the sanitiser writes it


def _marked_up(parts: list[Any]) -> str:
    """Join a text that was cut at its spans: between two pieces stand the groups of a span, all None but its own."""
    done = [parts[0]]
    for at in range(1, len(parts), _STEP):
        code, strong, em, words, url, address, after = parts[at : at + _STEP]
        if url:
            span = f'<a href="{url}">{words}</a>'
        elif address:
            span = f'<a href="{address}">{address}</a>'
        else:
            span = f"<code>{escape(code, quote=False)}</code>" if code else f"<strong>{strong}</strong>" if strong else f"<em>{em}</em>"
        done += span, after
    return "".join(done)


def _kind(block: str) -> str:
    """Tell a paragraph (`p`) from a list of single lines (`ul`) and from what is neither surely (``)."""
    lines = block.split("\n")
    if any(line[-1:].isspace() for line in lines):
        return ""
    if block.startswith("- "):
        return "ul" if all(_ITEM.match(line) and not _LINE_START.match(line, 2) for line in lines) else ""
    return "" if any(map(_LINE_START.match, lines)) else "p"


def _paragraph(block: str) -> str:
    return f"<p>{_BREAK.join(block.split(_LF))}</p>"


def _list(block: str) -> str:
    return "<ul>\n" + "\n".join(f"<li>{line[2:]}</li>" for line in block.split("\n")) + "\n</ul>"
