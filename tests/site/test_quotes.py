"""A bare link to a post of this site, on a line of its own, shows that post."""

import re
from pathlib import Path
from typing import Any

import feedparser
import mf2py
import pytest

from microblog.build.report import Report
from microblog.content.posts import parse_post
from microblog.model.nouns import AuthorDefaults, Config, Post
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

BASE = "https://example.org/club/"
CONFIG = f"base_url: {BASE}\ntag_authority: example.org,2026\n"
SITE = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": "---\nname: Ada L\n---\n",
    "posts/ada/2026-11-01-tea.md": "Tea is *ready*.",
    "posts/bob/2026-11-02-so.md": "So it is:\n/@ada/2026-11-01-tea/\nWho brings cake?",
}
SO = "@bob/2026-11-02-so/index.html"


def parse(text: str) -> Post:
    defaults: dict[str, AuthorDefaults] = {}
    post, problems = parse_post("posts/bob/2026-11-02-so.md", text.encode(), Config(base_url=BASE), defaults)
    assert post, problems
    return post


def quoted(text: str) -> list[str]:
    """Return the references of what a text quotes, as its HTML has them."""
    post = parse(text)
    refs = re.findall(r'<p><a href="quote:([^"]*)">', post.content_html)
    assert sorted(set(refs)) == sorted(quote.target for quote in post.quotes)
    return refs


def page(root: Path, path: str = SO, **options: Any) -> str:
    build(root, **options)
    return (root / "public" / path).read_text(encoding="utf-8")


def warnings(report: Report) -> list[str]:
    return [str(problem) for problem in report.warnings]


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/club/@ada/2026-11-01-tea/",
        "https://example.org/club/@ada/2026-11-01-tea",
        "<https://example.org/club/@ada/2026-11-01-tea/>",
        "/@ada/2026-11-01-tea/",
        "@ada/2026-11-01-tea",
        "Look:\n@ada/2026-11-01-tea\nGood.",
        "**Look:**\n\n  /@ada/2026-11-01-tea  \n\n# Good",
    ],
)
def test_bare_link_on_its_own_line_is_a_quote(line: str) -> None:
    assert quoted(line) == ["ada/2026-11-01-tea"]


@pytest.mark.parametrize(
    "text",
    [
        "See /@ada/2026-11-01-tea/ for more",
        "See https://example.org/club/@ada/2026-11-01-tea/",
        "- https://example.org/club/@ada/2026-11-01-tea/",
        "- a\n\n- /@ada/2026-11-01-tea/",
        "> /@ada/2026-11-01-tea/",
        "`/@ada/2026-11-01-tea/`",
        "```\n/@ada/2026-11-01-tea/\n```",
        "    /@ada/2026-11-01-tea/",
        "<div>\n/@ada/2026-11-01-tea/\n</div>",
        "**bold\n/@ada/2026-11-01-tea/\nstill**",
        "[https://example.org/club/@ada/2026-11-01-tea\nx](https://example.com/)",
        "[https://example.org/club/@ada/2026-11-01-tea](https://example.com/)",
        "[Tea](/@ada/2026-11-01-tea/)",
        "https://example.org/club/@ada/2026-11-01-tea/#cup",
        "https://example.com/@ada/2026-11-01-tea/",
        "https://example.org/@ada/2026-11-01-tea/",
        "/@ada/home/",
        "@ada/page/2",
        "/@ada/",
        "@ada",
        "/@ada/what?!",
        "/@bob/2026-11-02-so/",
        '<a href="quote:ada/2026-11-01-tea">/@ada/2026-11-01-tea/</a>',
        "[x](quote:ada/2026-11-01-tea)",
    ],
)
def test_any_other_link_is_no_quote(text: str) -> None:
    assert quoted(text) == []


def test_quote_makes_none_of_the_links_that_stand_in_lists_and_block_quotes() -> None:
    assert quoted("/@ada/2026-11-01-tea/\n\n> /@ada/b/\n\n- one\n\n- /@ada/c/\n\n> - @ada/d") == ["ada/2026-11-01-tea"]


def test_letters_of_any_script_may_stand_in_a_quoted_address() -> None:
    assert quoted("/@ada/パン/") == quoted(f"{BASE}@ada/%E3%83%91%E3%83%B3/") == ["ada/パン"]


def test_quote_cuts_its_paragraph_and_is_no_word_of_the_text() -> None:
    post = parse("One *two*\n/@ada/2026-11-01-tea/\nthree\nfour")
    assert post.content_html == (
        '<p>One <em>two</em></p>\n<p><a href="quote:ada/2026-11-01-tea">/@ada/2026-11-01-tea/</a></p>\n<p>three<br>\nfour</p>'
    )
    assert post.text == "One two three four"
    assert post.kind == "note"


def test_quoted_post_is_shown_and_nothing_is_asked_of_another_host(make_site: MakeSite) -> None:
    html = page(make_site(SITE))
    quote = re.search(r'<blockquote class="cite u-quotation-of h-cite">.*?</blockquote>', html, re.DOTALL)
    assert quote is not None
    assert "Tea is ready." in quote[0]
    assert 'href="/club/@ada/2026-11-01-tea/"' in quote[0]
    assert "quote:" not in html
    entry: Any = next(item for item in mf2py.parse(html)["items"] if "h-entry" in item["type"])
    assert entry["properties"]["quotation-of"][0]["properties"]["url"] == ["/club/@ada/2026-11-01-tea/"]


