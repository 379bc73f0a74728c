"""Quotes: a bare link to a post of this site, alone on its line, becomes a mark that rendering turns into the quoted post.

Such a line is an address that starts with the site's base URL, or `/@ada/hello/`, or `@ada/hello`, and stands in a
paragraph that is in nothing else: not in a list, a block quote or a table. The mark is a paragraph of its own,
`<p><a href="quote:ada/hello">as written</a></p>`; nobody else can write one, since the sanitiser drops that scheme.
"""

import re
from collections.abc import Callable
from unicodedata import normalize
from urllib.parse import unquote

from microblog.markup.notes import Notes
from microblog.model import urls
from microblog.model.nouns import QUOTATION, Link
from microblog.model.pages import RESERVED
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

_LIKELY = lazily(r"@[a-z0-9_-]{1,30}/")
_BLOCK = lazily(r"<p>(.*?)</p>|<(/?)([a-z0-9]+)[^>]*>", re.DOTALL)
_TAG = lazily(r"<(/?)([a-z0-9]+)[^>]*>")
_VOID = frozenset({"br", "col", "hr", "img", "input", "source", "track", "wbr"})
_LINE = lazily(r'<a href="([^"]*)">([^<]+)</a>|([^<]+)')
_REF = lazily(r"/?@([a-z0-9_-]{1,30}(?:/[^\s/?#]+)+)/?")
_MARK = lazily(r'<p><a href="quote:([^"]*)">([^<]*)</a></p>')


def may_quote(text: str) -> bool:
    """Return whether it is worth looking for quotes in what becomes of a text."""
    return _LIKELY.search(text) is not None


def mark_quotes(html: str, notes: Notes) -> str:
    """Mark the quotes in enriched HTML, and note them."""
    depth = 0

    def marked(block: re.Match[str]) -> str:
        nonlocal depth
        if block[3]:
            depth += _step(block[2], block[3])
        elif depth == 0:
            return "\n".join(_paragraphs(block[1], notes))
        return block[0]

    return _BLOCK.sub(marked, html)


def _step(slash: str, name: str) -> int:
    return 0 if name in _VOID else -1 if slash else 1


def _paragraphs(inner: str, notes: Notes) -> list[str]:
    """Cut a paragraph at the lines that are quotes."""
    blocks: list[str] = []
    lines: list[str] = []
    depth = 0  # elements that are open where a line begins, as in `**this` and `that**`
    for line in inner.split("<br>\n"):
        mark = None if depth else _mark(line, notes)
        if mark:
            blocks += [*_paragraph(lines), mark]
            lines = []
        else:
            lines.append(line)
        depth += sum(_step(*tag) for tag in _TAG.findall(line))
    return blocks + _paragraph(lines)


def _paragraph(lines: list[str]) -> list[str]:
    return ["<p>" + "<br>\n".join(lines) + "</p>"] if lines else []


def _mark(line: str, notes: Notes) -> str | None:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        return None
    href, written = unescape(match[1] or ""), unescape(match[2] or match[3])
    ref = _ref(written, notes) if unquote(href) == (unquote(written) if "://" in written else "") else None
    if ref is None:
        return None
    notes.quotes.setdefault(ref, Link(QUOTATION, ref, "", notes.line_of(written)))
    return f'<p><a href="quote:{ref}">{escape(written, quote=False)}</a></p>'


def _ref(written: str, notes: Notes) -> str | None:
    """Return the reference of the post that a line names, or None where it names none or the very post it stands in."""
    path = urls.own_path(written, notes.context.base_url) or ""
    match = _REF.fullmatch(unquote(path) if path.startswith("@") else written)
    if match is None:
        return None
    handle, *parts = match[1].split("/")
    parts = [normalize("NFC", part) for part in parts]
    if urls.key(parts[0]) in RESERVED or any(urls.slugify(part) != part for part in parts):
        return None
    ref = "/".join([handle, *parts])
    return None if ref == notes.context.permalink[1:-1] else ref


def resolve_quotes(html: str, quoted: Callable[[str, str], str]) -> str:
    """Put `quoted(reference, as written)` in the place of each quote's mark."""
    return _MARK.sub(lambda mark: quoted(mark[1], unescape(mark[2])), html) if 'href="quote:' in html else html


def without_quotes(html: str) -> str:
    """Take the quotes' marks out: their addresses are no words of the text."""
    return _MARK.sub("", html) if 'href="quote:' in html else html
