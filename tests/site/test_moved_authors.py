"""An author who writes elsewhere now: `moved_to`."""

import json
import re

import feedparser
import pytest
from lxml import etree

from microblog.errors import ContentError
from tests.conftest import ROOT, MakeSite
from tests.support.site_tree import build, tree

NEW = "https://new.example/@ada/"
CONFIG = 'title: Club\nbase_url: https://old.example/x/\ntag_authority: "old.example,2026"\npage_size: 2\n'
PROFILE = "---\nname: Ada <L>\nmoved_to: {}\n---\nBio.\n"
SITE = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": PROFILE.format(""),
    **{f"posts/ada/2026-01-0{day}-a.md": f"Post {day}." for day in range(1, 6)},
    "posts/bob/2026-01-06-b.md": "---\nin_reply_to: ada/2026-01-05-a\n---\nYes.",
}


def moved(make_site: MakeSite) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Build a site before and after its author moved."""
    root = make_site(SITE)
    build(root)
    before = tree(root / "public")
    make_site({"posts/ada/profile.md": PROFILE.format(NEW)})
    build(root)
    after = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == after
    return before, after


def test_front_leads_on_and_says_so_to_who_stays(make_site: MakeSite) -> None:
    html = moved(make_site)[1]["@ada/index.html"].decode()
    assert f'<meta http-equiv="refresh" content="0; url={NEW}">' in html
    assert f'<link rel="canonical" href="{NEW}">' in html
    assert f'Ada &lt;L&gt; has moved to <a class="u-url" href="{NEW}" rel="me"><bdi>{NEW}</bdi></a>' in html


def test_sealed_pages_archives_and_cards_stay_as_they_were(make_site: MakeSite) -> None:
    before, after = moved(make_site)
    different = {path for path in before if before[path] != after[path]}
    own_pages = {path for path in before if re.fullmatch(r"@ada/2026-01-0\d-a/index.html", path)}
    assert different == {"@ada/index.html", "@ada/feed.atom", "@ada/feed.json", "site.json"} | own_pages
    assert before.keys() == after.keys()


def test_post_stays_and_names_the_new_address(make_site: MakeSite) -> None:
    html = moved(make_site)[1]["@ada/2026-01-01-a/index.html"].decode()
    assert f'Ada &lt;L&gt; has moved to <a href="{NEW}"><bdi>{NEW}</bdi></a>' in html
    assert "refresh" not in html
    assert '<link rel="canonical" href="https://old.example/x/@ada/2026-01-01-a/">' in html


def test_feeds_end_with_an_entry_that_says_where_to(make_site: MakeSite) -> None:
    _, after = moved(make_site)
    etree.RelaxNG(etree.parse(ROOT / "tests/support/schemas/atom.rng")).assertValid(etree.fromstring(after["@ada/feed.atom"]))
    entry = feedparser.parse(after["@ada/feed.atom"]).entries[0]
    assert (entry.id, entry.link, entry.published) == ("tag:old.example,2026:feed/@ada/moved", NEW, "2026-01-05T00:00:00+00:00")
    assert f'Ada &lt;L&gt; has moved to <a href="{NEW}">{NEW}</a>' in entry.content[0].value
    assert json.loads(after["@ada/feed.json"])["items"][0]["url"] == NEW
    assert b"moved" not in after["feed.atom"]
    assert json.loads(after["site.json"])["authors"][0]["moved_to"] == NEW


def test_address_that_is_none_is_an_error(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/profile.md": PROFILE.format("new.example")})
    with pytest.raises(ContentError) as error:
        build(root)
    assert "posts/ada/profile.md:3: `moved_to` is no address on the web" in str(error.value.problems[0])


@pytest.mark.parametrize("own", ["https://old.example/x/@ada/", "https://old.example/x/@ada"])
def test_page_does_not_lead_to_itself(make_site: MakeSite, own: str) -> None:
    root = make_site(SITE | {"posts/ada/profile.md": PROFILE.format(own)})
    (warning,) = build(root).warnings
    assert warning.what == "`moved_to` leads to the very page that would lead there"
    assert warning.remedy == "take it out where its author writes now"
    assert b"refresh" not in (root / "public/@ada/index.html").read_bytes()
