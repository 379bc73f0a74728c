"""The URL scheme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.model import urls


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("2026-11-23-hello", "2026-11-23-hello"),
        ("What a day!", "What-a-day-"),
        ("c++", "c--"),
        ("héllo", "héllo"),
        ("日本語", "日本語"),
        ("हिन्दी", "हिन्दी"),
        ("a/b", "a-b"),
        ("e\u0301", "é"),
    ],
)
def test_characters_other_than_letters_and_digits_become_dashes(name: str, slug: str) -> None:
    assert urls.slugify(name) == slug


@pytest.mark.parametrize("slug", ["", ".", "..", "---", ".hidden", "a.", "con", "LPT1.txt", "x" * 201])
def test_slug_that_some_file_system_cannot_hold_has_a_fault(slug: str) -> None:
    assert urls.slug_fault(slug)


def test_tags_differing_in_case_or_unicode_form_are_one() -> None:
    assert len({urls.tag_key(label) for label in ("Straße", "STRASSE", "strasse")}) == 1
    assert len({urls.tag_key(label) for label in ("Caf\u00e9", "cafe\u0301", "ＣＡＦÉ")}) == 1


@given(st.text())
def test_tag_key_of_a_tag_key_is_itself(label: str) -> None:
    assert urls.tag_key(urls.tag_key(label)) == urls.tag_key(label)


def test_paths_differing_in_case_or_unicode_form_share_a_key() -> None:
    assert urls.key("@ada/Caf\u00e9/") == urls.key("@ada/cafe\u0301/")


def test_links_start_with_the_base_path_and_are_percent_encoded() -> None:
    assert urls.href("/repo/", "@ada/日/") == "/repo/@ada/%E6%97%A5/"


def test_page_lies_in_a_folder_and_a_feed_is_a_file() -> None:
    assert urls.file_of("@ada/") == "@ada/index.html"
    assert urls.file_of("") == "index.html"
    assert urls.file_of(urls.atom("@ada/")) == "@ada/feed.atom"


def test_feed_identity_depends_on_the_authority_and_the_id_alone() -> None:
    assert urls.tag_uri("example.org,2026", "ada/2026-11-23-hello") == "tag:example.org,2026:ada/2026-11-23-hello"
    assert urls.tag_uri("example.org,2026", "ada/日 x") == "tag:example.org,2026:ada/%E6%97%A5%20x"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org/club/@ada/m/", "@ada/m/"),
        ("http://Example.ORG/club/@ada/m/index.html", "@ada/m/"),
        ("https://example.org/club/", ""),
        ("https://example.org/other/@ada/m/", None),
        ("https://example.org.evil.example/club/@ada/m/", None),
        ("mailto:ada@example.org", None),
        ("@ada/m", None),
    ],
)
def test_address_of_this_site_is_known_in_every_spelling(url: str, path: str | None) -> None:
    assert urls.own_path(url, "https://example.org/club/") == path
