"""A recording without what was noted in it, by what its bytes are, whatever its name is."""

import struct

from microblog.recordings import mp4, ogg, sound, webm


def strip(data: bytes) -> bytes:
    """Return a recording of the same size with nothing but sound and picture; raise ValueError where that cannot be made sure."""
    stripped = bytearray(data)
    try:
        _strip(stripped)
    except (IndexError, struct.error, RecursionError):
        raise ValueError("is damaged: what it says of its own parts leads outside of it") from None
    return bytes(stripped)


def _strip(data: bytearray) -> None:
    start = sound.strip_head(data)
    if data.startswith(b"RIFF", start):
        sound.strip_wave(data)
    elif data.startswith(b"OggS", start):
        ogg.strip_ogg(data)
    elif data.startswith(webm.HEAD, start):
        webm.strip_webm(data)
    elif mp4.is_mp4(data):
        mp4.strip_mp4(data)
    else:
        sound.strip_tail(data, start)
        sound.strip_flac(data, start)
