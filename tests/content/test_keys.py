"""The tables of keys: each row is whole, and fits the noun that it is about."""

from typing import Any

import pytest

from microblog.content.keys import CONFIG_KEYS, PAGE_KEYS, POST_KEYS, PROFILE_KEYS, USER_KEYS, Key, fields_shown, passed_on, plain_keys
from microblog.library.differences import is_cited_otherwise, on_cards, shown
from microblog.model.nouns import Author, Config, Photo, Post, StandingPage
from microblog.yaml.fields import boolean, text

TABLES = [(POST_KEYS, Post), (PAGE_KEYS, StandingPage), (USER_KEYS, Author), (CONFIG_KEYS, Config)]
OF_FILE = {
    "source",
    "kind",
    "content_html",
    "text",
    "mentions",
    "quotes",
    "references",
    "extra",
    "due",
    "ends",
    "is_undated",
    "claims",
    "wishes",
}
"""Of a post: what no key decides alone."""


@pytest.mark.parametrize(("keys", "noun"), TABLES)
def test_key_decides_fields_that_its_noun_has(keys: tuple[Key, ...], noun: Any) -> None:
    assert [key.name for key in keys if not {*(key.fields or (key.name,))} <= {*noun._fields}] == []


@pytest.mark.parametrize(("keys", "noun"), TABLES)
def test_plain_key_has_a_default_in_its_noun(keys: tuple[Key, ...], noun: Any) -> None:
    assert [name for name in plain_keys(keys) if name not in noun._field_defaults] == []


def test_field_of_a_post_comes_from_a_key_or_from_the_file() -> None:
    assert {*fields_shown(POST_KEYS, "nowhere", "page", "card", "citation")} | OF_FILE == {*Post._fields}


def test_template_sees_the_plain_keys_that_are_seen_somewhere() -> None:
    keys = (
        Key("mood", text),
        Key("secret", text, shown="nowhere"),
        Key("tags", text, ("tags",)),
        Key("is_loud", boolean, shown="citation"),
    )
    assert plain_keys(keys, "page", "card", "citation") == ("mood", "is_loud")


def test_value_is_passed_on_to_templates_under_its_name() -> None:
    author = Author("ada", "Ada", pronouns="she/her", muted=(("grace", 3),))
    assert passed_on(PROFILE_KEYS, "page", also=("handle",))(author) == {
        "handle": "ada",
        "pronouns": "she/her",
        "location": "",
        "timezone": "",
        "joined": "",
    }


@pytest.mark.parametrize(
    "change", [{"title": "B"}, {"cw": "B"}, {"text": "b"}, {"lang": "de"}, {"photos": (Photo("b.jpg"),)}, {"author": "bob"}]
)
def test_change_of_what_a_citation_shows_is_seen(change: dict[str, Any]) -> None:
    assert is_cited_otherwise(POST, POST._replace(**change))


def test_change_of_what_the_card_alone_shows_renders_no_citation() -> None:
    assert not is_cited_otherwise(POST, POST._replace(pinned=True, syndication=("https://example.org/",), updated="2026-11-24"))


def test_cards_show_name_and_picture_of_an_author_and_pages_all_but_whom_they_follow_or_leave_out() -> None:
    ada = Author("ada", "Ada")
    assert on_cards(ada) == on_cards(ada._replace(pronouns="she/her"))
    assert on_cards(ada) != on_cards(ada._replace(avatar="posts/ada/a.jpg"))
    assert on_cards(ada) != on_cards(ada._replace(name="Ada L."))
    assert shown(ada) != shown(ada._replace(pronouns="she/her"))
    assert shown(ada) == shown(ada._replace(following=(("bob", 1),), muted=(("bob", 2),), blocked=(("bob", 3),)))


POST = Post(
    id="ada/a",
    source="posts/ada/a.md",
    author="ada",
    permalink="@ada/a/",
    kind="note",
    instant=0,
    published="1970-01-01T00:00:00+00:00",
    has_time=True,
    updated="1970-01-01T00:00:00+00:00",
    lang="en",
    tags=(),
    links=(),
    photos=(),
    attachments=(),
    mentions=(),
    content_html="",
    text="",
    extra={},
)
