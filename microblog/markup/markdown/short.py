r"""The short way for texts with little markup, which are nearly all notes.

It knows paragraphs, line breaks, lists of single lines, fenced code at the margin, `code`, *emphasis*, **strength**,
[links](https://example.org) and <https://example.org>, each in its plainest form: nothing nested, no escapes, no characters
that mean anything else. Whatever is not surely that goes to Markdown. What it gives, hashtags and mentions linked, is exactly
what Markdown, the sanitiser and `enrich` give (tests hold that), in a tenth of the time and without loading them: of such a
text no character can start a tag or leave an attribute.
"""

import re
from itertools import pairwise

from microblog.markup.html.allowed import CODE_CLASS
from microblog.markup.html.autolinks import link_words
from microblog.markup.notes import Notes
from microblog.text.entities import escape
from microblog.text.patterns import lazily

_UNSURE = frozenset("->+=#0123456789")  # what a line may start with that is more than text
_LINE_START = lazily(r"\s|[->+=]|#{1,6}(?: |$)|\d{1,3}[.)]")  # code, quotes, lists, rules, headings
_ITEM = lazily(r"- [\w*`\[<#@\"'(]")
_BLANK_LINES = lazily(r"\n{3,}")
_FENCE = lazily(r"^```((?:[\w#+-][\w#+.-]*)?) *\n(.*?)^```(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_SPACES = lazily(r"^ +$", re.MULTILINE)
_ANGLE = lazily(r"\]\(\s*<")

# No host that the sanitiser could refuse: no port, no number, no Punycode.
_URL = (
    r"https?://(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)*[A-Za-z]+"
    r"(?:[/?#](?:[A-Za-z0-9/.:?=+,@#;~_-]++|%[0-9A-Fa-f]{2})*+(?<![.:?=+,@#;~_-]))?"
)
_SIMPLE = r"[^\s*_`\[\]<>&\\|~!](?:[^*_`\[\]<>&\\|~!\n\t]*[^\s*_`\[\]<>&\\|~!])?"
_OPENS = r"(?<![^\s(\"']\*)"  # behind a sign that stands in no word and no address
_CLOSED = r"(?=[\s.,;:!?)\"'/-]|\Z)"
_MARK = re.compile(
    r"[*_`\[<>&\\|\t](?:"  # what markup is made of, quotes and tables too
    r"(?<=`)(?<!``)(?P<code>(?!\s)(?:[^`\\\n\t<&]++|<(?![A-Za-z/!?])|&(?![A-Za-z0-9#]))+(?<!\s))`(?!`)"
    rf"|(?<=\*){_OPENS}\*(?P<strong>{_SIMPLE})\*\*{_CLOSED}"
    rf"|(?<=\*){_OPENS}(?P<em>{_SIMPLE})\*{_CLOSED}"
    rf"|(?<=\[)(?<![!\]]\[)(?!\^)(?P<words>{_SIMPLE})\]\((?P<url>{_URL})\)"
    rf"|(?<=<)(?P<address>{_URL})>"
    r"|(?P<itself>(?<=>)|(?<=&)(?![A-Za-z0-9#])|(?<=\w_)(?=\w))"
    r")?"
)


def paragraphs(text: str, notes: Notes) -> str | None:
    """Return the HTML of a text with little markup, or None where Markdown has to be asked, and what was noted is void."""
    if "](" in text and _ANGLE.search(text):  # what a link's address may begin with, where there is a link
        return None
    html = _with_code(text, notes) if "```" in text else _between(text, notes)
    return html and html.replace("\xa0", "&nbsp;")  # as the sanitiser writes it


def _with_code(text: str, notes: Notes) -> str | None:
    last = text.rfind("```")
    if text[last - 1 : last] != "\n" or text[last + 3 : last + 4] not in {"", "\n"}:
        return None  # the last block has no end, which each of its beginnings would look for through the whole text
    pieces = _FENCE.split(text)  # text, language, code, text, …
    blocks = []
    for at, piece in enumerate(pieces):
        if at % 3 == 2:
            if "```" in piece:  # may be what ends the block
                return None
            blocks.append(_code(piece, pieces[at - 1], notes))
        elif at % 3 == 0 and piece.strip("\n"):
            html = _between(piece, notes)
            if html is None:
                return None
            blocks.append(html)
    return "\n".join(blocks)


def _code(code: str, language: str, notes: Notes) -> str:
    if "\t" in code:
        code = code.expandtabs(4)
    code = _SPACES.sub("", code)
    if language:
        from microblog.markup.html.highlight import colour_block

        if (coloured := colour_block(code, language, notes.warn)) is not None:
            return f'<pre class="{CODE_CLASS}" tabindex="0"><code>{coloured}</code></pre>'
    return f'<pre tabindex="0"><code>{escape(code, quote=False)}</code></pre>'


def _between(text: str, notes: Notes) -> str | None:
    """Render what stands between fences."""
    text = text.strip("\n")
    if "~~" in text or "%%" in text:
        return None
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    has_items = False
    for line in text.split("\n"):
        if line[:1] in _UNSURE:
            if line.startswith("- "):
                has_items = True
            elif _LINE_START.match(line):
                return None
        if line.strip() != line:
            return None
    marked = _marked(text, notes)
    if has_items and marked:
        return _lists(text.split("\n\n"), marked.split("\n\n"))
    return marked and _paragraph(marked).replace("<br>\n<br>\n", "</p>\n<p>")


def _paragraph(lines: str) -> str:
    return "<p>" + lines.replace("\n", "<br>\n") + "</p>"


def _lists(written: list[str], marked: list[str]) -> str | None:
    """Return the HTML of paragraphs and lists of single lines; None where a block is neither surely."""
    kinds = [_kind(block) for block in written]
    if not all(kinds) or any(kind == next_kind == "ul" for kind, next_kind in pairwise(kinds)):
        return None
    return "\n".join(_list(block) if kind == "ul" else _paragraph(block) for kind, block in zip(kinds, marked, strict=True))


def _kind(block: str) -> str:
    """Return `p` for a paragraph, `ul` for a list of single lines, "" for what is neither surely."""
    lines = block.split("\n")
    if block.startswith("- "):
        return "ul" if all(_ITEM.match(line) and not _LINE_START.match(line, 2) for line in lines) else ""
    return "" if any(line.startswith("- ") for line in lines) else "p"


def _list(block: str) -> str:
    return "<ul>\n" + "\n".join(f"<li>{line[2:]}</li>" for line in block.split("\n")) + "\n</ul>"


def _marked(text: str, notes: Notes) -> str | None:
    """Mark up and link what stands in lines; None where a character may mean anything else."""
    parts: list[str] = []
    done = 0
    for mark in _MARK.finditer(text):
        kind = mark.lastgroup
        if kind is None:
            return None
        if kind != "itself":
            parts += (link_words(_escaped(text[done : mark.start()]), notes), _html(mark, kind, notes))
            done = mark.end()
    rest = link_words(_escaped(text[done:]), notes)
    return "".join([*parts, rest]) if parts else rest


def _escaped(text: str) -> str:
    return escape(text, quote=False) if "&" in text or ">" in text else text


def _html(mark: re.Match[str], kind: str, notes: Notes) -> str:
    if kind == "url":
        return f'<a href="{mark["url"]}">{mark["words"]}</a>'
    if kind == "address":
        return f'<a href="{mark["address"]}">{mark["address"]}</a>'
    if kind == "code":
        return f"<code>{escape(mark['code'], quote=False)}</code>"
    return f"<{kind}>{link_words(mark[kind], notes)}</{kind}>"
