"""Bare addresses, hashtags and mentions in running text."""

import pytest

from microblog.markup import Context, render
from microblog.model.nouns import Tag

HERE = Context("posts/ada/notes/x.md", "@ada/notes/x/", "/repo/", 5, "p1")


def html(text: str) -> str:
    return render(text, HERE).html


def test_bare_addresses_become_links() -> None:
    linked = html("see https://example.org/a_b_c?x=1&y=2, (www.example.dev) and **https://example.org/_x_**")
    assert '<a href="https://example.org/a_b_c?x=1&amp;y=2">https://example.org/a_b_c?x=1&amp;y=2</a>,' in linked
    assert '(<a href="https://www.example.dev">www.example.dev</a>)' in linked
    assert '<strong><a href="https://example.org/_x_">' in linked


def test_emphasis_begins_where_a_bare_address_ends() -> None:
    assert html("https://example.org/a'**b_c** d_e_") == (
        '<p><a href="https://example.org/a">https://example.org/a</a>\'<strong>b_c</strong> d_e_</p>'
    )
    assert "{<em>b</em>" in html("https://example.org/a{*b*")
    assert html("https://**b**") == "<p>https://<strong>b</strong></p>"


@pytest.mark.parametrize(("length", "expected"), [(2047, 1), (2048, 0), (9000, 0)])
def test_bare_address_that_nobody_types_is_text(length: int, expected: int) -> None:
    address = "https://" + "example.org/".ljust(length - 2, "x")
    shown = html(f"See {address} there.")
    assert shown.count("<a href") == expected
    assert address in shown


@pytest.mark.parametrize("text", ["example.org", "ftp://example.org", "me@example.org", "`https://example.org`", "xhttps://example.org"])
def test_nothing_else_becomes_a_link(text: str) -> None:
    assert "<a" not in html(text)


def test_address_after_letters_of_a_script_without_spaces_is_a_link() -> None:
    assert html("見てhttps://example.org/ ね").count("<a href") == 1


def test_hashtags_link_to_their_timeline() -> None:
    rendered = render("#Python at the start, #python again.", HERE)
    assert rendered.html.startswith('<p><a class="hashtag" href="/repo/tags/python/" rel="tag">#Python</a> at')
    assert rendered.tags == (Tag("python", "Python"),)


@pytest.mark.parametrize("label", ["foo_bar", "c3po", "हिन्दी", "ภาษาไทย", "日本語", "Ärger", "עברית", "١٢ب", "naïve"])
def test_hashtags_in_any_script(label: str) -> None:
    assert [tag.label for tag in render(f"x #{label}, y", HERE).tags] == [label]


@pytest.mark.parametrize(
    "text",
    ["#2", "#", "a#b", "&#x", "x/#b", "\\#no", "`#no`", "[#no](/x)", "https://example.org/#no", "#️⃣", "C#", "<https://example.org/#no>"],
)
def test_no_hashtag(text: str) -> None:
    assert render(text, HERE).tags == ()


def test_hashtag_ends_where_the_word_ends() -> None:
    assert [tag.label for tag in render("#one, #two! (#three) #four-x #five's **#six** #seven…", HERE).tags] == [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
    ]


def test_hashtag_that_no_folder_can_be_called_stays_text() -> None:
    assert render("#" + "a" * 300, HERE).tags == ()


def test_mentions_are_left_to_be_resolved() -> None:
    rendered = render("@Ada and @grace_h-2: hi @ada.", HERE)
    assert rendered.html == (
        '<p><a href="mention:ada">@Ada</a> and <a href="mention:grace_h-2">@grace_h-2</a>: hi <a href="mention:ada">@ada</a>.</p>'
    )
    assert rendered.mentions == ("ada", "grace_h-2")


@pytest.mark.parametrize(
    "text",
    ["a@b", "me@example.org", "@ada@example.social", "@ada.example.org", "@vue/cli", "`@ada`", "\\@ada", "@" + "a" * 31, "@é", "x/@ada"],
)
def test_no_mention(text: str) -> None:
    assert render(text, HERE).mentions == ()


def test_escaped_signs_show_without_their_backslash() -> None:
    assert html("\\#one \\@two `\\#three`") == "<p>#one @two <code>\\#three</code></p>"
