"""HTML of archives becomes Markdown that shows the same words, in the form that people would write."""

from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microblog.markup.html.content import plain_text
from microblog.markup.notes import Context
from microblog.markup.renderer import render
from microblog.moving.texts import Names, plain_html, to_markdown

SIGNS = [*"ab1 \n*_`~#@[]()<>!|\\&;:.-+=%{}/^'\"", "https://x.example/a_b*c", "www.x.example", "\n\n", "1. ", "- ", "# ", "#tea", "@ada"]
SIGNS += [
    "&amp;",
    "<b>",
    "---",
    "===",
    "```",
    "~~~",
    "{% comment %}",
    "{{/*",
    "{{< comment",
    "{::comment}",
    "%%",
    "<!--",
    "[[x]]",
    "![a](b)",
]
SIGNS += ["[^1]", "|a|b|", "|-|-|", "    x", "foo_bar", "1986.", "+++", "> ", "key: x", "](", "::", "\u00a0", "茶", "🫖"]
TAGS = ["b", "i", "code", "del", "span", "sup", "a", "p", "li", "blockquote", "h2", "div", "q"]


def shown(markdown: str) -> list[str]:
    context = Context("posts/ada/x.md", "@ada/x/", "/", 1, "ada", "https://new.example/")
    return plain_text(render(markdown, context).html).split()


def words(html: str) -> list[str]:
    return plain_text(html).split()


def element(parts: tuple[str, list[str]]) -> str:
    name, texts = parts
    inner = escape("".join(texts))
    return f"<ul><li>{inner}</li></ul>" if name == "li" else f'<{name} href="https://x.example/q">{inner}</{name}>'


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(SIGNS), max_size=14).map("".join))
def test_any_plain_text_has_the_same_words(text: str) -> None:
    html = plain_html(text)
    assert shown(to_markdown(html, Names())) == words(html)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(
            st.sampled_from(SIGNS).map(escape), st.tuples(st.sampled_from(TAGS), st.lists(st.sampled_from(SIGNS), max_size=3)).map(element)
        ),
        max_size=8,
    ).map("".join)
)
def test_any_html_has_the_same_words(html: str) -> None:
    assert shown(to_markdown(html, Names())) == words(html)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b>bold</b>, <i>it</i></p>", "a **bold**, *it*"),
        ("<p>a<b>bold</b>er</p>", "a<strong>bold</strong>er"),
        ("<p><b>a</b><b>b</b></p>", "<strong>a</strong><strong>b</strong>"),
        ('<p><a href="https://x.example/a_b">https://x.example/a_b</a>.</p>', "[https://x.example/a_b](https://x.example/a_b)."),
        ('<p><a href="https://x.example/a_b">https://x.example/a_b</a> is</p>', "https://x.example/a_b is"),
        ('<p><a href="https://x.example/a (b)">x]</a></p>', "[x\\]](<https://x.example/a%20(b)>)"),
        ('<p>Wow!<a href="https://x.example/">x</a></p>', "Wow\\![x](https://x.example/)"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "x"),
        ("<p>snake_case 2*3 _x_</p>", "snake_case 2\\*3 \\_x\\_"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<pre><code class='language-python'>a\n```\n</code></pre>", "````python\na\n```\n````"),
        ("<script>alert(1)</script><style>p{}</style><p>x</p>", "x"),
        ("<p>a<p>b<br>c", "a\n\nb\nc"),
        ("<table><tr><th>a|b<th>c<tr><td>1</table>", "| a\\|b | c |\n|---|---|\n| 1 |  |"),
    ],
)
def test_form_is_what_people_would_write(html: str, markdown: str) -> None:
    assert to_markdown(html, Names()) == markdown


def test_deep_html_is_read() -> None:
    assert to_markdown(f"{'<div>' * 5000}x{'<b>' * 5000}y", Names()).replace("*", "").replace("<strong>", "").startswith("xy")


def test_hashtag_and_mention_are_marks_only_where_the_source_says_so() -> None:
    names = Names(lambda url: "ada" if url == "https://old.example/@ada" else "")
    html = '<p>#no @ada <a class="hashtag" href="/tags/tea">#tea</a> <a class="mention" href="https://old.example/@ada">@ada</a>'
    assert to_markdown(html, names) == "\\#no \\@ada #tea @ada"
    assert to_markdown("<p>#yes @ada", names._replace(links_names=False)) == "#yes \\@ada"
