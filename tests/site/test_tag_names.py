"""Tags: what differs in case or signs alone is one tag, under the spelling used most; a full page keeps the name that it had."""

import re
from pathlib import Path

from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

CONFIG = {"config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 2\n"}


def tagged(day: int, tag: str) -> dict[str, str]:
    return {f"posts/ada/2026-11-{day:02}-x.md": f"---\ntags: ['{tag}']\n---\nx"}


def heading(root: Path, path: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", (root / "public" / path / "index.html").read_text(), re.DOTALL)
    assert found
    return found[1].strip()


def test_tags_with_one_url_are_one_tag_under_the_spelling_used_most(make_site: MakeSite) -> None:
    root = make_site(CONFIG | tagged(1, "at-protocol") | tagged(2, "At Protocol") | tagged(3, "at protocol") | tagged(4, "At Protocol"))
    build(root)
    assert heading(root, "tags/at-protocol") == "#At Protocol"
    assert "At Protocol" in (root / "public/tags/index.html").read_text()
    assert [path.name for path in (root / "public/tags").iterdir() if path.is_dir()] == ["at-protocol"]


def test_a_full_page_keeps_the_name_that_it_had(make_site: MakeSite) -> None:
    root = make_site(CONFIG | tagged(1, "tea") | tagged(2, "tea") | tagged(3, "Tea"))
    build(root)
    sealed = (root / "public/tags/tea/page/1/index.html").read_bytes()
    make_site(tagged(4, "Tea") | tagged(5, "Tea"))
    build(root)
    assert heading(root, "tags/tea") == "#Tea"
    assert heading(root, "tags/tea/page/1") == "#tea"
    assert (root / "public/tags/tea/page/1/index.html").read_bytes() == sealed


def test_a_tag_that_is_spelled_otherwise_in_an_old_post_is_as_in_a_clean_build(make_site: MakeSite) -> None:
    root = make_site(CONFIG | tagged(1, "Tea") | tagged(2, "tea") | tagged(3, "Tea") | tagged(4, "tea") | tagged(5, "Tea"))
    build(root)
    make_site(tagged(1, "tea"))
    build(root)
    before = tree(root / "public")
    assert heading(root, "tags/tea") == "#tea"
    build(root, clean=True)
    assert tree(root / "public") == before
