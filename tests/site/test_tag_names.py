"""Tags: what differs in case or signs alone is one tag, under the spelling used most; a full page is called by its own posts."""

import re
from pathlib import Path

import pytest

from microblog.model import paging
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

CONFIG = {"config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 2\n"}


def tagged(day: int, tag: str, more: str = "") -> dict[str, str]:
    return {f"posts/ada/2026-11-{day:02}-x.md": f"---\ntags: ['{tag}']\n{more}---\nx"}


def heading(root: Path, path: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", (root / "public" / path / "index.html").read_text(), re.DOTALL)
    assert found
    return re.sub(r"</?bdi>", "", found[1]).strip()


def assert_as_clean(root: Path) -> None:
    before = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == before


def test_tags_with_one_url_are_one_tag_under_the_spelling_used_most(make_site: MakeSite) -> None:
    root = make_site(CONFIG | tagged(1, "at-protocol") | tagged(2, "At Protocol") | tagged(3, "at protocol") | tagged(4, "At Protocol"))
    build(root)
    assert heading(root, "tags/at-protocol") == "#At Protocol"
    assert "<bdi>#At Protocol</bdi>" in (root / "public/tags/index.html").read_text()
    assert "<title>#At Protocol · Microblog</title>" in (root / "public/tags/at-protocol/feed.atom").read_text()
    assert [path.name for path in (root / "public/tags").iterdir() if path.is_dir()] == ["at-protocol"]


def test_of_spellings_that_are_as_frequent_the_older_one_counts(make_site: MakeSite) -> None:
    root = make_site(CONFIG | tagged(1, "tea") | tagged(2, "TEA") | tagged(3, "Tea") | tagged(4, "Tea") | tagged(5, "TEA"))
    build(root)
    assert heading(root, "tags/tea") == "#TEA"
    make_site(tagged(2, "TEA", "date: 2026-11-09\n"))
    build(root)
    assert heading(root, "tags/tea") == "#Tea"
    assert_as_clean(root)


def test_a_card_shows_the_spelling_of_its_own_post(make_site: MakeSite) -> None:
    root = make_site(CONFIG | tagged(1, "Tea") | tagged(2, "tea") | tagged(3, "tea"))
    build(root)
    assert '<a class="p-category" rel="tag" href="/tags/tea/">Tea</a>' in (root / "public/tags/tea/page/1/index.html").read_text()


def test_a_full_page_and_a_full_archive_are_called_by_their_own_posts(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ARCHIVE_SIZE", 2)
    root = make_site(CONFIG | tagged(1, "tea") | tagged(2, "tea") | tagged(3, "Tea"))
    build(root)
    full = [root / "public/tags/tea" / name for name in ("page/1/index.html", "feed/1.atom")]
    sealed = [path.read_bytes() for path in full]
    make_site(tagged(4, "Tea") | tagged(5, "Tea"))
    build(root)
    assert heading(root, "tags/tea") == "#Tea"
    assert heading(root, "tags/tea/page/1") == "#tea"
    assert [path.read_bytes() for path in full] == sealed
    assert_as_clean(root)


def test_a_tag_follows_posts_that_are_written_otherwise_hidden_and_removed(make_site: MakeSite) -> None:
    root = make_site(CONFIG | tagged(1, "Tea") | tagged(2, "tea") | tagged(3, "Tea") | tagged(4, "tea") | tagged(5, "Tea"))
    build(root)
    make_site(tagged(1, "tea"))
    build(root)
    assert heading(root, "tags/tea") == "#tea"
    make_site(tagged(2, "tea", "draft: true\n") | tagged(4, "tea", "unlisted: true\n"))
    build(root)
    assert heading(root, "tags/tea") == "#Tea"
    build(root, drafts=True)
    assert heading(root, "tags/tea") == "#tea"
    (root / "posts/ada/2026-11-03-x.md").unlink()
    (root / "posts/ada/2026-11-05-x.md").unlink()
    make_site(tagged(6, "TEA") | tagged(7, "TEA"))
    build(root)
    assert heading(root, "tags/tea") == "#TEA"
    assert_as_clean(root)
