"""What binds tighter than links and emphasis."""

from string import punctuation

import pytest

from microblog.markup import Context, render

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")


def html(text: str) -> str:
    return render(text, HERE).html.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize("sign", punctuation)
def test_backslash_makes_any_sign_of_ascii_text(sign: str) -> None:
    rendered = render(f"a\\{sign}tea\\{sign} b", HERE)
    assert rendered.text == f"a{sign}tea{sign} b"
    assert not rendered.tags
    assert not rendered.mentions


def test_backslash_before_anything_else_is_a_backslash() -> None:
    assert html("C:\\tea \\ä\\") == "C:\\tea \\ä\\"


def test_backslash_at_the_end_of_a_line_breaks_it() -> None:
    assert html("one\\\ntwo") == "one<br>\ntwo"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`` a`b ``", "<code>a`b</code>"),
        ("`a\nb`", "<code>a b</code>"),
        ("`a\\`b", "<code>a\\</code>b"),
        ("`a", "`a"),
        ("``a`", "``a`"),
        ("`<b>` <b>`</b>`", "<code>&lt;b&gt;</code> <b><code>&lt;/b&gt;</code></b>"),
        ("&lt;b&gt; &copy; \\&copy;", "&lt;b&gt; © &amp;copy;"),
    ],
)
def test_code_and_entities(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[a](/b "c")', '<a href="/b" title="c">a</a>'),
        ("[a](/b 'c \"d\"')", '<a href="/b" title="c &quot;d&quot;">a</a>'),
        ("[a](/b (c))", '<a href="/b" title="c">a</a>'),
        ('[a](</b> "c")', '<a href="/b" title="c">a</a>'),
        ('[a][x]\n\n[x]: /b "c"', '<a href="/b" title="c">a</a>'),
        ("[a][x]\n\n[x]: /b\n  'c'", '<a href="/b" title="c">a</a>'),
        ("[`a`][]\n\n[`A`]: /b", '<a href="/b"><code>a</code></a>'),
        ("[a](/b(c)d)", '<a href="/b(c)d">a</a>'),
        ("[[a](/b)]", '[<a href="/b">a</a>]'),
        ("[a [b](/c) d](/e)", '[a <a href="/c">b</a> d](/e)'),
        ("[a](/b_c*d_e*)", '<a href="/b_c*d_e*">a</a>'),
    ],
)
def test_links_and_their_titles(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "address", ["https://a.example/x*y*z", "https://a.example/_x_y_", "https://a.example/x~~y~~z", "www.a.example/__x__/y"]
)
def test_signs_of_a_bare_address_are_part_of_it(address: str) -> None:
    assert f">{address.rstrip('_')}" in html(f"See {address} *now*")
    assert html(f"See {address} *now*").endswith("<em>now</em>")


def test_emphasis_around_a_bare_address_is_none_of_it() -> None:
    assert html("**https://a.example/x**, *y*").startswith('<strong><a href="https://a.example/x">')


@pytest.mark.parametrize("end", "，。、）」』；：！？】")
def test_full_width_punctuation_ends_an_address(end: str) -> None:
    assert f">https://a.example/x</a>{end}" in html(f"（https://a.example/x{end}茶")
