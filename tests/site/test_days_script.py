"""What the archive's script finds: the posts of this day in earlier years, and any post."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microblog.build.options import Options
from tests.support.browsing import barriers, serving, watched
from tests.support.site_tree import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FILES = {
    "config.yaml": "base_url: https://example.org/sub/\ntag_authority: example.org,2026\npage_size: 2\n",
    "posts/ada/2024-11-23-a.md": "Rain, and a *kettle*.",
    "posts/ada/2025-11-22-before.md": "The day before.",
    "posts/ada/2025-11-23-b.md": "---\ncw: Spiders\n---\nEight legs.",
    "posts/bob/2025-11-23-c.md": "---\ndate: 2025-11-23T23:30:00-10:00\n---\nAs late as can be.",
    "posts/bob/2025-11-24-d.md": "---\ndate: 2025-11-24T00:30:00+12:00\n---\nThe next day, but before.",
    "posts/bob/2025-11-23-e.md": "---\ntitle: A title\n---\nWords.",
    "posts/bob/2025-11-23-like.md": "---\nlike_of: https://example.net/\n---\n",
    "posts/bob/2026-11-23-f.md": "This year.",
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("days")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with serving(Options(root=root, now=NOW, jobs=1)) as preview:
        yield preview.url


def archive(browser: "Browser", url: str, today: str, **options: Any) -> "Page":
    page = browser.new_page(timezone_id="America/New_York", **options)
    page.clock.set_fixed_time(today)
    page.goto(f"{url}archive/")
    return page


def test_posts_of_this_day_in_earlier_years_are_listed_by_the_visitor_s_clock(browser: "Browser", url: str) -> None:
    page = archive(browser, url, "2026-11-24T03:00:00Z")  # still the 23rd in New York
    complaints = watched(page)
    page.get_by_text("On this day").click()
    page.locator(".wander li").first.wait_for()
    rows = page.locator(".wander li").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == [
        "2025 As late as can be.",
        "2025 bob liked a page on example.net",
        "2025 A title",
        "2025 Content warning: Spiders",
        "2024 Rain, and a kettle.",
    ]
    page.get_by_role("link", name="A title").click()
    page.wait_for_url("**/@bob/2025-11-23-e/")
    assert complaints == []
    page.close()


def test_day_without_posts_is_said(browser: "Browser", url: str) -> None:
    page = archive(browser, url, "2026-07-01T12:00:00Z")
    page.get_by_text("On this day").click()
    page.get_by_text("Nothing was posted on this day of earlier years.").wait_for()
    assert page.locator(".wander li").count() == 0
    page.close()


@pytest.mark.parametrize(("chance", "found"), [(0, "@ada/2024-11-23-a/"), (0.999, "@bob/2026-11-23-f/"), (0.15, "@ada/2025-11-22-before/")])
def test_random_post_is_one_of_all(browser: "Browser", url: str, chance: float, found: str) -> None:
    page = archive(browser, url, "2026-07-01T12:00:00Z")
    page.evaluate(f"Math.random = () => {chance}")
    page.get_by_role("button", name="A random post").click()
    page.wait_for_url(url + found)
    page.close()


def test_lost_network_is_said_and_the_next_click_tries_again(browser: "Browser", url: str) -> None:
    page = archive(browser, url, "2026-07-01T12:00:00Z")
    page.route("**/days.json", lambda route: route.abort())
    page.get_by_role("button", name="A random post").click()
    page.get_by_text("This cannot be loaded at the moment.").wait_for()
    page.unroute("**/days.json")
    page.get_by_role("button", name="A random post").click()
    page.wait_for_url("**/@*/*/")
    page.close()


def test_without_scripts_none_of_it_is_offered(browser: "Browser", url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}archive/")
    assert not page.locator(".wander").is_visible()
    assert page.get_by_role("link", name="November").count() == 3
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), pytest.param("dark", 1280, marks=pytest.mark.nightly)])
def test_axe_finds_no_barrier_in_what_is_folded(browser: "Browser", url: str, axe: Path, scheme: Any, width: int) -> None:
    page = archive(browser, url, "2026-11-23T15:00:00Z", color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 740})
    page.get_by_text("On this day").click()
    page.locator(".wander li").first.wait_for()
    found = _found(page, axe)
    page.goto(f"{url}@bob/")
    page.locator(".activity > summary").click()
    for summary in page.locator(".activity details > summary").all():
        summary.click()
    found += _found(page, axe)
    page.close()
    assert found == []


def _found(page: "Page", axe: Path) -> list[tuple[str, str, str]]:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return barriers(page, axe)


def test_calendar_is_seen_in_forced_colours(browser: "Browser", url: str) -> None:
    page = browser.new_page(forced_colors="active")
    page.goto(f"{url}@bob/")
    page.locator(".activity > summary").click()
    fills = page.eval_on_selector_all(".calendar path", "all => all.map(one => getComputedStyle(one).fill)")
    page.close()
    assert len(set(fills)) == 3  # of none, one and three
