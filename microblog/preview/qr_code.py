"""An address as a QR code, for the camera of a phone (ISO/IEC 18004).

Bytes alone, error correction level L, versions 1 to 5: those have one block of data, and room for 106 bytes. No library, since
the address of a preview needs nothing else of the standard.
"""

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise

Modules = list[list[bool]]  # rows of them; True is dark

_WORDS = ((19, 7), (34, 10), (55, 15), (80, 20), (108, 26))  # of each version: how many of data, how many of error correction
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _: row % 2 == 0,
    lambda _, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)
_LIKE_A_FINDER = ([True, False, True, True, True, False, True, *[False] * 4], [*[False] * 4, True, False, True, True, True, False, True])
_MARGIN = 2  # modules around it; half of what the standard wants, which a phone does without
_BLACK_ON_WHITE, _AS_BEFORE = "\x1b[30;107m", "\x1b[0m"


def qr_code(text: str) -> Modules | None:
    """Return the QR code of a text without the margin around it; None where it is too long for one."""
    data = text.encode()
    version = next((number for number, (words, _) in enumerate(_WORDS, 1) if len(data) <= words - 2), None)
    if version is None:
        return None
    words = _words(data, *_WORDS[version - 1])
    drawn = [_drawn(version, words, mask) for mask in range(len(_MASKS))]
    return min(drawn, key=_penalty)


def in_blocks(code: Modules) -> list[str]:
    """Return lines that show a code on a terminal whatever its colours are: two rows to a line, with a margin."""
    width = len(code) + 2 * _MARGIN
    empty = [[False] * width] * _MARGIN
    rows = [*empty, *([*empty[0][:_MARGIN], *row, *empty[0][:_MARGIN]] for row in code), *empty, [False] * width]
    pairs = zip(rows[0::2], rows[1::2], strict=False)
    return [f"{_BLACK_ON_WHITE}{''.join(map(_block, upper, lower))}{_AS_BEFORE}" for upper, lower in pairs]


def _block(upper: bool, lower: bool) -> str:
    return " ▄▀█"[2 * upper + lower]


def _words(data: bytes, room: int, corrections: int) -> bytes:
    """Return what is drawn: mode and length, four bits and eight, then the text, what fills the room, and the correction of all that."""
    bits = (0b0100 << 8 | len(data)) << len(data) * 8 | int.from_bytes(data)
    words = (bits << 4).to_bytes(len(data) + 2)
    words += (b"\xec\x11" * room)[: room - len(words)]
    return words + _correction(words, corrections)


def _correction(words: bytes, number: int) -> bytes:
    """Return the Reed-Solomon words of some words: the remainder of their division by the product of all (x - 2^i)."""
    divisor, root = [1], 1
    for _ in range(number):
        divisor = [a ^ _times(b, root) for a, b in zip([*divisor, 0], [0, *divisor], strict=True)]
        root = _times(root, 2)
    rest = [*words, *[0] * number]
    for at in range(len(words)):
        factor = rest[at]
        for place, value in enumerate(divisor, at):
            rest[place] ^= _times(value, factor)
    return bytes(rest[len(words) :])


def _times(a: int, b: int) -> int:
    """Multiply in the field of 256 elements that QR codes use."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = a << 1 ^ (0x11D if a & 0x80 else 0), b >> 1
    return product


def _drawn(version: int, words: bytes, mask: int) -> Modules:
    """Draw the code under one of the masks."""
    fixed = _fixed(version, mask)
    size = 17 + 4 * version
    bits = (word >> bit & 1 for word in words for bit in range(7, -1, -1))
    for row, column in _way(size):
        if (row, column) not in fixed:
            fixed[row, column] = bool(next(bits, 0)) ^ _MASKS[mask](row, column)
    return [[fixed[row, column] for column in range(size)] for row in range(size)]


def _way(size: int) -> Iterator[tuple[int, int]]:
    """Yield the modules in the order of the data: two columns at a time, up and down from the right, past the timing column."""
    for number, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        for step in range(size):
            row = step if number % 2 else size - 1 - step
            yield from ((row, right), (row, right - 1))


def _fixed(version: int, mask: int) -> dict[tuple[int, int], bool]:
    """Draw what holds no data: timing, finders, the alignment pattern, the format."""
    size = 17 + 4 * version
    found = {place: at % 2 == 0 for at in range(size) for place in ((6, at), (at, 6))}
    for top, left in ((3, 3), (3, size - 4), (size - 4, 3)):
        found.update(_rings(top, left, 4, {2, 4}))
    if version > 1:
        found.update(_rings(size - 7, size - 7, 2, {1}))
    found = {(row, column): dark for (row, column), dark in found.items() if 0 <= row < size and 0 <= column < size}
    for at, dark in enumerate(_format(mask)):
        found[_format_row(at, size), 8] = found[8, _format_column(at, size)] = dark
    found[size - 8, 8] = True
    return found


def _rings(row: int, column: int, reach: int, light: set[int]) -> dict[tuple[int, int], bool]:
    """Draw squares around a module, some of them light."""
    span = range(-reach, reach + 1)
    return {(row + down, column + right): max(abs(down), abs(right)) not in light for down in span for right in span}


def _format(mask: int) -> Iterator[bool]:
    """Yield the 15 bits that say level and mask, the least first."""
    value = 0b01 << 3 | mask
    rest = value << 10
    for bit in range(14, 9, -1):
        if rest >> bit & 1:
            rest ^= 0x537 << bit - 10
    bits = (value << 10 | rest) ^ 0x5412
    return (bool(bits >> bit & 1) for bit in range(15))


def _format_row(at: int, size: int) -> int:
    return at + (at > 5) if at < 8 else size - 15 + at


def _format_column(at: int, size: int) -> int:
    return size - 1 - at if at < 8 else 14 - at + (at < 9)


def _penalty(code: Modules) -> int:
    """Count what could confuse a reader: long runs, squares, what looks like a finder, too much of one shade."""
    lines = [*code, *map(list, zip(*code, strict=True))]
    runs = (len(list(run)) for line in lines for _, run in groupby(line))
    found = sum(length - 2 for length in runs if length > 4)
    pairs = pairwise(code)
    squares = (len({*upper[at : at + 2], *lower[at : at + 2]}) == 1 for upper, lower in pairs for at in range(len(code) - 1))
    alike = sum(line[at : at + 11] in _LIKE_A_FINDER for line in lines for at in range(len(line) - 10))
    dark = sum(map(sum, code)) * 20 // len(code) ** 2
    return found + 3 * sum(squares) + 40 * alike + 10 * min(abs(dark - 10), abs(dark - 9))