def test_quote_in_a_feed_is_a_blockquote_with_an_absolute_link(make_site: MakeSite) -> None:
    entry: Any = feedparser.parse(page(make_site(SITE), "feed.atom")).entries[0]
    assert '<blockquote><p>Tea is ready.</p><p>— <a href="https://example.org/club/@ada/2026-11-01-tea/">Ada L, 1 November 2026' in (
        entry.content[0].value
    )


def test_quote_of_a_warned_post_shows_the_warning_alone(make_site: MakeSite) -> None:
    root = make_site(
        SITE | {"posts/ada/2026-11-01-tea.md": "---\ncw: how it ends\nphoto: {file: a.gif, alt: Gardener}\n---\nThe gardener."}
    )
    make_site({"posts/ada/a.gif": plain(kind="GIF")})
    for path in (SO, "feed.atom", "feed.json", "@bob/feed.atom"):
        text = re.sub(r"<details>.*?</details>", "", page(root, path).replace("&lt;", "<").replace("&gt;", ">"), flags=re.DOTALL)
        assert "Content warning: " in text
        assert "gardener" not in text.lower(), path


def changed_pages(make_site: MakeSite, root: Path, files: dict[str, str]) -> set[str]:
    build(root)
    before = tree(root / "public")
    make_site(files)
    build(root)
    after = tree(root / "public")
    return {path for path in after if after[path] != before.get(path)}


@pytest.mark.parametrize(
    ("path", "text", "shown"),
    [
        ("posts/ada/2026-11-01-tea.md", "Tea is cold.", "Tea is cold."),
        ("posts/ada/2026-11-01-tea.md", "---\ntitle: News\n---\nTea.", "News"),
        ("posts/ada/2026-11-01-tea.md", "---\ncw: heat\n---\nTea.", "heat"),
        ("posts/ada/profile.md", "---\nname: Countess\n---\n", "Countess"),
    ],
)
def test_quote_follows_the_quoted_post_and_its_author(make_site: MakeSite, path: str, text: str, shown: str) -> None:
    root = make_site(SITE)
    assert changed_pages(make_site, root, {path: text}) >= {SO, "@bob/index.html", "@bob/feed.atom", "index.html"}
    quote = re.search(r'<blockquote class="cite.*?</blockquote>', page(root), re.DOTALL)
    assert quote is not None
    assert shown in quote[0]


def test_warning_comes_and_goes_with_the_quoted_post(make_site: MakeSite) -> None:
    root = make_site(SITE)
    assert warnings(build(root)) == []
    for text, state in (("---\ndraft: true\n---\nTea.", "a draft"), ("---\ndate: 2027-01-01\n---\nTea.", "not published yet")):
        make_site({"posts/ada/2026-11-01-tea.md": text})
        (warning,) = warnings(build(root))
        assert "posts/bob/2026-11-02-so.md:2: " in warning
        assert f"the quoted post `ada/2026-11-01-tea` is {state}, so its address" in warning
        assert "<p>/@ada/2026-11-01-tea/</p>" in page(root)
    (root / "posts/ada/2026-11-01-tea.md").unlink()
    assert "is not here" in warnings(build(root))[0]
    make_site({"posts/ada/2026-11-01-tea.md": "Tea again."})
    assert warnings(build(root)) == []
    assert "Tea again." in page(root)


def test_quote_of_a_post_that_is_deleted_leaves_the_address(make_site: MakeSite) -> None:
    root = make_site(SITE)
    assert "Tea is ready." in page(root)
    (root / "posts/ada/2026-11-01-tea.md").unlink()
    assert "<p>/@ada/2026-11-01-tea/</p>" in page(root)
    assert "Tea is ready." not in page(root, "index.html")


def test_lost_address_of_the_site_stays_a_link(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/bob/2026-11-02-so.md": f"{BASE}@ada/2026-11-01-te/"})
    assert f'<p><a href="{BASE}@ada/2026-11-01-te/">{BASE}@ada/2026-11-01-te/</a></p>' in page(root)
    assert "did you mean `ada/2026-11-01-tea`?" in warnings(build(root))[0]


def test_name_of_a_package_is_no_quote_and_no_mistake(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/bob/2026-11-02-so.md": "npm install\n@types/node"})
    assert "<p>@types/node</p>" in page(root)
    assert warnings(build(root)) == []


def test_two_posts_may_quote_each_other(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-tea.md": "Tea is ready, says\n@bob/2026-11-02-so"})
    assert page(root).count("<blockquote") == page(root, "@ada/2026-11-01-tea/index.html").count("<blockquote") == 1


def test_draft_that_quotes_is_not_warned_about(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/bob/2026-11-02-so.md": "---\ndraft: true\n---\n/@ada/nothing/"})
    assert warnings(build(root)) == []


def test_quote_counts_as_a_mention_and_stands_at_the_quoted_post(make_site: MakeSite) -> None:
    root = make_site(SITE)
    assert "Who brings cake?" in page(root, "@ada/mentions/index.html")
    assert "Quoted by one person" in page(root, "@ada/2026-11-01-tea/index.html")
    make_site({"posts/bob/2026-11-02-so.md": "Never mind."})
    assert "Nobody has mentioned" in page(root, "@ada/mentions/index.html")
    assert "Quoted by" not in page(root, "@ada/2026-11-01-tea/index.html")
    make_site({"posts/bob/2026-11-02-so.md": SITE["posts/bob/2026-11-02-so.md"]})
    assert "Who brings cake?" in page(root, "@ada/mentions/index.html")
    assert "Quoted by" in page(root, "@ada/2026-11-01-tea/index.html")
