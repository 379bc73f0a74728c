"""Emphasis, and what is none."""

import pytest

from microblog.markup import Context, render

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")


def html(text: str) -> str:
    return render(text, HERE).html.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*tea* **milk** ***both***", "<em>tea</em> <strong>milk</strong> <em><strong>both</strong></em>"),
        ("_tea_ __milk__ tea_time_now", "<em>tea</em> <strong>milk</strong> tea_time_now"),
        ("**tea *and* milk**", "<strong>tea <em>and</em> milk</strong>"),
        ("*tea `a*b` milk*", "<em>tea <code>a*b</code> milk</em>"),
        ("**[tea](/x)** *[*milk*](/y)*", '<strong><a href="/x">tea</a></strong> <em><a href="/y"><em>milk</em></a></em>'),
        ("*tea\nmilk*", "<em>tea<br>\nmilk</em>"),
        ("*tea *\nmilk*", "<em>tea *<br>\nmilk</em>"),
        ("~~*tea*~~ ~~ milk", "<del><em>tea</em></del> ~~ milk"),
        ("**tea: **milk", "**tea: **milk"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*(*tea*)*", "<em>(<em>tea</em>)</em>"),
    ],
)
def test_signs_that_match_are_emphasis(text: str, expected: str) -> None:
    assert html(text) == expected


def test_signs_beside_letters_of_scripts_without_spaces_are_emphasis() -> None:
    assert html("これは**「お茶」**です") == "これは<strong>「お茶」</strong>です"


def test_a_slip_shows_its_signs() -> None:
    assert html("*Tea**  \n*`ls`*") == "*Tea**<br>\n<em><code>ls</code></em>"


def test_no_mark_of_the_library_is_left_over() -> None:
    signs = ["*", "**", "_", "`a`", "[b](c)", "\\*", "&amp;", "~~", "<i>", "\n", "d"]
    for first in signs:
        for second in signs:
            for third in signs:
                shown = html(f"*{first}{second}**{third}{first}_")
                assert not {"klzzwxh", "wzxhzdk", "\x02", "\x03"} & {
                    word for word in ("klzzwxh", "wzxhzdk", "\x02", "\x03") if word in shown
                }
