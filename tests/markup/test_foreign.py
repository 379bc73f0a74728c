"""HTML of strangers: nothing runs, nothing is asked of another host, all links lead where they led."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.markup.html import foreign
from microblog.text.budget import bounded, spend

BASE = "https://fen.example/2026/boots/"
REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p onclick=alert(1) style=color:red class=h-card id=main>Hi</p>", "<p>Hi</p>"),
        ("<script>alert(1)</script><style>p{}</style>Hi", "Hi"),
        ("<iframe src=https://evil.example></iframe><form><input name=q></form>Hi", "Hi"),
        ("<svg onload=alert(1)></svg><math><mi>x</mi></math>Hi", "Hi"),
        ('<a href="javascript:alert(1)">x</a>', f"<a {REL}>x</a>"),
        ('<a href="mention:ada">@ada</a>', f"<a {REL}>@ada</a>"),
        ('<a href="data:text/html,x" target=_blank>x</a>', f"<a {REL}>x</a>"),
        ('<a href="/a?b=1&amp;c=2">x</a>', f'<a href="https://fen.example/a?b=1&amp;c=2" {REL}>x</a>'),
        (
            '<a href="../first/">x</a> <a href="#note">y</a>',
            f'<a href="https://fen.example/2026/first/" {REL}>x</a> <a href="{BASE}#note" {REL}>y</a>',
        ),
        ('<a href="//cdn.example/x">x</a>', f'<a href="https://cdn.example/x" {REL}>x</a>'),
        ('<a href="mailto:a@b.example">x</a>', f'<a href="mailto:a@b.example" {REL}>x</a>'),
        ('<img src="boots.jpg" alt="Two &lt;boots&gt;">', f'<a href="{BASE}boots.jpg" {REL}>Two &lt;boots&gt;</a>'),
        ('<img src="boots.jpg" onerror=alert(1)>', f'<a href="{BASE}boots.jpg" {REL}>boots.jpg</a>'),
        ('<a href="/x"><img src="boots.jpg" alt=boots></a>', f'<a href="https://fen.example/x" {REL}>boots</a>'),
        ('<img src="javascript:alert(1)" alt="x">', "x"),
        ('<img src="http://[" alt="x">', "x"),
        ('<video controls poster=p.jpg><source src="v.mp4">old browser</video>', f'<a href="{BASE}v.mp4" {REL}>v.mp4</a>old browser'),
        ('<audio src="https://a.example/s.mp3"></audio>', f'<a href="https://a.example/s.mp3" {REL}>s.mp3</a>'),
        ("<h1>One</h1><h2>Two</h2><h4>Four</h4>", "<h3>One</h3><h3>Two</h3><h4>Four</h4>"),
        ("<pre class=x>a</pre>", '<pre tabindex="0">a</pre>'),
        ("a\0b&#1;c\ud800", "abc"),
        ("<b>never closed", "<b>never closed</b>"),
        ("<!-- hidden --><p>Hi", "<p>Hi</p>"),
        ("", ""),
    ],
)
def test_html_is_cleaned_and_stays_so(html: str, cleaned: str) -> None:
    assert foreign.clean(html, BASE) == cleaned
    assert foreign.clean(cleaned, "") == cleaned


@pytest.mark.parametrize("words", ['it\'s "so" <&>', "a\xa0b", "see https://x.example/it's"])
def test_words_are_written_as_the_sanitiser_writes_them(words: str) -> None:
    picture = f'<img src="https://x.example/a.png" alt="{escape(words)}">'
    for made in (foreign.paragraphs(words), foreign.clean(picture, ""), foreign.clean(f'<a href="https://x.example/">{picture}</a>', "")):
        assert foreign.clean(made, "") == made


def test_html_that_nests_too_deeply_is_kept_as_its_words() -> None:
    assert foreign.clean("<div>" * 5000 + "words", BASE) == "<p>words</p>"


pieces = st.sampled_from(
    [
        "<a href=",
        "'",
        '"',
        ">",
        "<",
        "javascript:",
        "https://x.example/",
        "<img src=x onerror=alert(1)>",
        "<svg>",
        "</svg>",
        "<math>",
        "<p>",
        "<style>",
        "</style>",
        "<title>",
        "<textarea>",
        "<noscript>",
        "<script>",
        "&lt;",
        "&#x3c;",
        "<!--",
        "-->",
        "<video src=",
        " alt=",
        "text",
        "<table>",
        "<td>",
        "\0",
        "\u2028",
        "<iframe src=",
        "</p>",
        "<![CDATA[",
        "]]>",
    ]
)


@given(st.lists(pieces, max_size=25).map("".join))
def test_no_tag_or_attribute_is_left_that_could_do_anything(html: str) -> None:
    cleaned = foreign.clean(html, BASE)
    tags = re.findall(r"<[^>]*>", cleaned.replace('<div class="scroll" tabindex="0">', ""))
    assert not [
        tag for tag in tags if re.match(r"</?(script|style|svg|math|img|video|audio|source|iframe|object|form|title|noscript)", tag)
    ]
    assert not [tag for tag in tags if re.search(r" (on\w+|src|srcset|style|class|id|poster)=", tag)]
    assert not [
        tag for tag in tags if (href := re.search(r' href="([^"]*)', tag)) and not href[1].startswith(("https://", "http://", "mailto:"))
    ]


def test_plain_text_becomes_paragraphs_lines_and_links() -> None:
    assert foreign.paragraphs("One <b>\nTwo\n\n\nsee https://x.example/?a=1&b=2. ") == (
        f'<p>One &lt;b&gt;<br>\nTwo</p>\n<p>see <a href="https://x.example/?a=1&amp;b=2" {REL}>https://x.example/?a=1&amp;b=2</a>.</p>'
    )


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "http://[",
        "https://",
        "data:x",
        "ftp://x/",
        "https://x.example/" + "a" * 2000,
        "",
        "https://x.example/\ud800",
        "https://x.example/\x01",
        "https://x.mp\xb0\xb8/",  # a host that no browser can look up, whatever it was written as
        "//x.mp\xb0\xb8/",
    ],
)
def test_what_is_no_web_address_is_none(written: str) -> None:
    assert foreign.web_address(written, "https://far.example/" if written.startswith("//") else "") == ""


def test_address_is_encoded() -> None:
    assert foreign.web_address(' a b"<>\\c ', "https://x.example/") == "https://x.example/a%20b%22%3C%3E%5Cc"
    assert foreign.web_address("b", "https://x.example/\\a/") == "https://x.example/%5Ca/b"


@pytest.mark.parametrize("part", ["<", "<b ", "<!--", "&", "https://x.example/ "])
def test_a_row_of_the_same_signs_is_read_in_time(part: str) -> None:
    with bounded():
        assert isinstance(spend(foreign.clean, part * (60_000 // len(part)), ""), str)


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<table></table>", '<div class="scroll" tabindex="0"><table></table></div>'),
        ("<div>a<table></table></div>", '<div>a<div class="scroll" tabindex="0"><table></table></div></div>'),
        ('<div class="scroll"><div class="x scroll" title="y">a</div></div><div class="x">b</div>', "a<div>b</div>"),
    ],
)
def test_table_that_was_cleaned_before_gets_no_second_frame(html: str, cleaned: str) -> None:
    assert foreign.clean(html, BASE) == cleaned
    assert foreign.clean(cleaned, "") == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<h3><object><h3>b</h3></object></h3>",
        "<h3>\n<center><h2>On <a href='/x'>ditches</a></h2></center></h3>",
        "<a href='/x'><object><a href='/y'>b</a></object></a>",
        "<p><button><p>b</button></p>",
        "<table><tr><td><marquee><td>b</table>",
    ],
)
def test_what_was_cleaned_is_clean(html: str) -> None:
    once = foreign.clean(html, "https://far.example/")
    assert foreign.clean(once, "https://far.example/") == once
