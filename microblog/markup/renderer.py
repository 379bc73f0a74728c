"""Markdown → HTML that can be trusted, and what it names: a function of the text and where it stands.

The order is the safety: Markdown reads the text, what looks like HTML and is not allowed becomes text, code gets its
colours, the sanitiser has the last word over everything that the author influenced, and only then is the engine's own
markup added. A `mention:` address cannot be written by anybody else: the sanitiser drops that scheme.
"""

from typing import NamedTuple

from microblog.errors import Problem
from microblog.markup.html import limits
from microblog.markup.html.characters import restore_escaped, without_forbidden, without_referred
from microblog.markup.html.content import in_sight, plain_text, shorten
from microblog.markup.html.enrich import enrich
from microblog.markup.html.quotes import mark_quotes, may_quote, without_quotes
from microblog.markup.html.tasks import tick
from microblog.markup.markdown.short import paragraphs
from microblog.markup.notes import Context, Notes
from microblog.model.nouns import Attachment, Link, Tag
from microblog.text import entities
from microblog.text.budget import Overspent
from microblog.text.patterns import lazily

_TEXT_LENGTH = 300
_MOST = 1 << 20  # characters of HTML; one long address that thousands of links refer to makes 200 MB of 64 KiB
_ALIGNED = lazily(r'<t([dh]) style="text-align: (left|center|right);">')
_FOOTNOTE_MARK = lazily(r"<sup id=[^>]*><a [^>]*>[^<]*</a></sup>")
_TOO_DEEP = "lists, quotes or HTML are nested too deeply"


class Rendered(NamedTuple):
    """What a text became."""

    html: str
    text: str  # the content without markup, on one line, at most 300 characters
    tags: tuple[Tag, ...]
    mentions: tuple[str, ...]  # handles
    attachments: tuple[Attachment, ...]
    problems: tuple[Problem, ...]
    quotes: tuple[Link, ...] = ()


def render(text: str, context: Context) -> Rendered:
    """Render one post's Markdown."""
    text = without_forbidden(text)
    html, notes, is_simple = _read(text, context)
    if html and context.base_url and may_quote(text):
        html = mark_quotes(html, notes)
    for what, where in limits.find_excess(html):
        notes.refuse(entities.unescape(where), what, "split the post or simplify that part")
    words = plain_text(without_quotes(html), is_spaced=True) if is_simple else _words(html)
    return Rendered(
        html,
        shorten(words, _TEXT_LENGTH),
        tuple(notes.tags.values()),
        tuple(notes.mentions),
        tuple(notes.attachments.values()),
        tuple(notes.problems),
        tuple(notes.quotes.values()),
    )


def _read(text: str, context: Context) -> tuple[str, Notes, bool]:
    """Give the HTML of a text, what was noted on the way, and whether the text is simple, so that line breaks part its blocks."""
    notes = Notes(text, context)
    try:
        html = "" if not text or text.isspace() else paragraphs(text, notes)
        if html is not None:
            return html, notes, True
        notes = Notes(text, context)
        return restore_escaped(tick(enrich(_convert(text, notes), notes))), notes, False
    except Overspent as over:
        notes.refuse(over.where, over.what, over.remedy)
        return "", notes, True


def _convert(text: str, notes: Notes) -> str:
    """Read Markdown and sanitise the outcome, or note why that cannot be done."""
    from microblog.markup.markdown.dialect import convert

    try:
        html = convert(text)
    except limits.Excess as excess:
        return _refuse(notes, excess.where, excess.what)
    except RecursionError:
        return _refuse(notes, "", _TOO_DEEP)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever Markdown stumbles over, the author can only change the text
        return _refuse(notes, "", f"the text cannot be read as Markdown ({type(error).__name__})")
    if len(html) > _MOST:
        return _refuse(notes, "", f"the text becomes more than {_MOST >> 20} MiB of HTML")
    return _safe(html, text, notes)


def _safe(html: str, text: str, notes: Notes) -> str:
    has_code = False
    if "<" in text:
        from microblog.markup.html.allowed import escape_others

        html = escape_others(html)
    if "<pre><code class=" in html:
        from microblog.markup.html.highlight import highlight_blocks

        html, has_code = highlight_blocks(html, notes.warn), True
    if ' style="text-align: ' in html:
        html = _ALIGNED.sub(r'<t\1 class="align-\2">', html)
    if limits.is_too_deep(html):
        return _refuse(notes, "", _TOO_DEEP)
    from microblog.markup.html.sanitiser import sanitise

    html = without_referred(sanitise(html, has_code))
    if "<" in text:
        from microblog.markup.html.structure import has_html, settle

        html = settle(html) if has_html(text) else html
    return html


def _refuse(notes: Notes, where: str, what: str) -> str:
    notes.refuse(where, what, "split the post or simplify that part")
    return ""


def _words(html: str) -> str:
    """Give the words of the content, without its footnotes and their marks."""
    if '<div class="footnote">' in html:
        html = _FOOTNOTE_MARK.sub("", html.partition('<div class="footnote">')[0])
    return plain_text(in_sight(without_quotes(html)))
