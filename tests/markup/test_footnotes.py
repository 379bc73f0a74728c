"""Footnotes."""

import re

from microblog.markup import Context, render

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")


def notes(text: str) -> list[str]:
    """Return the words of the footnotes, in their order."""
    return [re.sub("<[^>]*>|&nbsp;|\\s", "", note) for note in render(text, HERE).html.partition('class="footnote"')[2].split("<li")[1:]]


def test_footnotes_stand_in_the_order_of_the_text() -> None:
    found = notes("One[^b] two[^a].\n\n- three[^c]\n\n[^a]: A\n[^c]: C\n[^b]: B")
    assert [note.split(">")[-1] for note in found] == ["B↩︎", "A↩︎", "C↩︎"]


def test_footnote_that_nothing_refers_to_leads_nowhere() -> None:
    html = render("One[^a].\n\n[^a]: A\n[^b]: never", HERE).html
    assert html.count("footnote-backref") == 1
    assert "never</p>" in html


def test_mark_without_a_footnote_is_text() -> None:
    assert render("One[^a].", HERE).html == "<p>One[^a].</p>"


def test_footnote_holds_blocks_and_marks_of_others() -> None:
    html = render("One[^a].\n\n[^a]: A[^b]\n\n    - x\n\n    > y\n[^b]: B", HERE).html
    assert "<ul>\n<li>x</li>\n</ul>" in html
    assert html.index("A<sup") < html.index("<p>B")


def test_each_mark_of_a_footnote_is_led_back_to() -> None:
    html = render("A[^n] and B[^n].\n\n[^n]: Note.", HERE).html
    assert re.findall(r'footnote-backref" href="#([^"]*)"', html) == ["p1-fnref1", "p1-fnref1-2"]
