"""What Python-Markdown would lose of a text."""

import re

import pytest

from microblog.markup import Context, render

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")


def html(text: str) -> str:
    return render(text, HERE).html


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("a|b\n-|-\n1|2|3", ["1", "2 | 3"]),
        ("|a|b|\n|-|-|\n| 1 | 2 | 3 | *4* |", ["1", "2 | 3 | <em>4</em>"]),
        ("a|b\n-|-\n1|`2|`||\\|3", ["1", "<code>2|</code> | |3"]),
        ("a|b\n-|-\n1||3", ["1", "3"]),
        ("|a|b|\n|-|-|\n|1|2||", ["1", "2"]),
        ("a|b\n-|-\n1", ["1", ""]),
        ("|a\n|-\n||1", ["1"]),
    ],
)
def test_cells_beyond_the_head_stand_in_the_last_column(table: str, cells: list[str]) -> None:
    assert re.findall("<td>(.*?)</td>", html(table)) == cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*tea**", "*tea**"),
        ("**tea*", "**tea*"),
        ("*a **b*", "<em>a **b</em>"),
        ("***w*****w*", "<em><strong>w</strong></em>**w*"),
        ("*a **b** c*", "<em>a <strong>b</strong> c</em>"),
    ],
)
def test_emphasis_takes_nothing_but_its_signs(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "text", ["[Update]: done", "[Edit]: typo.", "[At]: 14:05", "[Q]: why?", "[]: https://example.org/", "Tea.\n[PS]: milk!"]
)
def test_line_that_names_no_address_is_text(text: str) -> None:
    assert render(text, HERE).text == text.replace("\n", " ")


@pytest.mark.parametrize("address", ["https://a.b/", "<https://a.b/>", "/@ada/", "#x", "?a", "mailto:a@b.c", "kettle.jpg"])
def test_line_that_names_an_address_defines_it(address: str) -> None:
    assert "<a href=" in html(f"[tea][1]\n\n[1]: {address}")
    assert html("Tea.\n\n[//]: # (a comment)\n[comment]: <> (another)") == "<p>Tea.</p>"


def test_both_of_two_footnotes_with_one_mark_are_shown() -> None:
    noted = html("Tea.[^1]\n\n[^1]: Black.\n[^1]: Green.")
    assert noted.count("<li id=") == 1
    assert noted.index("Black.") < noted.index("Green.")


@pytest.mark.parametrize("text", ["[see](it's (not a link, and goes on", '![see](it"s (no picture, and goes on', "[see](a'(b"])
def test_link_that_nothing_closes_is_text(text: str) -> None:
    assert render(text, HERE).text == text


@pytest.mark.parametrize("words", ["[*a* www.b.c](http://d.e)", "[`a` www.b.c](http://d.e)"])
@pytest.mark.parametrize("picture", ["![{}](x.jpg)", "![{}][x]\n\n[x]: x.jpg"])
def test_words_of_a_picture_stay_whatever_markup_they_are_in(picture: str, words: str) -> None:
    assert 'alt="a www.b.c"' in html(picture.format(words))
