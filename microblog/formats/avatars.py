"""The picture drawn for an author without one: a small emblem that the handle alone decides.

Four tiles, each holding one of six simple shapes; opposite tiles are the same tile turned halfway round. The
emblem keeps clear of the edge, so that a theme may crop the picture to a circle, and the ground is a middle tone that
stands out from a light page and from a dark one. The hash and all arithmetic are of whole numbers, and there is no
text in it that would need a font: the picture is the same on every machine.
"""

from microblog.text.entities import escape
from microblog.text.hashing import blake2b
from microblog.text.xml import encode

# Each: ground, light, accent, dark. Evenly spaced hues of one lightness; the tests hold the contrasts.
PALETTES = (
    ("#a94e58", "#fdece6", "#8be7c0", "#461c21"),
    ("#a6552d", "#feeddb", "#73e7e6", "#451f0d"),
    ("#93640c", "#f5f1d7", "#8edefe", "#3c2601"),
    ("#797200", "#e8f5dd", "#b3d4ff", "#302d00"),
    ("#4e7e30", "#ddf8e8", "#cbcbfe", "#1c320e"),
    ("#0f825e", "#d7f8f5", "#eabdfe", "#013424"),
    ("#0b7f7f", "#dbf5fe", "#ffb8df", "#003333"),
    ("#0b7a9a", "#e6f2fe", "#febec1", "#003140"),
    ("#3a70b3", "#edeffe", "#fec1a6", "#132c4b"),
    ("#6863b1", "#f5ecfd", "#fac781", "#28264a"),
    ("#89579e", "#ffe9f7", "#dbd582", "#372041"),
    ("#9e4f7e", "#fdebed", "#b3e19b", "#411d33"),
)
_PAIRS = ((1, 2), (2, 1), (1, 3), (3, 1))  # which of a palette's colours the two kinds of tile have
_TILE = 32
_SHAPES = (  # each within a tile
    "M0 0h32a32 32 0 0 1-32 32z",  # quarter disc
    "M0 0h32a16 16 0 0 1-32 0z",  # half disc
    "M0 0h32L0 32z",  # triangle
    "M0 0a32 32 0 0 1 32 32A32 32 0 0 1 0 0z",  # leaf
    "M16 4a12 12 0 0 1 0 24a12 12 0 0 1 0-24z",  # disc
    "M18 0h14a32 32 0 0 1-32 32v-14a18 18 0 0 0 18-18z",  # quarter ring
)


def render_avatar(handle: str) -> bytes:
    """Draw an author's emblem as SVG."""
    number = int.from_bytes(blake2b(handle.encode(errors="replace"), digest_size=8).digest(), "big")
    number, hue = divmod(number, len(PALETTES))
    number, pair = divmod(number, len(_PAIRS))
    tiles = []
    for x, colour in zip((0, _TILE), _PAIRS[pair], strict=True):
        number, shape = divmod(number, len(_SHAPES))
        number, turn = divmod(number, 4)
        tiles += [_tile(x, 0, turn, PALETTES[hue][colour], shape), _tile(_TILE - x, _TILE, turn + 2, PALETTES[hue][colour], shape)]
    return encode(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 92 92" width="92" height="92" role="img">\n'
        f"<title>@{escape(handle)}</title>\n"
        f'<path fill="{PALETTES[hue][0]}" d="M0 0h92v92H0z"/>\n'
        f'<g transform="translate(14 14)">\n{"".join(tiles)}</g>\n</svg>\n'
    )


def _tile(x: int, y: int, turn: int, colour: str, shape: int) -> str:
    return f'<path transform="translate({x} {y}) rotate({turn % 4 * 90} 16 16)" fill="{colour}" d="{_SHAPES[shape]}"/>\n'
