"""Copies that were made of a post stand on its own page, and on no card or sealed page."""

import json
from pathlib import Path

import pytest

from tests.conftest import MakeSite
from tests.support.edits import outcome, write
from tests.support.site_tree import build, tree

ADDRESS = "https://mastodon.example/@ada/101"


def line(state: str = "sent", **more: object) -> str:
    values = {"post": "ada/2026-11-23-hello", "to": "mastodon", "account": "https://mastodon.example/@ada", "part": 0, "url": ADDRESS}
    return json.dumps({**values, "state": state, **more}) + "\n"


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    return make_site(
        {
            "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 1\n",
            "posts/ada/2026-11-23-hello.md": "Hello. #tea\n",
            "posts/ada/2026-11-24-more.md": "More.\n",
        }
    )


def test_ledger_changes_the_posts_own_page_alone(site: Path) -> None:
    build(site)
    before = tree(site / "public")
    (site / "sent").mkdir()
    (site / "sent/ada.jsonl").write_text(line("sending", url="") + line())
    report = build(site)
    after = tree(site / "public")
    assert [path for path, data in after.items() if before.get(path) != data] == ["@ada/2026-11-23-hello/index.html"]
    assert f'<a class="u-syndication" href="{ADDRESS}">Also on mastodon.example</a>'.encode() in after["@ada/2026-11-23-hello/index.html"]
    assert report.rendered == 1
    build(site, clean=True)
    assert tree(site / "public") == after
    (site / "sent/ada.jsonl").write_text(line() + line("deleted"))
    build(site)
    assert tree(site / "public") == before


def test_each_line_that_comes_or_goes_changes_the_page_of_its_post_alone(site: Path) -> None:
    other = line(post="ada/2026-11-24-more", to="bluesky", url="https://bsky.app/profile/a/post/1")
    states = [line(), line() + other, line() + other + line("sending"), other + line("gone"), line()[:-3], other, "", line() + "[1]\n"]
    before, shown = outcome(site, {}), set[str]()
    for state in states:
        write(site / "sent/ada.jsonl", state.encode())
        after = outcome(site, {})
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        now = {path for path, data in after.items() if b"u-syndication" in data}
        assert {path for path in after if before[path] != after[path]} - {"warnings"} == now ^ shown
        before, shown = after, now
    assert shown == set()


@pytest.mark.parametrize(
    "said",
    [
        line(url="javascript:alert(1)"),
        line(url=7),
        line(part=1),
        line(to="webmention"),
        line("sending"),
        line(**{"as": "like"}),
        line(post="ada/another"),
        line(part=0, url=""),
    ],
)
def test_line_about_anything_else_shows_nothing(site: Path, said: str) -> None:
    (site / "sent").mkdir()
    (site / "sent/ada.jsonl").write_text(said)
    build(site)
    assert not any(b"u-syndication" in data for data in tree(site / "public").values())


def test_ledger_of_another_author_says_nothing_of_a_post(site: Path) -> None:
    (site / "sent").mkdir()
    (site / "sent/bob.jsonl").write_text(line())
    build(site)
    assert b"u-syndication" not in (site / "public/@ada/2026-11-23-hello/index.html").read_bytes()


def test_ledger_that_cannot_be_read_is_a_warning(site: Path) -> None:
    (site / "sent").mkdir()
    (site / "sent/ada.jsonl").write_text(line() + "<<<<<<< HEAD\n")
    report = build(site)
    assert [str(problem).partition(";")[0] for problem in report.warnings] == ["sent/ada.jsonl:2: warning: was left by a merge"]
    assert b"u-syndication" not in (site / "public/@ada/2026-11-23-hello/index.html").read_bytes()


def test_copy_that_the_head_names_is_shown_once(site: Path) -> None:
    (site / "posts/ada/2026-11-23-hello.md").write_text(f"---\nsyndication: {ADDRESS}\n---\nHello.\n")
    (site / "sent").mkdir()
    (site / "sent/ada.jsonl").write_text(line())
    build(site)
    assert (site / "public/@ada/2026-11-23-hello/index.html").read_text().count("u-syndication") == 1
