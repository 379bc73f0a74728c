"""Markdown as authors write it: what becomes of it, and what it names."""

import re
import subprocess
import sys

import pytest

from microblog.markup import Context, Rendered, render

HERE = Context("posts/ada/notes/x.md", "@ada/notes/x/", "/repo/", 5, "p1")


def html(text: str) -> str:
    return render(text, HERE).html


def test_importing_the_package_loads_no_library() -> None:
    heavy = "{'markdown', 'nh3', 'pygments', 'linkify_it'} & set(sys.modules)"
    code = f"import sys, microblog.markup, microblog.markup.html.content; assert not {heavy}, {heavy}"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_plain_text_loads_no_library_either() -> None:
    code = (
        "import sys; from microblog.markup import Context, render\n"
        "render('Tea, #garden and @grace', Context('posts/ada/x.md', '@ada/x/', '/', 1, 'p'))\n"
        "assert not {'markdown', 'nh3', 'pygments', 'linkify_it'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_line_break_is_a_line_break() -> None:
    assert html("one\ntwo\n\nthree") == "<p>one<br>\ntwo</p>\n<p>three</p>"


def test_no_text_gives_nothing() -> None:
    assert render(" \n\n", HERE) == Rendered("", "", (), (), (), ())


def test_hash_without_a_space_is_no_heading() -> None:
    assert "<h" not in html("#python is nice\n##really")


@pytest.mark.parametrize(("text", "expected"), [("# One", "One"), ("## C#", "C#"), ("##### Five ##", "Five")])
def test_heading_needs_a_space_and_no_sign_at_its_end(text: str, expected: str) -> None:
    assert re.fullmatch("<h3 [^>]*>(.*)</h3>", html(text))[1] == expected  # type: ignore[index]


def test_year_at_the_start_of_a_line_is_no_list() -> None:
    assert html("1986. What a year") == "<p>1986. What a year</p>"


def test_numbers_up_to_three_digits_make_a_list() -> None:
    assert html("98. a\n99. b") == '<ol start="98">\n<li>a</li>\n<li>b</li>\n</ol>'


def test_list_needs_no_blank_line_before_it() -> None:
    assert html("Shopping:\n- milk\n- tea") == "<p>Shopping:</p>\n<ul>\n<li>milk</li>\n<li>tea</li>\n</ul>"


def test_number_in_the_middle_of_a_paragraph_starts_no_list() -> None:
    assert "<ol>" not in html("It was the year\n19. of her reign")


@pytest.mark.parametrize("indent", ["  ", "    "])
def test_list_nests_by_two_spaces_or_four(indent: str) -> None:
    nested = html(f"- a\n{indent}- b\n{indent}{indent}- c\n- d")
    assert re.sub(r"\s", "", nested) == "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"


def test_paragraph_in_an_item_belongs_to_it() -> None:
    assert re.sub(r"\s", "", html("- a\n\n  b\n- c")) == "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"


def test_rule_between_lists_stays_a_rule() -> None:
    assert "<hr>" in html("- a\n\n* * *\n\n- b")


def test_table_whose_second_line_looks_like_a_list() -> None:
    assert "<table>" in html("a | b\n- | -\n1 | 2")


def test_columns_are_aligned_by_classes() -> None:
    table = html("a|b|c\n:-|:-:|-:\n1|2|3")
    assert [f'<td class="align-{side}">' in table for side in ("left", "center", "right")] == [True] * 3
    assert "style" not in table


def test_struck_out_text() -> None:
    assert html("~~old~~ ~ new~~") == "<p><del>old</del> ~ new~~</p>"


def test_task_has_a_checkbox_named_by_its_text() -> None:
    first, second = html("- [ ] buy **tea**\n- [x] rest").split("\n")[1:3]
    assert first == '<li class="task"><label><input type="checkbox" disabled> buy <strong>tea</strong></label></li>'
    assert second == '<li class="task"><label><input type="checkbox" disabled checked> rest</label></li>'


def test_task_in_a_loose_list_and_above_another() -> None:
    tasks = html("- [ ] a\n  - [x] b\n\n- [ ] c")
    assert tasks.count('<input type="checkbox" disabled') == tasks.count("</label>") == 3
    assert "<p><label>" in tasks


def test_brackets_elsewhere_are_no_task() -> None:
    assert "<input" not in html("[ ] a\n\n- b [x] c\n- `[ ] d`")


def test_code_of_a_known_language_is_coloured() -> None:
    code = html("```python\nx = 'a < b'\n```")
    assert code.startswith('<pre class="highlight" tabindex="0"><code><span class="n">x</span>')
    assert "a &lt; b" in code


@pytest.mark.parametrize("fence", ["```klingon", "```"])
def test_code_of_an_unknown_language_stays_plain(fence: str) -> None:
    assert (
        html(f"{fence}\n<b> #no @one https://example.org\n```")
        == '<pre tabindex="0"><code>&lt;b&gt; #no @one https://example.org\n</code></pre>'
    )


def test_footnote_ids_differ_from_post_to_post() -> None:
    text = "A[^n] and B[^n].\n\n[^n]: Note."
    one, two = (set(re.findall(r'id="([^"]*)"', render(text, HERE._replace(anchor=anchor)).html)) for anchor in ("p1", "p2"))
    assert one == {"p1-fn1", "p1-fnref1", "p1-fnref1-2"}
    assert not one & two


def test_footnote_links_lead_to_ids_that_exist() -> None:
    noted = html("A[^é] B[^2]\n\n[^é]: One.\n[^2]: Two.")
    ids, targets = set(re.findall(r'id="([^"]*)"', noted)), set(re.findall(r'href="#([^"]*)"', noted))
    assert ids == targets
    assert len(ids) == 4


def test_forged_ids_vanish() -> None:
    assert " id=" not in html('<sup id="menu">a</sup> <li id="fnref:1">b</li> <p id="fn:1">c</p>')


def test_footnotes_are_not_in_the_words() -> None:
    assert render("Tea[^1] time.\n\n[^1]: Green.", HERE).text == "Tea time."


def test_words_are_cut_after_three_hundred_characters() -> None:
    text = render("word " * 100, HERE).text
    assert len(text) <= 300
    assert text.endswith("word…")


def test_words_are_those_that_a_reader_sees() -> None:
    assert render("# A *b*\n- c &amp; `d`\n- <b>e</b>f\n\n![alt](x.jpg)", HERE).text == "A b c & d ef"


def test_nothing_leaks_from_one_post_to_the_next() -> None:
    before = html("[x][ref] and a[^1]")
    html("[ref]: https://example.org\n\nb[^1]\n\n[^1]: Theirs.\n\n*[HTML]: x")
    html("1. " * 3000)  # fails in the middle of Markdown
    assert html("[x][ref] and a[^1]") == before


def test_rendering_twice_gives_the_same() -> None:
    text = "# H\n\n#tag @ada [x](y.jpg) a[^1]\n\n[^1]: b\n\n```python\nx\n```"
    assert render(text, HERE) == render(text, HERE)


def test_windows_line_ends_and_forbidden_characters() -> None:
    assert html("one\r\ntwo\x00\x0b\ud800\ufffe\x85\u2028three") == "<p>one<br>\ntwo<br>\nthree</p>"


@pytest.mark.parametrize("breaks", ["\u2028", "\u2028\u2029\u2028", "\n\u2028\r\n\u2029", "a\rb\u2028c"])
def test_fault_is_told_at_the_line_that_an_editor_counts(breaks: str) -> None:
    text = f"one{breaks}two\n\n[a](nowhere){breaks}\n\n[b](nothing)"
    found = [problem.line for problem in render(text, HERE).problems]
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [lines[line - HERE.first_line][:3] for line in found] == ["[a]", "[b]"]


def test_fenced_code_stays_in_its_place_beside_a_footnote() -> None:
    shown = html("Tea.[^1]\n\n```\npot\n```\n\nEnd.\n\n[^1]: Black.")
    assert shown.index("pot") < shown.index("End.") < shown.index("Black.")
