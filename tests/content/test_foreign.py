"""Keys as other tools write them: each row of the table in docs/reference/front-matter.md, and what hides a post elsewhere."""

from typing import Any

import pytest

from microblog.content.posts import parse_post
from microblog.model.nouns import Config, Link, Photo, Post, Tag

PATH = "posts/ada/2026-11-23-hello.md"
CONFIG = Config(base_url="https://example.org/x/")
LATER = 4070908800000000  # 2099-01-01


def parse(keys: str, path: str = PATH, files: tuple[str, ...] = ()) -> tuple[Post, list[str]]:
    post, problems = parse_post(path, f"---\n{keys}\n---\nWords.\n".encode(), CONFIG, {}, lambda file: file in files)
    assert post, problems
    assert [str(problem) for problem in problems if not problem.is_warning] == []
    return post, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("Title: Tea", "title", "Tea"),
        ("Tags: [a, b]", "tags", (Tag("a", "a"), Tag("b", "b"))),
        ("in-reply-to: https://a.example/", "links", (Link("in_reply_to", "https://a.example/", "", 2),)),
        ("publishDate: 2026-03-01", "published", "2026-03-01T00:00:00+00:00"),
        ("publish_date: 2026-03-01", "published", "2026-03-01T00:00:00+00:00"),
        ("pubDate: 2026-03-01", "published", "2026-03-01T00:00:00+00:00"),
        ("created: 2026-03-01T10:00", "published", "2026-03-01T10:00:00+00:00"),
        ("created_at: 2026-03-01 10:00:00 +0200", "published", "2026-03-01T10:00:00+02:00"),
        ("published: 2026-03-01", "published", "2026-03-01T00:00:00+00:00"),
        ("date: 2026-02-01\ncreated: 2026-01-01", "published", "2026-02-01T00:00:00+00:00"),
        ("date:\ncreated: 2026-01-01", "published", "2026-01-01T00:00:00+00:00"),
        ("created: 2026-01-01\npublishDate: 2026-01-02", "published", "2026-01-02T00:00:00+00:00"),
        ("lastmod: 2026-12-01", "updated", "2026-12-01T00:00:00+00:00"),
        ("modified: 2026-12-01", "updated", "2026-12-01T00:00:00+00:00"),
        ("last_modified_at: 2026-12-01", "updated", "2026-12-01T00:00:00+00:00"),
        ("updated_at: 2026-12-01", "updated", "2026-12-01T00:00:00+00:00"),
        ("edited: 2026-12-01", "updated", "2026-12-01T00:00:00+00:00"),
        ("category: Tea", "tags", (Tag("tea", "Tea"),)),
        ("categories: [tea, [rain]]", "tags", (Tag("tea", "tea"), Tag("rain", "rain"))),
        ("keywords: tea, rain", "tags", (Tag("tea", "tea"), Tag("rain", "rain"))),
        ("tags: tea\ncategories: [Tea, rain]", "tags", (Tag("tea", "tea"), Tag("rain", "rain"))),
        ("taxonomies: {tags: [tea], categories: [rain]}", "tags", (Tag("tea", "tea"), Tag("rain", "rain"))),
        ("description: Of tea", "summary", "Of tea"),
        ("excerpt: Of tea", "summary", "Of tea"),
        ("abstract: Of tea", "summary", "Of tea"),
        ("summary: Mine\ndescription: Of tea", "summary", "Mine"),
        ("permalink: /2013/07/hello/", "aliases", ("2013/07/hello/",)),
        ("url: /x/old.html", "aliases", ("old.html",)),
        ("redirect_from: [/a/, /b]", "aliases", ("a/", "b/")),
        ("alias: https://example.org/x/old/", "aliases", ("old/",)),
        ("link: https://a.example/", "links", (Link("bookmark_of", "https://a.example/", "", 2),)),
        ("external_url: https://a.example/", "links", (Link("bookmark_of", "https://a.example/", "", 2),)),
        ("bookmark: https://a.example/", "links", (Link("bookmark_of", "https://a.example/", "", 2),)),
        ("content_warning: spiders", "cw", "spiders"),
        ("spoiler: spiders", "cw", "spiders"),
        ("spoiler_text: spiders", "cw", "spiders"),
        ("photos: [cat.jpg]", "photos", (Photo("@ada/2026-11-23-hello/cat.jpg"),)),
        ("image: {src: cat.jpg, alt: A cat}", "photos", (Photo("@ada/2026-11-23-hello/cat.jpg", "A cat"),)),
        ("cover: {image: cat.jpg, caption: A cat}", "photos", (Photo("@ada/2026-11-23-hello/cat.jpg", "A cat"),)),
        ("thumbnail: cat.jpg", "photos", (Photo("@ada/2026-11-23-hello/cat.jpg"),)),
        ('featured_image: "![[cat.jpg|300]]"', "photos", (Photo("@ada/2026-11-23-hello/cat.jpg"),)),
        ("photo: {url: cat.jpg, alt: A cat}", "photos", (Photo("@ada/2026-11-23-hello/cat.jpg", "A cat"),)),
        ("authors: [{name: Ada Lovelace}]", "claims", (("Ada Lovelace", 2),)),
        ("aliases: [Tea time, /old/]", "names", ("Tea time",)),
        ("aliases: [Tea time, /old/]", "aliases", ("old/",)),
        ("aliases:\n  -", "aliases", ()),
        ("syndication: at://did:plc:x/app.bsky.feed.post/1", "syndication", ("at://did:plc:x/app.bsky.feed.post/1",)),
        ("syndication: {there: https://a.example/1}", "syndication", ("https://a.example/1",)),
    ],
)
def test_key_of_another_tool_is_read_as_ours(keys: str, field: str, value: Any) -> None:
    post, _ = parse(keys, files=("posts/ada/cat.jpg",))
    assert getattr(post, field) == value


