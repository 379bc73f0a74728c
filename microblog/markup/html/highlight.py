"""Colours for fenced code that names its language (with `highlight_css` the sole importer of `pygments`).

The classes are Pygments' own; a kind of token that has none counts as what it is a kind of.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from pygments.lexers import find_lexer_class_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

from microblog.markup.html.allowed import CODE_CLASS
from microblog.markup.html.short_lexers import for_ascii
from microblog.text.budget import Overspent
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily
from microblog.text.shortcuts import may_take

Warn = Callable[[str, str, str], object]  # told what is written at the place, what is wrong, what to do

_LONGEST = 20_000  # characters of a block that is coloured
_BLANK = lazily(r"\s{500}")  # dozens of lexers take a time that grows with the square of a run of spaces or blank lines, or worse
_BLOCK = lazily(r'<pre><code class="language-([^"]*)">(.*?)</code></pre>', re.DOTALL)

_TOO_MUCH = f"a block of more than {_LONGEST:,} characters, or with hundreds of spaces or blank lines in a row, gets no colours"
_REMEDY = "shorten the block of code, or take its language away"


def highlight_blocks(html: str, warn: Warn) -> str:
    """Colour the code blocks of languages that Pygments knows; leave the others plain."""
    return _BLOCK.sub(partial(_coloured, warn), html)


@cache
def token_classes() -> frozenset[str]:
    """Return every class that a token's span may have."""
    return frozenset(name for name in STANDARD_TYPES.values() if name)


def _coloured(warn: Warn, match: re.Match[str]) -> str:
    coloured = colour_block(unescape(match[2]), unescape(match[1]), warn)
    return f"<pre><code>{match[2]}</code></pre>" if coloured is None else f'<pre class="{CODE_CLASS}"><code>{coloured}</code></pre>'


def colour_block(code: str, language: str, warn: Warn) -> str | None:
    """Do as `colour` does; warn of code that is too much for it, and say where where time runs out."""
    where = code.strip().partition("\n")[0] or language
    try:
        coloured = colour(code, language)
    except Overspent as over:
        over.where, over.remedy = where, _REMEDY
        raise
    if coloured is None and _is_too_much(code):
        warn(where, _TOO_MUCH, _REMEDY)
    return coloured


def colour(code: str, language: str) -> str | None:
    """Return code as HTML with its tokens in spans, or None where Pygments cannot tell them."""
    lexer = _lexer(language.lower(), is_short=code.isascii() and may_take("lexers"))
    if lexer is None or _is_too_much(code):
        return None
    try:
        tokens = [(_start_tag(kind), text) for kind, text in lexer.get_tokens(code) if text]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - hundreds of lexers; code that trips one is still worth showing
        return None
    html = "".join(_span(start, "".join(text for _, text in run)) for start, run in groupby(tokens, itemgetter(0)))
    return html if html.endswith("\n") else f"{html}\n"


def _span(start: str, text: str) -> str:
    """Put a span around each line of a text."""
    html = escape(text, quote=False)
    if not start:
        return html
    if "\n" not in html:
        return f"{start}{html}</span>"
    return "\n".join(f"{start}{line}</span>" if line else "" for line in html.split("\n"))


def _is_too_much(code: str) -> bool:
    return len(code) > _LONGEST or bool(_BLANK.search(code))


@cache
def _start_tag(kind: Any) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    name = STANDARD_TYPES[kind]
    return f'<span class="{name}">' if name else ""


@lru_cache(maxsize=64)
def _lexer(language: str, *, is_short: bool) -> Any:
    try:
        lexer = find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
    if is_short:
        with suppress(Exception):  # another release of Pygments may make its lexers otherwise
            return for_ascii(lexer)(stripnl=False)
    return lexer(stripnl=False)
