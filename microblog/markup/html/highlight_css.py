"""The stylesheet of coloured code, `static/highlight.css`: for who changes it, since no build needs this.

Two of Pygments' styles give the colours; each is moved away from the background, towards black or white, until its contrast
is at least 4.5 (WCAG 2.2, 1.4.3).
"""

from typing import Any

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

from microblog.markup.html.allowed import CODE_CLASS

_CONTRAST = 4.6
_SCHEMES = (("friendly", "#f1efe9", "#1d1c1a"), ("github-dark", "#1f2428", "#e8e5df"))  # style, background, text
_HEADER = "/* Colours of code. Made by microblog.markup.html.highlight_css; every contrast is at least 4.5. */\n\n"


def highlight_css() -> str:
    """Write the stylesheet of the token classes, for light and for dark."""
    light, dark = (_rules(*scheme) for scheme in _SCHEMES)
    indented = "".join(f"  {line}\n" if line else "\n" for line in dark.splitlines())
    return f"{_HEADER}{light}\n@media (prefers-color-scheme: dark) {{\n{indented}}}\n"


def _rules(style: str, background: str, text: str) -> str:
    by_declarations: dict[str, list[str]] = {}
    for token, look in sorted(get_style_by_name(style), key=lambda pair: STANDARD_TYPES.get(pair[0], "")):
        name = STANDARD_TYPES.get(token)
        if name:
            by_declarations.setdefault(_declarations(look, background, text), []).append(name)
    rules = [f":root {{\n  --code-bg: {background};\n  --code-text: {text};\n}}"]
    rules.append(f".prose pre.{CODE_CLASS} {{\n  background: var(--code-bg);\n  color: var(--code-text);\n}}")
    for declarations, names in by_declarations.items():
        selectors = ", ".join(f".{name}" for name in names)
        rules.append(f".{CODE_CLASS} :is({selectors}) {{\n{declarations}}}")
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
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = ((c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in (v / 255 for v in _channels(colour)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
