"""Colours of code."""

import re
from pathlib import Path

import pytest
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from microblog.markup.html.highlight import colour, highlight_blocks, token_classes
from microblog.markup.html.highlight_css import contrast, highlight_css, readable
from microblog.markup.html.sanitiser import sanitise

STYLESHEET = Path(__file__).parents[2] / "static" / "highlight.css"


def test_stylesheet_is_the_one_that_the_function_writes() -> None:
    assert STYLESHEET.read_text(encoding="utf-8") == highlight_css()


def test_every_colour_can_be_read() -> None:
    light, dark = highlight_css().split("@media (prefers-color-scheme: dark)")
    for part in (light, dark):
        background = re.search(r"--code-bg: (#\w+)", part)
        colours = set(re.findall(r"(?:color|--code-text): (#\w+)", part))
        assert background
        assert len(colours) > 5
        assert min(contrast(colour, background[1]) for colour in colours) >= 4.5


def test_both_schemes_have_a_rule_for_the_same_classes() -> None:
    light, dark = (set(re.findall(r"\.(\w+)[,)]", part)) for part in highlight_css().split("@media"))
    assert light == dark
    assert light <= token_classes()


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert readable("#ffff00", "#ffffff") != "#ffff00"


def test_long_code_stays_plain() -> None:
    code = '<pre><code class="language-python">' + "x = 1\n" * 5000 + "</code></pre>"
    assert "<span" not in highlight_blocks(code, lambda *_: None)


@pytest.mark.parametrize("language", ["python", "js", "sh", "html", "rust", "diff", "console", "markdown", "css", "yaml", "c++", "text"])
@pytest.mark.parametrize(
    "code",
    [
        "",
        "\n",
        "a\n\nb",
        '  x = f("é", 1) and \'<i>\' // # a\n\n\n"""two\n  lines""" {\n$ ls -la | wc\n+ b\n',
        STYLESHEET.read_text()[:2000],
    ],
)
def test_colours_are_those_of_pygments(language: str, code: str) -> None:
    formatted = highlight(code, get_lexer_by_name(language, stripnl=False), HtmlFormatter(nowrap=True))
    assert f"<code>{colour(code, language)}</code>" == sanitise(f"<code>{formatted}</code>", token_classes())
