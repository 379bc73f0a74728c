"""The archive, a month's neighbours, an author's calendar, and the counts that a script finds posts with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from microblog.library import schema
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

CONFIG = {"config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 2\n"}
SITE = CONFIG | {
    "posts/ada/2025-12-31-a.md": "Last year.",
    "posts/ada/2026-02-01-b.md": "In February.",
    "posts/ada/2026-05-02-c.md": "One.",
    "posts/ada/2026-05-02-1200-d.md": "Two.",
    "posts/bob/2026-05-03-e.md": "Three.",
    "posts/bob/2026-05-03-f.md": "---\ndraft: true\n---\nFour.",
    "posts/bob/2026-05-03-g.md": "---\nunlisted: true\n---\nFive.",
    "posts/bob/2027-05-03-h.md": "Later.",
}


def page(root: Path, path: str) -> str:
    return (root / "public" / path / "index.html").read_text(encoding="utf-8")


def days(root: Path) -> Any:
    return json.loads((root / "public/archive/days.json").read_text(encoding="utf-8"))


def beside(root: Path, month: str) -> list[str]:
    """Return where a month leads."""
    found = re.search(r'<nav class="beside".*?</nav>', page(root, f"archive/{month}"), re.DOTALL)
    return re.findall(r'href="/archive/([^"]*)/"', found[0]) if found else []


def test_archive_has_all_months_with_bars_and_numbers(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    rows = re.findall(r'<li><a href="/archive/(\S+)/">(\w+)</a>.*?M0 0h(\d+)v.*?>(\d+ posts?)<', page(root, "archive"), re.DOTALL)
    assert rows == [
        ("2026/05", "May", "100", "3 posts"),
        ("2026/02", "February", "33", "1 post"),
        ("2025/12", "December", "33", "1 post"),
    ]
    assert "May</a>" in page(root, "archive/2026")


def test_month_leads_to_those_beside_it_that_have_posts(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    assert beside(root, "2026/02") == ["2025/12", "2026", "2026/05"]
    assert beside(root, "2026/05") == ["2026/02", "2026"]


def test_month_that_comes_and_goes_changes_the_fronts_beside_it_and_no_sealed_page(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    sealed = tree(root / "public/archive/2026/05/page")
    make_site({"posts/ada/2026-03-01-x.md": "In March."})
    build(root)
    assert beside(root, "2026/02")[-1] == beside(root, "2026/05")[0] == "2026/03"
    (root / "posts/ada/2026-03-01-x.md").unlink()
    build(root)
    assert beside(root, "2026/02")[-1] == "2026/05"
    assert beside(root, "2026/05")[0] == "2026/02"
    assert tree(root / "public/archive/2026/05/page") == sealed
    assert 'class="beside"' not in page(root, "archive/2026/05/page/1")


def test_counts_are_of_posts_that_timelines_show(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    assert days(root) == {"page_size": 2, "months": {"2025-12": "0 " * 30 + "1", "2026-02": "1", "2026-05": "0 2 1"}}


@pytest.mark.parametrize(
    ("path", "text", "may"),
    [
        ("posts/bob/2026-05-03-e.md", "---\ndraft: true\n---\nThree.", "0 2"),
        ("posts/bob/2026-05-03-f.md", "Four.", "0 2 2"),
        ("posts/bob/2026-05-03-g.md", "Five.", "0 2 2"),
        ("posts/ada/2026-05-02-c.md", "---\ndate: 2026-05-04T12:00:00+02:00\n---\nOne.", "0 1 1 1"),
        ("posts/ada/2026-05-02-c.md", "---\ndate: 2026-05-01T23:00:00-01:00\n---\nThe same moment, another day.", "1 1 1"),
    ],
)
def test_counts_follow_an_edit(make_site: MakeSite, path: str, text: str, may: str) -> None:
    root = make_site(SITE)
    build(root)
    make_site({path: text})
    build(root)
    assert days(root)["months"]["2026-05"] == may


def test_counts_follow_the_clock_and_drafts_there_and_back(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    first = tree(root / "public")
    build(root, now="2027-06-01T00:00:00Z", drafts=True)
    assert days(root)["months"]["2026-05"] == "0 2 2"
    assert days(root)["months"]["2027-05"] == "0 0 1"
    build(root)
    assert tree(root / "public") == first


def test_counts_of_an_author_and_a_month_without_posts_are_gone(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    (root / "posts/ada/2026-02-01-b.md").unlink()
    build(root)
    db = schema.open_to_read(root / ".microblog/index.db")
    rows = db.execute("SELECT author, month FROM activity ORDER BY author, month").fetchall()
    db.close()
    assert rows == [("", "2025-12"), ("", "2026-05"), ("ada", "2025-12"), ("ada", "2026-05"), ("bob", "2026-05")]


def test_profile_shows_its_author_s_year_on_the_front_alone(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    front = page(root, "@ada")
    assert "<summary>3 posts in 2026</summary>" in front
    assert 'aria-label="3 posts in 2026; busiest month: May"' in front
    assert "<figcaption>1 post in 2025</figcaption>" in front
    assert front.index('class="activity"') < front.index('class="h-feed"')
    assert "activity" not in page(root, "@ada/page/1")
    assert 'class="activity"' not in page(root, "@bob/posts")


def test_script_is_loaded_by_the_archive_alone(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    assert 'src="/days.js"' in page(root, "archive")
    assert all("/days.js" not in page(root, path) for path in ("", "@ada", "archive/2026/05", "tags"))
