"""What another tool would hold back is held back here, or told as an error: never published."""

import pytest

from microblog.content.holding import BY_WORD, IF_FALSE, IF_TRUE, PERHAPS_BY_WORD, names_of
from microblog.content.posts import parse_post
from microblog.content.standing_pages import parse_page
from microblog.model.nouns import Config

PATH = "posts/ada/2026-01-02-x.md"
FUTURE = 4_000_000_000_000_000  # microseconds: 2096


def is_published(text: str, path: str = PATH) -> bool:
    """Return whether readers would see a file today."""
    post, problems = parse_post(path, text.encode(), Config(), {})
    if post is None or any(not problem.is_warning for problem in problems):
        return False
    return not (post.held or post.unlisted or max(post.due, post.instant) > FUTURE)


@pytest.mark.parametrize(
    "text",
    [
        *(
            '---json\n{"draft": true}\n---\nx',
            "---toml\ndraft = true\n---\nx",
            "---yaml\ndraft: true\n---\nx",
            "--- # c\ndraft: true\n---\nx",
        ),
        *("title: x\npublished: false\n---\nx", "title: Hello\ndate: 2026-01-01\nstatus: draft\n---\nx", ';;;\n"draft": true\n;;;\nx'),
        *(
            "Subtitle: x\nTitle: y\nStatus: draft\n\nx",
            "Title:x\nStatus:draft\n\nx",
            "Title: x\nStatus: draft\nText",
            "Title: x\nStatus: draft",
        ),
        *('\n{"draft": true}\nx', '[{"draft": true}]\nx', '{"password": "x"}\nx', '{"publish": false}\nx', '{"permalink": false}\nx'),
        *("----\npassword: x\n----\nx", "----\ndg-publish: false\n----\nx", "***\ndraft: true\n***\nx", "++\ndraft = true\n++\nx"),
        *("\u00ad---\ndraft: true\n---\nx", "---\u200e\ndraft: true\n---\nx", "- - -\ndraft: true\n- - -\nx"),
        *("---\n---\ndraft: true\n---\nx", "---\ndate: 2025-01-01\n---\n---\ndraft: true\n---\nx"),
        *(".. title: x\n.. tags: Draft\n\nx", ".. title: x\n.. Tags: a, private\n\nx"),
    ],
)
def test_head_of_any_kind_holds_back_or_is_an_error(text: str) -> None:
    assert not is_published(text)


@pytest.mark.parametrize(
    "head",
    [
        *("private: 1", "private: y", "private: ja", "private: [true]", "hidden: 1", "isDraft: 1", "publish: 0", "publish: [false]"),
        *("publish: never", "permalink: [false]", "build: {list: local}", "eleventyExcludeFromCollections: post", "share: false"),
        *("publishDate: 2099-01-01\npublish_date: 2020-01-01\ndate: 2020-01-01", "date: 2020-01-01\npubdate: 2099-01-01"),
        *("date: 2020-01-01\npublishDate: [2099-01-01]", "publishDate: Fri, 02 Jan 2099 10:00:00 GMT", "publishDate: soon"),
        *("published: 2099-01-01\ndate: 2020-01-01", "date:\nDate: 2099-01-01", "date: 2020-01-01\nDate: 2099-01-01"),
        *("status: future", "status: scheduled", "status: [private]", "status: draft, private", "status: work-in-progress", "status: off"),
        *(
            "post_status: draft",
            "state: draft",
            "is_private: true",
            "isPublished: false",
            "visible: false",
            "public: false",
            "listed: false",
        ),
        *("'draft ': true", "Draft: maybe\ndraft: false", "Draft: true\ndraft: false", "expiryDate: 2030-01-01", "password: x"),
    ],
)
def test_key_of_another_tool_holds_back(head: str) -> None:
    assert not is_published(f"---\n{head}\n---\nx")


@pytest.mark.parametrize(
    "head",
    [
        "private: false",
        "private: no",
        "hidden: 0",
        "publish: true",
        "status: published",
        "public: true",
        "build: {list: always}",
        "state: CA",
    ],
)
def test_key_that_holds_nothing_back_holds_nothing_back(head: str) -> None:
    assert is_published(f"---\n{head}\n---\nx")


HELD = [
    *(f"{name}: true" for name in names_of(IF_TRUE)),
    *(f"{name}: false" for name in names_of(IF_FALSE)),
    *(f"{name}: private" for name in (*BY_WORD, *PERHAPS_BY_WORD)),
]


@pytest.mark.parametrize("between", ["", "-", "_"])
@pytest.mark.parametrize("line", HELD)
def test_key_of_the_tables_holds_back_however_it_is_written(line: str, between: str) -> None:
    name, _, value = line.partition(":")
    assert not is_published(f"---\n{name.replace(' ', between)}:{value}\n---\nx")


@pytest.mark.parametrize("head", ["----\n{}\n----\nx", "{}\n---\nx", "title: x\n{}\nx"])
@pytest.mark.parametrize("line", [line for line in HELD if line.partition(":")[0] not in PERHAPS_BY_WORD])
def test_key_of_the_tables_in_a_broken_head_is_an_error(line: str, head: str) -> None:
    assert not is_published(head.format(line.replace(" ", "_", line.count(" ") - 1)))


@pytest.mark.parametrize("text", ["State: draft\n---\nx", '{"state": false}\nx', "Share: my cake\n\nx", "Public: yes, all of it\n\nx"])
def test_words_that_may_be_about_anything_begin_a_text(text: str) -> None:
    assert is_published(text)


@pytest.mark.parametrize(
    "path",
    [
        *("posts/ada/_drafts/2026-01-02-x.md", "posts/_drafts/2026-01-02-x.md", "posts/ada/_Drafts/2026-01-02-x.md"),
        *(
            f"posts/ada/2026-01-02-x{mark}.md"
            for mark in (" (conflict 2026-01-02-10-10-10)", "_conf(1)", "-conflict-1", ".sync-conflict-2")
        ),
    ],
)
def test_draft_by_its_folder_and_copy_of_a_conflict_are_not_published(path: str) -> None:
    assert not is_published("x", path)


@pytest.mark.parametrize("text", ["<!-- SECRET", "a\n\n<!--\nSECRET", "%%\nSECRET", "a\n\n%% SECRET\n\nb", "> <!-- SECRET"])
def test_comment_that_never_ends_is_an_error(text: str) -> None:
    assert not is_published(text)


@pytest.mark.parametrize(
    "text", ["`<!--`", "```\n<!--\n%%\n```", "<!-- a -->", "<!--\na\n-->", "%% a %%", "%%\na\n%%", "50 %% more", "a <!-- b"]
)
def test_comment_that_ends_or_is_none_is_no_error(text: str) -> None:
    assert is_published(f"{text}\n\nx")


@pytest.mark.parametrize("text", ["Note: tea\n\nText", "Tea: yes\n---\nText", "* * *\n\nText", "a | b\n--- | ---\n1 | 2", "{a} text"])
def test_text_that_only_looks_a_little_like_a_head_is_text(text: str) -> None:
    assert is_published(text)


def test_page_waits_for_its_publish_date_and_keeps_its_words() -> None:
    page, _ = parse_page("pages/s.md", b"---\ndate: 2026-01-01\npublishDate: 2099-01-01\n---\nSecret", Config())
    assert page
    assert page.instant > FUTURE
    page, _ = parse_page("pages/s.md", b"Hi\x07there", Config())
    assert page
    assert "Hithere" in page.content_html
    assert parse_page("pages/s.sync-conflict-2020.md", b"x", Config())[0] is None
