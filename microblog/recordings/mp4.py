"""MP4, M4A and QuickTime without user data, tags, XMP and tracks of places (ISO/IEC 14496-12; QuickTime File Format).

A file is boxes, each led by its length and kind, and some hold boxes again. What is neither sound nor picture becomes
`free` space: user data (`udta`, which has `©xyz` and `loci`), `meta` (iTunes' tags, QuickTime's keys), `uuid` (XMP) and
whatever else is no part of a film; so do tracks of another kind, whose samples become zeros as well. The moments at which
film and tracks were made become 0.
"""

import re
from collections.abc import Iterator
from struct import calcsize, iter_unpack, unpack_from

from microblog.recordings.sound import zero
from microblog.text.tuples import NamedTuple

_FIRST = re.compile(rb".{4}(?:ftyp|styp|moov|moof|mdat|wide|free|skip|pnot|uuid)", re.DOTALL)
_KEPT = {  # kinds of boxes by the kind of what they are in; `` is the file
    "": frozenset({"ftyp", "styp", "moov", "moof", "mfra", "mdat", "sidx", "ssix"}),
    "moov": frozenset({"mvhd", "trak", "mvex", "iods"}),
    "trak": frozenset({"tkhd", "mdia", "edts", "tref", "trgr", "load", "clip", "matt", "tapt"}),
}
_NEVER = frozenset({"udta", "meta", "uuid", "free", "skip"})
_HOLDERS = frozenset({"moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf"})
_TIMES = frozenset({"mvhd", "tkhd", "mdhd"})
_SHOWN = frozenset({b"vide", b"soun", b"auxv", b"clcp", b"pict"})  # handlers of tracks that stay
_DAMAGED = "is damaged: a part of it has no proper length"


class _Box(NamedTuple):
    kind: str
    start: int
    body: int
    end: int


def is_mp4(data: bytearray) -> bool:
    """Return whether a file begins as MP4 and its kin do."""
    return _FIRST.match(data) is not None


def strip_mp4(data: bytearray) -> None:
    """Make free space of all that is neither sound nor picture."""
    tracks = list(_stripped(data, "", 0, len(data)))
    others = [track for track in tracks if _handler(data, track) not in _SHOWN]
    films = [box for box in _boxes(data, 0, len(data)) if box.kind == "mdat"]
    if others and any(box.kind == "moof" for box in _boxes(data, 0, len(data))):
        raise ValueError("has a track that is neither sound nor picture, in fragments")
    for track in others:
        for start, end in _samples(data, track):
            if any(film.body <= start and end <= film.end for film in films):
                zero(data, start, end)
        _free(data, track)


def _boxes(data: bytearray, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        size, kind = unpack_from(">I4s", data, at)
        body = at + 8 + 8 * (size == 1)
        size = unpack_from(">Q", data, at + 8)[0] if size == 1 else size or end - at
        if size < body - at:
            raise ValueError(_DAMAGED)
        box = _Box(kind.decode("latin-1"), at, body, min(at + size, end))
        yield box
        at = box.end


def _stripped(data: bytearray, parent: str, at: int, end: int) -> Iterator[_Box]:
    """Free what is not to stay between two places; yield the tracks that are left."""
    for box in _boxes(data, at, end):
        if box.kind in _NEVER or box.kind not in _KEPT.get(parent, {box.kind}):
            if box.kind == "cmov":
                raise ValueError("has its head packed, as old QuickTime films do")
            _free(data, box)
            continue
        if box.kind in _TIMES:
            zero(data, box.body + 4, box.body + (20 if data[box.body] == 1 else 12))
        if box.kind == "trak":
            yield box
        if box.kind in _HOLDERS:
            yield from _stripped(data, box.kind, box.body, box.end)


def _free(data: bytearray, box: _Box) -> None:
    data[box.start + 4 : box.start + 8] = b"free"
    zero(data, box.body, box.end)


def _within(data: bytearray, box: _Box, *kinds: str) -> _Box | None:
    """Find the box at the end of a path of kinds."""
    for kind in kinds:
        found = next((inner for inner in _boxes(data, box.body, box.end) if inner.kind == kind), None)
        if found is None:
            return None
        box = found
    return box


def _handler(data: bytearray, track: _Box) -> bytes:
    """Return what kind of track it is."""
    box = _within(data, track, "mdia", "hdlr")
    return bytes(data[box.body + 8 : box.body + 12]) if box else b""


def _samples(data: bytearray, track: _Box) -> Iterator[tuple[int, int]]:
    """Yield from where to where the chunks of a track's samples are."""
    sizes, table = _sizes(data, track), _table(data, track, "stsc", ">3I")
    places = [place for (place,) in _table(data, track, "stco", ">I") or _table(data, track, "co64", ">Q")]
    counts = {first: count for first, count, _ in table}
    count = done = 0
    for number, place in enumerate(places, 1):
        count = counts.get(number, count)
        size = sizes * count if isinstance(sizes, int) else sum(sizes[done : done + count])
        done += count
        yield place, place + size


def _sizes(data: bytearray, track: _Box) -> int | list[int]:
    """Return the size of all samples, or that of each."""
    box = _within(data, track, "mdia", "minf", "stbl", "stsz")
    if box is None:
        raise ValueError("has a track that is neither sound nor picture, and does not say where it is")
    size = int(unpack_from(">I", data, box.body + 4)[0])
    return size or [one for (one,) in _rows(data, box.body + 8, box.end, ">I")]


def _table(data: bytearray, track: _Box, kind: str, row: str) -> list[tuple[int, ...]]:
    box = _within(data, track, "mdia", "minf", "stbl", kind)
    return _rows(data, box.body + 4, box.end, row) if box else []


def _rows(data: bytearray, at: int, end: int, row: str) -> list[tuple[int, ...]]:
    """Return the rows of a table that begins with their number."""
    most = (end - at - 4) // calcsize(row)
    count = min(unpack_from(">I", data, at)[0], most)
    return [*iter_unpack(row, data[at + 4 : at + 4 + count * calcsize(row)])]
