"""The stylesheet of coloured code, `static/highlight.css`: for who changes it, since no build needs this.

Two of Pygments' styles give the colours; each is moved away from the background, towards black or white, until its contrast
is at least 4.5 (WCAG 2.2, 1.4.3).
"""

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

from microblog.markup.html.allowed import CODE_CLASS
from microblog.text.colours import channels, contrast, luminance

_CONTRAST = 4.6
_LIGHT, _DARK = ("friendly", "#f1efe9", "#1d1c1a"), ("github-dark", "#1f2428", "#e8e5df")  # style, background, text
_HEAD = f"""/* Colours of code. Made by microblog.markup.html.highlight_css; every contrast is at least 4.5. */

.prose pre.{CODE_CLASS} {{
  background: light-dark({_LIGHT[1]}, {_DARK[1]});
  color: light-dark({_LIGHT[2]}, {_DARK[2]});
}}
"""


def highlight_css() -> str:
    """Write the stylesheet of the token classes, for light and for dark."""
    light, dark = _looks(*_LIGHT), _looks(*_DARK)
    by_declarations: dict[str, list[str]] = {}
    for name, (colour, font) in light.items():
        by_declarations.setdefault(f"  color: light-dark({colour}, {dark[name][0]});\n{font}", []).append(name)
    rules = (f"\n.{CODE_CLASS} :is({', '.join(names)}) {{\n{declarations}}}\n" for declarations, names in by_declarations.items())
    return _HEAD + "".join(rules)


def _looks(style: str, background: str, text: str) -> dict[str, tuple[str, str]]:
    """Return the colour of each token class and what is said of its font."""
    looks = {}
    for token, look in sorted(get_style_by_name(style), key=lambda pair: STANDARD_TYPES.get(pair[0], "")):
        if name := STANDARD_TYPES.get(token):
            colour = f"#{look['color']}" if look["color"] else text
            weight = "  font-weight: bold;\n" if look["bold"] else ""
            slant = "  font-style: italic;\n" if look["italic"] else ""
            looks[f".{name}"] = readable(colour, background), weight + slant
    return looks


def readable(colour: str, background: str) -> str:
    """Move a colour towards black or white, whichever is farther from the background, until it can be read."""
    far = 0 if luminance(background) > 0.18 else 255
    parts = channels(colour)
    for step in range(101):
        moved = "#" + "".join(f"{(value * (100 - step) + far * step) // 100:02x}" for value in parts)
        if contrast(moved, background) >= _CONTRAST:
            return moved
    return f"#{far:02x}{far:02x}{far:02x}"
