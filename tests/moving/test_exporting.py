"""An author's archive: all that is theirs, the same to the byte everywhere, and the same posts wherever it is unpacked."""

import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from microblog import cli
from microblog.build.options import Options
from microblog.errors import ContentError, UsageError
from microblog.moving.exporting import export_author
from microblog.moving.unpacking import unpack
from tests.conftest import ROOT, MakeSite
from tests.support.archives import archive_bytes, move_in
from tests.support.pictures import plain
from tests.support.site_tree import NOW, build

CONFIG = 'title: Club\nbase_url: https://old.example/x/\ntag_authority: "old.example,2026"\ntimezone: Europe/Berlin\n'
ELSEWHERE = {
    "config.yaml": 'title: Mine\nbase_url: https://new.example/\ntag_authority: "new.example,2030"\ntimezone: Asia/Tokyo\nlang: fr\n',
}
SITE: dict[str, str | bytes] = {
    "config.yaml": CONFIG,
    "posts/ada/profile.md": "---\nname: Ada L\nfollowing: [bob, 'https://else.example/feed']\nmuted: eve\n---\nBio.\n",
    "posts/ada/2026-01-01-a.md": "Hello #tea.",
    "posts/ada/2026-01-02-1200-photo.md": "---\nphoto: {file: cat.jpg, alt: A cat}\ncw: Fur\n---\nBehold.\n",
    "posts/ada/cat.jpg": plain(),
    "posts/ada/notes/not a post.txt": "Only mine.",
    "posts/ada/2026-01-03-draft.md": "---\ndraft: true\n---\nSecret.",
    "posts/ada/2026-01-04-quiet.md": "---\nunlisted: true\n---\nWhispered.",
    "posts/ada/2099-01-01-later.md": "Tomorrow.",
    "posts/ada/2026-01-05-thread.md": "---\nin_reply_to: ada/2026-01-01-a\ntitle: More\n---\nOn.",
    "posts/bob/2026-01-06-b.md": "Not hers.",
    "posts/eve/2026-01-06-e.md": "Nor this.",
}


def pack(root: Path, handle: str = "ada", **options: Any) -> bytes:
    export = export_author(Options(root=root, now=NOW, jobs=1)._replace(**options), handle)
    return archive_bytes(export.files, export.about)


def members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return {name: file.read(name) for name in file.namelist()}


def folder(archive: bytes) -> dict[str, bytes]:
    return {path: data for path, data in members(archive).items() if path.startswith("posts/")}


def move(archive: bytes, tmp_path: Path, site: Mapping[str, str]) -> Path:
    """Unpack an archive into a new site."""
    root = tmp_path / "elsewhere"
    root.mkdir()
    for path, text in site.items():
        (root / path).write_text(text, "utf-8")
    (tmp_path / "ada.zip").write_bytes(archive)
    unpack(tmp_path / "ada.zip", root)
    return root


def ids(feed: bytes) -> list[str]:
    return [entry.id for entry in feedparser.parse(feed).entries]


def built_feed(root: Path) -> bytes:
    build(root)
    return (root / "public/@ada/feed.atom").read_bytes()


def test_archive_is_the_same_to_the_byte_however_often_it_is_made(make_site: MakeSite) -> None:
    root = make_site(SITE)
    first = pack(root)
    os.utime(root / "posts/ada/cat.jpg", (1, 1))
    build(root)
    assert pack(root, jobs=2) == first
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_archive_has_all_that_is_the_author_s_and_nothing_else(make_site: MakeSite) -> None:
    found = members(pack(make_site(SITE)))
    assert {path for path in found if path.startswith("posts/")} == {path for path in SITE if path.startswith("posts/ada/")}
    assert found["posts/ada/cat.jpg"] == SITE["posts/ada/cat.jpg"]
    assert found["posts/ada/2026-01-01-a.md"] == b'---\nid: "tag:old.example,2026:ada/2026-01-01-a"\n---\nHello #tea.'
    assert {row["path"] for row in json.loads(found["export.json"])["files"]} == found.keys() - {"export.json"}


def test_what_readers_do_not_see_is_in_the_folder_and_in_no_document(make_site: MakeSite) -> None:
    found = members(pack(make_site(SITE), drafts=True))
    for word, name in ((b"Secret", "2026-01-03-draft"), (b"Whispered", "2026-01-04-quiet"), (b"Tomorrow", "2099-01-01-later")):
        assert [path for path, data in found.items() if word in data] == [f"posts/ada/{name}.md"]


