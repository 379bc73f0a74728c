"""Pinned posts stand above the timeline on their author's front page, a line each, and nowhere else as pinned."""

import re
from pathlib import Path
from typing import Any

import mf2py

from tests.conftest import MakeSite
from tests.support.site_tree import build, links_of, tree

CONFIG = {"config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 2\n"}
NOTES = {f"posts/ada/2026-11-0{day}-note.md": f"Note {day}." for day in range(1, 6)}
FOOTNOTE = "---\npinned: true\n---\nRead this[^1] first.\n\n[^1]: All of it."


def front(root: Path, path: str = "@ada/index.html") -> str:
    build(root)
    return (root / "public" / path).read_text(encoding="utf-8")


def pinned_words(page: str) -> list[str]:
    """Return the words of the pinned posts, from top to bottom."""
    part = re.search(r'<details class="pinned">.*?</details>', page, re.DOTALL)
    return re.findall(r"<li><a [^>]*>(.*?)</a>", part[0]) if part else []


def timeline_words(page: str) -> list[str]:
    return re.findall(r'<div class="e-content prose"[^>]*><p>(.*?)</p>', page.partition('<div class="h-feed">')[2])


def pin(text: str) -> str:
    return f"---\npinned: true\n---\n{text}"


def test_pinned_posts_stand_above_the_timeline_the_newest_first(make_site: MakeSite) -> None:
    page = front(
        make_site(CONFIG | NOTES | {"posts/ada/2026-01-01-old.md": pin("Old."), "posts/ada/2026-02-01-less-old.md": pin("Less old.")})
    )
    assert pinned_words(page) == ["Less old.", "Old."]
    assert timeline_words(page) == ["Note 5.", "Note 4.", "Note 3."]


def test_pinned_post_stays_at_its_place_in_the_timeline(make_site: MakeSite) -> None:
    page = front(make_site(CONFIG | NOTES | {"posts/ada/2026-11-04-note.md": pin("Note 4.")}))
    assert pinned_words(page) == ["Note 4."]
    assert timeline_words(page) == ["Note 5.", "Note 4.", "Note 3."]


def test_pinned_post_that_is_also_new_shares_no_id_with_itself(make_site: MakeSite) -> None:
    links, ids = links_of(front(make_site(CONFIG | {"posts/ada/2026-11-04-note.md": FOOTNOTE})))
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def test_pinned_post_is_known_by_its_warning_else_its_title_else_its_words(make_site: MakeSite) -> None:
    posts = {
        "posts/ada/2026-11-01-a.md": "---\npinned: true\ncw: Spider\n---\nEight legs.",
        "posts/ada/2026-11-02-b.md": "---\npinned: true\ntitle: On *tea*\n---\nLong.",
        "posts/ada/2026-11-03-c.md": "---\npinned: true\nlike_of: https://example.net/\n---\n",
    }
    assert pinned_words(front(make_site(CONFIG | posts))) == ["A post of 3 November 2026", "On *tea*", "Content warning: Spider"]


def test_nothing_but_the_front_page_of_its_author_knows_a_pinned_post(make_site: MakeSite) -> None:
    root = make_site(CONFIG | NOTES | {"posts/bob/profile.md": "---\nfollowing: [ada]\n---\n"})
    build(root)
    before = tree(root / "public")
    make_site({"posts/ada/2026-11-02-note.md": pin("Note 2.")})
    build(root)
    after = tree(root / "public")
    assert [path for path in after if after[path] != before.get(path)] == ["@ada/index.html"]


def test_timeline_in_microformats_has_a_pinned_post_once(make_site: MakeSite) -> None:
    parsed: Any = mf2py.parse(front(make_site(CONFIG | NOTES | {"posts/ada/2026-11-05-note.md": pin("Note 5.")})))
    profile, feed = parsed["items"]
    assert (profile["type"], feed["type"]) == (["h-card"], ["h-feed"])
    assert profile["properties"]["name"] == ["ada"]
    assert len(feed["children"]) == 3


def test_front_follows_what_happens_to_an_old_pinned_post(make_site: MakeSite) -> None:
    root = make_site(CONFIG | NOTES)
    assert pinned_words(front(root)) == []
    for text, words in (
        (pin("Once."), ["Once."]),
        (pin("Edited."), ["Edited."]),
        ("No pin.", []),
        ("---\npinned: true\ndraft: true\n---\nNo.", []),
    ):
        make_site({"posts/ada/2026-11-01-note.md": text})
        assert pinned_words(front(root)) == words
    make_site({"posts/ada/2026-11-01-note.md": pin("Back.")})
    assert pinned_words(front(root)) == ["Back."]
    (root / "posts/ada/2026-11-01-note.md").unlink()
    assert pinned_words(front(root)) == []


def test_post_that_changes_hands_takes_its_pin_along(make_site: MakeSite) -> None:
    files = {"posts/ada/profile.md": "", "posts/bob/profile.md": ""}
    root = make_site(CONFIG | files | {"posts/2026-11-01-note.md": "---\npinned: true\nauthor: ada\n---\nMine."})
    assert pinned_words(front(root)) == ["Mine."]
    make_site({"posts/2026-11-01-note.md": "---\npinned: true\nauthor: bob\n---\nMine."})
    assert pinned_words(front(root)) == []
    assert pinned_words(front(root, "@bob/index.html")) == ["Mine."]
