"""Text as it may stand in an XML document: escaped, and without the characters that XML 1.0 cannot hold at all."""

from microblog.patterns import lazily

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

_FORBIDDEN = lazily("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 (section 2.2) has no place for, not even as a character reference."""


def escape(text: str) -> str:
    """Escape text for an element's content or a quoted attribute, dropping characters that XML 1.0 forbids."""
    if not text.isprintable():  # most one-line text is printable, and asking costs a tenth of a search
        text = _FORBIDDEN.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#x27;")