def test_unpacked_elsewhere_the_posts_have_the_same_ids_and_moments(make_site: MakeSite, tmp_path: Path) -> None:
    first = pack(make_site(SITE))
    there, here = built_feed(move(first, tmp_path, ELSEWHERE)), members(first)["feed.atom"]
    assert ids(there) == ids(here)
    assert [entry.published for entry in feedparser.parse(there).entries] == [entry.published for entry in feedparser.parse(here).entries]
    assert b'ref="tag:old.example,2026:ada/2026-01-01-a"' in there


def test_export_import_export_is_identical(make_site: MakeSite, tmp_path: Path) -> None:
    alone = {path: text for path, text in SITE.items() if not path.startswith(("posts/bob/", "posts/eve/"))}
    first = pack(make_site(alone | {"posts/ada/profile.md": "---\nname: Ada L\n---\nBio.\n"}))
    assert pack(move(first, tmp_path, {"config.yaml": CONFIG.replace("Club", "Other") + "page_size: 3\n"})) == first


def test_export_import_export_elsewhere_has_the_same_folder_and_ids(make_site: MakeSite, tmp_path: Path) -> None:
    first = pack(make_site(SITE))
    second = pack(move(first, tmp_path, ELSEWHERE))
    assert folder(second) == folder(first)
    assert ids(members(second)["feed.atom"]) == ids(members(first)["feed.atom"])


def test_what_names_others_of_the_site_leads_to_their_pages(make_site: MakeSite, tmp_path: Path) -> None:
    answers = {
        "posts/ada/2026-02-01-re.md": b"---\r\nin_reply_to: bob/2026-01-06-b\r\n---\r\nYes.",
        "posts/ada/2026-02-02-like.md": "---\nlike_of: ['bob/2026-01-06-b', ada/2026-01-01-a]\n---\n",
    }
    archive = pack(make_site(SITE | answers))
    found = members(archive)
    assert b"following: [https://old.example/x/@bob/, 'https://else.example/feed']\n" in found["posts/ada/profile.md"]
    assert b"muted: https://old.example/x/@eve/\n" in found["posts/ada/profile.md"]
    assert b"in_reply_to: https://old.example/x/@bob/2026-01-06-b/\r\n" in found["posts/ada/2026-02-01-re.md"]
    assert b"like_of: ['https://old.example/x/@bob/2026-01-06-b/', ada/2026-01-01-a]\n" in found["posts/ada/2026-02-02-like.md"]
    build(move(archive, tmp_path, ELSEWHERE))


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("Hi.", '---\nid: "URI"\n---\nHi.'),
        ("---\ntitle: T\n---\nHi.", '---\nid: "URI"\ntitle: T\n---\nHi.'),
        ("---\r\ntitle: T\r\n---\r\nHi.", '---\r\nid: "URI"\r\ntitle: T\r\n---\r\nHi.'),
        ('+++\ntitle = "T"\n+++\nHi.', '+++\nid = "URI"\ntitle = "T"\n+++\nHi.'),
        ('{\n"title": "T"\n}\nHi.', '{\n"id": "URI",\n"title": "T"\n}\nHi.'),
        ('{"title": "T"}\nHi.', '{"id": "URI", "title": "T"}\nHi.'),
        ('{ "title": "T",\n"lang": "de" }\nHi.', '{ "id": "URI", "title": "T",\n"lang": "de" }\nHi.'),
        ("---\ntitle: T\nid: kept\n---\nHi.", '---\nid: "KEPT"\ntitle: T\n---\nHi.'),
        ('---\nid: "tag:third.example,2020:x"\n---\nHi.', '---\nid: "tag:third.example,2020:x"\n---\nHi.'),
    ],
)
def test_identity_stands_in_every_form_of_head(make_site: MakeSite, tmp_path: Path, text: str, copy: str) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-01-01-a.md": text.encode()})
    archive = pack(root)
    wanted = copy.replace("URI", "tag:old.example,2026:ada/2026-01-01-a").replace("KEPT", "tag:old.example,2026:kept")
    assert members(archive)["posts/ada/2026-01-01-a.md"] == wanted.encode()
    feeds = (members(archive)["feed.atom"], built_feed(root), built_feed(move(archive, tmp_path, ELSEWHERE)))
    assert ids(feeds[0]) == ids(feeds[1]) == ids(feeds[2])


