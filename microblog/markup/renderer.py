"""Markdown → HTML that can be trusted, and what it names: a function of the text and where it stands.

Nearly all notes take the short way (`markdown/short`); this module knows no library, so that they load none.
"""

import re
from collections.abc import Sequence

from microblog.errors import Problem
from microblog.markup.html import limits
from microblog.markup.html.characters import uncounted_breaks, without_forbidden
from microblog.markup.html.content import in_sight, plain_text, shorten
from microblog.markup.html.quotes import mark_quotes, may_quote, without_quotes
from microblog.markup.html.references import note_absolute
from microblog.markup.markdown.short import paragraphs
from microblog.markup.notes import Context, Notes
from microblog.model.nouns import Attachment, Link, Tag
from microblog.text.budget import Overspent
from microblog.text.entities import unescape
from microblog.text.patterns import lazily
from microblog.text.shortcuts import may_take
from microblog.text.tuples import NamedTuple

_TEXT_LENGTH = 300
_CODE_BLOCK = lazily(r"<pre[ >].*?</pre>", re.DOTALL)
_FOOTNOTE_MARK = lazily(r"<sup id=[^>]*><a [^>]*>[^<]*</a></sup>")


class Rendered(NamedTuple):
    """What a text became."""

    html: str
    text: str  # the content without markup, on one line, at most 300 characters
    tags: tuple[Tag, ...]
    mentions: tuple[str, ...]  # handles
    attachments: tuple[Attachment, ...]
    problems: tuple[Problem, ...]
    quotes: tuple[Link, ...] = ()
    references: tuple[tuple[str, int], ...] = ()  # (what of this site the text leads to, the line), as `html/references` says
    wishes: tuple[str, ...] = ()  # files that it would show if they were there


def render(text: str, context: Context) -> Rendered:
    """Render one post's Markdown."""
    uncounted = uncounted_breaks(text)
    text = without_forbidden(text)
    html, notes = _read(text, context, uncounted)
    if html and context.base_url and context.may_quote and may_quote(text):
        html = mark_quotes(html, notes)
    if context.base_url and context.base_url in html:
        html = note_absolute(html, notes)
    for what, where in limits.find_excess(html):
        notes.refuse(unescape(where), what, limits.REMEDY)
    return Rendered(
        html,
        shorten(_words(html), _TEXT_LENGTH),
        tuple(notes.tags.values()),
        tuple(notes.mentions),
        tuple(notes.attachments.values()),
        tuple(notes.problems),
        tuple(notes.quotes.values()),
        tuple(notes.references.items()) if notes.references else (),
        tuple(notes.wishes) if notes.wishes else (),
    )


def _read(text: str, context: Context, uncounted: Sequence[int]) -> tuple[str, Notes]:
    """Return the HTML of a text, and what was noted on the way."""
    notes = Notes(text, context, uncounted)
    if not text or text.isspace():
        return "", notes
    try:
        if may_take("markdown") and (html := paragraphs(text, notes)) is not None:
            return html, notes
        from microblog.markup.trusted import trusted_html

        notes = Notes(text, context, uncounted)
        return trusted_html(text, notes), notes
    except Overspent as over:
        notes.refuse(over.where, over.what, over.remedy)
        return "", notes


def _words(html: str) -> str:
    """Return the words of the content, without its footnotes, their marks, and blocks of code, which nobody reads in a preview."""
    if "<pre" in html:
        html = _CODE_BLOCK.sub(" ", html)
    if '<div class="footnote">' in html:
        html = _FOOTNOTE_MARK.sub("", html.partition('<div class="footnote">')[0])
    return plain_text(in_sight(without_quotes(html)))
