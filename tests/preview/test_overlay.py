"""What `serve` adds to pages, in a real browser."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microblog.build.options import Options
from microblog.preview.session import Preview
from tests.conftest import MakeSite
from tests.support.browsing import barriers, serving, watched
from tests.support.site_tree import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONFIG = "base_url: https://example.org/repo/\ntag_authority: example.org,2026\n"
POSTS = {f"posts/ada/2026-11-{day:02}-note.md": f"Note {day}.\n\n{'Words. ' * 80}" for day in range(1, 21)}
LONG = "posts/ada/2026-11-21-long.md"
SITE = {"config.yaml": CONFIG, **POSTS, LONG: "# Long\n\n" + "\n\n".join(f"Paragraph {number}." for number in range(200))}
HOSTILE = "---\ntitle: <img src=x onerror=alert(1)>\ndate: never</script><script>alert(2)</script>\n---\nNew.\n"


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site(SITE)


@pytest.fixture
def preview(root: Path) -> Iterator[Preview]:
    with serving(Options(root, jobs=1, now=NOW)) as running:
        yield running


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    page = browser.new_page(viewport={"width": 800, "height": 600})
    yield page
    page.close()


def place_of(page: "Page", selector: str) -> float:
    """Return how far below the window's edge an element stands."""
    return float(page.eval_on_selector(selector, "element => element.getBoundingClientRect().top"))


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, which a page's own policy lets no script of a test do."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "it never was so"
        time.sleep(0.02)


def test_overlay_shows_file_line_and_text_and_goes_away_when_it_is_mended(preview: Preview, root: Path, page: "Page") -> None:
    complaints = watched(page)
    page.goto(preview.url)
    (root / LONG).write_text("---\ntags: tea\ndate: never\n---\nNew.\n")
    shown = page.locator("#microblog-problems section")
    shown.wait_for()
    assert f"{LONG}:3: " in shown.inner_text()
    assert shown.locator("pre").inner_text().splitlines() == [
        "  1 | ---",
        "  2 | tags: tea",
        "> 3 | date: never",
        "  4 | ---",
        "  5 | New.",
    ]
    assert shown.locator("mark").inner_text().strip() == "> 3 | date: never"
    (root / LONG).write_text("Mended.\n")
    page.get_by_text("Mended.", exact=True).wait_for()
    assert page.locator("#microblog-problems").count() == 0
    assert complaints == []


def test_overlay_can_be_hidden(preview: Preview, root: Path, page: "Page") -> None:
    page.goto(preview.url)
    (root / LONG).write_text("---\ndate: never\n---\n")
    page.get_by_role("button", name="Hide").click()
    assert page.locator("#microblog-problems").count() == 0


def test_overlay_never_runs_what_an_author_wrote(preview: Preview, root: Path, page: "Page") -> None:
    said: list[Any] = []
    page.on("dialog", lambda dialog: said.append(dialog.dismiss()))
    page.goto(preview.url)
    (root / LONG).write_text(HOSTILE)
    shown = page.locator("#microblog-problems section")
    shown.wait_for()
    assert "<img src=x onerror=alert(1)>" in shown.inner_text()
    assert "</script><script>alert(2)</script>" in shown.inner_text()
    assert shown.locator("img, script").count() == 0
    assert said == []


def test_page_that_is_loaded_again_stays_where_it_was(preview: Preview, root: Path, page: "Page") -> None:
    page.goto(f"{preview.url}@ada/2026-11-21-long/")
    page.evaluate("scrollTo(0, 3000)")
    (root / LONG).write_text((root / LONG).read_text() + "\n\nThe end.")
    page.locator("p", has_text="The end.").wait_for(state="attached")
    wait_until(lambda: page.evaluate("scrollY") == 3000)


def test_what_is_read_stays_in_sight_when_a_post_comes_above_it(preview: Preview, root: Path, page: "Page") -> None:
    page.goto(preview.url)
    post = '[aria-labelledby="ada:2026-11-10-note"]'
    page.eval_on_selector(post, "element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 100)")
    before = place_of(page, post)
    (root / "posts/ada/2026-11-22-new.md").write_text(f"Newest. {'Words. ' * 200}")
    page.locator("p", has_text="Newest.").wait_for(state="attached")
    wait_until(lambda: abs(place_of(page, post) - before) < 2)


def test_page_at_its_top_stays_there_and_shows_what_is_new(preview: Preview, root: Path, page: "Page") -> None:
    page.goto(preview.url)
    (root / "posts/ada/2026-11-22-new.md").write_text("Newest.")
    page.locator("p", has_text="Newest.").wait_for(state="attached")
    assert page.evaluate("scrollY") == 0


def test_bar_leads_to_hidden_posts_and_says_of_each_why(preview: Preview, root: Path, page: "Page") -> None:
    complaints = watched(page)
    page.goto(preview.url)
    assert page.locator("#microblog-bar").count() == 0
    (root / "posts/ada/2026-11-22-idea.md").write_text("---\ndraft: true\n---\nIdea.")
    page.get_by_role("link", name="1 post is not shown").click()
    page.get_by_role("link", name="Idea.").click()
    bar = page.locator("#microblog-bar aside")
    bar.wait_for()
    assert "A draft, dated 2026-11-22" in bar.inner_text()
    assert page.locator(".e-content").inner_text() == "Idea."
    (root / "posts/ada/2026-11-22-idea.md").write_text("---\ndraft: true\n---\nBetter idea.")
    page.get_by_text("Better idea.", exact=True).wait_for()
    assert complaints == []


def test_bar_stays_away_once_it_was_hidden_until_the_page_is_loaded_again(preview: Preview, root: Path, page: "Page") -> None:
    (root / "posts/ada/2026-11-22-idea.md").write_text("---\ndraft: true\n---\nIdea.")
    page.goto(preview.url)
    page.get_by_role("button", name="Hide").click()
    (root / LONG).write_text("---\ndate: never\n---\n")
    page.locator("#microblog-problems section").wait_for()
    assert page.locator("#microblog-bar").count() == 0
    page.reload()
    page.get_by_role("link", name="1 post is not shown").wait_for()


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.nightly), "dark"])
def test_axe_finds_no_barrier_in_what_the_preview_adds(preview: Preview, root: Path, browser: "Browser", axe: Path, scheme: Any) -> None:
    (root / "posts/ada/2026-11-22-idea.md").write_text("---\ndraft: true\n---\nIdea.")
    page = browser.new_page(color_scheme=scheme, bypass_csp=True, viewport={"width": 360, "height": 740})
    page.goto(f"{preview.url}-/hidden/")
    page.get_by_role("link", name="Idea.").wait_for()
    found = barriers(page, axe)
    page.get_by_role("link", name="Idea.").click()
    (root / LONG).write_text("---\ndate: never\n---\n")
    page.locator("#microblog-problems section").wait_for()
    found += barriers(page, axe)
    page.close()
    assert found == []
