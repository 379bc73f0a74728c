"""Lexers for ASCII code: the same tokens as Pygments' own."""

import random
import re
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexer import words
from pygments.lexers import find_lexer_class_by_name

from microblog.markup.html import highlight, short_lexers
from microblog.markup.html.short_lexers import for_ascii

LANGUAGES = """python js ts sh c++ c# kotlin swift haskell perl php sql css scss html rust go java ruby crystal maple yaml json toml
    diff console julia scala nim fsharp postgres vbnet powershell markdown make tex""".split()  # noqa: SIM905
SIGNS = """( ) { } [ ] " ' # // /* */ <!-- --> < > = + - . : :: ; , @ $ % & | \\ ` \"\"\" ''' ? ! ^ ~ 0x1f 1.5e3 12 <a> {{ }} >>>""".split()  # noqa: SIM905
MEMBERS = st.sampled_from(
    ["a", "k", "Z", "_", "-", "é", "λ", "Ω", "\u017f", "\u212a", "丂", "\U00010400", "a-z", "α-ω", "À-Ö", "一-龥", r"\-", r"\λ"]
)
CLASSES = st.builds(lambda sign, members: f"[{sign}{''.join(members)}x]", st.sampled_from(["", "^"]), st.lists(MEMBERS, max_size=12))
PIECES = st.one_of(CLASSES, st.lists(st.sampled_from(["a", "k", "é", "λ", "λμν", "α-ω", "一龥"]), min_size=1).map("".join))
PATTERNS = st.lists(st.tuples(PIECES, st.sampled_from(["", "*", "+", "?"])).map("".join), min_size=1).map("".join)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ascii_code_has_the_same_tokens(language: str) -> None:
    lexer = find_lexer_class_by_name(language)
    chance = random.Random(language)  # noqa: S311 - the same texts each time
    for _ in range(6):
        code = some_code(vocabulary(lexer), chance)
        assert list(for_ascii(lexer)(stripnl=False).get_tokens(code)) == list(lexer(stripnl=False).get_tokens(code))


def vocabulary(lexer: Any) -> list[str]:
    """Return words that a lexer knows."""
    rules = [
        rule[0] for base in lexer.__mro__ for rules in vars(base).get("tokens", {}).values() for rule in rules if isinstance(rule, tuple)
    ]
    found = [word for rule in rules for word in (rule.words if isinstance(rule, words) else re.findall(r"[A-Za-z]{2,}", str(rule)))]
    return sorted({word for word in found if word.isascii()}) or ["word"]


def some_code(known: list[str], chance: random.Random) -> str:
    """Write words that are known, such as are nearly known, and signs."""
    code = []
    for _ in range(120):
        code += [chance.choice(known) if chance.random() < 0.5 else chance.choice(SIGNS)]
        code += [chance.choice(["", "", *string.ascii_letters[::9], "_", "9", " ", " ", "\n"])]
    text = "".join(code)
    return text.swapcase() if chance.random() < 0.2 else text


@pytest.mark.filterwarnings("ignore:Possible")
@given(PATTERNS, st.text("aAkKsSzZ_-x", max_size=12), st.sampled_from([0, re.IGNORECASE, re.VERBOSE]))
def test_pattern_without_its_many_letters_matches_the_same_ascii(pattern: str, text: str, flags: int) -> None:
    try:
        ordinary = re.compile(pattern, flags).search(text)
    except re.error:  # `é-` before an `x`, say
        return
    shorter = re.compile(short_lexers.written_for_ascii(pattern, flags), flags).search(text)
    assert (ordinary and ordinary.span()) == (shorter and shorter.span())


def test_pattern_of_all_letters_becomes_short() -> None:
    from pygments import unistring

    assert len(short_lexers.written_for_ascii(f"[{unistring.xid_start}][{unistring.xid_continue}]*", 0)) < 50


def test_pattern_whose_letters_may_be_written_otherwise_stays() -> None:
    for pattern, flags in (("[ſ-ʀΑ-ΩK]", re.IGNORECASE), ("(?mi)[ſ-ʀΑ-ΩK]", 0), ("(?i:[ſ-ʀΑ-ΩK])", 0)):
        assert short_lexers.written_for_ascii(pattern, flags) == pattern


def test_other_code_has_the_lexer_of_pygments() -> None:
    assert highlight.colour("größe = 1", "python") == '<span class="n">größe</span> <span class="o">=</span> <span class="mi">1</span>\n'


def test_code_is_coloured_where_pygments_makes_its_lexers_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = highlight.colour("if x: y", "python")
    monkeypatch.setattr(short_lexers._Sparing, "_process_regex", None)
    highlight._lexer.cache_clear()
    assert highlight.colour("if x: y", "python") == coloured
    highlight._lexer.cache_clear()
