"""One file of `pages/`: what its name and its front matter say, and what is wrong with it."""

import pytest

from microblog.content.standing_pages import parse_page
from microblog.model.nouns import Config, StandingPage

CONFIG = Config(base_url="https://example.org/x/", timezone="Europe/Berlin", lang="de")


def page(text: str, path: str = "pages/about.md") -> StandingPage:
    found, problems = parse_page(path, text.encode(), CONFIG)
    assert found
    assert problems == []
    return found


def complain(text: str, path: str = "pages/about.md") -> list[str]:
    return [str(problem) for problem in parse_page(path, text.encode(), CONFIG)[1]]


@pytest.mark.parametrize(
    ("path", "permalink"),
    [
        ("pages/about.md", "about/"),
        ("pages/garden/tools.md", "garden/tools/"),
        ("pages/garden/index.md", "garden/"),
        ("pages/garden/deep/index.md", "garden/deep/"),
        ("pages/Über uns.md", "Über-uns/"),
        ("pages/garden/users.md", "garden/users/"),
    ],
)
def test_path_of_the_file_is_the_url(path: str, permalink: str) -> None:
    assert page("Tea.", path).permalink == permalink


@pytest.mark.parametrize(("path", "permalink"), [("pages/a.md", "now/"), ("pages/a/b.md", "a/now/"), ("pages/a/index.md", "now/")])
def test_slug_replaces_the_last_part(path: str, permalink: str) -> None:
    assert page("---\nslug: now\n---\nTea.", path).permalink == permalink


@pytest.mark.parametrize("name", ["users", "Tags", "archive", "page", "search", "feed.atom", "404", "robots.txt", "@ada", "tags/python"])
def test_name_that_the_site_needs_is_an_error_that_names_both(name: str) -> None:
    (problem,) = complain("Tea.", f"pages/{name}.md")
    own = name.partition("/")[0].lower()
    assert problem.startswith(
        f"pages/{name}.md:1: the page's URL /{name.replace('@', '-')}/ is in the way of the site's own /{own}; rename"
    )


def test_front_page_is_no_page() -> None:
    (problem,) = complain("Tea.", "pages/index.md")
    assert problem.startswith("pages/index.md:1: the page would stand in the place of the site's own front page, /; give it another name")


def test_slug_in_the_way_of_the_site_is_told_with_its_line() -> None:
    (problem,) = complain("---\ntitle: Tea\nslug: tags\n---\nTea.")
    assert problem.startswith("pages/about.md:3: the page's URL /tags/ is in the way of the site's own /tags; ")


@pytest.mark.parametrize(
    ("text", "title", "html"),
    [
        ("---\ntitle: About\n---\nTea.", "About", "<p>Tea.</p>"),
        ("# About *us* #\n\nTea.", "About us", "<p>Tea.</p>"),
        ("---\ntitle: About\n---\n\n# About\n\nTea.", "About", "<p>Tea.</p>"),
        ("Tea.", "About", "<p>Tea.</p>"),
        ("# 茶\n", "茶", ""),
    ],
)
def test_title_is_said_once(text: str, title: str, html: str) -> None:
    found = page(text)
    assert (found.title, found.content_html) == (title, html)


def test_heading_that_is_not_the_title_stays() -> None:
    found = page("---\ntitle: About\n---\n# Tea\n")
    assert found.title == "About"
    assert "<h2" in found.content_html


def test_name_of_a_file_or_folder_is_the_title_where_nothing_else_is() -> None:
    assert page("Tea.", "pages/who-we_are.md").title == "Who we are"
    assert page("Tea.", "pages/garden/index.md").title == "Garden"


def test_lines_of_problems_stay_where_they_were_behind_a_heading_that_is_the_title() -> None:
    (problem,) = complain("# About\n\nTea.\n\n![A cat](../cat.jpg)")
    assert problem.startswith("pages/about.md:5: warning: '../cat.jpg' leads outside pages/;")


def test_page_names_files_anywhere_below_pages() -> None:
    files = page("![A cat](../cat.jpg)", "pages/garden/tools.md").attachments
    assert [(file.source, file.path) for file in files] == [("pages/cat.jpg", "garden/tools/cat.jpg")]


def test_dates_are_in_the_zone_of_the_site() -> None:
    found = page("---\ndate: 2026-11-23T14:05\nupdated: 2026-11-24\n---\nTea.")
    assert (found.published, found.updated) == ("2026-11-23T14:05:00+01:00", "2026-11-24T00:00:00+01:00")
    assert page("Tea.").instant == 0


def test_keys_that_say_what_a_page_is_are_kept() -> None:
    found = page("---\nsummary: All of us\nlang: en\ndraft: true\nunlisted: yes\n---\nTea, @ada.")
    assert (found.summary, found.lang, found.draft, found.unlisted, found.named) == ("All of us", "en", True, True, ("ada",))
    assert page("Tea.").lang == "de"


def test_hashtag_is_no_link_since_its_tag_may_have_no_page() -> None:
    assert page("Tea, #cake.").content_html == "<p>Tea, #cake.</p>"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\ntitel: About\n---\nTea.", "pages/about.md:2: warning: unknown key 'titel'; did you mean 'title'?"),
        ("---\ndraft:\n---\nTea.", "pages/about.md:2: warning: `draft` has nothing behind it, so it holds nothing back; write"),
        ("---\ndraft: maybe\n---\nTea.", "pages/about.md:2: `draft` is neither true nor false"),
        ("---\nupdated: soon\n---\nTea.", "pages/about.md:2: `updated`: "),
        ("lang: de\n\nTea.", "pages/about.md:1: warning: the text begins with `lang:`, which counts as text"),
        ("---\ntitle: About\n", "pages/about.md:1: the front matter never ends"),
        ("---\nslug: a/b\n---\nTea.", "pages/about.md:2: `slug: a/b` has a character other than"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, problem: str) -> None:
    assert [found for found in complain(text) if found.startswith(problem)] != []
