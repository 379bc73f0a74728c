"""MP3, FLAC and WAVE without their tags: what stands at both ends of a file, and what stands in blocks or chunks.

Tags are ID3v2 (id3.org) in front, ID3v1, APEv2 and Lyrics3 behind. Of FLAC (RFC 9639, section 8) the stream's own
description and the table to seek by stay, of WAVE the sound and its format.
"""

_ID3 = 10  # bytes of its head
_ID3V1, _LONGER = 128, 227  # bytes, of an older one and of what may stand before it
_APE = 32  # bytes of its head and of its foot
_FLAC_KEPT = frozenset({0, 3})  # STREAMINFO, SEEKTABLE
_FLAC_PADDING = 1
_WAVE_KEPT = frozenset({b"fmt ", b"data", b"fact"})
_UNKNOWN_LENGTHS = frozenset({0, 0xFFFFFFFF})  # of sound that was written as it came in


def zero(data: bytearray, start: int, end: int) -> None:
    """Put zeros in the place of what is noted from start to end."""
    data[start:end] = bytes(max(0, min(end, len(data)) - start))


def strip_head(data: bytearray) -> int:
    """Empty the ID3v2 tags that a file begins with; return where what follows begins."""
    at = 0
    while data.startswith(b"ID3", at) and at + _ID3 <= len(data):
        has_foot = bool(data[at + 5] & 0x10)
        size = min(_of_sevens(data[at + 6 : at + _ID3]) + _ID3 * has_foot, len(data) - at - _ID3)
        zero(data, at + 5, at + _ID3 + size)
        data[at + 6 : at + _ID3] = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
        at += _ID3 + size
    return at


def _of_sevens(sizes: bytes | bytearray) -> int:
    """Return the number that seven bits of each byte make."""
    number = 0
    for byte in sizes:
        number = number << 7 | byte & 0x7F
    return number


def strip_tail(data: bytearray, start: int) -> None:
    """Empty the tags that a file ends with; none begins before `start`."""
    end = len(data)
    while end > start and (begin := _last_tag(data, end)) < end:
        begin, is_v1 = max(begin, start), _stands(data, b"TAG", end - _ID3V1)
        zero(data, begin, end)
        if is_v1 and end - _ID3V1 >= start:
            data[end - _ID3V1 : end - _ID3V1 + 3] = b"TAG"  # players know an empty one, and take mere zeros for damage
        end = begin


def _last_tag(data: bytearray, end: int) -> int:
    """Return where the tag begins that ends there, else the end."""
    if _stands(data, b"TAG", end - _ID3V1):
        return end - _ID3V1 - _LONGER * _stands(data, b"TAG+", end - _ID3V1 - _LONGER)
    if _stands(data, b"APETAGEX", end - _APE):
        return end - int.from_bytes(data[end - 20 : end - 16], "little") - _APE * bool(data[end - 9] & 0x80)
    if _stands(data, b"LYRICS200", end - 9) and data[end - 15 : end - 9].isdigit():
        return end - 15 - int(data[end - 15 : end - 9])
    if _stands(data, b"3DI", end - _ID3):
        return end - 2 * _ID3 - _of_sevens(data[end - 4 : end])
    return end


def _stands(data: bytearray, sign: bytes, at: int) -> bool:
    """Return whether a sign stands at a place, which a short file has not."""
    return at >= 0 and data.startswith(sign, at)


def strip_flac(data: bytearray, start: int) -> None:
    """Make padding of all blocks of a FLAC but those that the sound needs."""
    at, is_last = start + 4, not data.startswith(b"fLaC", start)
    while not is_last:
        is_last, end = bool(data[at] & 0x80), at + 4 + int.from_bytes(data[at + 1 : at + 4], "big")
        if data[at] & 0x7F not in _FLAC_KEPT:
            data[at] = data[at] & 0x80 | _FLAC_PADDING
            zero(data, at + 4, end)
        at = end


def strip_wave(data: bytearray) -> None:
    """Make junk of all chunks but those that the sound needs."""
    at = 12
    while at + 8 <= len(data):
        kind, size = bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8], "little")
        end = len(data) if kind == b"data" and size in _UNKNOWN_LENGTHS else at + 8 + size
        if kind not in _WAVE_KEPT:
            data[at : at + 4] = b"JUNK"
            zero(data, at + 8, end)
        at = end + end % 2
    zero(data, at, len(data))
