"""What the fediverse finds of a site: an alias, or all that Bridgy Fed asks for; never both."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from tests.conftest import MakeSite
from tests.support.bridgy_fed import Site
from tests.support.edits import assert_same
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

CONFIG = 'title: Notes\ndescription: Of us\ntag_authority: "example.org,2026"\nbase_url: https://example.org/\nfediverse: {}\n'
NOTE = "posts/ada/2026-03-02-note.md"
SITE: dict[str, str | bytes] = {
    "config.yaml": CONFIG.format("bridgy"),
    "posts/ada/profile.md": "---\nname: Ada\navatar: ada.png\nlinks: [https://social.example/@ada]\npinned: x\n---\n\nI write.\n",
    "posts/ada/ada.png": plain("red", (120, 100), "PNG"),
    "posts/ada/2026-03-01-engines.md": "---\ntitle: On engines\n---\n\nThey *turn*.\n",
    NOTE: "Only a note with #tea, for https://example.net/\n",
    "posts/ada/2026-03-03-photo.md": "---\nphoto: {file: cat.jpg, alt: A cat}\n---\n\nLook\n",
    "posts/ada/cat.jpg": plain("blue"),
    "posts/ada/2026-03-04-reply.md": "---\nin_reply_to: ada/2026-03-02-note\n---\n\nAnd more\n",
    "posts/ada/2026-03-05-answer.md": "---\nin_reply_to: https://social.example/@bob/1\n---\n\nYes\n",
    "posts/ada/2026-03-06-hidden.md": "---\nunlisted: true\n---\n\nHidden\n",
}
BOB: dict[str, str | bytes] = {"posts/bob/2026-03-07-b.md": "I am Bob\n"}


PLAIN = {path: content for path, content in SITE.items() if not path.endswith(("png", "jpg", "photo.md", "profile.md"))} | {
    "posts/ada/profile.md": "---\nname: Ada\nlinks: [https://social.example/@ada]\n---\n"
}
"""The same without pictures, which take time."""


def built(make_site: MakeSite, files: Mapping[str, str | bytes]) -> Path:
    root = make_site(files)
    build(root)
    return root / "public"


def values(item: dict[str, Any], name: str) -> list[str]:
    return [value["value"] if isinstance(value, dict) else value for value in item["properties"].get(name, [])]


@pytest.fixture(scope="module", params=["one author", "several"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("site")
    for name, content in (SITE if request.param == "one author" else {**SITE, **BOB}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
    build(root)
    return Site(root / "public")


def test_bridge_knows_who_the_site_is(site: Site) -> None:
    profile = site.profile
    assert profile
    is_alone = not (site.public / "@bob").exists()
    assert values(profile, "name") == (["Ada"] if is_alone else ["Notes"])
    assert values(profile, "photo") == [f"https://example.org/{'@ada/avatar.png' if is_alone else 'icon-512.png'}"]
    assert values(profile, "note") == (["I write."] if is_alone else ["Of us"])
    assert not site.owns_webfinger


def test_bridge_polls_the_feed_and_takes_notes_for_notes(site: Site) -> None:
    assert site.feed_url == "https://example.org/feed.atom"
    items = {item["id"].rpartition("/@")[2]: item for item in site.poll()}
    assert [name.partition("/")[2] for name in items if "bob" not in name] == [
        "2026-03-05-answer/",
        "2026-03-04-reply/",
        "2026-03-03-photo/",
        "2026-03-02-note/",
        "2026-03-01-engines/",
    ]
    assert [name for name, item in items.items() if item["is_article"]] == ["ada/2026-03-01-engines/"]


def test_bridge_attaches_photos_and_no_picture_of_ours_to_the_others(site: Site) -> None:
    images = {item["id"]: item["images"] for item in site.poll()}
    photo = "https://example.org/@ada/2026-03-03-photo/"
    assert images.pop(photo) == [f"{photo}cat.jpg"]
    assert set(map(tuple, images.values())) == {()}


def test_bridge_reads_a_page_as_the_post_that_it_is(site: Site) -> None:
    url = "https://example.org/@ada/2026-03-02-note/"
    entry = site.page(url, check_backlink=True)
    assert values(entry, "url") == [url]
    assert values(entry, "published") == ["2026-03-02T00:00:00+0000"]
    assert "name" not in entry["properties"]
    assert entry["properties"]["content"][0]["value"].startswith("Only a note with #tea")
    assert "fed.brid.gy" not in entry["properties"]["content"][0]["html"]
    assert values(entry["properties"]["author"][0], "url") == ["https://example.org/@ada/"]
    assert values(entry, "category") == ["tea"]


@pytest.mark.parametrize(
    ("name", "target"),
    [("2026-03-04-reply", "https://example.org/@ada/2026-03-02-note/"), ("2026-03-05-answer", "https://social.example/@bob/1")],
)
def test_bridge_sees_what_a_post_answers_whatever_stands_above_it(site: Site, name: str, target: str) -> None:
    entry = site.page(f"https://example.org/@ada/{name}/", check_backlink=True)
    assert values(entry, "url") == [f"https://example.org/@ada/{name}/"]
    assert target in values(entry, "in-reply-to")


def test_unlisted_post_is_not_offered_to_the_bridge(site: Site) -> None:
    with pytest.raises(ValueError, match="find link"):
        site.page("https://example.org/@ada/2026-03-06-hidden/", check_backlink=True)
    assert "hidden" not in str(site.poll())


@pytest.mark.parametrize("how", ["none", "alias"])
def test_without_the_bridge_no_page_speaks_of_it(make_site: MakeSite, how: str) -> None:
    public = built(make_site, {**PLAIN, "config.yaml": CONFIG.format(how)})
    assert not [path for path in public.rglob("*.html") if "brid.gy" in path.read_text(encoding="utf-8")]


def test_alias_leads_to_the_account_of_the_only_author(make_site: MakeSite) -> None:
    public = built(make_site, {**PLAIN, "config.yaml": CONFIG.format("alias")})
    said = json.loads((public / ".well-known/webfinger").read_bytes())
    assert said["subject"] == "acct:ada@social.example"
    assert {link["href"] for link in said["links"]} == {"https://social.example/@ada"}
    assert Site(public).owns_webfinger


@pytest.mark.parametrize("how", ["none", "bridgy"])
def test_no_webfinger_without_an_alias(make_site: MakeSite, how: str) -> None:
    assert not (built(make_site, {**PLAIN, "config.yaml": CONFIG.format(how)}) / ".well-known").exists()


def test_profile_names_the_account_where_no_link_does(make_site: MakeSite) -> None:
    site = {**PLAIN, **BOB, "config.yaml": CONFIG.format("alias") + "author: bob\n"}
    public = built(make_site, {**site, "posts/bob/profile.md": '---\nfediverse: "bob@Other.example"\n---\n'})
    assert json.loads((public / ".well-known/webfinger").read_bytes())["subject"] == "acct:bob@other.example"
    for path in ("@bob/index.html", "@bob/2026-03-07-b/index.html"):
        assert '<meta name="fediverse:creator" content="@bob@other.example">' in (public / path).read_text(encoding="utf-8")
    assert '<meta name="fediverse:creator" content="@ada@social.example">' in (public / "@ada/index.html").read_text(encoding="utf-8")


def test_account_that_copies_go_to_is_named_where_nothing_else_is(make_site: MakeSite) -> None:
    site = {**PLAIN, **BOB, "config.yaml": CONFIG.format("alias") + "author: bob\n"}
    public = built(make_site, {**site, "posts/bob/profile.md": "---\nmastodon: {account: https://other.example/@bob}\n---\n"})
    assert json.loads((public / ".well-known/webfinger").read_bytes())["subject"] == "acct:bob@other.example"
    page = (public / "@bob/2026-03-07-b/index.html").read_text(encoding="utf-8")
    assert '<meta name="fediverse:creator" content="@bob@other.example">' in page


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (CONFIG.format("mastodon"), "config.yaml:5: `fediverse` is none of none, alias, bridgy: `mastodon`"),
        (CONFIG.format("alias") + "author: bob\n", "config.yaml:5: `fediverse: alias` leads to no account; write fediverse: "),
        (CONFIG.format("alias"), "`fediverse: alias` leads to no account; write `author:` as well"),
        (
            CONFIG.format("bridgy").replace("org/", "org/notes/"),
            "`fediverse: bridgy` does nothing for a site below https://example.org/notes/",
        ),
    ],
)
def test_wish_that_cannot_be_fulfilled_is_told(make_site: MakeSite, capsys: pytest.CaptureFixture[str], config: str, words: str) -> None:
    root = make_site({**PLAIN, **BOB, "config.yaml": config})
    cli.main(["check", "--root", str(root), "--now", "2026-11-30T12:00:00Z"])
    assert words in capsys.readouterr().err


def test_account_that_is_none_is_told(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({**PLAIN, "posts/ada/profile.md": "---\nfediverse: https://social.example/@ada\n---\n"})
    assert cli.main(["check", "--root", str(root)]) == 1
    assert (
        'posts/ada/profile.md:2: `fediverse` is no account: `https://social.example/@ada`; write, for example, "@ada@'
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "profile",
    [
        "---\nname: Ada\nlinks: [https://other.example/@ada]\n---\n",
        "---\nname: Ada\ndid: did:plc:abcdefghijklmnopqrstuvwx\nfediverse: a@b.example\n---\n",
    ],
)
def test_change_of_accounts_gives_the_bytes_of_a_clean_build(make_site: MakeSite, profile: str) -> None:
    root = make_site({**PLAIN, **BOB, "config.yaml": CONFIG.format("alias") + "author: ada\n"})
    build(root)
    make_site({"posts/ada/profile.md": profile})
    build(root)
    incremental = tree(root / "public")
    build(root, clean=True)
    assert_same(incremental, tree(root / "public"))
