"""A GIF without what is not picture: comments, application data, and whatever stands behind its end.

The blocks of the picture itself stay as they are: decoding and encoding anew would cost an animation its palettes.
(Graphics Interchange Format 89a, sections 17 to 27.)
"""

from collections.abc import Iterator

_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_TRAILER = b"\x3b"


def strip_gif(data: bytes) -> bytes:
    """Return a GIF's picture alone; raise ValueError where its blocks end too early or are none."""
    return b"".join(_blocks(data))


def _blocks(data: bytes) -> Iterator[bytes]:
    at = 13 + _table_size(_at(data, 10))
    yield data[:at]
    while (start := _at(data, at)) != _TRAILER[0]:
        if start == 0x21:
            end = _end_of_parts(data, at + 2)
            if _is_picture(data, at, end):
                yield data[at:end]
        elif start == 0x2C:
            end = _end_of_parts(data, at + 10 + _table_size(_at(data, at + 9)) + 1)
            yield data[at:end]
        else:
            raise ValueError("a block of the GIF is of no known kind")
        at = end
    yield _TRAILER


def _at(data: bytes, at: int) -> int:
    if at >= len(data):
        raise ValueError("the GIF ends too early")
    return data[at]


def _table_size(flags: int) -> int:
    """Return the size of the colour table that some flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_parts(data: bytes, at: int) -> int:
    """Find the end of a row of parts, each led by its length, which an empty one closes."""
    while length := _at(data, at):
        at += 1 + length
    return at + 1


def _is_picture(data: bytes, at: int, end: int) -> bool:
    """Whether an extension says how a frame is shown, or how often all are."""
    label = data[at + 1]
    is_loop = label == 0xFF and data[at + 3 : at + 14] in _LOOPS and end - at == 19
    return is_loop or (label == 0xF9 and end - at == 8)
