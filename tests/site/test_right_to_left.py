"""Pages of a site that is written from right to left, in a real browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from microblog.build.options import Options
from tests.conftest import MakeSite
from tests.support.browsing import serving
from tests.support.site_tree import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\nlang: ar\n",
    "posts/layla/profile.md": "---\nname: ليلى\nfollowing: [ada]\n---\nمن الميناء، مع @ada",
    "posts/layla/2026-03-01-0915-a.md": "صباح الخير يا @ada، كوب من الشاي #tea",
    "posts/ada/2026-03-02-2010-b.md": "---\nin_reply_to: layla/2026-03-01-0915-a\n---\nGood morning @layla, it is late.",
    "posts/ada/2026-03-03-2010-c.md": "---\nrepost_of: layla/2026-03-01-0915-a\n---\n",
}
PAGES = (
    "",
    "@layla/",
    "@ada/home/",
    "@layla/2026-03-01-0915-a/",
    "@ada/2026-03-02-2010-b/",
    "tags/",
    "tags/tea/",
    "users/",
    "archive/2026/03/",
)

# For each text that begins with a sign, whether the sign stands to the left of the letter behind it.
SIGNS = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.parentElement.closest("a, .nick, h1") || node.parentElement.closest(".p-content, .answered, .hidden")) continue;
    for (const match of node.data.matchAll(/[@#][a-z]/g)) {
      const [sign, letter] = [0, 1].map((at) => {
        const range = document.createRange();
        range.setStart(node, match.index + at);
        range.setEnd(node, match.index + at + 1);
        return range.getBoundingClientRect();
      });
      if (sign.width) found.push([node.data, sign.left < letter.left]);
    }
  }
  return found;
}"""


@pytest.fixture
def page(browser: "Browser", make_site: MakeSite) -> Iterator["Page"]:
    with serving(Options(root=make_site(SITE), now=NOW, jobs=1)) as preview:
        page = browser.new_page(base_url=preview.url, viewport={"width": 360, "height": 700})
        yield page
        page.close()


def test_pages_are_mirrored_and_names_keep_their_sign_in_front(page: "Page") -> None:
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
        assert [text for text, is_in_front in page.evaluate(SIGNS) if not is_in_front] == [], path
    page.goto("")
    avatar, name = page.locator(".h-entry .avatar").first.bounding_box(), page.locator(".h-entry .p-name").first.bounding_box()
    assert avatar is not None
    assert name is not None
    assert avatar["x"] > name["x"] + name["width"] - 1
    assert page.locator(".h-entry time").first.inner_text().startswith("3 مارس 2026، ")
