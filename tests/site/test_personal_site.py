"""The site of one person: `examples/personal`, and how a site goes from one author to two and back."""

import re
import shutil
from pathlib import Path

import mf2py
import pytest

from microblog.content.answers import dump_answers
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("personal") / "site"
    shutil.copytree(ROOT / "examples" / "personal", root)
    report = build(root)
    assert report.warnings == ()
    return root / "public"


def test_front_page_begins_with_who_writes_it(public: Path) -> None:
    html = (public / "index.html").read_text(encoding="utf-8")
    (feed,) = mf2py.parse(doc=html, url="https://june.example/")["items"]
    (author,) = feed["properties"]["author"]
    assert author["properties"]["name"] == ["June Park"]
    assert "https://social.example/@june" in author["properties"]["url"]
    assert {child["properties"]["author"][0]["properties"]["name"][0] for child in feed["children"]} == {"June Park"}


def test_menu_of_one_author_has_no_people(public: Path) -> None:
    assert ">People</a>" not in (public / "index.html").read_text(encoding="utf-8")


def test_author_who_follows_nobody_has_no_tabs_of_that(public: Path) -> None:
    html = (public / "@june/index.html").read_text(encoding="utf-8")
    assert tabs(html) == ["/@june/", "/@june/posts/", "/@june/media/"]
    assert "following" not in html
    assert tabs((public / "@june/home/index.html").read_text(encoding="utf-8")) == tabs(html)


def tabs(html: str) -> list[str]:
    """Return where the tabs of a page lead."""
    found = re.search(r'<nav class="tabs".*?</nav>', html, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found[0]) if found else []


def test_tabs_of_whom_one_follows_come_with_the_first_and_go_with_the_last(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "---\nname: Ada\n---\n", "posts/ada/2026-11-01-a.md": "Hello."})
    build(root)
    before = tree(root / "public")
    make_site({"posts/ada/profile.md": "---\nname: Ada\nfollowing: [https://else.example/feed]\n---\n"})
    build(root)
    for page in ("@ada", "@ada/posts", "@ada/home", "@ada/following"):
        assert tabs((root / "public" / page / "index.html").read_text())[-2:] == ["/@ada/home/", "/@ada/following/"]
    assert tree(root / "public") == clean(root)
    make_site({"posts/ada/profile.md": "---\nname: Ada\n---\n"})
    build(root)
    assert tree(root / "public") == before


def test_tab_of_mentions_comes_with_the_first_answer_from_elsewhere(make_site: MakeSite) -> None:
    root, ref = make_site({"posts/ada/2026-11-01-a.md": "Hello."}), "ada/2026-11-01-a"
    build(root)
    before = tree(root / "public")
    wren = RemoteAnswer("webmention:1", "reply", "webmention", "https://wren.example/1", "Wren")
    wren = wren._replace(published="2026-11-02", content_html="So true.")
    make_site({f"answers/{ref}.json": dump_answers(RemoteAnswers(ref, (wren,)))})
    build(root)
    for page in ("@ada", "@ada/posts", "@ada/home"):
        assert tabs((root / "public" / page / "index.html").read_text())[-1] == "/@ada/mentions/"
    assert tree(root / "public") == clean(root)
    (root / f"answers/{ref}.json").unlink()
    build(root)
    assert tree(root / "public") == before


def test_preview_of_a_post_shows_its_photo_or_its_author(public: Path) -> None:
    with_photo = (public / "@june/2025-02-11-0712-train/index.html").read_text(encoding="utf-8")
    without = (public / "@june/2024-03-17-0930-hello/index.html").read_text(encoding="utf-8")
    assert '<meta property="og:image" content="https://june.example/@june/2025-02-11-0712-train/train.jpg">' in with_photo
    assert '<meta property="og:image:alt" content="Mountains in the last light' in with_photo
    assert '<meta name="twitter:card" content="summary_large_image">' in with_photo
    assert '<meta property="og:image" content="https://june.example/@june/avatar.png">' in without
    front = (public / "index.html").read_text(encoding="utf-8")
    assert '<meta property="og:image:width" content="256">' in front
    assert '<meta property="og:image:alt" content="June Park">' in front
    assert '<meta name="fediverse:creator" content="@june@social.example">' in without


def test_stylesheet_is_what_the_settings_say(public: Path) -> None:
    assert (public / "theme.css").read_text(encoding="utf-8") == (
        ":root {\n  --font: var(--serif);\n  --link: light-dark(#8a3b12, #f0b48a);\n}\n"
    )


def test_second_author_changes_every_page_and_going_changes_it_back(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-11-01-a.md": "Hello."})
    build(root)
    alone = tree(root / "public")
    make_site({"posts/bob/2026-11-02-b.md": "Hi."})
    build(root)
    assert b"People" in (root / "public/@ada/index.html").read_bytes()
    assert tree(root / "public") == clean(root)
    shutil.rmtree(root / "posts/bob")
    build(root)
    assert tree(root / "public") == alone


def test_edited_profile_is_seen_on_the_front_page(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "---\nname: Ada\n---\n", "posts/ada/2026-11-01-a.md": "Hello."})
    build(root)
    make_site({"posts/ada/profile.md": "---\nname: Ada\n---\nI count."})
    build(root)
    assert b"I count." in (root / "public/index.html").read_bytes()
    assert tree(root / "public") == clean(root)


def clean(root: Path) -> dict[str, bytes]:
    """Return what a build from nothing gives."""
    other = root.parent / "clean"
    build(root, output=other, clean=True)
    found = tree(other)
    shutil.rmtree(other)
    return found
