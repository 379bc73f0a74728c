"""Colours for fenced code that names its language (sole importer of `pygments`).

The classes are Pygments' own. `highlight_css` writes `static/highlight.css` from two of its styles; each colour is moved
away from the background, towards black or white, until its contrast is at least 4.5 (WCAG 2.2, 1.4.3).
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

from microblog.markup.html.lexers import for_ascii
from microblog.text.budget import Overspent
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

Warn = Callable[[str, str, str], object]  # told what is written at the place, what is wrong, what to do

CLASS = "highlight"
_LONGEST = 20_000  # characters of a block that is coloured
_BLANK = lazily(r"\s{500}")  # dozens of lexers take a time that grows with the square of a run of spaces or blank lines, or worse
_BLOCK = lazily(r'<pre><code class="language-([^"]*)">(.*?)</code></pre>', re.DOTALL)

_TOO_MUCH = f"a block of more than {_LONGEST:,} characters, or with hundreds of spaces or blank lines in a row, gets no colours"
_REMEDY = "shorten the block of code, or take its language away"

_CONTRAST = 4.6
_SCHEMES = (("friendly", "#f1efe9", "#1d1c1a"), ("github-dark", "#1f2428", "#e8e5df"))  # style, background, text
_HEADER = "/* Colours of code. Made by microblog.markup.html.highlight.highlight_css; every contrast is at least 4.5. */\n\n"


def highlight_blocks(html: str, warn: Warn) -> str:
    """Colour the code blocks of languages that Pygments knows; leave the others plain."""
    return _BLOCK.sub(partial(_coloured, warn), html)


@cache
def token_classes() -> frozenset[str]:
    """Give every class that a token's span may have."""
    return frozenset(name for name in STANDARD_TYPES.values() if name)


def _coloured(warn: Warn, match: re.Match[str]) -> str:
    coloured = colour_block(unescape(match[2]), unescape(match[1]), warn)
    return f"<pre><code>{match[2]}</code></pre>" if coloured is None else f'<pre class="{CLASS}"><code>{coloured}</code></pre>'


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
    """Give code as HTML with its tokens in spans, or None where Pygments cannot tell them.

    It is what Pygments' own formatter gives, in half the time; kinds of tokens without a standard class count as what they are kinds of.
    """
    lexer = _lexer(language.lower(), is_ascii=code.isascii())
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
def _lexer(language: str, *, is_ascii: bool) -> Any:
    try:
        lexer = find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
    if is_ascii:
        with suppress(Exception):  # another release of Pygments may make its lexers otherwise
            return for_ascii(lexer)(stripnl=False)
    return lexer(stripnl=False)


def highlight_css() -> str:
    """Write the stylesheet of the token classes, for light and for dark."""
    light, dark = (_rules(*scheme) for scheme in _SCHEMES)
    indented = "".join(f"  {line}\n" if line else "\n" for line in dark.splitlines())
    return f"{_HEADER}{light}\n@media (prefers-color-scheme: dark) {{\n{indented}}}\n"


def _rules(style: str, background: str, text: str) -> str:
    from pygments.styles import get_style_by_name

    by_declarations: dict[str, list[str]] = {}
    for token, look in sorted(get_style_by_name(style), key=lambda pair: STANDARD_TYPES.get(pair[0], "")):
        name = STANDARD_TYPES.get(token)
        if name:
            by_declarations.setdefault(_declarations(look, background, text), []).append(name)
    rules = [f":root {{\n  --code-bg: {background};\n  --code-text: {text};\n}}"]
    rules.append(f".prose pre.{CLASS} {{\n  background: var(--code-bg);\n  color: var(--code-text);\n}}")
    for declarations, names in by_declarations.items():
        selectors = ", ".join(f".{name}" for name in names)
        rules.append(f".{CLASS} :is({selectors}) {{\n{declarations}}}")
    return "\n\n".join(rules) + "\n"


def _declarations(look: Any, background: str, text: str) -> str:
    colour = f"#{look['color']}" if look["color"] else text
    lines = [f"  color: {readable(colour, background)};\n", f"  font-weight: {'bold' if look['bold'] else 'normal'};\n"]
    lines.append(f"  font-style: {'italic' if look['italic'] else 'normal'};\n")
    return "".join(lines)


def readable(colour: str, background: str) -> str:
    """Move a colour towards black or white, whichever is farther from the background, until it can be read."""
    far = 0 if _luminance(background) > 0.18 else 255
    channels = _channels(colour)
    for step in range(101):
        moved = "#" + "".join(f"{(value * (100 - step) + far * step) // 100:02x}" for value in channels)
        if contrast(moved, background) >= _CONTRAST:
            return moved
    return f"#{far:02x}{far:02x}{far:02x}"


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = ((c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in (v / 255 for v in _channels(colour)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
