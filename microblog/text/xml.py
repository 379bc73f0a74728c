"""Text as it may stand in an XML document: escaped, and without the characters that XML 1.0 cannot hold at all."""

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

_CONTROLS = bytes(sorted({*range(32)} - {*b"\t\n\r"}))


def encode(document: str) -> bytes:
    """Return the bytes of a document, or of a part of one, without what XML 1.0 (section 2.2) has no place for, not even as a reference.

    These are most control characters, surrogates, and the two last characters of the plane.
    """
    data = document.encode(errors="ignore").translate(None, _CONTROLS)
    if document.isascii():
        return data
    return data.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")


def encode_escaped(text: str) -> bytes:
    """Return what `encode` makes of an escaped text, in half of the time: as bytes, since one emoji makes a text four times as long."""
    data = encode(text).replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return data.replace(b'"', b"&quot;").replace(b"'", b"&#x27;")
