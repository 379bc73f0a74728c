"""Ways from one post to the next."""

import re
from pathlib import Path

import pytest

from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

SITE = {f"posts/ada/2026-11-0{day}-x.md": f"Day {day}." for day in (1, 3, 5, 7)} | {"posts/bob/2026-11-04-y.md": "Hi."}


def older(root: Path, name: str) -> str:
    found = re.search(r'rel="prev" href="/@ada/([^/]*)/"', (root / f"public/@ada/{name}/index.html").read_text(encoding="utf-8"))
    return found[1] if found else ""


def test_post_leads_to_the_one_before_by_the_same_author(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    assert older(root, "2026-11-05-x") == "2026-11-03-x"
    assert older(root, "2026-11-01-x") == ""


def test_new_post_changes_the_page_of_no_other(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    before = tree(root / "public/@ada/2026-11-07-x")
    make_site({"posts/ada/2026-11-09-x.md": "Day 9."})
    build(root)
    assert tree(root / "public/@ada/2026-11-07-x") == before
    assert older(root, "2026-11-09-x") == "2026-11-07-x"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"posts/ada/2026-11-04-x.md": "Day 4."}, {"2026-11-05-x": "2026-11-04-x", "2026-11-04-x": "2026-11-03-x"}),
        ({"posts/ada/2026-11-03-x.md": "---\ndraft: true\n---\nDay 3."}, {"2026-11-05-x": "2026-11-01-x"}),
        (
            {"posts/ada/2026-11-03-x.md": "---\ndate: 2026-11-06\n---\nDay 3."},
            {"2026-11-05-x": "2026-11-01-x", "2026-11-07-x": "2026-11-03-x"},
        ),
        (
            {"posts/ada/2026-10-01-x.md": "First.", "posts/ada/2026-11-06-x.md": "6."},
            {"2026-11-01-x": "2026-10-01-x", "2026-11-07-x": "2026-11-06-x"},
        ),
        ({"posts/ada/2026-11-03-x.md": "---\nslug: other\n---\nDay 3."}, {"2026-11-05-x": "other"}),
    ],
)
def test_way_follows_posts_that_come_and_go_in_between(make_site: MakeSite, edit: dict[str, str], expected: dict[str, str]) -> None:
    root = make_site(SITE)
    build(root)
    make_site(edit)
    build(root)
    assert {name: older(root, name) for name in expected} == expected
    incremental = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == incremental


def test_way_follows_posts_that_go_while_others_come(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    for day in (3, 7):
        (root / f"posts/ada/2026-11-0{day}-x.md").unlink()
    make_site({"posts/ada/2026-11-02-x.md": "Day 2.", "posts/ada/2026-11-08-x.md": "Day 8."})
    build(root)
    assert [older(root, f"2026-11-0{day}-x") for day in (2, 5, 8)] == ["2026-11-01-x", "2026-11-02-x", "2026-11-05-x"]
    incremental = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == incremental
