"""A plot as SVG: time against posts, a line a tool, both axes logarithmic, each line labelled where it ends."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

_LEFT, _TOP, _WIDTH, _HEIGHT = 70, 48, 470, 320
_COLOURS = ("#0969da", "#bf3989", "#1a7f37", "#9a6700")
_DARK = ("#58a6ff", "#f778ba", "#56d364", "#e3b341")
Line = Sequence[tuple[int, float]]  # posts and seconds


def draw(title: str, lines: Mapping[str, Line]) -> str:
    """Draw the lines; colours follow the reader's light or dark scheme."""
    sizes = sorted({posts for line in lines.values() for posts, _ in line})
    seconds = [value for line in lines.values() for _, value in line]
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    axes = _Axes(math.log10(sizes[0]), math.log10(sizes[-1]) or 1.0, low, max(high, low + 1))
    parts = [*_grid(axes, sizes), *_lines(axes, lines)]
    return "\n".join([*_head(title), *parts, "</svg>", ""])


class _Axes:
    def __init__(self, left: float, right: float, low: int, high: int) -> None:
        self.left, self.right = left, right if right > left else left + 1
        self.low, self.high = low, high

    def x(self, posts: float) -> float:
        return round(_LEFT + _WIDTH * (math.log10(posts) - self.left) / (self.right - self.left), 1)

    def y(self, seconds: float) -> float:
        return round(_TOP + _HEIGHT * (self.high - math.log10(seconds)) / (self.high - self.low), 1)


def _head(title: str) -> Iterator[str]:
    box = f"0 0 {_LEFT + _WIDTH + 110} {_TOP + _HEIGHT + 50}"
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" font-family="sans-serif" font-size="13">'
    yield f"<title>{escape(title)}</title>"
    light = "".join(f".c{number}{{stroke:{colour};fill:{colour}}}" for number, colour in enumerate(_COLOURS))
    dark = "".join(f".c{number}{{stroke:{colour};fill:{colour}}}" for number, colour in enumerate(_DARK))
    yield (
        f"<style>.paper{{fill:#fff}}text{{fill:#1f2328;stroke:none}}.grid{{stroke:#d1d9e0}}polyline{{fill:none!important;stroke-width:2.5}}{light}"
        f"@media (prefers-color-scheme:dark){{.paper{{fill:#0d1117}}text{{fill:#f0f6fc}}.grid{{stroke:#3d444d}}{dark}}}</style>"
    )
    yield '<rect class="paper" width="100%" height="100%"/>'
    yield f'<text x="{_LEFT}" y="24" font-size="15" font-weight="bold">{escape(title)}</text>'


def _grid(axes: _Axes, sizes: Sequence[int]) -> Iterator[str]:
    for power in range(axes.low, axes.high + 1):
        y = axes.y(10**power)
        yield f'<path class="grid" d="M{_LEFT} {y}h{_WIDTH}"/><text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{10**power:g} s</text>'
    for posts in sizes:
        x = axes.x(posts)
        yield f'<path class="grid" d="M{x} {_TOP}v{_HEIGHT}"/><text x="{x}" y="{_TOP + _HEIGHT + 20}" text-anchor="middle">{posts:,}</text>'
    yield f'<text x="{_LEFT + _WIDTH / 2}" y="{_TOP + _HEIGHT + 40}" text-anchor="middle">posts</text>'


def _lines(axes: _Axes, lines: Mapping[str, Line]) -> Iterator[str]:
    labels = _spread({name: axes.y(line[-1][1]) for name, line in lines.items()})
    for number, (name, line) in enumerate(lines.items()):
        points = [(axes.x(posts), axes.y(seconds)) for posts, seconds in line]
        colour = f"c{number % len(_COLOURS)}"
        yield f'<polyline class="{colour}" points="{" ".join(f"{x},{y}" for x, y in points)}"/>'
        yield "".join(f'<circle class="{colour}" cx="{x}" cy="{y}" r="3.5"/>' for x, y in points)
        yield f'<text x="{points[-1][0] + 9}" y="{labels[name] + 4}">{escape(name)}</text>'


def _spread(wanted: Mapping[str, float]) -> dict[str, float]:
    """Move labels down until none stands on another."""
    placed: dict[str, float] = {}
    for name, y in sorted(wanted.items(), key=lambda item: item[1]):
        placed[name] = max(y, max(placed.values(), default=-99.0) + 15)
    return placed
