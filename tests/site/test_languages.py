"""A site in one language, with authors whose own pages speak another."""

import re
from pathlib import Path

import pytest

from microblog.render import languages as own_languages
from microblog.theme import languages
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

GERMAN = r"""
msgid "Profile"
msgstr "Profil"

msgid "Tags"
msgstr "Schlagwörter"

msgid "replied to %(post)s"
msgstr "hat auf %(post)s geantwortet"

msgid "In reply to %(post)s"
msgstr "Antwort auf %(post)s"

msgid "Home timeline of %(name)s"
msgstr "Startseite von %(name)s"

msgid "Mentions of %(name)s"
msgstr "Erwähnungen von %(name)s"

msgid "This has moved:"
msgstr "Umgezogen:"

msgctxt "in a date"
msgid "March"
msgstr "März"

msgid "%(day)d %(month)s %(year)d"
msgstr "%(day)d. %(month)s %(year)d"
"""
SITE = {
    "config.yaml": "base_url: https://example.org/\ntitle: Site\ntag_authority: example.org,2026\npage_size: 2\n",
    "pages/about.md": "---\ntitle: About\n---\nTea.",
    "posts/ada/2026-03-01-a.md": "Tea.",
    "posts/ada/2026-03-05-b.md": "---\nin_reply_to: eva/2026-03-02-c\n---\nMore.",
    "posts/eva/profile.md": "---\nlang: de-AT\nfollowing: [ada]\n---\n",
    "posts/eva/2026-03-02-c.md": "---\npinned: true\n---\n@ada Tee.",
    "posts/eva/2026-03-03-d.md": "---\nin_reply_to: ada/2026-03-01-a\naliases: /alt/\n---\nMehr.",
    "posts/eva/2026-03-04-e.md": "---\nlang: en\nlike_of: ada/2026-03-01-a\n---\nNice.",
}
OWN = ["@eva/index.html", "@eva/page/1/index.html", "@eva/posts/index.html", "@eva/mentions/index.html", "@eva/home/index.html"]
OWN += ["@eva/following/index.html", "@eva/followers/index.html", "@eva/2026-03-02-c/index.html", "@eva/2026-03-04-e/index.html"]
SITES = [
    "index.html",
    "page/1/index.html",
    "@ada/index.html",
    "@ada/home/index.html",
    "@ada/2026-03-05-b/index.html",
    "@ada/mentions/index.html",
]
SITES += ["@eva/card.html", "archive/2026/03/index.html", "users/index.html", "tags/index.html", "404.html"]


@pytest.fixture(autouse=True)
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a folder with a German catalog in the place of the theme's."""
    folder = tmp_path / "locale"
    folder.mkdir()
    (folder / "de.po").write_text(GERMAN, encoding="utf-8")
    monkeypatch.setattr(languages, "LOCALE", folder)
    return folder


def page(root: Path, name: str) -> str:
    return (root / "public" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OWN)
def test_authors_own_pages_speak_their_language(make_site: MakeSite, name: str) -> None:
    root = make_site(SITE)
    build(root)
    html = page(root, name)
    assert '<html lang="de-AT">' in html
    assert ">Schlagwörter</a>" in html
    assert '<a class="site-title" href="/" lang="en">Site</a>' in html
    assert html.count('<a href="/about/" lang="en">About</a>') == 2
    assert " March " not in html


@pytest.mark.parametrize("name", SITES)
def test_all_other_pages_speak_the_sites(make_site: MakeSite, name: str) -> None:
    root = make_site(SITE)
    build(root)
    assert '<html lang="en">' in page(root, name)
    assert "Schlagwörter" not in page(root, name)
    assert "März" not in page(root, name)


def test_card_speaks_the_language_of_the_page_around_it(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    german, english = r"hat auf <a [^>]*>@ada</a> geantwortet", r"replied to <a [^>]*>@ada</a>"
    for name in ("@eva/index.html", "@eva/home/index.html", "@eva/2026-03-03-d/index.html"):
        assert re.search(german, page(root, name)), name
        assert not re.search(english, page(root, name)), name
    for name in ("index.html", "@ada/mentions/index.html"):
        assert re.search(english, page(root, name)), name
    assert "3 March 2026" in page(root, "@ada/2026-03-01-a/index.html")  # of the answer, in a page of Ada's


def test_entry_of_a_feed_is_in_one_language_wherever_it_stands(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    feeds = [page(root, name) for name in ("feed.atom", "@eva/feed.atom", "@ada/mentions/feed.atom")]
    entries = [re.search(r'<entry xml:lang="de-AT">.*?3\. |<entry xml:lang="de-AT">.*?Antwort auf', feed, re.DOTALL) for feed in feeds]
    assert all(entries)
    assert [re.search(r'<feed [^>]*xml:lang="([^"]+)"', feed)[1] for feed in feeds] == ["en", "de-AT", "en"]  # type: ignore[index]
    assert "In reply to" in page(root, "@ada/feed.atom")
    assert "<title>Erwähnungen von eva · Site</title>" in page(root, "@eva/mentions/feed.atom")
    assert '"title": "Startseite von eva · Site"' in page(root, "@eva/home/feed.json")
    assert '"language": "de-AT"' in page(root, "@eva/home/feed.json").splitlines()[0]


def test_former_address_leads_on_in_the_posts_language(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    assert "<p>Umgezogen: <a" in page(root, "alt/index.html")


@pytest.mark.parametrize(
    "edit",
    [
        {"posts/eva/profile.md": "---\nfollowing: [ada]\n---\n"},
        {"posts/ada/profile.md": "---\nlang: de\n---\n"},
        {"posts/eva/2026-03-03-d.md": "---\nin_reply_to: ada/2026-03-05-b\n---\nAnders."},
        {"posts/ada/2026-03-01-a.md": "Coffee."},
        {"posts/ada/profile.md": "---\nname: Ada L\n---\n"},
        {"posts/eva/2026-03-06-f.md": "Neu."},
    ],
)
def test_change_gives_what_a_clean_build_gives(make_site: MakeSite, tmp_path: Path, edit: dict[str, str]) -> None:
    root = make_site(SITE)
    build(root)
    make_site(edit)
    build(root)
    build(root, clean=True, output=tmp_path / "clean")
    assert tree(root / "public") == tree(tmp_path / "clean")


@pytest.mark.parametrize("lang", ["", "en", "fr", "en-GB"])
def test_author_without_a_language_of_their_own_costs_nothing(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    """Where an author speaks the site's language, or one that has no catalog, no card is rendered twice."""
    monkeypatch.setattr(own_languages, "render_card", None)
    root = make_site(SITE | {"posts/eva/profile.md": f"---\nlang: {lang}\nfollowing: [ada]\n---\n"})
    build(root)
    assert '<html lang="en">' in page(root, "@eva/index.html")
