"""A text that is too long for one post of a network: cut into several, or shortened.

A part ends with a paragraph where that leaves it half full, else with a sentence, else with a word; a word is cut only where
it is too long by itself. Nothing is cut inside of a link, a name or a tag.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from microblog.syndication.texts import Rich
from microblog.text.graphemes import ends_of
from microblog.text.patterns import lazily

Fits = Callable[[Rich], bool]

_PARAGRAPH = lazily(r"\n\n")
_SENTENCE = lazily(r"""(?<![.\s]\w)(?<!^\w)(?<!\s\d\d)[.!?…]+[)"'”’»\]]*(?=\s)(?!\s+[a-zà-ÿ])|[。！？]+[」』）”’]*|\n""")
_WORD = lazily(r"(?=\s)|(?<=[\u3000-\u9fff\uac00-\ud7af])")
_LEAST = {"paragraph": 0.5, "sentence": 0.4}  # of what would fit


def cut(rich: Rich, fits: Fits) -> list[Rich]:
    """Cut a text into parts each of which fits."""
    parts = []
    rest = rich.part(0, len(rich.text))
    while rest.text and not fits(rest):
        end = _end(rest, fits)
        part = rest.part(0, end)
        if part.text:
            parts.append(part)
        rest = rest.part(end, len(rest.text))
    return [*parts, rest] if rest.text else parts


def shorten(rich: Rich, tail: Rich, fits: Fits) -> Rich:
    """Cut a text at a word, so that it fits with `…` and a tail behind it."""
    ends = [end for end in _places(rich, _WORD) if end] or [*ends_of(rich.text)]
    at = bisect_right(ends, 0, key=lambda end: 0 if fits(_with_tail(rich.part(0, end), tail)) else 1)
    return _with_tail(rich.part(0, ends[at - 1] if at else 0), tail)


def _with_tail(rich: Rich, tail: Rich) -> Rich:
    return rich.then(Rich("…")).then(tail, " ")


def _end(rich: Rich, fits: Fits) -> int:
    """Return where the first part of a text that is too long ends."""
    words = [*_places(rich, _WORD)]
    furthest = _last(words, rich, fits) or _last([*ends_of(rich.text)], rich, fits) or next(ends_of(rich.text))
    for name, pattern in (("paragraph", _PARAGRAPH), ("sentence", _SENTENCE)):
        found = _last([end for end in _places(rich, pattern) if end <= furthest], rich, fits)
        if found >= _LEAST[name] * furthest:
            return found
    return furthest


def _last(ends: list[int], rich: Rich, fits: Fits) -> int:
    """Return the last of some places, in order, up to which a text fits; 0 for none."""
    at = bisect_right(ends, 0, key=lambda end: 0 if fits(rich.part(0, end)) else 1)
    return ends[at - 1] if at else 0


def _places(rich: Rich, pattern: re.Pattern[str]) -> Iterator[int]:
    """Yield where a text may be cut, behind what a pattern finds, and outside of all that leads somewhere."""
    inside = {at for mark in rich.marks for at in range(mark.start + 1, mark.end)}
    yield from (match.end() for match in pattern.finditer(rich.text) if match.end() not in inside)