def test_names_of_any_letters_are_identities(make_site: MakeSite, tmp_path: Path) -> None:
    posts = {"posts/ada/2026-01-01-Größe & more.md": "Hi.", "posts/ada/2026-01-02 50%.md": "Ho."}
    root = make_site({"config.yaml": CONFIG, **posts})
    archive = pack(root)
    feeds = (members(archive)["feed.atom"], built_feed(root), built_feed(move(archive, tmp_path, ELSEWHERE)))
    assert ids(feeds[0]) == ids(feeds[1]) == ids(feeds[2])
    (root / "posts/ada/2026-01-02 50%.md").write_bytes(members(archive)["posts/ada/2026-01-02 50%.md"])
    assert built_feed(root) == feeds[1]
    assert pack(root) == archive


@pytest.mark.parametrize("head", ['{"title": "T",\n"id": "kept"}', '{\n"title": "T",\n"id": "kept"\n}', '+++\nid = "kept"\n+++'])
def test_head_that_cannot_say_the_identity_is_told(make_site: MakeSite, head: str) -> None:
    """Of a key that stands there twice the last one counts in JSON, so that another site would complete it by its own."""
    root = make_site({"config.yaml": CONFIG, "posts/ada/2026-01-01-a.md": f"{head}\nHi."})
    with pytest.raises(ContentError) as error:
        pack(root)
    (problem,) = error.value.problems
    assert "posts/ada/2026-01-01-a.md:1: its identity, `id: tag:old.example,2026:kept`, cannot be put into its head; write" in str(problem)


