"""The search in a real browser: what readers see of it, and what nobody must be able to do with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from microblog.build.options import Options
from tests.support.browsing import barriers, serving, watched
from tests.support.site_tree import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
SITE = {
    "config.yaml": "base_url: https://example.org/some-repo/\ntag_authority: example.org,2026\npage_size: 5\n",
    "posts/ada/2026-03-01-kettle.md": "---\ntags: [tea]\n---\nThe kettle sings; Crème brûlée follows.\n",
    "posts/ada/2026-03-02-ja.md": "---\nlang: ja\n---\n東京都でお茶を飲みました。\n",
    "posts/ada/2026-03-03-cw.md": "---\ncw: Spiders\n---\nA tarantula in the kettle.\n",
    "posts/ada/2026-03-04-hostile.md": f"Evil words `{HOSTILE}` here.\n",
    **{f"posts/ada/2026-04-{day:02}-more.md": f"Number {day} of many cups.\n" for day in range(1, 25)},
}


def write_site(root: Path) -> Path:
    for name, text in SITE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(Options(root=write_site(tmp_path_factory.mktemp("search")), now=NOW, jobs=1)) as preview:
        yield preview.url


@pytest.fixture(scope="module")
def page(browser: "Browser") -> "Iterator[Page]":
    """Yield one page for all tests here that go on from no other."""
    yield from _new_page(browser)


@pytest.fixture
def first_page(browser: "Browser") -> "Iterator[Page]":
    """Yield a page of a browser that was nowhere yet."""
    yield from _new_page(browser)


def _new_page(browser: "Browser") -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(60_000)  # which a machine with much to do may need
    yield context.new_page()
    context.close()


def found(page: "Page") -> list[str]:
    """Wait for an answer, and return the posts found."""
    page.locator("#search-status").filter(has_text=":").or_(page.get_by_text("Nothing was found.")).first.wait_for()
    page.wait_for_load_state("networkidle")
    hrefs = page.locator("#search-results .u-uid").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [href.split("/")[-2] for href in hrefs]


def test_words_are_found_below_a_base_path_and_marked(page: "Page", site_url: str) -> None:
    complaints = watched(page)
    page.goto(f"{site_url}search/?q=kettle+creme")
    assert found(page) == ["2026-03-01-kettle"]
    assert page.locator("#search-results mark").all_text_contents() == ["kettle", "Crème"]
    assert page.locator("#search-status").text_content() == "Posts found: 1"
    page.goto(f"{site_url}search/?q=京都")
    assert found(page) == ["2026-03-02-ja"]
    assert page.locator("#search-results mark").all_text_contents() == ["京都"]
    assert complaints == []


def test_typing_searches_and_address_follows(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}search/")
    page.get_by_role("searchbox").press_sequentially("kett")
    assert found(page) == ["2026-03-01-kettle", "2026-03-03-cw"]
    assert page.url == f"{site_url}search/?q=kett"
    page.get_by_role("searchbox").press("Enter")
    page.get_by_label("Newest first").check()
    page.wait_for_url("**?q=kett&sort=newest")
    assert found(page) == ["2026-03-03-cw", "2026-03-01-kettle"]
    page.go_back()
    page.wait_for_url("**?q=kett")
    assert page.get_by_label("Best first").is_checked()


def test_content_warning_stays_folded(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}search/?q=tarantula")
    assert found(page) == ["2026-03-03-cw"]
    assert page.locator("#search-results details").get_attribute("open") is None
    assert not page.get_by_text("A tarantula").is_visible()


def test_more_than_six_are_shown_on_request_and_focus_goes_on(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}search/?q=cups&sort=newest")
    assert found(page) == [f"2026-04-{day:02}-more" for day in range(24, 18, -1)]
    page.get_by_role("button", name="Show more").press("Enter")
    page.locator("#search-results .u-uid").nth(15).wait_for()
    assert page.evaluate("document.activeElement.closest('article') === document.querySelectorAll('#search-results article')[6]")
    page.get_by_role("button", name="Show more").click()
    page.locator("#search-results .u-uid").nth(23).wait_for()
    assert page.get_by_role("button", name="Show more").count() == 0


@pytest.mark.parametrize(
    "query",
    [
        HOSTILE,
        '"><svg onload=window.pwned=1>',
        "\0\ud800",
        *(pytest.param(query, marks=pytest.mark.nightly) for query in ("evil", "onerror", "javascript:window.pwned=1", "(?:[*")),
    ],
)
def test_hostile_words_stay_text(page: "Page", site_url: str, query: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site_url}search/")
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("searchbox").press("Enter")
    found(page)
    page.goto(page.url)
    found(page)
    assert page.evaluate("window.pwned") is None
    assert page.locator("#search-results img[src=x], #search-results script, #search-results svg").count() == 0
    assert errors == []


def wait_until_kept(page: "Page", url: str) -> None:
    """Wait until the browser keeps a page of the timeline; the newest comes behind all else that the search needs."""
    for _ in range(600):
        if page.evaluate("url => caches.open('microblog-search').then(cache => cache.match(url)).then(Boolean)", url):
            return
        page.wait_for_timeout(100)
    pytest.fail("nothing is kept")


def test_search_goes_on_when_the_server_is_gone(first_page: "Page", tmp_path: Path) -> None:
    page = first_page
    with serving(Options(root=write_site(tmp_path), now=NOW, jobs=1)) as preview:
        url = preview.url
        page.goto(f"{url}search/?q=kettle")
        assert found(page) == ["2026-03-01-kettle", "2026-03-03-cw"]
        for number in (2, 1):  # the first may be kept sooner, since the answer shows posts of it
            wait_until_kept(page, f"{url}page/{number}/")
    page.goto(f"{url}search/?q=cups+17")
    assert found(page)[0] == "2026-04-17-more"
    page.goto(f"{url}search/?q=spiders")
    assert found(page) == ["2026-03-03-cw"]


def test_page_without_scripts_leads_to_tags_and_archive(browser: "Browser", site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}search/")
    main = page.get_by_role("main")
    assert main.get_by_role("link", name="Tags").get_attribute("href") == "/some-repo/tags/"
    assert main.get_by_role("link", name="Archive").get_attribute("href") == "/some-repo/archive/"
    assert not page.locator("form.search").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.nightly), "dark"])
def test_axe_finds_no_barrier(browser: "Browser", site_url: str, axe: Path, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True, viewport={"width": 390, "height": 844})
    page.goto(f"{site_url}search/?q=ketle")
    found(page)
    page.get_by_text("How to search more precisely").click()
    assert barriers(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.close()
