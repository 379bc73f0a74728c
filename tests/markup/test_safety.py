"""Whatever an author writes: nothing of it runs, and no word of it is lost."""

import html as entities
import re
from html.parser import HTMLParser
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.markup import Context, Rendered, render
from microblog.markup.html import foreign
from microblog.markup.html.allowed import ATTRIBUTES, TAGS, escape_others
from microblog.markup.html.content import resolve_mentions
from microblog.markup.markdown.short import paragraphs
from microblog.markup.notes import Notes
from microblog.model.nouns import Tag
from microblog.moving import texts as texts_elsewhere
from microblog.village.forms import FORMS, parse_body

HERE = Context("posts/ada/notes/x.md", "@ada/notes/x/", "/repo/", 5, "p1")
ADDED = {"input", "label"}  # what the engine itself writes beside the allowed tags
ADDED_ATTRIBUTES = {"aria-label", "checked", "class", "controls", "disabled", "id", "loading", "preload", "rel", "role", "tabindex", "type"}
VOID = {"br", "col", "hr", "img", "input", "source", "track", "wbr"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVa\tScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x][a]\n\n[a]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '<a href=" &#1; javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<p style="position:fixed" class="u-url" id="x" name="y" onclick=z>x</p>',
    "<form action=/x><input name=y><button formaction=javascript:alert(1)>x",
    "<base href=//example.org><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    '![x](x.jpg" onerror="alert(1))',
    "![`<img src=x onerror=alert(1)>`](x.jpg)",
    '<b title="<script>alert(1)</script>">x</b>',
    '<b title="a>b" "><script>alert(1)</script>',
    "<!--><script>alert(1)</script>-->",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "```python\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "#<script>alert(1)</script> @<script>",
    'https://example.org/"onmouseover="alert(1)',
    "- [ ] <img src=x onerror=alert(1)> <p title='</label>'>",
    'a[^"><script>]\n\n[^"><script>]: x',
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x02amp\x03",
    "<a href='mention:ada'>@ada</a> [x](mention:ada) <mention:ada>",
]
TOKENS = [
    *"ab1<>&\"'`*_#@~|[]()!:-+=./\\^é \n\t\x01\xa0",
    *["हि", "👩🏽\u200d💻"],
    *["\n\n", "    ", "```", "~~~", "<!--", "-->", "<b>", "</b>", "<div>", "</div>", "<a href=", "<img src=", "<script>", "</script>"],
    *[
        "<?php",
        "<![CDATA[",
        "]]>",
        "&lt;",
        "&#60;",
        "&amp;",
        "https://a.b/c",
        "www.a.b",
        "a@b.c",
        "@ada",
        "#tag",
        "[^1]",
        "[^1]: ",
        "[x]: /y",
    ],
    *["- ", "1. ", "> ", "[ ] ", "x.jpg", "javascript:x", " style=", 'class="k"', ' id="fn:1"', "|-|-|", "a|b", "\ufdd0", "mention:ada"],
]
texts = st.lists(st.sampled_from(TOKENS), max_size=25).map("".join)


