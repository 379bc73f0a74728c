"""Recordings as phones and programs write them, in a few bytes: each part holds SOUND, or SECRET where it tells too much."""

from collections.abc import Iterable
from itertools import accumulate

SOUND = b"sound or picture"
SECRET = b"Canary Wharf +51.5054-000.0235/"


def box(kind: str, *parts: bytes, is_long: bool = False) -> bytes:
    """Make a box of MP4."""
    body = b"".join(parts)
    head = (1).to_bytes(4, "big") if is_long else (8 + len(body)).to_bytes(4, "big")
    return head + kind.encode("latin-1") + (16 + len(body)).to_bytes(8, "big") * is_long + body


def numbers(*values: int) -> bytes:
    """Make what a box says in numbers."""
    return b"".join(value.to_bytes(4, "big") for value in values)


def track(handler: str, places: Iterable[int], *more: bytes, size: int = len(SOUND)) -> bytes:
    """Make a track with two samples to a chunk, at these places."""
    places = list(places)
    sizes = box("stsz", numbers(0, size, 0)) if size % 2 == 0 else box("stsz", numbers(0, 0, 2 * len(places), *[size] * 2 * len(places)))
    chunks = box("stsc", numbers(0, 1, 1, 2, 1)) + box("stco", numbers(0, len(places), *places))
    hdlr = box("hdlr", numbers(0, 0), handler.encode(), bytes(12))
    media = box("mdia", box("mdhd", numbers(0, 7, 7, 1000, 5)), hdlr, box("minf", box("stbl", chunks, sizes)))
    return box("trak", box("tkhd", numbers(1 << 24, 0, 7, 0, 7, 1)), media, *more)


def mp4(*in_film: bytes, outside: bytes = b"", tracks: Iterable[str] = ("vide",), samples: bytes = SOUND * 2) -> bytes:
    """Make a film, each of whose tracks has one chunk."""
    start = box("ftyp", b"isom")
    first = len(start) + 16
    places = accumulate((len(samples) for _ in tracks), initial=first)
    film = box("mdat", samples * len(list(tracks)), is_long=True)
    heads = [track(kind, [place], size=len(samples) // 2) for kind, place in zip(tracks, places, strict=False)]
    return start + film + box("moov", box("mvhd", numbers(0, 7, 7, 1000, 5)), *heads, *in_film) + outside


def element(kind: int, *parts: bytes, is_endless: bool = False) -> bytes:
    """Make an element of WebM."""
    body = b"".join(parts)
    size = b"\xff" if is_endless else (0x10000000 | len(body)).to_bytes(4, "big")
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + size + body


def page(serial: int, *packets: bytes, begins: bool = False, is_open: bool = False) -> bytes:
    """Make a page of Ogg, without its checksum; one that `is_open` ends in the middle of a packet."""
    lengths = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) * (not is_open) for packet in packets)
    return (
        b"OggS\0"
        + bytes([2 * begins])
        + bytes(8)
        + serial.to_bytes(4, "little")
        + bytes(8)
        + bytes([len(lengths)])
        + lengths
        + b"".join(packets)
    )


def comments(head: bytes, end: bytes = b"") -> bytes:
    """Make the packet of comments of an Ogg stream."""
    return (
        head
        + b"".join([len(SECRET).to_bytes(4, "little") + SECRET, (1).to_bytes(4, "little"), len(SECRET).to_bytes(4, "little") + SECRET])
        + end
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    """Make a chunk of WAVE."""
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def wave(*chunks: bytes) -> bytes:
    """Make a WAVE."""
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def id3(body: bytes, flags: int = 0) -> bytes:
    """Make an ID3v2 tag."""
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0" + bytes([flags]) + size + body + (b"3DI\x04\0" + bytes([flags]) + size) * bool(flags & 0x10)


def flac(*blocks: tuple[int, bytes]) -> bytes:
    """Make a FLAC of blocks, by their kinds, and sound."""
    ends = [0] * (len(blocks) - 1) + [0x80]
    heads = (bytes([end | kind]) + len(body).to_bytes(3, "big") + body for end, (kind, body) in zip(ends, blocks, strict=True))
    return b"fLaC" + b"".join(heads) + SOUND
