"""A content warning stands before everything that it warns of: nothing of it is seen before a reader opens it."""

import html
import json
import re
from typing import Any

import feedparser
import mf2py
import pytest

from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

WARNED = """---
cw: how the book ends
photo: {file: last-page.jpg, alt: The gardener with a spade}
---
It was the gardener.
"""
SITE: dict[str, str | bytes] = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/2026-11-23-book.md": WARNED,
    "posts/ada/last-page.jpg": plain(),
}


def page(make_site: MakeSite, path: str = "@ada/2026-11-23-book/index.html", **files: str) -> str:
    """Build the site and read a page of it."""
    root = make_site(SITE | files)
    build(root)
    return (root / "public" / path).read_text(encoding="utf-8")


def unfolded(text: str) -> str:
    """Return what is seen while nothing is opened."""
    return re.sub(r"<details>.*?</summary>(.*?)</details>", "", text, flags=re.DOTALL)


IN_THE_INDEX = "search/0-0.txt"
"""What the search finds such a post by; its page shows the card alone, folded."""


def test_no_file_of_the_site_shows_what_is_behind_a_warning(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    for path, data in tree(root / "public").items():
        text = html.unescape(data.decode(errors="replace"))
        assert path == IN_THE_INDEX or "gardener" not in unfolded(text), path


def test_page_folds_text_and_photos_under_the_warning(make_site: MakeSite) -> None:
    for path in ("@ada/2026-11-23-book/index.html", "index.html", "@ada/index.html", "@ada/home/index.html", "archive/2026/11/index.html"):
        folded = re.findall(r"<details>\n<summary>(Content .*?)</summary>\n(.*?)</details>", page(make_site, path), re.DOTALL)
        assert len(folded) == 1, path
        assert "how the book ends" in folded[0][0]
        assert "It was the gardener" in folded[0][1]
        assert "The gardener with a spade" in folded[0][1]


def test_title_and_descriptions_of_a_page_are_the_warning(make_site: MakeSite) -> None:
    text = page(make_site)
    assert "<title>ada: how the book ends · Microblog</title>" in text
    assert '<meta name="description" content="how the book ends">' in text
    assert '<meta property="og:description" content="how the book ends">' in text


def test_preview_has_no_photo_of_a_warned_post(make_site: MakeSite) -> None:
    assert 'og:image" content="https://example.org/@ada/avatar.svg"' in page(make_site)
    plain = WARNED.replace("cw: how the book ends\n", "")
    assert 'og:image" content="https://example.org/@ada/2026-11-23-book/' in page(make_site, **{"posts/ada/2026-11-23-book.md": plain})


def test_microformats_have_the_warning_as_the_summary(make_site: MakeSite) -> None:
    parsed: Any = mf2py.parse(page(make_site))
    entry = next(item for item in parsed["items"] if "h-entry" in item["type"])["properties"]
    assert entry["summary"] == ["how the book ends"]
    assert "gardener" in entry["content"][0]["value"]


@pytest.mark.parametrize("path", ["feed.atom", "@ada/feed.atom", "@ada/home/feed.atom"])
def test_summary_in_atom_is_the_warning_and_the_content_starts_with_it(make_site: MakeSite, path: str) -> None:
    entry: Any = feedparser.parse(page(make_site, path)).entries[0]
    assert entry.summary == "how the book ends"
    assert re.sub(r"<[^>]*>", "", entry.content[0].value).startswith("Content warning: how the book ends")
    assert "It was the gardener." in entry.content[0].value


def test_feeds_enclose_no_file_of_a_warned_post(make_site: MakeSite) -> None:
    entry: Any = feedparser.parse(page(make_site, "feed.atom")).entries[0]
    assert entry.enclosures == []
    assert "attachments" not in json.loads(page(make_site, "feed.json"))["items"][0]


def test_summary_in_json_feed_is_the_warning_of_an_article_too(make_site: MakeSite) -> None:
    titled = WARNED.replace("cw:", "title: A review\ncw:")
    (item,) = json.loads(page(make_site, "feed.json", **{"posts/ada/2026-11-23-book.md": titled}))["items"]
    assert item["summary"] == "how the book ends"
    assert item["content_html"].startswith("<details><summary>Content warning: how the book ends</summary>")
    assert "gardener" not in unfolded(item["content_html"])
