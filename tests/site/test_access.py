"""Whoever reads a site in another way: by keyboard, with large text, in forced colours, from the right, on paper."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microblog.build.options import Options
from tests.support.browsing import barriers, serving
from tests.support.site_tree import NOW
from tests.support.stress import HARDEST, PAGES, stress_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("stress")
    for name, content in stress_site().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with serving(Options(root=root, now=NOW, jobs=1)) as preview:
        yield preview.url


@pytest.fixture(scope="module")
def narrow(browser: "Browser") -> "Iterator[Page]":
    """Yield one page, as wide as a phone, for tests that only look at what they open."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, bypass_csp=True)
    yield page
    page.close()


LATE = pytest.mark.nightly


@pytest.mark.parametrize(
    ("paths", "look"),
    [
        pytest.param(HARDEST, ("light", 360), id="hardest"),
        pytest.param(PAGES, ("light", 360), id="light", marks=LATE),
        pytest.param(PAGES, ("dark", 1280), id="dark", marks=LATE),
    ],
)
def test_axe_finds_no_barrier_on_a_site_that_is_hard(
    browser: "Browser", url: str, axe: Path, paths: Sequence[str], look: tuple[Any, int]
) -> None:
    page = browser.new_page(color_scheme=look[0], bypass_csp=True, viewport={"width": look[1], "height": 740})
    found = []
    for path in paths:
        page.goto(url + path)
        found += barriers(page, axe)
    page.close()
    assert found == []


@pytest.mark.parametrize(("width", "text"), [pytest.param(320, 100, marks=LATE), (360, 200), pytest.param(1280, 100, marks=LATE)])
def test_no_page_scrolls_sideways_however_long_its_words_and_large_its_text(browser: "Browser", url: str, width: int, text: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740})
    wide = []
    for path in PAGES:
        page.goto(url + path)
        page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
        if by := page.evaluate(SIDEWAYS):
            wide.append((path, by))
    page.close()
    assert wide == []


def test_what_is_wider_than_its_place_scrolls_by_keyboard(narrow: "Page", url: str) -> None:
    narrow.goto(f"{url}@ada/2026-11-05-0900-table/")
    wide = narrow.locator(".scroll").first
    wide.focus()
    narrow.keyboard.press("ArrowRight")
    narrow.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")
    assert narrow.get_by_role("table").count() == 1


def test_first_picture_of_an_author_stands_where_the_line_begins(narrow: "Page", url: str) -> None:
    narrow.goto(f"{url}@ada/media/")
    lefts = [narrow.eval_on_selector(place, "one => one.getBoundingClientRect().left") for place in ("h1", ".grid .u-url")]
    assert lefts[0] == lefts[1]


def test_forced_colours_show_one_current_entry_in_the_menu(browser: "Browser", url: str) -> None:
    page = browser.new_page(forced_colors="active")
    page.goto(f"{url}tags/")
    lines = page.eval_on_selector_all(".site-header li a", "links => links.map(link => getComputedStyle(link).borderBottomColor)")
    page.close()
    assert len(lines) > 2
    assert sorted(lines.count(line) for line in set(lines)) == [1, len(lines) - 1]


def test_nothing_is_drawn_before_a_tag_that_the_text_shows(narrow: "Page", url: str) -> None:
    narrow.goto(f"{url}@yuki/2026-11-04-0900-kiri/")
    drawn = narrow.eval_on_selector_all(".p-category", "all => all.map(one => [one.tagName, getComputedStyle(one, '::before').content])")
    assert drawn == [["DATA", "none"]]


def test_name_of_an_author_keeps_its_sign_in_text_from_the_right(narrow: "Page", url: str) -> None:
    narrow.goto(f"{url}@noor/2026-11-03-0900-fog/")
    first, last = narrow.eval_on_selector(
        ".e-content .mention",
        """link => [0, link.textContent.length - 1].map(at => {
          const range = document.createRange();
          range.setStart(link.firstChild, at);
          range.setEnd(link.firstChild, at + 1);
          return range.getBoundingClientRect().left;
        })""",
    )
    assert first < last  # the sign stands on the left of `ada`


