"""The page to write on, as it is built: its words, its names, and the ways to it."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from tests.conftest import ROOT, MakeSite
from tests.support.composing import SITE, config_of
from tests.support.site_tree import build

SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "static/composer").glob("*.js")}
TEMPLATE = (ROOT / "templates/compose.html").read_text(encoding="utf-8")
POST = "public/@ada/2026-11-20-tea/index.html"


def test_every_word_of_the_scripts_is_in_the_template_and_every_one_there_is_used() -> None:
    words = set(re.findall(r'data-word="([\w-]+)"', TEMPLATE))
    text = "".join(SCRIPTS.values())
    asked = set(re.findall(r'(?:word|tell|#sentPerhaps|HostError)\(\s*"([\w-]+)"', text))
    assert asked <= words
    assert [word for word in words if f'"{word}"' not in text] == []


def test_every_value_of_a_word_is_given_its_name_again() -> None:
    lines = re.findall(r'data-word="[\w-]+">\{\{ _\((.*)\) \}\}</p>', TEMPLATE)
    assert len(lines) > 50
    for line in lines:
        assert set(re.findall(r"%\((\w+)\)s", line)) == set(re.findall(r"(\w+)='\{\1\}'", line)), line


def test_no_script_makes_markup_of_text() -> None:
    wrong = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser")
    assert [name for name, text in SCRIPTS.items() if wrong.search(text)] == []


def test_scripts_are_short_enough_to_be_read() -> None:
    assert [name for name, text in SCRIPTS.items() if len(text.splitlines()) > 300] == []


def test_names_are_those_that_readers_see(make_site: MakeSite) -> None:
    hidden = {
        "posts/ada/2026-11-21-draft.md": "---\ndraft: true\ntags: secret\n---\nx",
        "posts/ada/2026-11-22-unlisted.md": "---\nunlisted: true\ntags: hush\n---\nx",
        "posts/cy/2099-01-01-later.md": "---\ntags: later\n---\nx",
    }
    root = make_site(SITE | hidden | {"config.yaml": config_of()})
    build(root)
    names = json.loads((root / "public/compose/names.json").read_text(encoding="utf-8"))
    assert names["tags"] == ["At Protocol", "tea", "tea_time", "パン"]
    assert names["authors"] == [
        {"handle": "ada", "name": "Ada Lovelace", "zone": "Europe/London", "lang": "en"},
        {"handle": "bob", "name": "Bob", "zone": "UTC", "lang": "en"},
    ]


def test_names_follow_profiles_and_posts(make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": config_of()})
    build(root)
    make_site({"posts/bob/profile.md": "---\nname: Robert\n---\n", "posts/dee/2026-11-22-new.md": "#fresh"})
    build(root)
    names = json.loads((root / "public/compose/names.json").read_text(encoding="utf-8"))
    assert [author["name"] for author in names["authors"]] == ["Ada Lovelace", "Robert", "dee"]
    assert "fresh" in names["tags"]


def test_post_without_a_repository_offers_mail_alone_and_follows_the_profile(make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": config_of()})
    build(root)
    links = re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a></li>', (root / POST).read_text(encoding="utf-8").partition('"actions"')[2])
    assert [words for _, words in links[:1]] == ["Reply by e-mail"]
    mail = urlsplit(links[0][0].replace("&amp;", "&"))
    assert (mail.scheme, mail.path) == ("mailto", "ada@example.org")
    assert parse_qs(mail.query) == {
        "subject": ["Re: Tea for two. #tea #パン #tea_time"],
        "body": ["https://example.org/club/@ada/2026-11-20-tea/"],
    }
    make_site({"posts/ada/profile.md": "---\nname: Ada Lovelace\n---\n"})
    build(root)
    assert '"actions"' not in (root / POST).read_text(encoding="utf-8")


def test_links_stand_on_the_posts_own_page_alone(make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": config_of("https://git.example.org/ada/notes", "forgejo", ", folder: site")})
    build(root)
    found = re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a></li>', (root / POST).read_text(encoding="utf-8").partition('"actions"')[2])
    assert [(words, href) for href, words in found[:5] if words != "Reply by e-mail"] == [
        ("Reply", "/club/compose/?reply=ada/2026-11-20-tea"),
        ("Quote", "/club/compose/?quote=ada/2026-11-20-tea"),
        ("Edit", "https://git.example.org/ada/notes/_edit/main/site/posts/ada/2026-11-20-tea.md"),
        ("History", "https://git.example.org/ada/notes/commits/branch/main/site/posts/ada/2026-11-20-tea.md"),
    ]
    pages = [path for path in (root / "public").rglob("*.html") if path.parent.name not in ("2026-11-20-tea", "2026-11-21-more")]
    assert [path for path in pages if "?reply=" in path.read_text(encoding="utf-8")] == []


def test_gitlab_page_has_no_way_with_a_token(make_site: MakeSite) -> None:
    root = make_site(SITE | {"config.yaml": config_of("https://gitlab.com/ada/notes", "gitlab")})
    build(root)
    page = (root / "public/compose/index.html").read_text(encoding="utf-8")
    assert "connect-src 'self';" in page
    assert 'id="token"' not in page
    assert "file_name=posts" in page
