r"""The short way to a lexer, for code that is all ASCII, as nearly all is: the tokens of Pygments' own, ready in a third of the time.

What makes most lexers slow to get ready is what ASCII code never asks for, or what a set answers as well:

* The characters beyond ASCII in a pattern, thousands where it knows the letters of all scripts. Two take the place of many that
  stand together, ranges among them: in a class neither the ones nor the others match, and outside of one they are a sequence
  whose first matches nothing. Only without regard to case an ASCII letter may match another: such patterns stay.
* Lists of words, each one great expression. Where such words are all letters, digits and underscores, and end at `\b`, then one
  of them stands where the whole run of such characters is one of them.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from pygments.lexer import words

from microblog.text.patterns import lazily

Match = Callable[..., "re.Match[str] | None"]

_MANY = lazily(r"(?<![-\\])[^\x00-\x7f](?:-[^\x00-\x7f])?+(?:[^\x00-\x7f](?:-[^\x00-\x7f])?+)++(?!-)")
_FEW = "\x80\x80"
_CASELESS = lazily(r"\(\?[a-zA-Z]*i")
_AT_ONCE = frozenset({"", r"\b", r"(?<!\.)"})  # what may stand before a word and take up no character


class _Sparing:
    """What a lexer inherits first, so that this is asked for what compiles a pattern."""

    @classmethod
    def _process_regex(cls, regex: Any, flags: int, _state: str) -> Match:
        if isinstance(regex, words) and _are_names(regex):
            return _match_words(regex, flags)
        return re.compile(written_for_ascii(regex if isinstance(regex, str) else regex.get(), flags), flags).match


def for_ascii(lexer: type) -> type:
    """Return a kind of lexer that finds the same tokens in code that is all ASCII."""
    return type(lexer.__name__, (_Sparing, lexer), {})


@cache
def written_for_ascii(pattern: str, flags: int) -> str:
    """Leave two of many characters beyond ASCII that stand together in a pattern."""
    is_plain = pattern.isascii() or flags & re.IGNORECASE or _CASELESS.search(pattern)
    return pattern if is_plain else _MANY.sub(_FEW, pattern)


def _are_names(listed: words) -> bool:
    is_plain = listed.prefix in _AT_ONCE and listed.suffix == r"\b"
    return is_plain and bool(listed.words) and all(word.isascii() and word.isidentifier() for word in listed.words)


def _match_words(listed: words, flags: int) -> Match:
    """Match one of the words of a list."""
    fold: Callable[[str], str] = str.lower if flags & re.IGNORECASE else str
    known = frozenset(map(fold, listed.words))
    run = re.compile(rf"{listed.prefix}(\w++)\b", flags).match

    def match(*asked: Any) -> re.Match[str] | None:
        found = run(*asked)
        return found if found and fold(found[1]) in known else None

    return match
