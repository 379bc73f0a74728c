"""Heads in other forms than YAML's, and those that are none."""

import pytest

from microblog.content.posts import parse_post
from microblog.model.nouns import Config, Post

PATH = "posts/ada/2026-11-23-hello.md"


def parse(content: str) -> tuple[Post | None, list[str]]:
    post, problems = parse_post(PATH, content.encode(), Config(), {})
    return post, [str(problem) for problem in problems]


TOML = "+++\ntitle = 'Tea'\ndraft = true\ndate = 2026-03-01T10:00:00+01:00\n[taxonomies]\ntags = ['a', 'b']\n+++\n\nWords.\n"
JSON = '{\n  "title": "Tea",\n  "draft": true,\n  "date": "2026-03-01T10:00:00+01:00",\n  "tags": ["a", "b"]\n}\n\nWords.\n'
PELICAN = "Title: Tea\nDate: 2026-03-01 10:00:00 +01:00\nTags: a, b\nStatus: draft\n\nWords.\n"
NIKOLA = "<!--\n.. title: Tea\n.. date: 2026-03-01 10:00:00 UTC+01:00\n.. tags: a, b\n.. status: draft\n.. description:\n-->\n\nWords.\n"


@pytest.mark.parametrize(
    "content", [TOML, JSON, PELICAN, NIKOLA, TOML.replace("\n", "\r\n"), f"\ufeff{JSON}", NIKOLA[5:].replace("-->\n", "")]
)
def test_head_in_another_form_says_the_same(content: str) -> None:
    post, problems = parse(content)
    assert post
    assert [problem for problem in problems if "is read as `draft: true`" not in problem] == []
    assert (post.title, post.draft, post.published) == ("Tea", True, "2026-03-01T10:00:00+01:00")
    assert [tag.key for tag in post.tags] == ["a", "b"]
    assert post.content_html == "<p>Words.</p>"


@pytest.mark.parametrize(
    "content", ['{"title": "Tea", "draft": true}\n\nWords.', '{"weather": "rain", "draft": true}\nWords.', '{"draft": true}']
)
def test_head_in_json_may_stand_on_one_line(content: str) -> None:
    post, _ = parse(content)
    assert post
    assert post.draft
    assert "draft" not in post.text


@pytest.mark.parametrize(
    "content", ['{"a": 1}', "{{< figure >}}\n", "{% raw %}", "{: .x}", "{\nx\n}\n", "Title: a film", "+++", "+1\n", ".. x"]
)
def test_text_that_begins_like_one_is_text(content: str) -> None:
    post, _ = parse(content)
    assert (post and post.content_html) or content == "+++"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("+++\ntitle = Tea\ndraft = true\n+++\nWords.", 2),
        ("+++\ndraft = true\nWords.", 1),
        ('{\n"title": "Tea",\n"draft": tru\n}\nWords.', 3),
        ("{\n title: 'Tea',\n draft: true\n}\nWords.", 2),
        ('{"draft": true} Words.', 1),
        ("----\ndraft: true\n----\nWords.", 1),
        ("----\ndraft: true", 1),
        ("--\ndraft: true\n--\nWords.", 1),
        ("---\u00a0\ndraft: true\n---\nWords.", 1),
        ("\u200b---\ndraft: true\n---\nWords.", 1),
        (" ---\ndraft: true\n---\nWords.", 1),
        ("\n\n---\ndraft: true\n---\nWords.", 3),
        ("———\ndraft: true\n———\nWords.", 1),
        ("++++\ndraft = true\n++++\nWords.", 1),
        ("<!-- a note -->\n---\nlayout: post\npublished: false\n---\nWords.", 2),
        ("# a note\n---\nlayout: post\npublished: false\n---\nWords.", 2),
        ("----\n# a note\n\nweather: rain\ntags:\n  - a\ndraft: true\n----\n", 1),
        ("---\ndraft: true\n----\nWords.", 1),
        ("---\ndraft: true\n---\u00a0\nWords.", 1),
        ("draft: true\n\nWords.", 1),
    ],
)
def test_head_that_was_meant_as_one_but_is_none_is_an_error_at_its_line(content: str, line: int) -> None:
    _, problems = parse(content)
    errors = [problem for problem in problems if ": warning: " not in problem]
    assert [problem.split(":")[1] for problem in errors] == [str(line)]


@pytest.mark.parametrize(
    "content", ["----\nWords.", "----\n\nNote: this is text.", "# Tea\n\n---\nSource: a book", "--\nAda", "———\nSo: yes."]
)
def test_rule_above_a_text_is_a_rule(content: str) -> None:
    post, problems = parse(content)
    assert post
    assert problems == []


def test_line_of_a_key_is_told_in_toml_and_json() -> None:
    assert parse(TOML.replace("true", "'maybe'"))[1][0].startswith(f"{PATH}:3: `draft` is neither true nor false")
    assert parse(JSON.replace("true", '"maybe"'))[1][0].startswith(f"{PATH}:3: `draft` is neither true nor false")


@pytest.mark.parametrize("tags", ["tea, draft", "private"])
def test_tags_by_which_nikola_holds_a_post_back_do_so(tags: str) -> None:
    post, _ = parse(f".. title: Tea\n.. tags: {tags}\n\nWords.")
    assert post
    assert post.draft
