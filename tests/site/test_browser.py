"""The site in a real browser: nothing is missing, nothing is refused, nobody is left out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microblog.build.options import Options
from tests.conftest import MakeSite
from tests.support.browsing import barriers, serving, watched
from tests.support.site_tree import NOW
from tests.support.tour import copy_tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = (
    "",
    "page/1/",
    "@mira/",
    "@noor/home/",
    "@otto/following/",
    "@pip/card.html",
    "@otto/media/",
    "@otto/posts/",
    "@otto/2026-11-12-0530-drei-bilder/",
    "users/",
    "tags/",
    "archive/",
    "archive/2026/",
    "archive/2026/10/",
    "tags/writing/",
    "search/",
    "no/such/page/",
)
ONE_OF_EACH = [path for path in PAGES if path not in {"page/1/", "@mira/", "tags/writing/"}]
"""Pages of one kind each; an author's own is looked at in `test_access.py`, a tag's looks as the front page does."""


EACH_OR_SOME = [pytest.param(4, id="some posts"), pytest.param(1, id="each post", marks=pytest.mark.nightly)]


@pytest.fixture(scope="module")
def tour_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = copy_tour(tmp_path_factory.mktemp("browser"))
    with serving(Options(root=root, now=NOW, jobs=1)) as preview:
        yield preview.url


def post_urls(page: "Page", url: str) -> list[str]:
    page.goto(url)
    found: list[str] = page.eval_on_selector_all("a.u-uid", "links => links.map(link => link.href)")
    return found


@pytest.mark.parametrize("every", EACH_OR_SOME)
def test_pages_load_without_complaint_and_ask_no_other_host(browser: "Browser", tour_url: str, every: int) -> None:
    page = browser.new_page()
    complaints, hosts = watched(page), set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for url in [*(tour_url + path for path in PAGES[:-1]), *post_urls(page, tour_url)[::every]]:
        page.goto(url)
    page.close()
    assert complaints == []
    assert hosts == {tour_url.split("/")[2]}


@pytest.mark.parametrize(
    ("scheme", "paths", "posts"),
    [
        pytest.param("dark", ONE_OF_EACH, 1, id="one of each"),
        pytest.param("dark", PAGES, 6, id="dark", marks=pytest.mark.nightly),
        pytest.param("light", PAGES, 6, id="light", marks=pytest.mark.nightly),
    ],
)
def test_axe_finds_no_barrier(  # noqa: PLR0917 - a table
    browser: "Browser", tour_url: str, axe: Path, scheme: Any, paths: Sequence[str], posts: int
) -> None:
    page = browser.new_page(color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 844})
    found = []
    for url in [*(tour_url + path for path in paths), *post_urls(page, tour_url)[:posts]]:
        page.goto(url)
        found += barriers(page, axe)
    page.close()
    assert found == []


@pytest.mark.parametrize("every", EACH_OR_SOME)
@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.nightly)])
def test_no_page_scrolls_sideways(browser: "Browser", tour_url: str, width: int, every: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = []
    for url in [*(tour_url + path for path in PAGES), *post_urls(page, tour_url)[::every]]:
        page.goto(url)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(url)
    page.close()
    assert wide == []


def test_open_page_follows_what_is_saved(browser: "Browser", make_site: MakeSite) -> None:
    root = make_site(
        {
            "config.yaml": "base_url: https://example.org/some-repo/\ntag_authority: example.org,2026\n",
            "posts/ada/2026-11-01-a.md": "Before.",
        }
    )
    with serving(Options(root=root, now=NOW, jobs=1)) as preview:
        page = browser.new_page()
        page.goto(preview.url)
        page.get_by_text("Before.", exact=True).wait_for()
        make_site({"posts/ada/2026-11-01-a.md": "After."})
        page.get_by_text("After.", exact=True).wait_for()
        make_site({"posts/ada/2026-11-01-a.md": "---\ndate: never\n---\nAfter."})
        page.get_by_text("posts/ada/2026-11-01-a.md:2").wait_for()
        make_site({"posts/ada/2026-11-01-a.md": "Mended."})
        page.get_by_text("Mended.", exact=True).wait_for()
        assert page.get_by_text("posts/ada/2026-11-01-a.md:2").count() == 0
        page.close()
