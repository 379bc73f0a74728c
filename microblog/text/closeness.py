"""Which of some words a slip of the finger may have meant."""

from collections.abc import Sequence


def closest(word: str, known: Sequence[str], likeness: float = 0.6) -> str:
    """Return the known word that is most like another, at least so much (0 to 1), or ""."""
    from difflib import get_close_matches  # most builds have nothing to suggest

    return next(iter(get_close_matches(word, known, 1, likeness)), "")


def slip_of(word: str, known: Sequence[str]) -> str:
    """Return the known word of which another is probably a slip.

    One letter is wrong, missing or too much, two changed places, or a part is missing: `like` of `like_of`.
    """
    return next((other for other in known if other != word and _is_one_edit(word, other)), "") or _whole_of(word, known)


def _whole_of(word: str, known: Sequence[str]) -> str:
    """Return the known word of which another is a part, between `_` or its ends, if there is but one."""
    found = [other for other in known if f"_{word}_" in f"_{other}_" and other != word]
    return found[0] if len(found) == 1 and len(word) > 3 else ""


def _is_one_edit(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        rest_one, rest_other = short[start:], long[start:]
        return rest_one[1:] == rest_other[1:] or (rest_one[:2] == rest_other[1::-1] and rest_one[2:] == rest_other[2:])
    return len(short) + 1 == len(long) and short[start:] == long[start + 1 :]
