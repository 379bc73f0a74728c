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
        *("Words\n---\nvisibility: private\n---\nx", "Words\n---\nstatus: draft\n---\nx"),
        *("Words\n---\ndraft: true\n---\nx", "# T\n\n---\ntitle: x\nstatus: draft\n---\nx", "Hi\n+++\ndraft = true\n+++\nx"),
        *("```yaml\n---\ndraft: true\n---\n```\nx", "~~~\n---\ntitle: x\npublishDate: 2099-01-01\n---\n~~~\nx"),
        *("publishDate: 2099-01-01\n---\nx", "expiryDate: 2020-01-01\n---\nx", "\ndg-publish: false\n---\nx"),
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
        *(
            "'draft ': true",
            "Draft: maybe\ndraft: false",
            "Draft: true\ndraft: false",
            "expiryDate: some day",
            "expiryDate: [some, day]",
            "password: x",
        ),
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


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        *(("{% comment %}", "{% endcomment %}"), ("{%- comment -%}", "{%- endcomment -%}"), ("{{/*", "*/}}"), ("{{- /*", "*/ -}}")),
        *(("{{< comment >}}", "{{< /comment >}}"), ("{{% comment %}}", "{{% /comment %}}")),
        *(("{::comment}", "{:/comment}"), ("{::comment}", "{:/}")),
    ],
)
@pytest.mark.parametrize("text", ["a %s b", "%s\n\na\n\nb", "- a\n\n      %s\n", "```\nx\n```\n\n%s", "`x` and ``y`` %s"])
def test_comment_of_templates_is_not_shown_and_ends(begin: str, end: str, text: str) -> None:
    for secret in ("SECRET", "\n\nSECRET #tag\n\n", "\n```\nSECRET\n"):
        hidden = text % f"{begin} {secret} {end}"
        post, problems = parse_post(PATH, f"{hidden} tea".encode(), Config(), {})
        assert post
        assert problems == []
        assert "SECRET" not in post.content_html
        assert "tea" in post.text
        assert post.tags == ()
        assert not is_published(text % f"{begin} {secret}")


@pytest.mark.parametrize(
    "text", ["`%s`", "```\n%s\n```", "~~~ liquid\n\n%s\n\n~~~", "a\n\n    %s\n\nb", "- a\n\nb\n\n    %s", "`` ` %s ``"]
)
@pytest.mark.parametrize("comment", ["{% comment %}tea{% endcomment %}", "{{/* tea */}}", "{{< comment >}}tea", "{::comment}tea"])
def test_comment_of_templates_stays_in_code(text: str, comment: str) -> None:
    post, problems = parse_post(PATH, (text % comment).encode(), Config(), {})
    assert post
    assert problems == []
    assert "tea" in post.content_html


def test_comment_of_templates_keeps_the_numbers_of_lines() -> None:
    _, problems = parse_post(PATH, b"{% comment %}\na\n\nb{% endcomment %}\n\n{::comment}\n", Config(), {})
    assert [(problem.line, problem.what) for problem in problems] == [
        (6, "a comment begins here with `{::comment}` and never ends, so what it hides would be published")
    ]


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<p hidden>SECRET</p>",
            "<div hidden>\n\nSECRET **x**\n\n</div>",
            "a <span hidden>SECRET</span> b",
            "<p HIDDEN='until-found'>SECRET",
        ),
        *(
            '<p class="x" style="display:none">SECRET</p>',
            "<div hidden><div>a</div>SECRET</div>",
            '<p style="color: red; DISPLAY : none">SECRET',
        ),
        *(
            "<p hidden>SECRET #secret</p>",
            '<div hidden><img src="secret.png" alt="SECRET"></div>',
            "<ul><li hidden>SECRET</li><li>b</li></ul>",
        ),
    ],
)
def test_what_browsers_hide_is_not_there(html: str) -> None:
    post, problems = parse_post(PATH, f"Tea\n\n{html}\n\n".encode(), Config(), {})
    assert post
    assert problems == []
    assert "secret" not in post.content_html.lower()
    assert "Tea" in post.content_html
    assert (post.tags, post.attachments) == ((), ())


@pytest.mark.parametrize(
    "html", ['<p title="x hidden=">tea</p>', "<p>hidden <b>tea</b></p>", '<p style="display: block">tea</p>', "`<p hidden>tea`"]
)
def test_what_browsers_show_stays(html: str) -> None:
    post, _ = parse_post(PATH, html.encode(), Config(), {})
    assert post
    assert "tea" in post.content_html


@pytest.mark.parametrize(
    "text",
    [
        "Note: tea\n\nText",
        "Words\n---\nStatus: fine\n\nMore",
        "Status: fine\n---\n\nText",
        "```yaml\ndraft: true\n```\nis a key",
        "Tea: yes\n---\nText",
        "* * *\n\nText",
        "a | b\n--- | ---\n1 | 2",
        "{a} text",
    ],
)
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


def test_post_ends_when_the_first_of_its_ends_comes() -> None:
    post, problems = parse_post(PATH, b"---\nexpiryDate: 2099-01-01\nunpublish_date: Thu, 01 Jan 2026 10:00:00 GMT\n---\nx", Config(), {})
    assert post
    assert (post.held, problems) == ("", [])
    assert post.ends == 1_767_261_600_000_000
    post, _ = parse_post(PATH, b"---\nexpiryDate:\n---\nx", Config(), {})
    assert post
    assert (post.held, post.ends) == ("", 0)


def test_page_that_ends_is_a_draft() -> None:
    page, (problem,) = parse_page("pages/s.md", b"---\nexpiryDate: 2099-01-01\n---\nSecret", Config())
    assert page
    assert page.draft
    assert problem.what == "a page that ends some day is read as `draft: true`"


@pytest.mark.parametrize(
    "cascade",
    [
        *("draft: true", "build: {list: never}", "_build: {render: never}", "publishDate: 2099-01-01", "expiryDate: 2020-01-01"),
        *("private: true", "params: {draft: true}", "headless: true", "_target: {path: '/x/**'}\n  Draft: true", "unlisted: true"),
    ],
)
@pytest.mark.parametrize("form", ["---\ntitle: x\ncascade:\n  %s\n---\n", "---\nCascade:\n- title: x\n- %s\n---\nx"])
def test_what_a_folder_holds_back_of_its_posts_is_an_error(cascade: str, form: str) -> None:
    post, (problem,) = parse_post("posts/ada/in/_index.md", (form % cascade).encode(), Config(), {})
    assert post is None
    assert problem.what == "`cascade` holds back all posts of the folder, which is not read here"
    assert problem.line > 1
    assert not problem.is_warning


def test_head_of_a_folder_that_may_hold_posts_back_and_is_broken_is_an_error() -> None:
    assert [problem.is_warning for problem in parse_post("posts/a/_index.md", b"---\ncascade: [\n---\n", Config(), {})[1]] == [False]


@pytest.mark.parametrize(
    "text", ["---\ncascade: {draft: false, layout: x}\n---\n", "---\ndraft: true\n---\nx", "---\n[\n---\n", "---\ncascade:\n---\n"]
)
def test_folder_that_holds_nothing_back_is_nothing(text: str) -> None:
    assert parse_post("posts/ada/in/_Index.md", text.encode(), Config(), {}) == (None, [])
