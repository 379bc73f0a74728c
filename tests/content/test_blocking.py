"""Whom the lists `muted` and `blocked` name."""

import pytest

from microblog.content.blocking import away_from_home, blocked_by, is_absent
from microblog.content.config import parse_config
from microblog.content.profiles import parse_profile
from microblog.model.nouns import Author, Config


def names_in(text: str) -> frozenset[str]:
    """Return whom a profile with a list of the blocked blocks."""
    author, problems = parse_profile("ada", "posts/ada/profile.md", f"---\nblocked: {text}\n---\n".encode(), Config())
    assert problems == []
    return blocked_by(author, Config())


@pytest.mark.parametrize(
    ("listed", "target"),
    [
        ("bob", "bob"),
        ('"@bob"', "bob"),
        ("example.com", "https://example.com/feed.xml"),
        ("example.com", "https://news.example.com/feed.xml"),
        ("Example.COM", "@ada@example.com"),
        ("example.com", "https://example.com/@wren/1"),
        ("example.com", "https://example.com/@wren@other.example"),
        ("https://example.com/feed.xml", "http://EXAMPLE.com/feed.xml"),
        ("https://example.com/", "https://example.com/a/b"),
        ('"@Ada@example.com"', "@ada@example.com"),
        ("did:plc:wren", "did:plc:wren"),
        ("Wren.bsky.social", "wren.bsky.social"),
        ("bsky.social", "wren.bsky.social"),
    ],
)
def test_list_names(listed: str, target: str) -> None:
    assert is_absent(names_in(listed), target)


@pytest.mark.parametrize(
    ("listed", "target"),
    [
        ("other.example", "https://example.com/@wren@other.example"),
        ("bob", "bobby"),
        ("example.com", "https://notexample.com/"),
        ("https://example.com/feed.xml", "https://example.com/other.xml"),
        ('"@ada@example.com"', "@bob@example.com"),
        ('"@ada@example.com"', "https://example.com/feed.xml"),
        ("[]", "bob"),
        ("social", "@ada@news.social"),
        ("did:plc:wren", "did:plc:wrench"),
        ("wren.bsky.social", "finch.bsky.social"),
    ],
)
def test_list_does_not_name(listed: str, target: str) -> None:
    assert not is_absent(names_in(listed), target)


@pytest.mark.parametrize("text", ["no such", "https://", "a/b"])
def test_what_is_no_name_is_an_error(text: str) -> None:
    _, problems = parse_config(f"muted: [{text}]\nbase_url: https://example.org\ntag_authority: example.org,2026\n".encode())
    assert [str(problem).partition(",")[0] for problem in problems] == [f"config.yaml:1: `muted` names `{text}`"]


def test_muted_are_away_from_home_alone_and_blocked_everywhere() -> None:
    ada, config = Author("ada", "Ada", muted=(("bob", 2),), blocked=(("cy", 3),)), Config(muted=(("dee", 1),), blocked=(("eve", 2),))
    assert away_from_home(ada, config) == {"bob", "cy", "dee", "eve"}
    assert blocked_by(ada, config) == {"cy", "eve"}


def test_nobody_is_absent_from_their_own_home() -> None:
    assert away_from_home(Author("ada", "Ada", muted=(("ada", 2),)), Config(blocked=(("ada", 1),))) == frozenset()
