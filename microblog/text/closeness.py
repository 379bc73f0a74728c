"""Which of some words a slip of the finger may have meant."""

from collections.abc import Sequence


def closest(word: str, known: Sequence[str], likeness: float = 0.6) -> str:
    """Return the known word that is most like another, at least so much (0 to 1), or ""."""
    from difflib import get_close_matches  # most builds have nothing to suggest

    return next(iter(get_close_matches(word, known, 1, likeness)), "")
