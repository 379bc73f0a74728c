"""Patterns that are compiled when they are needed."""

import re

import pytest

from microblog.text.patterns import lazily


def test_pattern_works_as_a_compiled_one_does() -> None:
    pattern = lazily(r"(a+)b", re.IGNORECASE)
    assert pattern.sub(r"<\1>", "xAABy") == "x<AA>y"
    assert [match[1] for match in pattern.finditer("ab aab")] == ["a", "aa"]
    assert pattern.fullmatch("aabc") is None
    assert pattern.pattern == "(a+)b"


def test_pattern_of_bytes_works_too() -> None:
    assert lazily(rb"\x89PNG").match(b"\x89PNG\r\n")


def test_nothing_is_compiled_before_it_is_used_and_once_only(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *written: compiled.append(written) or real(*written))
    pattern = lazily("b")
    assert compiled == []
    assert pattern.search("abc")
    assert pattern.sub("", "abc") == "ac"
    assert compiled == [("b", 0)]