def test_beginning_of_an_answered_text_from_the_right_is_in_sight(narrow: "Page", url: str) -> None:
    narrow.goto(f"{url}@ada/posts/")
    narrow.goto(url)
    directions = narrow.eval_on_selector_all(".answered", "all => all.map(one => one.getAttribute('dir'))")
    assert set(directions) <= {"auto"}


def test_print_shows_all_of_a_post_on_light_paper(browser: "Browser", url: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{url}@ada/2026-11-06-0900-photos/")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.h-entry')).breakInside") == "auto"
    assert not page.locator(".site-header nav").is_visible()
    page.close()


def test_chosen_colours_stay_and_are_there_before_anything_is_painted(browser: "Browser", url: str) -> None:
    page = browser.new_page(color_scheme="light", bypass_csp=True)
    page.goto(url)
    page.get_by_label("Colours").select_option("dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 27)"
    page.route("**/*.css", lambda route: (page.wait_for_timeout(50), route.continue_()))
    page.goto(f"{url}tags/", wait_until="commit")
    page.wait_for_function("document.documentElement.dataset.scheme === 'dark'")
    page.wait_for_load_state()
    page.get_by_label("Colours").select_option("")
    assert page.evaluate("'scheme' in document.documentElement.dataset") is False
    page.close()


def test_without_scripts_no_choice_is_offered_and_times_are_the_site_s(browser: "Browser", url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}@yuki/")
    assert not page.locator(".scheme").is_visible()
    assert page.locator("time.dt-published").first.text_content() == "2026年11月9日 1:11"
    context.close()


def test_day_without_a_time_is_that_day_everywhere(browser: "Browser", url: str) -> None:
    page = browser.new_page(timezone_id="America/New_York", locale="en-GB")
    page.goto(f"{url}@ada/2026-11-07-day/")
    assert page.locator("time.dt-published").first.text_content() == "7 November 2026"
    page.close()


def test_times_are_the_visitor_s_and_the_exact_moment_is_there_on_focus(browser: "Browser", url: str) -> None:
    page = browser.new_page(timezone_id="America/New_York", locale="en-GB")
    page.goto(f"{url}@yuki/2026-11-04-0900-kiri/")
    time = page.locator("time.dt-published").first
    assert time.text_content() == "2026年11月3日 19:00"
    before = page.evaluate("document.documentElement.scrollHeight")
    page.locator("a:has(> time.dt-published)").first.focus()
    assert time.get_attribute("data-shown") == ""
    assert "19:00:00" in (time.get_attribute("data-exact") or "")
    page.keyboard.press("Escape")
    assert time.get_attribute("data-shown") is None
    assert page.evaluate("document.documentElement.scrollHeight") == before
    page.close()


@pytest.mark.parametrize(("lang", "width"), [("en", 360), ("ar", 360)])
def test_tab_of_the_page_is_in_sight_on_a_phone_and_the_page_stays_at_its_top(
    browser: "Browser", tmp_path: Path, lang: str, width: int
) -> None:
    people = {f"posts/{name}/2026-11-01-a.md": f"@{other}" for name, other in (("ada", "bob"), ("bob", "ada"))}
    for name, text in {"config.yaml": f"lang: {lang}\n", **people}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with serving(Options(root=tmp_path, now=NOW, jobs=1)) as preview:
        page = browser.new_page(viewport={"width": width, "height": 740})
        for path in ("@ada/", "@ada/home/", "@ada/followers/"):
            page.goto(preview.url + path)
            row, tab = (page.locator(name).bounding_box() for name in (".tabs", ".tabs [aria-current]"))
            assert row
            assert tab
            assert row["x"] - 1 <= tab["x"] < tab["x"] + tab["width"] <= row["x"] + row["width"] + 1
            assert page.evaluate("window.scrollY") == 0
        page.close()
