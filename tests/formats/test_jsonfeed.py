import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.formats import jsonfeed
from microblog.formats.feeds import Entry
from tests.conftest import ROOT
from tests.support.feed_values import ADA, ARTICLE, FEED, HOSTILE, NOTE, filled_with
from tests.support.json_schemas import validator

SCHEMA = validator(json.loads((ROOT / "tests" / "support" / "schemas" / "jsonfeed.json").read_text("utf-8")))


def rendered(*entries: Entry) -> list[bytes]:
    return [jsonfeed.render_item(entry) for entry in entries]


def item(entry: Entry) -> Any:
    return json.loads(jsonfeed.render_json_feed(FEED, rendered(entry)))["items"][0]


@pytest.mark.parametrize("entries", [[], [NOTE], [ARTICLE, NOTE]])
def test_feed_is_valid_json_feed_1_1(entries: list[Entry]) -> None:
    SCHEMA.validate(json.loads(jsonfeed.render_json_feed(FEED, rendered(*entries))))
    SCHEMA.validate(
        json.loads(jsonfeed.render_json_feed(FEED._replace(author=ADA, subtitle="", icon_url=""), rendered(*entries), "https://a.example/"))
    )


def test_feed_says_what_it_is() -> None:
    document = json.loads(jsonfeed.render_json_feed(FEED, []))
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ada & friends",
        "home_page_url": "https://example.org/blog/",
        "feed_url": "https://example.org/blog/feed.json",
        "description": "What we think",
        "icon": "https://example.org/blog/icon-512.png",
        "language": "en",
        "items": [],
    }


def test_article_says_all_it_has() -> None:
    assert item(ARTICLE) == {
        "id": "tag:example.org,2026:ada/trees",
        "url": "https://example.org/blog/@ada/trees/",
        "title": "On trees",
        "content_html": "<p>Hello, <b>world</b> &amp; all</p>",
        "summary": "Hello, world & all",
        "date_published": "2026-11-23T10:00:00+01:00",
        "date_modified": "2026-11-24T08:00:00Z",
        "authors": [{"name": "Ada", "url": "https://example.org/blog/@ada/", "avatar": "https://example.org/blog/@ada/avatar.svg"}],
        "tags": ["OpenSource"],
        "language": "de-AT",
        "attachments": [{"url": "https://example.org/blog/@ada/trees/oak.jpg", "mime_type": "image/jpeg", "size_in_bytes": 1234}],
        "_microblog": {
            "in_reply_to": [{"url": "https://example.org/blog/@grace/seeds/", "id": "tag:example.org,2026:grace/seeds"}],
            "bookmark_of": [{"url": "https://example.net/?a=1&b=2"}],
        },
    }


def test_note_has_neither_title_nor_empty_members() -> None:
    assert set(item(NOTE)) == {"id", "url", "content_html", "date_published", "date_modified", "authors", "language"}


def test_content_warning_is_the_summary_of_note_and_article() -> None:
    assert [item(entry._replace(summary="Spiders"))["summary"] for entry in (NOTE, ARTICLE)] == ["Spiders", "Spiders"]


def test_required_members_stay_though_empty() -> None:
    document = json.loads(jsonfeed.render_json_feed(FEED._replace(title=""), rendered(NOTE._replace(content_html=""))))
    assert (document["title"], document["items"][0]["content_html"]) == ("", "")
    SCHEMA.validate(document)


def test_feed_of_one_author_names_them() -> None:
    document = json.loads(jsonfeed.render_json_feed(FEED._replace(author=ADA), []))
    assert document["authors"] == [{"name": ADA.name, "url": ADA.url, "avatar": ADA.avatar_url}]


def test_next_url_is_there_only_if_given() -> None:
    assert b"next_url" not in jsonfeed.render_json_feed(FEED, rendered(NOTE))
    assert json.loads(jsonfeed.render_json_feed(FEED, rendered(NOTE), "https://a.example/2.json"))["next_url"] == "https://a.example/2.json"


def test_items_stand_one_to_a_line_in_readable_text() -> None:
    document = jsonfeed.render_json_feed(FEED, rendered(NOTE._replace(content_html="<p>é 👋</p>\n"), NOTE)).decode()
    assert document.count("\n") == 4
    assert "é 👋" in document
    assert document.endswith("\n]}\n")


def test_order_of_members_is_fixed() -> None:
    document = json.loads(jsonfeed.render_json_feed(FEED, rendered(ARTICLE)))
    assert list(document)[:2] == ["version", "title"]
    assert list(document["items"][0])[:3] == ["id", "url", "title"]


def test_hostile_text_reaches_the_reader_as_text() -> None:
    entry = item(filled_with(HOSTILE))
    expected = HOSTILE.replace("\ud800", "")
    assert {entry[name] for name in ("id", "url", "title", "content_html", "summary")} == {expected}
    assert entry["tags"] == [expected]


@given(st.text(st.characters(), max_size=40))
def test_any_text_in_any_field_stays_json_in_utf_8(text: str) -> None:
    feed = FEED._replace(title=text, subtitle=text, lang=text, url=text, json_url=text, icon_url=text, author=ADA._replace(name=text))
    document = json.loads(jsonfeed.render_json_feed(feed, rendered(filled_with(text)), text).decode("utf-8"))
    assert document["title"] == text.encode("utf-8", "ignore").decode()
