"""The setting `theme`: how a site looks, as custom properties of the theme's stylesheet.

A colour is one for light and dark, or `{light: …, dark: …}`. Text that could not be read is a warning: whoever looks at
the site cannot change it. The defaults stand in `static/style.css`, and a test holds that they are these.
"""

from collections.abc import Iterator

from microblog.text.closeness import slip_of
from microblog.text.colours import contrast
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report, text
from microblog.yaml.values import Pairs, Value

Properties = tuple[tuple[str, str], ...]

COLOURS = {
    "paper": ("#fbfaf7", "#15181b"),
    "raised": ("#f1efe9", "#1f2428"),
    "ink": ("#1d1c1a", "#e8e5df"),
    "quiet": ("#615d56", "#a5a19a"),
    "line": ("#dfdbd2", "#30363b"),
    "link": ("#0b5f6f", "#7fc9d6"),
    "mark": ("#b3392b", "#ff9c8a"),
}
"""What each is in light and in dark."""

LOOKS = ("plain", "dense")
FONTS = {"sans": "var(--sans)", "serif": "var(--serif)", "rounded": "var(--rounded)", "mono": "var(--mono)"}
DENSITIES = {"compact": "0.7", "normal": "1", "airy": "1.3"}
_WORDS = {"look": dict.fromkeys(LOOKS, ""), "font": FONTS, "density": DENSITIES}
_KEYS = (*_WORDS, "width", *COLOURS)
_READ = ("ink", "quiet", "link", "mark")  # colours of text
_ENOUGH = 4.5  # WCAG 2.2, 1.4.3
_COLOUR = lazily(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_WIDTH = lazily(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)(rem|em|ch)")


class _Colour(NamedTuple):
    light: str
    dark: str


def theme(value: Value, report: Report) -> Properties | None:
    """Read how a site looks: the name of a look, and names and values of custom properties."""
    if not isinstance(value, Pairs):
        report.error(value.line, "is no mapping", 'write, for example, theme: {link: "#0b5f6f", font: serif}')
        return None
    colours = {key: colour for key, item in value.values.items() if key in COLOURS and (colour := _colour(key, item, report))}
    properties = [found for key, item in value.values.items() if key not in COLOURS and (found := _other(key, item, report))]
    _warn_of_unreadable(colours, {key: value.values[key].line for key in colours}, report)
    return (*properties, *((f"--{key}", f"light-dark({colour.light}, {colour.dark})") for key, colour in colours.items()))


def _other(key: str, value: Value, report: Report) -> tuple[str, str] | None:
    if key not in _KEYS:
        close = slip_of(key, _KEYS)
        remedy = f"did you mean `{close}`?" if close else f"there are {', '.join(_KEYS)}"
        report.error(value.line, f"has an unknown key, `{key}`", remedy)
        return None
    found = text(value, report)
    if found is None:
        return None
    if key == "width":
        return _width(found, value.line, report)
    words = _WORDS[key]
    if found not in words:
        report.error(value.line, f"has a `{key}` that is none: `{found}`", f"write one of {', '.join(words)}")
        return None
    return (key, found) if key == "look" else (f"--{key}", words[found])


def _width(found: str, line: int, report: Report) -> tuple[str, str] | None:
    match = _WIDTH.fullmatch(found)
    if match and 10 <= float(match[1]) <= 200:
        return "--measure", found
    report.error(line, f"has a `width` that is none: `{found}`", "write the width of the text, such as 40rem")
    return None


def _colour(key: str, value: Value, report: Report) -> _Colour | None:
    if isinstance(value, Pairs):
        if {*value.values} <= {"light", "dark"}:
            light, dark = (_one(key, value.values[part], report) if part in value.values else COLOURS[key][at] for at, part in _PARTS)
            return _Colour(light, dark) if light and dark else None
        report.error(value.line, f"has a `{key}` with something else than `light` and `dark`", "write {light: COLOUR, dark: COLOUR}")
        return None
    one = _one(key, value, report)
    return _Colour(one, one) if one else None


_PARTS = ((0, "light"), (1, "dark"))


def _one(key: str, value: Value, report: Report) -> str:
    found = text(value, report) or ""
    if _COLOUR.fullmatch(found):
        return found.lower() if len(found) == 7 else "#" + "".join(digit * 2 for digit in found[1:].lower())
    if found:
        report.error(value.line, f"has a `{key}` that is no colour: `{found}`", 'write one such as "#0b5f6f", with the quotes')
    return ""


def _warn_of_unreadable(colours: dict[str, _Colour], lines: dict[str, int], report: Report) -> None:
    """Warn of text that has too little contrast where the site has chosen its colour or what it stands on."""
    for key, ground in _pairs(colours):
        for at, scheme in _PARTS:
            written = colours.get(key, _Colour(*COLOURS[key]))[at]
            on = colours.get(ground, _Colour(*COLOURS[ground]))[at]
            ratio = contrast(written, on)
            if ratio < _ENOUGH:
                what = f"has a `{key}` that is hard to read on `{ground}` in {scheme}: {written} on {on} has a contrast of {ratio:.1f}"
                report.warn(
                    lines.get(key, lines.get(ground, 0)),
                    what,
                    f"choose one of at least {_ENOUGH}; {{light: …, dark: …}} gives each its own",
                )


def _pairs(colours: dict[str, _Colour]) -> Iterator[tuple[str, str]]:
    return ((key, ground) for key in _READ for ground in ("paper", "raised") if key in colours or ground in colours)
