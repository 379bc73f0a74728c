"""Which feeds a page names, so that a feed reader finds them from any page."""

import re

from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

SITE = {
    "config.yaml": 'title: Notes\nbase_url: https://example.org/x/\ntag_authority: "example.org,2026"\n',
    "posts/ada/profile.md": "---\nname: Ada L\n---\n",
    "posts/ada/2026-01-01-a.md": "#tea",
}


def test_every_page_names_its_own_feeds_and_then_the_sites(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    own = {
        "@ada/": "Ada L",
        "@ada/2026-01-01-a/": "Ada L",
        "@ada/home/": "Home timeline of Ada L",
        "@ada/mentions/": "Mentions of Ada L",
        "tags/tea/": "#tea",
    }
    own |= {"@ada/page/1/": "Ada L", "tags/tea/page/1/": "#tea"}
    timeline = {"@ada/2026-01-01-a/": "@ada/", "@ada/page/1/": "@ada/", "tags/tea/page/1/": "tags/tea/"}
    pages = {path: data.decode() for path, data in tree(root / "public").items() if path.endswith(".html") and path != "@ada/card.html"}
    assert len(pages) > 12
    for path, html in pages.items():
        page = path.removesuffix("index.html")
        named = [(own[page], f"/x/{timeline.get(page, page)}feed.atom")] if page in own else []
        digests = [("Notes, week by week", "/x/digest/weekly.atom"), ("Notes, month by month", "/x/digest/monthly.atom")]
        assert re.findall(r'<link rel="alternate" type="application/atom\+xml" title="([^"]*)" href="([^"]*)">', html) == [
            *named,
            ("Notes", "/x/feed.atom"),
            *(digests if page == "subscribe/" else []),
        ], path
        assert html.count('type="application/feed+json" title=') == len(named) + 1, path
