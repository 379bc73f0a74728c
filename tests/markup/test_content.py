"""What pages and feeds do to rendered content."""

import time

import pytest

from microblog.markup.html.content import absolutise, in_sight, plain_text, resolve_mentions, shorten

MENTION = '<p><a href="mention:ada">@Ada</a></p>'


def test_mention_of_an_author_becomes_a_link() -> None:
    assert resolve_mentions(MENTION, lambda handle: f"/@{handle}/") == '<p><a class="mention" href="/@ada/">@Ada</a></p>'


def test_mention_of_nobody_becomes_text() -> None:
    assert resolve_mentions(MENTION, lambda _: None) == "<p>@Ada</p>"


def test_resolving_twice_changes_nothing() -> None:
    once = resolve_mentions(MENTION, lambda handle: f"/@{handle}/?a&b")
    assert "?a&amp;b" in once
    assert resolve_mentions(once, lambda _: "/other/") == once


def test_addresses_in_tags_become_absolute() -> None:
    html = '<a href="/x"><img src="/y.jpg"></a><video poster="/p.jpg"></video><a href="#fn">1</a>'
    assert absolutise(html, "https://example.org", "https://example.org/@ada/x/") == (
        '<a href="https://example.org/x"><img src="https://example.org/y.jpg"></a>'
        '<video poster="https://example.org/p.jpg"></video><a href="https://example.org/@ada/x/#fn">1</a>'
    )


def test_other_addresses_and_text_stay() -> None:
    html = '<p title="a href=&quot;/x&quot;">href="/x" <a href="//example.net/">a</a> <a href="https://example.net/">b</a></p>'
    assert absolutise(html, "https://example.org", "https://example.org/x/") == html


def test_words_of_blocks_stand_apart_and_those_of_inline_tags_do_not() -> None:
    assert plain_text("<p>a<b>b</b><br>\nc</p><ul><li>d</li><li>e &lt;f&gt;</li></ul>") == "ab c d e <f>"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a</p>", "a"),
        ("<p>a</p><details><summary>b</summary><p>SPOILER</p></details><p>c</p>", "a b c"),
        ("<details><summary>b</summary>x<details><summary>SPOILER</summary>y</details>z</details>c", "b c"),
        ("<details>SPOILER</details>", ""),
        ('<details open=""><summary>b <em>c</em></summary>SPOILER', "b c"),
    ],
)
def test_words_in_sight_are_those_before_anything_is_unfolded(html: str, words: str) -> None:
    assert plain_text(in_sight(html)) == words


def test_text_is_cut_at_a_word() -> None:
    assert shorten("one two three", 10) == "one two…"
    assert shorten("one two three", 8) == "one two…"
    assert shorten("日本語日本語", 4) == "日本語…"
    assert shorten("one", 3) == "one"


def test_text_that_looks_like_addresses_is_left_at_once() -> None:
    text = "<p>" + ' href="/' * 8_000 + "</p>"
    start = time.process_time()
    assert absolutise(text, "https://example.org", "https://example.org/@ada/x/") == text
    assert time.process_time() - start < 0.5
