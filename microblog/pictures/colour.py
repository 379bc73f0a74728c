"""A colour profile with nothing but what colours need (ICC.1:2022).

A profile says by numbers what the colours of a picture are, and in words whose screen or camera it was made for, when and
by whom; some hold a screen's serial number. What is in words goes, and with it every part of a kind that is not known.
The two parts in words that a profile has to have are there, and say nothing.
"""

from collections.abc import Iterator
from struct import error, pack, unpack_from

_HEAD = 128
_MOST = 100  # parts; thirty are many
_ROW = 12  # of the table of parts: name, place, size
_KEPT = frozenset(
    b"wtpt bkpt chad rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 D2B0 D2B1 D2B2 B2D0 B2D1 B2D2 cicp".split()
)
_TABLES = frozenset({b"mft1", b"mft2", b"mAB ", b"mBA ", b"mpet"})  # numbers alone, whatever their length
_LENGTHS = {b"XYZ ": 20, b"sf32": 44, b"cicp": 12}
_CURVES = (1, 3, 4, 5, 7)  # numbers of a parametric curve, by its form
_MADE = pack(">6H", 2000, 1, 1, 0, 0, 0)
_WORD = "-"


def plain_profile(profile: bytes) -> bytes:
    """Return a profile for the same colours without a word in it; nothing where it is damaged."""
    try:
        parts = dict(_parts(profile))
    except error:
        return b""
    return _written(profile, parts | {b"desc": _words(profile[8]), b"cprt": _words(profile[8], b"text")}) if parts else b""


def _parts(profile: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the parts that colours need; raise struct.error where one leads outside."""
    for number in range(min(unpack_from(">I", profile, _HEAD)[0], _MOST)):
        name, at, size = unpack_from(">4sII", profile, _HEAD + 4 + number * _ROW)
        kind, _ = unpack_from(">4sI", profile, at)
        size = min(size, _length(profile, kind, at, size))
        if name in _KEPT and size:
            yield name, kind + bytes(4) + unpack_from(f"{size - 8}s", profile, at + 8)[0]


def _length(profile: bytes, kind: bytes, at: int, size: int) -> int:
    """Return how many bytes a part of that kind has; 0 for a kind that is not known."""
    if kind == b"curv":
        return 12 + 2 * int(unpack_from(">I", profile, at + 8)[0])
    if kind == b"para":
        (form,) = unpack_from(">H", profile, at + 8)
        return 12 + 4 * _CURVES[form] if form < len(_CURVES) else 0
    return size if kind in _TABLES and size > 8 else _LENGTHS.get(kind, 0)


def _words(version: int, before_unicode: bytes = b"desc") -> bytes:
    """Make a part in words of the kind that a version of the standard has, with a dash for words."""
    if version >= 4:
        text = _WORD.encode("utf-16-be")
        return b"mluc" + pack(">4x2I2s2s2I", 1, 12, b"en", b"US", len(text), 28) + text
    text = _WORD.encode() + b"\0"
    return before_unicode + (bytes(4) + text if before_unicode == b"text" else pack(">4xI", len(text)) + text + bytes(78))


def _written(profile: bytes, parts: dict[bytes, bytes]) -> bytes:
    """Write a profile of such parts; equal ones stand there once."""
    places: dict[bytes, int] = {}
    at = _HEAD + 4 + len(parts) * _ROW
    for part in parts.values():
        if part not in places:
            places[part] = at
            at += len(part) + -len(part) % 4
    table = b"".join(pack(">4sII", name, places[part], len(part)) for name, part in parts.items())
    body = b"".join(part + bytes(-len(part) % 4) for part in places)
    head = pack(">I4x", at) + profile[8:24] + _MADE + b"acsp" + bytes(24) + profile[64:80] + bytes(48)
    return head + pack(">I", len(parts)) + table + body
