"""A post inside another's card: what a reposted and an answered post show there."""

import json
from html import escape
from typing import Any

import mf2py
import pytest

from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import build

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
HELLO = "---\ntitle: {title}\ncw: {cw}\nphoto: {{file: cat.gif, alt: A cat}}\n---\nI have a cat."


def entries_of(make_site: MakeSite, files: dict[str, str | bytes]) -> list[dict[str, Any]]:
    """Build a site; give the h-entries of its front page."""
    root = make_site({"config.yaml": CONFIG, "posts/ada/cat.gif": plain(kind="GIF"), **files})
    build(root)
    html = (root / "public/index.html").read_text(encoding="utf-8")
    (feed,) = (item for item in mf2py.parse(doc=html, url="https://example.org/")["items"] if item["type"] == ["h-feed"])
    return feed["children"]


def repost_of(make_site: MakeSite, text: str) -> dict[str, Any]:
    """Return the citation in a repost of a post."""
    repost = "---\nrepost_of: ada/2026-11-20-hello\n---\n"
    newest, *_ = entries_of(make_site, {"posts/ada/2026-11-20-hello.md": text, "posts/bob/2026-11-21-again.md": repost})
    (cite,) = newest["properties"]["repost-of"]
    return cite


def test_repost_holds_the_reposted_post_as_a_citation(make_site: MakeSite) -> None:
    cite = repost_of(make_site, HELLO.format(title="", cw=""))
    assert cite["type"] == ["h-cite"]
    assert cite["properties"]["url"] == ["https://example.org/@ada/2026-11-20-hello/"]
    assert cite["properties"]["content"] == ["I have a cat."]
    assert cite["properties"]["photo"] == [{"value": "https://example.org/@ada/2026-11-20-hello/cat.gif", "alt": "A cat"}]
    assert cite["properties"]["author"][0]["properties"]["name"] == ["ada"]
    assert "name" not in cite["properties"]


def test_citation_of_an_article_has_its_title(make_site: MakeSite) -> None:
    assert repost_of(make_site, HELLO.format(title="Cats", cw=""))["properties"]["name"] == ["Cats"]


def test_citation_of_a_warned_post_has_neither_its_text_nor_its_photo(make_site: MakeSite) -> None:
    properties = repost_of(make_site, HELLO.format(title="", cw="allergies"))["properties"]
    assert properties["summary"] == ["allergies"]
    assert not {"content", "photo"} & properties.keys()


def test_citation_cites_nothing_itself(make_site: MakeSite) -> None:
    first = "---\nrepost_of: ada/2026-11-19-first\n---\nLook."
    files = {"posts/ada/2026-11-19-first.md": "One.", "posts/ada/2026-11-20-hello.md": first}
    files["posts/bob/2026-11-21-again.md"] = "---\nrepost_of: ada/2026-11-20-hello\n---\n"
    newest, *_ = entries_of(make_site, files)  # type: ignore[arg-type]
    assert "One." not in str(newest)


def test_card_of_a_reply_shows_a_few_words_of_what_it_answers(make_site: MakeSite) -> None:
    make_site({"posts/bob/2026-11-21-yes.md": "---\nin_reply_to: ada/2026-11-20-hello\n---\nYes."})
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-20-hello.md": "Is anybody there? " * 20})
    build(root)
    page = (root / "public/@bob/index.html").read_text(encoding="utf-8")
    assert ">Is anybody there? Is anybody there?" in page
    assert len(page.partition('<p class="answered">')[2].partition("</p>")[0]) < 250


def test_card_of_a_reply_shows_of_a_warned_post_the_warning(make_site: MakeSite) -> None:
    make_site({"posts/bob/2026-11-21-yes.md": "---\nin_reply_to: ada/2026-11-20-hello\n---\nYes."})
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-20-hello.md": "---\ncw: spiders\n---\nEight legs."})
    build(root)
    page = (root / "public/@bob/index.html").read_text(encoding="utf-8")
    assert "Content warning: spiders" in page
    assert "Eight legs" not in page


def test_page_elsewhere_is_cited_with_its_title_where_the_post_gives_one(make_site: MakeSite) -> None:
    like = "---\nlike_of: {url: https://example.net/x, title: On cats}\n---\n"
    bookmark = "---\nbookmark_of: https://example.net/y\n---\n"
    second, first = entries_of(make_site, {"posts/ada/2026-11-20-like.md": like, "posts/ada/2026-11-21-mark.md": bookmark})
    (liked,), (marked,) = first["properties"]["like-of"], second["properties"]["bookmark-of"]
    assert (liked["type"], liked["properties"]["url"], liked["properties"]["name"]) == (["h-cite"], ["https://example.net/x"], ["On cats"])
    assert (marked["properties"]["url"], "name" in marked["properties"]) == (["https://example.net/y"], False)


def test_card_follows_an_edit_of_the_post_that_it_shows(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-20-hello.md": "Old words."})
    make_site({"posts/bob/2026-11-21-again.md": "---\nrepost_of: ada/2026-11-20-hello\n---\n"})
    build(root)
    make_site({"posts/ada/2026-11-20-hello.md": "New words."})
    build(root)
    assert "New words." in (root / "public/@bob/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("relation", ["---\nrepost_of: ada/2026-11-20-hello\n---\n", "Look:\n@ada/2026-11-20-hello"])
def test_card_follows_a_date_that_gets_a_time_of_day(make_site: MakeSite, relation: str) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-20-hello.md": "---\ndate: 2026-11-20\n---\nHello."})
    make_site({"posts/bob/2026-11-21-again.md": relation})
    build(root)
    make_site({"posts/ada/2026-11-20-hello.md": "---\ndate: 2026-11-20T00:00:00Z\n---\nHello."})
    build(root)
    assert ">20 November 2026, 00:00</time>" in (root / "public/@bob/index.html").read_text(encoding="utf-8")


def test_card_follows_the_name_of_whom_it_cites(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-20-hello.md": "Hello."})
    make_site({"posts/bob/2026-11-21-again.md": "---\nrepost_of: ada/2026-11-20-hello\n---\n"})
    build(root)
    make_site({"posts/ada/profile.md": "---\nname: Countess\n---\n"})
    build(root)
    assert "Countess" in (root / "public/@bob/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("cw", "words"), [("", "I have a <cat>."), ("allergies", "Content warning: allergies")])
def test_feeds_hold_the_words_of_a_reposted_post(make_site: MakeSite, cw: str, words: str) -> None:
    text = f"---\ncw: {cw}\n---\nI have a \\<cat>."
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-11-20-hello.md": text})
    make_site({"posts/bob/2026-11-21-again.md": "---\nrepost_of: ada/2026-11-20-hello\n---\n"})
    build(root)
    (item,) = json.loads((root / "public/@bob/feed.json").read_text(encoding="utf-8"))["items"]
    assert f"<blockquote><p>{escape(words)}</p><p>— <a href=" in item["content_html"]
