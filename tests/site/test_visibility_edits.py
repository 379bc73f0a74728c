"""A post that goes out of sight, or comes into sight, does so on every page that shows some of it."""

from pathlib import Path
from typing import Any

import pytest

from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.edits import assert_same
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

TEA = "posts/ada/2026-11-20-tea.md"
SHOWN = "Tea is ready."
QUOTE = {
    "posts/bob/2026-11-02-so.md": "So:\n@ada/2026-11-20-tea",
    "posts/cy/2026-11-02-yes.md": "---\npinned: true\n---\n@ada/2026-11-20-tea",
}
OTHERS = {  # whose relation to a post that readers cannot see is an error, so that they come and go with it
    "posts/bob/2026-11-04-repost.md": "---\nrepost_of: ada/2026-11-20-tea\n---\n",
    "posts/bob/2026-11-05-reply.md": "---\nin_reply_to: ada/2026-11-20-tea\n---\nThanks, @ada.",
    "posts/cy/2026-11-05-reply.md": "---\nin_reply_to: bob/2026-11-05-reply\n---\n@ada/2026-11-20-tea",
    "posts/bob/2026-11-06-like.md": "---\nlike_of: ada/2026-11-20-tea\n---\n",
    "posts/cy/2026-11-06-bookmark.md": "---\nbookmark_of: ada/2026-11-20-tea\n---\n",
}
SITE = {
    "config.yaml": "base_url: https://example.org/club/\ntag_authority: example.org,2026\npage_size: 2\n",
    "posts/ada/profile.md": "---\nname: Ada L\n---\n",
    "posts/cy/profile.md": "---\nfollowing: [bob]\n---\nHi, says @ada.",
    **QUOTE,
}


def text(*keys: str) -> str:
    return "---\n" + "".join(f"{key}\n" for key in keys) + f"---\n{SHOWN}"


# What each way of hiding writes into the post's file and sets of the build, then what shows it.
HIDDEN_AND_SHOWN: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "draft": [(text("draft: true"), {}), (text(), {})],
    "draft, shown by --drafts": [(text("draft: true"), {}), (text("draft: true"), {"drafts": True})],
    "date": [(text("date: 2027-01-01"), {}), (text("date: 2026-11-20"), {})],
    "clock": [(text(), {"now": "2026-11-10T00:00:00Z"}), (text(), {})],
    "clock and a word": [(text("tags: hot"), {"now": "2026-11-10T00:00:00Z"}), (text("tags: cold"), {})],
    "end": [(text("expiryDate: 2026-11-24T12:00:00Z"), {}), (text("expiryDate: 2026-11-24T12:00:01Z"), {})],
    "clock and an end": [(text("unpublishDate: 2026-11-25"), {"now": "2026-11-26T00:00:00Z"}), (text("unpublishDate: 2026-11-25"), {})],
    "end, shown by --drafts": [(text("expiryDate: 2020-01-01"), {}), (text("expiryDate: 2020-01-01"), {"drafts": True})],
    "deletion": [("", {}), (text(), {})],
}


def put(root: Path, files: dict[str, str]) -> None:
    """Write files; one that is empty is deleted."""
    for path, words in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(words, encoding="utf-8")
        if not words:
            (root / path).unlink()


def built(root: Path, **options: Any) -> dict[str, bytes]:
    build(root, **options)
    return tree(root / "public")


@pytest.mark.parametrize("way", HIDDEN_AND_SHOWN)
def test_pages_that_show_some_of_a_post_follow_it_out_of_sight_and_back(make_site: MakeSite, way: str) -> None:
    root = make_site(SITE)
    hidden, shown = HIDDEN_AND_SHOWN[way]
    for (words, options), is_shown in ((shown, True), (hidden, False), (shown, True)):
        put(root, {TEA: words, **(OTHERS if is_shown else dict.fromkeys(OTHERS, ""))})
        files = built(root, **options)
        assert_same(files, built(root, **options, clean=True))
        assert any(SHOWN.encode() in data for data in files.values()) == is_shown


def test_quote_shows_the_other_picture_of_the_same_name(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", -(10**12))  # so that a photo written a moment ago is trusted, and touches no card
    root = make_site(SITE | {"posts/ada/sub/2026-11-20-tea.md": "---\nphoto: {file: cup.png, alt: A cup}\n---\n"})
    make_site({"posts/ada/cup.png": plain("red", (20, 10), "PNG"), "posts/ada/sub/cup.png": plain("red", (30, 10), "PNG")})
    put(root, {"posts/bob/2026-11-02-so.md": "@ada/sub/2026-11-20-tea"})
    assert b'width="30"' in built(root)["@bob/index.html"]
    put(root, {"posts/ada/sub/2026-11-20-tea.md": "---\nphoto: {file: ../cup.png, alt: A cup}\n---\n"})
    assert b'width="20"' in built(root)["@bob/index.html"]


def test_the_clock_alone_takes_a_post_away_that_ends(make_site: MakeSite) -> None:
    root = make_site(
        {**SITE, "posts/bob/2026-11-02-so.md": "So.", "posts/cy/2026-11-02-yes.md": "Yes.", TEA: text("expiryDate: 2026-11-25")}
    )
    before = built(root)
    assert SHOWN.encode() in before["@ada/2026-11-20-tea/index.html"]
    report = build(root, now="2026-11-25T00:00:00Z")
    assert (report.parsed, report.over, report.scheduled) == (0, 1, 0)
    assert [path for path, data in tree(root / "public").items() if SHOWN.encode() in data] == []
    assert_same(tree(root / "public"), built(root, now="2026-11-25T00:00:00Z", clean=True))
    assert_same(built(root), before)