class Inspector(HTMLParser):
    """Collects whatever a browser could run, and whatever does not close."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS | ADDED:
            self.faults.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        known = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | ADDED_ATTRIBUTES
        self.faults += [f"{tag} {name}" for name, _ in attrs if name not in known]
        self.faults += [f"{name}={value}" for name, value in attrs if name in {"href", "src", "poster"} and not is_harmless(value or "")]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append(data)


def is_harmless(address: str) -> bool:
    return bool(re.match(r"https?://[^/]|mailto:|/(?![/\\])|#|mention:[a-z0-9_-]{1,30}$", address))


def inspect(rendered: str) -> Inspector:
    inspector = Inspector()
    inspector.feed(rendered)
    inspector.close()
    return inspector


def words(text: str) -> str:
    return "".join(re.findall(r"\w", text))


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_inert(attack: str) -> None:
    inspector = inspect(render(attack, HERE).html)
    assert inspector.faults == []
    assert inspector.open == []


@settings(deadline=None, max_examples=300)
@given(texts)
def test_any_text_is_inert_and_well_formed(text: str) -> None:
    rendered = render(text, HERE)
    inspector = inspect(rendered.html)
    assert inspector.faults == []
    assert inspector.open == []
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff]", rendered.html)
    assert len(rendered.text) <= 300


MARKS = [
    *("*", "**", "`", "[", "](", ")", "<", ">", "_", "!", "&", "#", "@", "***", "- ", "\n- x", "~~~\n", "\t"),
    *(
        "**b c**",
        "*d*",
        "`e f`",
        "`a < b && c > d`",
        "`<b>`",
        "[g](https://a.b/c_d%20e%z)",
        "<https://a.b/e>",
        " > ",
        " & ",
        "&amp;",
        "h_i",
    ),
    *(" < ", "<3", "```", "\n\n```python\nx = 1 < 2 && 'a'\n\ny\n```\n\n", "\n\n```\n", "\n```\n\n", "\n```js\n"),
    *("```\n", "\n```\n", "\n\n```python\n", "\n```sh\n", "x = '<b>&'\n", "  ```\n", "    ", "`````"),
]
WRITTEN = [*"abc12.,:;()!?'\"é日#@\u00a0", " ", "\n", "\n\n", "#tag", "@ada", "https://a.b/c", "www.a.b", "1986.", *MARKS]
short_texts = st.lists(st.sampled_from(WRITTEN), max_size=30).map("".join)


def render_the_long_way(text: str) -> Rendered:
    with patch("microblog.markup.renderer.paragraphs", return_value=None):
        return render(text, HERE)


@settings(deadline=None, max_examples=600)
@given(short_texts)
def test_short_way_gives_what_markdown_gives(text: str) -> None:
    if paragraphs(text, Notes(text, HERE)) is not None and text.strip():
        assert render(text, HERE) == render_the_long_way(text)


@pytest.mark.parametrize("text", ["](    <https://a.b/e>", "](<https://a.b/e>", "[x]( <https://a.b/e>)", "](\n<https://a.b/e>"])
def test_angle_behind_a_link_s_words_is_left_to_markdown(text: str) -> None:
    assert paragraphs(text, Notes(text, HERE)) is None


@pytest.mark.nightly
@settings(deadline=None, max_examples=50_000)
@given(short_texts)
def test_short_way_gives_what_markdown_gives_for_many_texts(text: str) -> None:
    test_short_way_gives_what_markdown_gives.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "a **b** `c` *d*",
        "[a b](https://a.b/c?d=e#f) <https://a.b/>",
        "*é*\n**日**\n\n`x`",
        "#a_b > c & `d < e && f`",
        "- a\n- b\n```js\n\tx => '<b>\\n'\n\n# ~~\n```\nc @ada",
        "```\n```",
        "https://a.b/c'**d e** https://a.b/c'*d*",
    ],
)
def test_short_way_is_taken_for_simple_markup(text: str) -> None:
    assert paragraphs(text, Notes(text, HERE)) is not None
    assert render(text, HERE) == render_the_long_way(text)


@pytest.mark.parametrize(
    "text",
    [
        *("***a***", "*a **b** c*", "**a", "`` a ` ``", "![a](https://a.b/c)", "[a](b.md)", "[a](javascript:1)", "[a]: https://a.b"),
        *("> a", "a\n> b", "_a_", "&amp;", "`<b>`", "```\na", "```\na\n  ```\n```", "``` a b\nc\n```"),
    ],
)
def test_short_way_leaves_the_rest_to_markdown(text: str) -> None:
    assert paragraphs(text, Notes(text, HERE)) is None


def test_what_the_short_way_noted_before_it_gave_up_is_forgotten() -> None:
    assert render("#a `<b> #c` **d\n\n![e](https://f.example/)", HERE).tags == (Tag("a", "a"),)
    assert render("#a <!-- #b -->", HERE).tags == (Tag("a", "a"),)


PIECES = ["ab", "c1", "<", ">", "<int>", "</x y>", "<K, V>", "<b and c>", "<?", "<!", "<![CDATA[", " ", "\n", "é", '"', "="]
like_html = st.lists(st.sampled_from(PIECES)).map("".join)


def shown_words(html: str) -> str:
    return words(entities.unescape(re.sub(r"<[^>]*>", "", html)))


@settings(deadline=None, max_examples=200)
@given(like_html)
def test_no_word_is_lost(text: str) -> None:
    assert shown_words(render(text, HERE).html) == words(text)


@settings(deadline=None, max_examples=200)
@given(like_html)
def test_no_word_of_plain_text_from_elsewhere_is_lost(text: str) -> None:
    assert shown_words(foreign.paragraphs(text)) == words(text)
    assert shown_words(foreign.clean(foreign.paragraphs(text), "https://example.org/")) == words(text)


@settings(deadline=None, max_examples=200)
@given(like_html)
def test_no_word_of_imported_plain_text_is_lost(text: str) -> None:
    markdown = texts_elsewhere.to_markdown(texts_elsewhere.plain_html(text), texts_elsewhere.Names())
    assert shown_words(render(markdown, HERE).html) == words(text)


@settings(deadline=None, max_examples=100)
@given(like_html.filter(str.strip))
def test_no_word_of_a_form_is_lost(text: str) -> None:
    form = next(form for form in FORMS if form.kind == "post")
    written = {"title": "_No response_", "text": text}
    filled = parse_body("\n\n".join(f"### {field.label}\n\n{written.get(field.name, '')}" for field in form.fields))
    assert filled is not None
    assert filled.values["text"] == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "vector<int>",
        "List<String> x",
        "Map<K, V>",
        "<script>x",
        "<style>p{}",
        "<?php echo 1",
        "<![CDATA[ x ]]>",
        "<!DOCTYPE x>",
        "a <b and c> d",
        "</ 3",
        "<?<?><!<int>ab",
    ],
)
def test_what_is_no_html_is_shown_as_written(text: str) -> None:
    assert render(text, HERE).text == text


def test_text_after_an_unclosed_script_is_still_markdown() -> None:
    assert "<strong>there</strong>" in render("<script>\nnot\n\n**there**", HERE).html


def test_comments_vanish() -> None:
    assert render("a <!-- <b>no</b> --> b", HERE).text == "a b"
    assert escape_others("<!-- a --> <!-- b") == " &lt;!-- b"


def test_allowed_html_stays() -> None:
    kept = '<details open=""><summary>More</summary><p><kbd>Q</kbd> <abbr title="x">y</abbr></p></details>'
    assert render(kept, HERE).html == kept


def test_values_that_an_element_does_not_know_vanish() -> None:
    assert render('<p dir="up" lang="!">a</p>', HERE).html == "<p>a</p>"


@pytest.mark.parametrize("forged", ['<a href="mention:ada">@ada</a>', "[@ada](mention:ada)", '&lt;a href="mention:ada"&gt;@ada&lt;/a&gt;'])
def test_mention_cannot_be_forged(forged: str) -> None:
    rendered = render(forged, HERE).html
    assert resolve_mentions(rendered, lambda _: "/stolen/").count("/stolen/") == rendered.count('<a href="mention:ada">') <= 1
    assert '<a href="mention:ada">' not in render("[ada](mention:ada) <a href='mention:ada'>ada</a>", HERE).html
