"""Levels of headings."""

import re

import pytest

from microblog.markup import Context, render
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")


def levels(text: str, first: int = 3) -> str:
    html = render(text, HERE._replace(heading=first)).html
    assert sorted(re.findall(r"<h(\d)", html)) == sorted(re.findall(r"</h(\d)", html))
    return "".join(re.findall(r"<h(\d)", html))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a\n\n# b", "33"),
        ("## a\n\n### b\n\n## c", "343"),
        ("# a\n\n#### b\n\n## c\n\n# d", "3443"),
        ("### a\n\n# b\n\n### c", "334"),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", "345666"),
        ("Tea\n===\n\nMilk\n---", "34"),
        ("> ## a\n\n<h5>b</h5>\n", "34"),
    ],
)
def test_no_level_is_skipped(text: str, expected: str) -> None:
    assert levels(text) == expected


def test_first_level_is_what_the_place_has_room_for() -> None:
    assert levels("## a\n\n#### b", first=2) == "23"


def test_heading_in_a_heading_leaves_both_closed() -> None:
    assert levels("<h2><b><h3>a</h3></b></h2>\n\n## c") == "33"


SITE = {
    "config.yaml": "base_url: https://example.org/\n",
    "posts/ada/profile.md": "## Who I am\n\nAda.\n",
    "posts/ada/2026-01-01-note.md": "## A\n\ntea\n\n### B\n\nmilk\n",
    "posts/ada/2026-01-02-article.md": "---\ntitle: Tea\n---\n## A\n\ntea\n\n#### B\n\nmilk\n",
    "posts/ada/2026-01-03-reply.md": "---\ntitle: On tea\nin_reply_to: ada/2026-01-02-article\n---\n## A\n\ntea\n",
    "posts/ada/2026-01-04-photo.md": "---\nphoto: [{file: a.gif, alt: a}]\n---\n# A\n\ntea\n",
    "posts/ada/2026-01-05-article.md": "---\ntitle: Milk\n---\nno heading\n",
    "posts/ada/2026-01-06-reply.md": "---\nin_reply_to: ada/2026-01-05-article\n---\n## A\n\ntea\n",
    "posts/ada/2026-01-07-reply.md": "---\nin_reply_to: ada/2026-01-06-reply\n---\ntea\n",
    "posts/ada/a.gif": plain(kind="GIF"),
}


def test_no_page_skips_a_level(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    pages = {path: data.decode() for path, data in tree(root / "public").items() if path.endswith(".html")}
    for path, html in pages.items():
        last = 0
        for level in map(int, re.findall(r"<h([1-6])", html)):
            assert level <= last + 1, (path, level, last)
            last = level
        assert len(re.findall("<h1", html)) == 1, path


def test_article_has_its_headings_below_its_title(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    html = (root / "public/@ada/2026-01-02-article/index.html").read_text(encoding="utf-8")
    assert re.findall(r"<h([1-6])", html) == ["1", "2", "3", "2"]


def test_reply_with_a_title_is_on_its_own_page_what_timelines_show(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    html = (root / "public/@ada/2026-01-03-reply/index.html").read_text(encoding="utf-8")
    assert re.findall(r"<h([1-6])", html) == ["1", "2", "2", "3"]
