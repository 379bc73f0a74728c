"""Small sites with one thing each that people really write, and what becomes of it."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

POST = "posts/ada/2024-03-01-a.md"
PAGE = "@ada/2024-03-01-a/index.html"
CONFIG = "title: Tea\nbase_url: https://example.org/\ntag_authority: example.org,2026\n"


class Case(NamedTuple):
    """A site, and what its post's page must and must not show."""

    name: str
    files: Mapping[str, str]
    shown: tuple[str, ...]
    absent: tuple[str, ...] = ()


def text(name: str, body: str, *shown: str, absent: tuple[str, ...] = ()) -> Case:
    """Return a site of one post."""
    return Case(name, {POST: body}, shown, absent)


CASES = [
    text("signs that do not match", "*Milk**  \n*`cat`*", "*Milk**", "<code>cat</code>", absent=("klzzwxh", "\x02")),
    text("Markdown in an HTML block", "<details>\n\nA **b**\n\n- c\n\n</details>", "<strong>b</strong>", "<li>c</li>"),
    text("bullets below a number", "1. a\n  - b\n2. c", "<ol>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>"),
    text("list in a quotation", "> For tea:\n> - pot\n> - cup", "<blockquote>\n<p>For tea:</p>\n<ul>\n<li>pot</li>"),
    text("backslash at a line's end", "pot\\\ncup", "<p>pot<br>\ncup</p>"),
    text("empty item", "- pot\n- cup\n-", "<li>cup</li>\n<li></li>", absent=("<h2>cup", "<h3")),
    text("full-width punctuation", "看https://a.example/茶，好。", ">https://a.example/茶</a>，好。"),
    text("joiner in a hashtag", "#نیم‌روز", ">#نیم‌روز</a>"),
    text(
        "named heading",
        "## Pots {#pots}\n\n[up](#pots) [on](#big-cups)\n\n## Big cups",
        *('<h3 id="pots">Pots</h3>', '<h3 id="big-cups">Big cups</h3>', '<a href="#pots">', '<a href="#big-cups">'),
        absent=("/tags/pots/", "{#"),
    ),
    text("pipe in code in a table", "| a | b |\n|---|---|\n| `x\\|y` | z |", "<td><code>x|y</code></td>\n<td>z</td>"),
    text("table below text", "Cups\n| a | b |\n|---|---|\n| 1 | 2 |", "<p>Cups</p>\n<table>", "<td>1</td>"),
    text("quotation in a list", "- a\n  > said\n- b", "<li>a<blockquote>\n<p>said</p>\n</blockquote>\n</li>\n<li>b</li>"),
    text("two quotations", "> one\n\n> two", "<p>one</p>\n</blockquote>\n<blockquote>\n<p>two</p>"),
    text("signs in an address", "https://a.example/x*y*z", 'href="https://a.example/x*y*z"'),
    text("footnotes", "A[^2] b[^1].\n\n[^1]: One\n[^2]: Two\n[^3]: Alone", "fn1", "<p>Alone</p>", absent=("fnref3",)),
    text("long text in another script", "".join(["ש" * 40, "\n\n"] * 1000), "ש" * 40),
    text("control character", "pot\x08 and cup", "pot and cup"),
    text("title of a link", "[a](https://a.example/ 'b \"c\"')", 'title="b &quot;c&quot;"'),
    text("comments", "pot %%secret%% <!-- secret --> cup\n\n%%\nsecret\n%%", "pot", "cup", absent=("secret",)),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_people_write_is_understood(case: Case, make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, **case.files})
    build(root)
    page = tree(root / "public")[PAGE].decode()
    assert [part for part in case.shown if part not in page] == []
    assert [part for part in case.absent if part in page] == []
