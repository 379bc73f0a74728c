"""Blocks in one another, as people write them elsewhere."""

import re

import pytest

from microblog.markup import Context, render

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")


def html(text: str) -> str:
    """Return the HTML of a text without its line breaks, and without what only lets wide parts scroll."""
    plain = re.sub(r'<div class="scroll" tabindex="0">(.*?</table>)</div>', r"\1", render(text, HERE).html, flags=re.DOTALL)
    return re.sub(r"\n(?=<)|(?<=>)\n", "", plain.replace(' tabindex="0"', ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- tea\n- milk\n-", "<ul><li>tea</li><li>milk</li><li></li></ul>"),
        ("-\n- tea", "<ul><li></li><li>tea</li></ul>"),
        ("1. tea\n  - green\n  - black\n2. milk", "<ol><li>tea<ul><li>green</li><li>black</li></ul></li><li>milk</li></ol>"),
        ("1. tea\n  - green\n\n    leaves\n2. milk", "<ol><li>tea<ul><li><p>green</p><p>leaves</p></li></ul></li><li>milk</li></ol>"),
        ("-   tea\n  - green\n  - black", "<ul><li>tea<ul><li>green</li><li>black</li></ul></li></ul>"),
        ("- tea\n   - green", "<ul><li>tea<ul><li>green</li></ul></li></ul>"),
        ("10. tea\n    1. green", '<ol start="10"><li>tea<ol><li>green</li></ol></li></ol>'),
        ("1) tea\n2) milk", "<ol><li>tea</li><li>milk</li></ol>"),
        ("- tea\n\n- milk", "<ul><li><p>tea</p></li><li><p>milk</p></li></ul>"),
        ("- tea\n  - green\n\n  - black\n- milk", "<ul><li>tea<ul><li><p>green</p></li><li><p>black</p></li></ul></li><li>milk</li></ul>"),
        ("## Tea\n- green", '<h3 id="p1-h-tea">Tea</h3><ul><li>green</li></ul>'),
        ("Tea\n- green\n\nmilk", "<p>Tea</p><ul><li>green</li></ul><p>milk</p>"),
        ("- tea\nand milk", "<ul><li>tea<br>and milk</li></ul>"),
        ("- tea\n* milk", "<ul><li>tea</li></ul><ul><li>milk</li></ul>"),
        ("- ## Tea\n  black", '<ul><li><h3 id="p1-h-tea">Tea</h3>black</li></ul>'),
    ],
)
def test_list_stands_wherever_it_is_written(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> Things:\n> - tea\n> - milk", "<blockquote><p>Things:</p><ul><li>tea</li><li>milk</li></ul></blockquote>"),
        ("- tea\n  > quoted\n- milk", "<ul><li>tea<blockquote><p>quoted</p></blockquote></li><li>milk</li></ul>"),
        ("1. > tea\n   > milk", "<ol><li><blockquote><p>tea<br>milk</p></blockquote></li></ol>"),
        ("> tea\n\n> milk", "<blockquote><p>tea</p></blockquote><blockquote><p>milk</p></blockquote>"),
        ("> tea\n>\n> milk", "<blockquote><p>tea</p><p>milk</p></blockquote>"),
        ("> tea\nand milk", "<blockquote><p>tea<br>and milk</p></blockquote>"),
        ("Tea\n> milk", "<p>Tea</p><blockquote><p>milk</p></blockquote>"),
        ("> ## Tea", '<blockquote><h3 id="p1-h-tea">Tea</h3></blockquote>'),
        (
            "> | a |\n> |---|\n> | 1 |",
            "<blockquote><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></blockquote>",
        ),
    ],
)
def test_quotation_stands_wherever_it_is_written(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tea\n| a | b |\n|---|---|\n| 1 | 2 |", ["1", "2"]),
        ("| a | b |\n|---|---|\n| `x\\|y` | 2 |", ["<code>x|y</code>", "2"]),
        ("| a | b |\n|---|---|\n| `x|y` | 2 |", ["<code>x|y</code>", "2"]),
        ("| a | b |\n|---|---|\n| x\\|y | ` |", ["x|y", "`"]),
        ("a|b\n-|-\n1|2\n\ntea", ["1", "2"]),
        ("a|b\n-|-\n1|2\n- tea", ["1", "2"]),
    ],
)
def test_table_stands_wherever_it_is_written(text: str, expected: list[str]) -> None:
    assert re.findall("<td>(.*?)</td>", html(text)) == expected


def test_text_above_a_table_is_a_paragraph() -> None:
    assert html("Tea\nand\na|b\n-|-").startswith("<p>Tea<br>and</p><table>")


def test_markdown_between_blank_lines_in_html_is_markdown() -> None:
    text = "<details>\n<summary>More *tea*</summary>\n\nSome **bold**\n\n- one\n\n```\ncode\n```\n\n</details>\n\nafter"
    assert html(text) == (
        "<details><summary>More *tea*</summary><p>Some <strong>bold</strong></p><ul><li>one</li></ul>"
        "<pre><code>code</code></pre></details><p>after</p>"
    )


def test_html_without_a_blank_line_is_kept_as_it_is() -> None:
    assert html("<div>\n*tea*\n</div>\n\n*milk*") == "<div>*tea*</div><p><em>milk</em></p>"
    assert html("Tea\n<div>milk</div>") == "<p>Tea</p><div>milk</div>"
    assert html("<pre>\n*a*\n\n*b*</pre>\n*c*") == "<pre>*a*\n\n*b*</pre><p><em>c</em></p>"


@pytest.mark.parametrize(
    "text",
    [
        "tea%% not for you %% and milk",
        "tea<!-- not for you --> and milk",
        "%%\nnot\n\n- for you\n%%\n\ntea and milk",
        "%% not\nfor you %%\ntea and milk",
        "<!-- not\n\nfor you -->\ntea and milk",
        "tea and milk\n\n%%not for you%%",
    ],
)
def test_comment_is_gone(text: str) -> None:
    rendered = render(text, HERE)
    assert rendered.text == "tea and milk"
    assert "not" not in rendered.html


@pytest.mark.parametrize("text", ["`%%tea%%`", "```\n%%tea%%\n```", "100%% tea", "%%\ntea"])
def test_what_no_other_sign_closes_or_stands_in_code_is_no_comment(text: str) -> None:
    assert "tea" in render(text, HERE).html


def test_heading_may_have_several_lines_below_which_signs_stand() -> None:
    assert html("Tea\nand milk\n===") == '<h3 id="p1-h-tea-and-milk">Tea<br>and milk</h3>'


def test_indented_code_stands_in_items_too() -> None:
    assert html("- tea\n\n      *a*\n\n      b") == "<ul><li><p>tea</p><pre><code>*a*\n\nb</code></pre></li></ul>"


def test_deep_lists_are_an_error_that_names_the_line() -> None:
    (problem,) = render("tea\n\n" + "- " * 200 + "x", HERE).problems
    assert (problem.line, problem.is_warning) == (7, False)
