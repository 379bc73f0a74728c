"""Ogg (RFC 3533) without the comments of Vorbis, Opus, Theora and Speex.

The second packet of each stream holds a program's name and the comments. It becomes one with a name of spaces, as long as
it was, and without a comment; the checksums of the pages that it lies on are made anew.
"""

from collections.abc import Iterator
from functools import cache

from microblog.recordings.sound import zero
from microblog.text.tuples import NamedTuple

_PAGE = 27  # bytes of a page's head before its table of lengths
_CODECS = {  # how the first packet begins → how the second does, and what ends it
    b"\x01vorbis": (b"\x03vorbis", b"\x01"),
    b"OpusHead": (b"OpusTags", b""),
    b"\x80theora": (b"\x81theora", b""),
    b"Speex   ": (b"", b""),
}
_CUT = "is damaged or cut off: a stream of the Ogg file ends in its head"
_SKELETON = b"fishead"  # describes the other streams


class _Page(NamedTuple):
    start: int
    body: int
    end: int
    serial: bytes
    is_cut: bool


class _Stream:
    """The second packet of a stream, as far as it was read, and the pages that it lies on."""

    def __init__(self, first: bytes) -> None:
        self.first = first
        self.packets = 0  # that have ended
        self.ranges: list[tuple[int, int]] = []
        self.pages: list[_Page] = []


def strip_ogg(data: bytearray) -> None:
    """Empty the comments of all streams."""
    streams: dict[bytes, _Stream] = {}
    for page in _pages(data):
        if data[page.start + 5] & 2:  # a stream begins
            streams[page.serial] = _Stream(bytes(data[page.body : page.body + 8]))
        stream = streams.get(page.serial)
        if stream and stream.packets < 2:
            _read_on(data, stream, page)
    if any(stream.packets < 2 for stream in streams.values()):
        raise ValueError(_CUT)


def _pages(data: bytearray) -> Iterator[_Page]:
    """Yield the pages, with zeros in the place of what lies between them."""
    at = 0
    while at + _PAGE <= len(data):
        body = at + _PAGE + data[at + 26]
        end = body + sum(data[at + _PAGE : body])
        yield _Page(at, body, min(end, len(data)), bytes(data[at + 14 : at + 18]), end > len(data))
        following = data.find(b"OggS", end)
        zero(data, end, following if following >= 0 else len(data))
        at = following if following >= 0 else len(data)


def _read_on(data: bytearray, stream: _Stream, page: _Page) -> None:
    at = page.body
    for length in data[page.start + _PAGE : page.body]:
        if stream.packets == 1:
            stream.ranges.append((at, at + length))
            stream.pages += [] if page in stream.pages[-1:] else [page]
        at += length
        stream.packets += length < 255
        if stream.packets == 2:
            return _empty(data, stream)
    return None


def _empty(data: bytearray, stream: _Stream) -> None:
    """Write the second packet of a stream anew."""
    if stream.first.startswith(_SKELETON):
        return
    begin, end = next((ends for first, ends in _CODECS.items() if stream.first.startswith(first)), (None, b""))
    room = sum(stop - start for start, stop in stream.ranges) - len(begin or b"") - 8 - len(end)
    if stream.pages[-1].is_cut:
        raise ValueError(_CUT)
    if begin is None or room < 0:
        raise ValueError("is an Ogg file of a kind whose comments cannot be taken out (those of Vorbis, Opus, Theora and Speex can)")
    packet = begin + room.to_bytes(4, "little") + b" " * room + bytes(4) + end
    done = 0
    for start, stop in stream.ranges:
        data[start:stop] = packet[done : done + stop - start]
        done += stop - start
    for page in stream.pages:
        _sign(data, page)


def _sign(data: bytearray, page: _Page) -> None:
    """Write the checksum of a page as it is now."""
    zero(data, page.start + 22, page.start + 26)
    data[page.start + 22 : page.start + 26] = _checksum(data[page.start : page.end]).to_bytes(4, "little")


def _checksum(page: bytearray) -> int:
    table, checksum = _table(), 0
    for byte in page:
        checksum = checksum << 8 & 0xFFFFFFFF ^ table[checksum >> 24 ^ byte]
    return checksum


@cache
def _table() -> list[int]:
    table = []
    for byte in range(256):
        rest = byte << 24
        for _ in range(8):
            rest = rest << 1 & 0xFFFFFFFF ^ (0x04C11DB7 if rest & 0x80000000 else 0)
        table.append(rest)
    return table
