"""Markdown as other tools have it, beside what field_cases.txt has: a text a row, and what its post shows."""

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
    text("bullets below a number", "1. a\n  - b\n2. c", "<ol>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>"),
    text("joiner in a hashtag", "#نیم‌روز", ">#نیم‌روز</a>"),
    text(
        "named heading",
        "## Pots {#pots}\n\n[up](#pots) [on](#big-cups)\n\n## Big cups",
        *('<h3 id="pots">Pots</h3>', '<h3 id="big-cups">Big cups</h3>', '<a href="#pots">', '<a href="#big-cups">'),
        absent=("/tags/pots/", "{#"),
    ),
    text("two quotations", "> one\n\n> two", "<p>one</p>\n</blockquote>\n<blockquote>\n<p>two</p>"),
    text("footnotes", "A[^2] b[^1].\n\n[^1]: One\n[^2]: Two\n[^3]: Alone", "fn1", "<p>Alone</p>", absent=("fnref3",)),
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
