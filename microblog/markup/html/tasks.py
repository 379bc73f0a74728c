"""Task lists: an item that starts with `[ ]` or `[x]` gets a checkbox, named by its text and not for ticking."""

import re

from microblog.markup.html.allowed import BLOCKS, TAGS
from microblog.markup.html.content import plain_text
from microblog.text.entities import escape
from microblog.text.patterns import lazily

_INLINE = "|".join(sorted(TAGS - BLOCKS))
_ITEM = lazily(rf"<li>(\n?<p>|)\[([ xX])\](?=[ \n])((?>[^<]+|</?(?:{_INLINE})(?: [^>]*)?>)*)")
_VOID = lazily(r"<(?:br|img|wbr)\b")


def tick(html: str) -> str:
    """Turn the brackets at the start of list items into checkboxes."""
    return _ITEM.sub(_task, html) if "<li>" in html and "] " in html else html


def _task(match: re.Match[str]) -> str:
    lead, mark, words = match.groups()
    box = f'<input type="checkbox" disabled{"" if mark == " " else " checked"}'
    opened = words.count("<") - len(_VOID.findall(words))
    if opened == 2 * words.count("</"):
        label = words.rstrip("\n")
        return f'<li class="task">{lead}<label>{box}>{label}</label>{words[len(label) :]}'
    # A block inside an inline element: a label around the words would overlap it.
    return f'<li class="task">{lead}{box} aria-label="{escape(plain_text(words))}">{words}'
