"""Colours of code."""

import re
from pathlib import Path

import pytest
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from microblog.markup.html.highlight import colour, highlight_blocks, token_classes
from microblog.markup.html.highlight_css import highlight_css, readable
from microblog.markup.html.sanitiser import sanitise
from microblog.text.colours import contrast

STYLESHEET = Path(__file__).parents[2] / "static" / "highlight.css"


def test_stylesheet_is_the_one_that_the_function_writes() -> None:
    assert STYLESHEET.read_text(encoding="utf-8") == highlight_css()


def test_every_colour_can_be_read() -> None:
    backgrounds, *colours = re.findall(r"(?:background|color): light-dark\((#\w+), (#\w+)\)", highlight_css())
    for background, scheme in zip(backgrounds, zip(*colours, strict=True), strict=True):
        assert len(set(scheme)) > 5
        assert min(contrast(colour, background) for colour in scheme) >= 4.5


def test_every_class_with_a_rule_is_one_that_code_may_have() -> None:
    assert set(re.findall(r"\.(\w+)[,)]", highlight_css())) <= token_classes()


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
