"""Author cards: a fragment for each author, and the script that shows it beside links to them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microblog.build.options import Options
from tests.conftest import MakeSite
from tests.support.browsing import barriers, serving, watched
from tests.support.complaints import complain
from tests.support.site_tree import NOW, build, tree

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONFIG = "base_url: https://example.org/club/\ntag_authority: example.org,2026\n"
SITE = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": "---\nname: Ada L\npronouns: she/her\nfollowing: [bob, cy, dee, eve]\n---\nCounts *well*.",
    "posts/bob/profile.md": "---\nname: Bob\n---\n",
    "posts/cy/profile.md": "---\nfollowing: [ada]\n---\n",
    "posts/dee/profile.md": "",
    "posts/eve/profile.md": "",
    "posts/ada/2026-11-01-one.md": "One.",
    "posts/bob/2026-11-02-two.md": "Ask @ada, or @nobody.",
}


def card(root: Path, handle: str = "ada") -> str:
    """Build, and give the words of an author's card."""
    build(root)
    page = (root / f"public/@{handle}/card.html").read_text(encoding="utf-8")
    fragment = re.search(r'<div class="author-card.*</div>', page, re.DOTALL)
    assert fragment is not None
    return " ".join(re.sub(r"<[^>]*>", " ", fragment[0]).split())


def test_card_says_who_an_author_is(make_site: MakeSite) -> None:
    words = card(make_site(SITE))
    assert words == (
        "Ada L @ ada she/her Counts well. 1 post 4 following 1 follower Follows Bob, cy, dee and 1 more. Followed by cy ."
    ).replace(" .", ".")


def test_new_post_rewrites_no_card_but_its_authors(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    before = tree(root / "public")
    make_site({"posts/ada/2026-11-03-new.md": "New."})
    build(root)
    after = tree(root / "public")
    assert [path for path in after if path.endswith("card.html") and after[path] != before[path]] == ["@ada/card.html"]


def test_card_follows_names_and_follows(make_site: MakeSite) -> None:
    root = make_site(SITE)
    card(root)
    make_site({"posts/bob/profile.md": "---\nname: Robert\nfollowing: [ada]\n---\n"})
    assert card(root).endswith("4 following 2 followers Follows Robert, cy, dee and 1 more. Followed by Robert, cy.")
    (root / "posts/ada/profile.md").unlink()
    assert card(root) == "ada @ ada 1 post 0 following 2 followers Followed by Robert, cy."


def test_card_follows_the_names_of_others(make_site: MakeSite) -> None:
    root = make_site(SITE)
    assert "Follows Bob, cy" in card(root)
    make_site({"posts/bob/profile.md": "---\nname: Robert\n---\n"})
    assert "Follows Robert, cy" in card(root)


def test_card_goes_with_its_author(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    (root / "posts/eve/profile.md").unlink()
    make_site({"posts/ada/profile.md": "Alone."})
    build(root)
    assert not (root / "public/@eve/card.html").exists()


@pytest.mark.parametrize("name", ["card.html", "card"])
def test_post_may_not_take_the_cards_place(name: str) -> None:
    (problem,) = complain("---\ndate: 2026-11-01\n---\nHello", f"posts/ada/{name}.md")
    assert f"is in the way of the author's own /@ada/{name}" in problem


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("club")
    for name, text in SITE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with serving(Options(root=root, now=NOW, jobs=1)) as preview:
        yield preview.url


@pytest.fixture(scope="module")
def tab(browser: "Browser") -> "Iterator[Page]":
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def page(tab: "Page", club: str) -> "Page":
    """Return a page that shows a post, with the pointer in a corner."""
    tab.set_viewport_size({"width": 800, "height": 600})
    tab.mouse.move(799, 599)
    tab.goto(f"{club}@bob/2026-11-02-two/")
    return tab


def mention(page: "Page") -> Any:
    return page.locator("a.mention")


def tooltip(page: "Page") -> Any:
    return page.get_by_role("tooltip")


def test_card_opens_on_hover_and_stays_while_the_pointer_is_on_it(page: "Page") -> None:
    complaints, hosts = watched(page), set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    mention(page).hover()
    tooltip(page).wait_for()
    assert mention(page).get_attribute("aria-describedby") == tooltip(page).get_attribute("id")
    tooltip(page).hover()
    page.wait_for_timeout(500)
    assert tooltip(page).get_by_text("Counts well.").is_visible()
    page.mouse.move(790, 590)
    tooltip(page).wait_for(state="detached")
    assert mention(page).get_attribute("aria-describedby") is None
    assert (complaints, hosts) == ([], {page.url.split("/")[2]})


def test_card_opens_on_keyboard_focus_and_goes_with_escape(page: "Page") -> None:
    page.locator("time.dt-published").locator("..").focus()
    page.keyboard.press("Tab")
    tooltip(page).wait_for()
    page.keyboard.press("Escape")
    assert tooltip(page).count() == 0
    page.wait_for_timeout(500)
    assert tooltip(page).count() == 0
    assert mention(page).evaluate("link => link === document.activeElement")


def test_card_goes_when_the_focus_goes_on(page: "Page") -> None:
    page.locator("time.dt-published").locator("..").focus()
    page.keyboard.press("Tab")
    tooltip(page).wait_for()
    page.keyboard.press("Tab")
    tooltip(page).get_by_text("Counts well.").wait_for(state="detached")


def test_card_stays_within_a_small_window(page: "Page") -> None:
    page.set_viewport_size({"width": 320, "height": 300})
    mention(page).hover()
    box = tooltip(page).bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= 320 - box["width"]
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_picture_in_a_byline_opens_the_card_too(page: "Page", club: str) -> None:
    page.goto(club)
    page.locator(".p-author .u-photo").last.hover()
    tooltip(page).get_by_text("Counts well.").wait_for()


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.nightly), "dark"])
def test_axe_finds_no_barrier_while_a_card_is_open(browser: "Browser", club: str, axe: Path, scheme: Any) -> None:
    page = browser.new_page(color_scheme=scheme, bypass_csp=True)
    page.goto(club)
    mention(page).hover()
    tooltip(page).wait_for()
    page.wait_for_timeout(300)  # faded in
    found = barriers(page, axe, ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"))
    page.close()
    assert found == []


def test_link_is_a_link_without_javascript(browser: "Browser", club: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{club}@bob/2026-11-02-two/")
    mention(page).click()
    assert page.url == f"{club}@ada/"
    page.context.close()
