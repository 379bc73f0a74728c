"""What a person calls one character: extended grapheme clusters (Unicode Standard Annex 29), by which networks count a text.

The standard library has the categories of characters and not the property that the annex's rules are about, so a few ranges
stand here. Where these are not exact, and for conjuncts of Indic scripts, a text falls into more clusters than the annex
has, never into fewer: so what is short enough by this count is short enough.
"""

from bisect import bisect_right
from collections.abc import Iterator
from unicodedata import category

_ZWJ, _ZWNJ = 0x200D, 0x200C
_PREPENDED = frozenset({*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E, 0x110BD, 0x110CD})
_NOT_SPACING = frozenset(  # vowel signs and tones that the annex has alone
    {
        *{0x102B, 0x102C, 0x1038, 0x1083, 0x108F, 0x1A61, 0x1A63, 0x1A64, 0xAA7B, 0xAA7D, 0x11720, 0x11721},
        *(*range(0x1062, 0x1065), *range(0x1067, 0x106E), *range(0x1087, 0x108D), *range(0x109A, 0x109D)),
    }
)
# Extended_Pictographic as Unicode 17 has it
_PICTOGRAPHS = """
A9 AE 203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 23CF 23E9-23F3 23F8-23FA 24C2 25AA-25AB 25B6 25C0 25FB-25FE 2600-2604
260E 2611 2614-2615 2618 261D 2620 2622-2623 2626 262A 262E-262F 2638-263A 2640 2642 2648-2653 265F-2660 2663 2665-2666 2668 267B
267E-267F 2692-2697 2699 269B-269C 26A0-26A1 26A7 26AA-26AB 26B0-26B1 26BD-26BE 26C4-26C5 26C8 26CE-26CF 26D1 26D3-26D4 26E9-26EA
26F0-26F5 26F7-26FA 26FD 2702 2705 2708-270D 270F 2712 2714 2716 271D 2721 2728 2733-2734 2744 2747 274C 274E 2753-2755 2757
2763-2764 2795-2797 27A1 27B0 27BF 2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030 303D 3297 3299 1F004 1F02C-1F02F 1F094-1F09F
1F0AF-1F0B0 1F0C0 1F0CF-1F0D0 1F0F6-1F0FF 1F170-1F171 1F17E-1F17F 1F18E 1F191-1F19A 1F1AF-1F1E5 1F201-1F20F 1F21A 1F22F
1F232-1F23A 1F23C-1F23F 1F249-1F25F 1F266-1F321 1F324-1F393 1F396-1F397 1F399-1F39B 1F39E-1F3F0 1F3F3-1F3F5 1F3F7-1F3FA
1F400-1F4FD 1F4FF-1F53D 1F549-1F54E 1F550-1F567 1F56F-1F570 1F573-1F57A 1F587 1F58A-1F58D 1F590 1F595-1F596 1F5A4-1F5A5 1F5A8
1F5B1-1F5B2 1F5BC 1F5C2-1F5C4 1F5D1-1F5D3 1F5DC-1F5DE 1F5E1 1F5E3 1F5E8 1F5EF 1F5F3 1F5FA-1F64F 1F680-1F6C5 1F6CB-1F6D2
1F6D5-1F6E5 1F6E9 1F6EB-1F6F0 1F6F3-1F6FF 1F7DC-1F7F0 1F80C-1F80F 1F848-1F84F 1F85A-1F85F 1F888-1F88F 1F8AE-1F8AF 1F8BC-1F8BF
1F8C2-1F8CF 1F8D9-1F8FF 1F90C-1F93A 1F93C-1F945 1F947-1F9FF 1FA58-1FA5F 1FA6E-1FAFF 1FC00-1FFFD
"""
_RANGES = [(int(first, 16), int(last or first, 16)) for first, _, last in (word.partition("-") for word in _PICTOGRAPHS.split())]
_FIRSTS = [first for first, _ in _RANGES]


def graphemes(text: str) -> Iterator[str]:
    """Yield the grapheme clusters of a text."""
    start = 0
    for end in ends_of(text):
        yield text[start:end]
        start = end


def count_graphemes(text: str) -> int:
    """Count the grapheme clusters of a text."""
    return len(text) if text.isascii() and "\r" not in text else sum(1 for _ in ends_of(text))


def ends_of(text: str) -> Iterator[int]:
    """Yield where each grapheme cluster ends."""
    before, flags, is_joined = "", 0, False
    for at, letter in enumerate(text):
        kind = _kind(letter)
        if before and not _holds(before, kind, flags, is_joined=is_joined):
            yield at
        is_joined = kind == "zwj" and before in {"picture", "picture+"}  # GB11: a picture, marks, a joiner
        flags = flags + 1 if kind == "flag" else 0
        before = "picture+" if kind == "extend" and before in {"picture", "picture+"} else kind
    if text:
        yield len(text)


def _holds(before: str, kind: str, flags: int, *, is_joined: bool) -> bool:
    """Return whether there is no boundary between two characters, by the rule of the annex that comes first."""
    if before in _ENDS or kind in _ENDS:  # GB3, GB4, GB5
        return before == "cr" and kind == "lf"
    if kind in {"extend", "zwj", "spacing"} or before == "prepend":  # GB9, GB9a, GB9b
        return True
    return kind in _HANGUL.get(before, ()) or (is_joined and kind == "picture") or (before == kind == "flag" and flags % 2 == 1)


_ENDS = frozenset({"cr", "lf", "control"})
_HANGUL = {"L": {"L", "V", "LV", "LVT"}, "LV": {"V", "T"}, "V": {"V", "T"}, "LVT": {"T"}, "T": {"T"}}  # GB6 to GB8


def _kind(letter: str) -> str:
    """Return what the rules call a character; "other" for most."""
    point = ord(letter)
    if point < 0x300:
        return _simple_kind(point)
    if 0x1100 <= point <= 0xD7FB and (hangul := _hangul_kind(point)):
        return hangul
    if point in (_ZWJ, _ZWNJ):
        return "zwj" if point == _ZWJ else "extend"
    if 0x1F1E6 <= point <= 0x1F1FF:
        return "flag"
    if 0x1F3FB <= point <= 0x1F3FF or 0xE0020 <= point <= 0xE007F or point in (0xFF9E, 0xFF9F):
        return "extend"
    return "prepend" if point in _PREPENDED else "picture" if _is_picture(point) else _kind_by_category(letter)


def _simple_kind(point: int) -> str:
    if point < 0x20 or 0x7F <= point < 0xA0 or point == 0xAD:
        return "cr" if point == 0xD else "lf" if point == 0xA else "control"
    return "picture" if point in (0xA9, 0xAE) else "other"


def _hangul_kind(point: int) -> str:
    if point <= 0x115F or 0xA960 <= point <= 0xA97C:
        return "L"
    if point <= 0x11A7 or 0xD7B0 <= point <= 0xD7C6:
        return "V"
    if point <= 0x11FF or point >= 0xD7CB:
        return "T"
    if 0xAC00 <= point <= 0xD7A3:
        return "LV" if (point - 0xAC00) % 28 == 0 else "LVT"
    return ""


def _is_picture(point: int) -> bool:
    at = bisect_right(_FIRSTS, point) - 1
    return at >= 0 and point <= _RANGES[at][1]


def _kind_by_category(letter: str) -> str:
    name = category(letter)
    if name in {"Mn", "Me"}:
        return "extend"
    if name == "Mc":
        return "other" if ord(letter) in _NOT_SPACING else "spacing"
    return "control" if name in {"Zl", "Zp", "Cf", "Cs"} else "other"
