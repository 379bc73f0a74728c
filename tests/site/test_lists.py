"""Lists of tags and of people."""

import re
from pathlib import Path

from tests.conftest import MakeSite
from tests.support.site_tree import build

CONFIG = {"config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n"}


def page(root: Path, path: str) -> str:
    build(root)
    return (root / "public" / path / "index.html").read_text(encoding="utf-8")


def listed(html: str) -> list[str]:
    """Return the words of the list's rows."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in re.findall(r"<li\b.*?</li>", main, re.DOTALL)]


def test_tags_stand_by_name_with_how_many_posts_have_them(make_site: MakeSite) -> None:
    root = make_site(CONFIG | {"posts/ada/2026-11-01-a.md": "#tea #Cake", "posts/ada/2026-11-02-b.md": "#cake"})
    assert listed(page(root, "tags")) == ["#Cake 2 posts", "#tea 1 post"]


def test_long_list_of_tags_starts_with_those_used_most(make_site: MakeSite) -> None:
    tags = " ".join(f"#tag{letter}" for letter in "abcdefghijklmnopqrstu")
    rows = listed(page(make_site(CONFIG | {"posts/ada/2026-11-01-a.md": tags, "posts/ada/2026-11-02-b.md": "#tagu #tagk"}), "tags"))
    assert rows[:3] == ["#tagk 2 posts", "#tagu 2 posts", "#taga 1 post"]
    assert rows[10:12] == ["#taga 1 post", "#tagb 1 post"]
    assert len(rows) == 10 + 21


def test_directory_says_who_people_are_and_what_they_did(make_site: MakeSite) -> None:
    ada = "---\nname: Ada\nfollowing: [bob]\n---\nCounts *well*, and " + "so on " * 50
    root = make_site(CONFIG | {"posts/ada/profile.md": ada, "posts/bob/2026-11-02-b.md": "Hi."})
    first, second = listed(page(root, "users"))
    assert first.startswith("Ada @ ada Counts well, and so on")
    assert first.endswith("… 0 posts 0 followers")
    assert len(first) < 220
    assert second == "bob @ bob 1 post 1 follower last on 2 November 2026"


def test_directory_follows_who_follows_whom(make_site: MakeSite) -> None:
    root = make_site(CONFIG | {"posts/ada/profile.md": "---\nfollowing: [bob]\n---\n", "posts/bob/profile.md": ""})
    assert listed(page(root, "users"))[1].endswith("1 follower")
    make_site({"posts/ada/profile.md": ""})
    assert listed(page(root, "users"))[1].endswith("0 followers")


def test_tags_are_larger_the_more_they_are_used(make_site: MakeSite) -> None:
    posts = {f"posts/ada/2026-11-{day:02}-a.md": "#tea" + " #cake" * (day <= 4) + " #rare" * (day == 1) for day in range(1, 21)}
    html = page(make_site(CONFIG | posts), "tags")
    assert re.findall(r'class="weight-(\d)" href="/tags/(\w+)/"', html) == [("3", "cake"), ("1", "rare"), ("5", "tea")]
