"""An address as a QR code on a terminal, for the camera of a phone."""

import segno

_MARGIN = 2  # modules around it; half of what the standard wants, which a phone does without
_BLACK_ON_WHITE, _AS_BEFORE = "\x1b[30;107m", "\x1b[0m"  # whatever the terminal's own colours are


def qr_code(text: str) -> list[str]:
    """Return the lines of a text's QR code (ISO/IEC 18004): two rows to a line."""
    code = segno.make_qr(text, error="L", boost_error=False)
    rows = [tuple(row) for row in code.matrix_iter(border=_MARGIN)]
    rows += [(0,) * len(rows[0])]  # as their number is odd
    pairs = zip(rows[0::2], rows[1::2], strict=True)
    return [f"{_BLACK_ON_WHITE}{''.join(map(_block, upper, lower))}{_AS_BEFORE}" for upper, lower in pairs]


def _block(upper: int, lower: int) -> str:
    return " ▄▀█"[2 * upper + lower]