HELD = {
    "Jekyll": ["published: false", "published: no"],
    "Hugo": ["draft: true", "Draft: true", "headless: true", "build: {render: never}", "_build: {render: false}"],
    "Eleventy": ["permalink: false", "draft: yes"],
    "Pelican": ["Status: draft", "status: skip"],
    "Nikola": ["status: draft", "status: private", "password: secret"],
    "Hexo": ["published: false", "password: secret"],
    "Zola": ["draft: true", "render: false"],
    "Obsidian Publish": ["publish: false", "dg-publish: false"],
    "Mastodon": ["visibility: direct", "visibility: private", "visibility: followers", "visibility: followers-only"],
    "Ghost and WordPress": ["visibility: members", "visibility: paid", "status: pending", "status: auto-draft", "isDraft: true"],
    "people": ["private: true", "visibility: whoever I like", "status: [draft]\nprivate: yes", "draft: false\nDraft: true"],
}


@pytest.mark.parametrize("keys", [keys for rows in HELD.values() for keys in rows])
def test_what_hides_a_post_elsewhere_hides_it_here(keys: str) -> None:
    assert parse(keys)[0].held == "draft"


@pytest.mark.parametrize(
    "keys",
    [
        "status: hidden",
        "visibility: unlisted",
        "hidden: true",
        "unlisted: true",
        "Unlisted: yes",
        "hide: true",
        "eleventyExcludeFromCollections: true",
        "eleventyExcludeFromCollections: [posts]",
        "build: {list: never}",
    ],
)
def test_what_takes_a_post_from_lists_elsewhere_makes_it_unlisted_here(keys: str) -> None:
    post, _ = parse(keys)
    assert (post.unlisted, post.held) == (True, "")


@pytest.mark.parametrize(
    "keys",
    [
        "published: true",
        "status: published",
        "visibility: public",
        "publish: true",
        "private: false",
        "hidden: false",
        "password:",
        "draft: no",
    ],
)
def test_what_shows_a_post_elsewhere_shows_it_here_without_a_word(keys: str) -> None:
    post, said = parse(keys)
    assert (post.unlisted, post.held, said) == (False, "", [])


@pytest.mark.parametrize("path", ["posts/ada/_drafts/hello.md", "posts/ada/blog/_drafts/2026-11-23-hello.md"])
def test_folder_of_drafts_holds_back_what_lies_in_it(path: str) -> None:
    assert parse("date: 2026-01-01", path)[0].held == "draft"


def test_publish_date_in_the_future_schedules_whatever_the_date_is() -> None:
    post, _ = parse("date: 2026-01-01\npublishDate: 2099-01-01")
    assert (post.published[:10], post.due) == ("2026-01-01", LATER)


def test_what_is_read_as_a_draft_is_told_once_for_all_files_and_no_password_is() -> None:
    assert parse("published: false")[1] == [
        f"{PATH}:2: warning: `published: false` is read as `draft: true`; nothing is to be done if that is meant; else take `published` out"
    ]
    assert "hunter2" not in str(parse("password: hunter2")[1])


NONSENSE = [
    "",
    "~",
    "x",
    "[]",
    "{}",
    "[[], {}]",
    "{a: [b]}",
    "true",
    "0",
    "-1",
    "https://",
    "'%'",
    "/",
    "../..",
    "':'",
    "[x, '', ~]",
    "'  '",
]
KEYS = (
    *(
        "published",
        "status",
        "visibility",
        "hidden",
        "publishDate",
        "created",
        "lastmod",
        "category",
        "categories",
        "keywords",
        "taxonomies",
    ),
    *("description", "permalink", "url", "redirect_from", "alias", "link", "external_url", "content_warning", "photos", "image", "cover"),
    *("authors", "build", "headless", "password", "expiryDate", "eleventyExcludeFromCollections", "publish", "author", "syndication"),
    *("weather", "layout", "extra"),
)


@pytest.mark.parametrize("key", KEYS)
def test_nonsense_of_another_tool_never_stops_a_site(key: str) -> None:
    for value in NONSENSE:
        parse(f"{key}: {value}")


def test_key_that_is_not_understood_is_kept_for_templates() -> None:
    assert parse("weather: rain\nstage: seedling\nlink: nowhere")[0].extra == {"weather": "rain", "stage": "seedling", "link": "nowhere"}


@pytest.mark.parametrize("key", ["location", "weather", "time", "rating", "layout", "type", "mood", "language", "toc", "math", "series"])
def test_no_suggestion_is_made_for_what_is_no_slip(key: str) -> None:
    assert "did you mean" not in str(parse(f"{key}: 12:30")[1])


def test_picture_of_a_head_that_is_not_there_is_done_without_and_asked_for() -> None:
    post, (said,) = parse("cover: cat.jpg")
    assert (post.photos, post.wishes) == ((), ("posts/ada/cat.jpg",))
    assert said.startswith(f"{PATH}:2: warning: the picture 'cat.jpg' of the head is not here, so the post does without; ")


def test_picture_elsewhere_is_linked_below_the_text() -> None:
    post, (said,) = parse("image: {url: https://a.example/cat.jpg, alt: 'A [cat]'}")
    assert post.content_html.endswith('<a href="https://a.example/cat.jpg">A cat</a></p>')
    assert "lies on another host" in said


def test_more_tags_than_a_post_may_have_are_left_out() -> None:
    post, said = parse(f"categories: [{', '.join(f'c{number}' for number in range(60))}, '!!!']")
    assert len(post.tags) == 25
    assert len(said) == 1
