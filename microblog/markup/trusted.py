"""The long way from Markdown to HTML that can be trusted, with the libraries that it takes.

The order is the safety: Markdown reads the text, what looks like HTML and is not allowed becomes text, code gets its
colours, the sanitiser has the last word over everything that the author influenced, and only then is the engine's own
markup added. A `mention:` address cannot be written by anybody else: the sanitiser drops that scheme.
"""

from microblog.markup.html import limits
from microblog.markup.html.allowed import escape_others
from microblog.markup.html.characters import restore_escaped, without_referred
from microblog.markup.html.enrich import enrich
from microblog.markup.html.frames import link_frames, note_private
from microblog.markup.html.hidden import may_hide, without_hidden
from microblog.markup.html.sanitiser import sanitise
from microblog.markup.html.structure import has_html, with_sound_structure
from microblog.markup.html.tasks import tick
from microblog.markup.markdown.dialect import convert
from microblog.markup.notes import Notes
from microblog.text.patterns import lazily

_MOST = 1 << 20  # characters of HTML; one long address that thousands of links refer to makes 200 MB of 64 KiB
_ALIGNED = lazily(r'<t([dh]) style="text-align: (left|center|right);">')
_TOO_DEEP = "lists, quotes or HTML are nested too deeply"


def trusted_html(text: str, notes: Notes) -> str:
    """Return the HTML of a text, or nothing where that cannot be made, and note why."""
    return restore_escaped(tick(enrich(_convert(text, notes), notes)))


def _convert(text: str, notes: Notes) -> str:
    """Read Markdown and sanitise the outcome, or note why that cannot be done."""
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
    classes: frozenset[str] = frozenset()
    if "<" in text:
        html = escape_others(link_frames(html, notes))
    note_private(html, notes)
    if "<pre><code class=" in html:
        from microblog.markup.html.highlight import highlight_blocks, token_classes

        html, classes = highlight_blocks(html, notes.warn), token_classes()
    if ' style="text-align: ' in html:
        html = _ALIGNED.sub(r'<t\1 class="align-\2">', html)
    if limits.is_too_deep(html):
        return _refuse(notes, "", _TOO_DEEP)
    if may_hide(text):
        html = without_hidden(html)
    html = without_referred(sanitise(html, classes))
    return with_sound_structure(html) if has_html(text) else html


def _refuse(notes: Notes, where: str, what: str) -> str:
    notes.refuse(where, what, limits.REMEDY)
    return ""
