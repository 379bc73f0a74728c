"""When somebody is an author of the site, and what their coming changes."""

from pathlib import Path

from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

SITE = {
    "config.yaml": 'base_url: https://example.org/\ntag_authority: "example.org,2026"\npage_size: 1\n',
    "posts/ada/profile.md": "",
    "posts/ada/2026-01-01-a.md": "tea, @bob",
    "posts/ada/2026-01-02-b.md": "milk",
}
MENTION = b'<a class="mention" href="/@bob/">@bob</a>'


def names(root: Path) -> set[str]:
    return {path for path, data in tree(root / "public").items() if b"bob/" in data or path.startswith("@bob")}


def test_folder_without_a_published_post_and_without_a_profile_leaves_no_trace(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/bob/x.jpg": b"\xff\xd8\xff", "posts/bob/2026-01-03-x.md": "---\ndraft: true\n---\nx"})
    make_site({"posts/bob/2030-01-01-x.md": "later"})
    build(root)
    assert names(root) == set()


def test_who_comes_with_a_first_post_is_linked_where_they_were_mentioned(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    sealed = tree(root / "public")["page/1/index.html"]
    make_site({"posts/bob/2026-02-01-b.md": "hello"})
    build(root)
    incremental = tree(root / "public")
    assert MENTION not in sealed
    assert MENTION in incremental["page/1/index.html"]
    build(root, clean=True)
    assert tree(root / "public") == incremental


def test_who_has_a_profile_is_linked_from_the_start_and_newer_posts_change_no_sealed_page(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/bob/profile.md": ""})
    build(root)
    sealed = tree(root / "public")["page/1/index.html"]
    make_site({"posts/bob/2026-02-01-b.md": "hello"})
    build(root)
    assert MENTION in sealed
    assert tree(root / "public")["page/1/index.html"] == sealed
