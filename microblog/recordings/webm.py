"""WebM and Matroska without tags, attached files, title and date (RFC 9559).

A file is elements, each led by its kind and length. All but those that a player needs become `Void` elements. Segment and
Info are gone into, and so is any whose length was not known when it was written; since each lies within the one before,
one pass over the elements in their order does it.
"""

from microblog.recordings.sound import zero

HEAD = b"\x1a\x45\xdf\xa3"
_SEGMENT, _INFO, _CLUSTER = 0x18538067, 0x1549A966, 0x1F43B675
_KEPT = frozenset(
    {
        *(int.from_bytes(HEAD, "big"), 0x114D9B74, 0x1654AE6B, 0x1043A770, 0x1C53BB6B),  # EBML, SeekHead, Tracks, Chapters, Cues
        *(_CLUSTER, 0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854, 0xAF),  # and what is in it
        *(0x2AD7B1, 0x4489, 0x4D80, 0x5741),  # of Info: scale, length, two programs' names
    }
)
_VOID = 0xEC


def strip_webm(data: bytearray) -> None:
    """Make void elements of all that no player needs."""
    at = 0
    while at < len(data):
        kind, body = _number(data, at, keeps_mark=True)
        size, start = _number(data, body, keeps_mark=False)
        is_endless = size == (1 << 7 * (start - body)) - 1
        if kind in {_SEGMENT, _INFO} or (kind == _CLUSTER and is_endless):
            at = start
            continue
        end = len(data) if is_endless else min(start + size, len(data))
        if kind not in _KEPT:
            _make_void(data, at, end)
        at = end


def _number(data: bytearray, at: int, *, keeps_mark: bool) -> tuple[int, int]:
    """Return a number whose first bits say how many bytes it has, and where it ends (RFC 8794, section 4)."""
    length = 9 - data[at].bit_length()
    if length > (4 if keeps_mark else 8) or at + length > len(data):
        raise ValueError("is damaged: something in it is no element of WebM")
    number = int.from_bytes(data[at : at + length], "big")
    return number if keeps_mark else number & ((1 << 7 * length) - 1), at + length


def _make_void(data: bytearray, at: int, end: int) -> None:
    size = end - at - 2
    head = bytes([_VOID, 0x80 | size]) if size < 0x7F else bytes([_VOID, 0x01]) + (size - 7).to_bytes(7, "big")
    zero(data, at, end)
    data[at : at + len(head)] = head
