"""Fenced code, wherever it stands."""

import re

import pytest

from microblog.markup import Context, render

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")
CODE = "<pre><code>#tag @ada\n</code></pre>"
WHEREVER = {
    "```\n#tag @ada\n```": CODE,
    "  ```\n  #tag @ada\n  ```": CODE,
    "~~~\n#tag @ada\n~~~~": CODE,
    "tea\n```\n#tag @ada": f"<p>tea</p>\n{CODE}",
    "- tea\n  ```\n  #tag @ada\n  ```\n- milk": f"<ul>\n<li>tea{CODE}\n</li>\n<li>milk</li>\n</ul>",
    "1. tea\n\n   ```\n   #tag @ada\n   ```": f"<ol>\n<li>\n<p>tea</p>\n{CODE}\n</li>\n</ol>",
    "- ```\n  #tag @ada\n  ```": f"<ul>\n<li>\n{CODE}\n</li>\n</ul>",
    "- a\n  - b\n    ```\n    #tag @ada": f"<ul>\n<li>a<ul>\n<li>b{CODE}\n</li>\n</ul>\n</li>\n</ul>",
    "> tea\n> ```\n> #tag @ada\n> ```\n> milk": f"<blockquote>\n<p>tea</p>\n{CODE}\n<p>milk</p>\n</blockquote>",
    ">> ```\n>> #tag @ada\n\ntea": f"<blockquote>\n<blockquote>\n{CODE}\n</blockquote>\n</blockquote>\n<p>tea</p>",
    "> - tea\n>   ```\n>   #tag @ada\n>   ```": f"<blockquote>\n<ul>\n<li>tea{CODE}\n</li>\n</ul>\n</blockquote>",
    "- > ```\n  > #tag @ada\n  > ```": f"<ul>\n<li>\n<blockquote>\n{CODE}\n</blockquote>\n</li>\n</ul>",
    "- tea\n```\n#tag @ada\n```": f"<ul>\n<li>tea</li>\n</ul>\n{CODE}",
    "- ```\n  #tag @ada\ntea": f"<ul>\n<li>\n{CODE}\n</li>\n</ul>\n<p>tea</p>",
}


@pytest.mark.parametrize(("text", "expected"), WHEREVER.items())
def test_fence_makes_code_wherever_a_paragraph_may_stand(text: str, expected: str) -> None:
    rendered = render(text, HERE)
    assert rendered.html.replace(' tabindex="0"', "") == expected
    assert (rendered.tags, rendered.mentions) == ((), ())


@pytest.mark.parametrize("note", ["[^1]: milk\n\n    ```\n    #tag @ada\n    ```", "[^1]: ```\n    #tag @ada\n    ```"])
def test_footnote_may_hold_code(note: str) -> None:
    rendered = render(f"Tea[^1]\n\n{note}\n", HERE)
    assert '<pre tabindex="0"><code>#tag @ada\n</code></pre>\n<p><a class="footnote-backref"' in rendered.html
    assert "<p></p>" not in rendered.html
    assert rendered.tags == ()


@pytest.mark.parametrize(
    "info",
    [
        "python",
        " python ",
        "python {linenos=true}",
        'python title="x.py"',
        "python,ignore",
        "{.python}",
        "{#id .python}",
        ".python",
        "Python:x",
    ],
)
def test_language_is_the_first_word_behind_the_fence(info: str) -> None:
    assert '<span class="kn">import</span>' in render(f"```{info}\nimport this\n```", HERE).html


@pytest.mark.parametrize("info", ["", '"><script>', "{linenos=true}", "what is this"])
def test_code_of_no_language_has_no_colours(info: str) -> None:
    assert render(f"```{info}\nimport this\n```", HERE).html == '<pre tabindex="0"><code>import this\n</code></pre>'


def test_longer_fence_may_hold_shorter_ones() -> None:
    assert "<code>```\na\n```\n</code>" in render("````\n```\na\n```\n````", HERE).html


def test_backticks_in_a_line_are_no_fence() -> None:
    assert render("```tea``` and #milk", HERE).html.startswith("<p><code>tea</code> and <a")


def test_four_spaces_make_code_of_a_fence() -> None:
    assert "<code>```\nx\n```\n</code>" in render("    ```\n    x\n    ```", HERE).html


def test_deep_quotes_are_left_alone() -> None:
    html = render(">" * 90 + " ```\n" + ">" * 90 + " x", HERE).html
    assert len(re.findall("<blockquote>", html)) == 90