def test_post_outside_of_the_folder_comes_along_with_its_files(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(
        {
            "config.yaml": CONFIG + "author: ada\n",
            "posts/ada/profile.md": "Bio.",
            "posts/2026-01-01-loose.md": "---\nphoto: pics/cat.jpg\n---\nLoose.",
            "posts/2026/2026-02-02-deep.md": "Deep.",
            "posts/pics/cat.jpg": plain(),
        }
    )
    archive = pack(root)
    assert {*folder(archive)} == {
        *(f"posts/ada/{name}" for name in ("2026-01-01-loose.md", "2026/2026-02-02-deep.md", "pics/cat.jpg", "profile.md"))
    }
    elsewhere = move(archive, tmp_path, ELSEWHERE)
    assert ids(built_feed(elsewhere)) == ["tag:old.example,2026:2026/2026-02-02-deep", "tag:old.example,2026:2026-01-01-loose"]
    assert (elsewhere / "public/@ada/2026-01-01-loose/pics/cat.jpg").is_file()


def test_two_files_that_would_be_one_are_told(make_site: MakeSite) -> None:
    posts = {"posts/2026-01-01-a.md": "Loose.", "posts/ada/2026-01-01-a.md": "---\nslug: other\n---\nHers."}
    root = make_site({"config.yaml": CONFIG + "author: ada\n", **posts})
    with pytest.raises(ContentError) as error:
        pack(root)
    assert "posts/ada/2026-01-01-a.md:1: lies where the archive puts posts/2026-01-01-a.md" in str(error.value.problems[0])


def test_author_of_the_settings_gets_a_profile(make_site: MakeSite, tmp_path: Path) -> None:
    user = "{name: 'Ada: L', links: [{Web: https://ada.example/}], following: [bob], bio: 'I *am*.'}"
    posts = {"posts/ada/2026-01-01-a.md": "Hi.", "posts/bob/2026-01-01-b.md": "Hi."}
    archive = pack(make_site({"config.yaml": f"{CONFIG}users:\n  ada: {user}\n", **posts}))
    assert members(archive)["posts/ada/profile.md"].decode().splitlines() == [
        "---",
        'timezone: "Europe/Berlin"',
        'lang: "en"',
        'name: "Ada: L"',
        'links: [{"Web": "https://ada.example/"}]',
        'following: ["https://old.example/x/@bob/"]',
        "---",
        "",
        "I *am*.",
    ]
    build(move(archive, tmp_path, ELSEWHERE))


def test_outbox_says_what_each_post_is(make_site: MakeSite) -> None:
    more = {
        "posts/ada/2026-03-01-repost.md": "---\nrepost_of: https://else.example/1\n---\n",
        "posts/ada/2026-03-02-like.md": "---\nlike_of: bob/2026-01-06-b\n---\n",
        "posts/ada/2026-03-03-bookmark.md": "---\nbookmark_of: https://else.example/2\n---\nGood. [x](/@bob/)",
    }
    found = members(pack(make_site(SITE | more)))
    outbox = json.loads(found["outbox.json"])
    items = outbox["orderedItems"]
    assert outbox["totalItems"] == len(items) == 6
    assert [(item["type"], item["object"] if isinstance(item["object"], str) else item["object"]["type"]) for item in items] == [
        ("Create", "Note"),
        ("Like", "https://old.example/x/@bob/2026-01-06-b/"),
        ("Announce", "https://else.example/1"),
        ("Create", "Article"),
        ("Create", "Note"),
        ("Create", "Note"),
    ]
    bookmark, article, photo, note = (items[at]["object"] for at in (0, 3, 4, 5))
    assert bookmark["content"] == '<p>Good. <a href="https://old.example/x/@bob/">x</a></p>'
    assert {"type": "Link", "href": "https://else.example/2"} in bookmark["tag"]
    assert (article["name"], article["inReplyTo"]) == ("More", note["id"])
    assert (photo["summary"], photo["sensitive"], photo["content"]) == ("Fur", True, "<p>Behold.</p>")
    assert photo["attachment"] == [{"type": "Document", "mediaType": "image/jpeg", "url": "posts/ada/cat.jpg", "name": "A cat"}]
    assert note["tag"] == [{"type": "Hashtag", "name": "#tea", "href": "https://old.example/x/tags/tea/"}]
    assert json.loads(found["actor.json"])["preferredUsername"] == "ada"


def test_point_that_stays_in_sight_goes_through_an_outbox_and_back(make_site: MakeSite, tmp_path: Path) -> None:
    photos = "photo: [{file: cat.jpg, alt: A cat, focus: [-0.25, 1]}, {file: dog.jpg, alt: A dog}]"
    files = {"posts/ada/cat.jpg": plain(), "posts/ada/dog.jpg": plain()}
    first = members(pack(make_site({"config.yaml": CONFIG, "posts/ada/2026-01-01-a.md": f"---\n{photos}\n---\nLook", **files})))
    outbox = tmp_path / "outbox"
    for name in ("actor.json", "outbox.json", *files):
        (outbox / name).parent.mkdir(parents=True, exist_ok=True)
        (outbox / name).write_bytes(first[name])
    move_in(tmp_path / "other", outbox)
    second = members(pack(tmp_path / "other"))
    told = [[(file["name"], file.get("focalPoint")) for file in attached(found)] for found in (first, second)]
    assert told == [[("A cat", [-0.25, 1.0]), ("A dog", None)]] * 2
    (text,) = [data for name, data in second.items() if name.endswith("-look.md")]
    assert b'alt: "A cat", focus: [-0.25, 1]}' in text


def attached(found: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the files of the only post of an outbox."""
    (item,) = json.loads(found["outbox.json"])["orderedItems"]
    attachment: list[dict[str, Any]] = item["object"]["attachment"]
    return attachment


def test_feeds_hold_every_post_that_readers_see(make_site: MakeSite) -> None:
    notes = {f"posts/ada/2026-{month:02}-{day:02}.md": "Hi." for month in range(1, 9) for day in range(10, 20)}
    found = members(pack(make_site({"config.yaml": CONFIG, **notes})))
    etree.RelaxNG(etree.parse(ROOT / "tests/support/schemas/atom.rng")).assertValid(etree.fromstring(found["feed.atom"]))
    assert len(ids(found["feed.atom"])) == len(json.loads(found["feed.json"])["items"]) == 80


def test_nobody_s_archive_is_refused(make_site: MakeSite) -> None:
    with pytest.raises(UsageError, match="nobody has this handle; authors are ada, bob, eve"):
        pack(make_site(SITE), "zoe")


def test_site_with_an_error_is_told_and_nothing_is_written(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE | {"posts/ada/2026-05-05-x.md": "---\ndate: nonsense\n---\nHi."})
    assert cli.main(["export", "--root", str(root), "--author", "ada", "--to", str(tmp_path / "a.zip")]) == 1
    assert "posts/ada/2026-05-05-x.md:2" in capsys.readouterr().err
    assert not (tmp_path / "a.zip").exists()


def test_command_replaces_its_own_archive_and_nothing_else(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, target = make_site(SITE), tmp_path / "out/a.zip"
    command = ["export", "--root", str(root), "--author", "@ada", "--to", str(target), "--now", NOW]
    assert cli.main(command) == 0
    assert "6 posts, 3 of them not in its feeds" in capsys.readouterr().out
    first = target.read_bytes()
    assert cli.main(command) == 0
    assert target.read_bytes() == first == pack(root)
    assert cli.main([*command[:4], "bob", *command[5:]]) == 2
    target.write_text("My letters")
    assert cli.main(command) == 2
    assert target.read_text() == "My letters"
    assert [path.name for path in target.parent.iterdir()] == ["a.zip"]
