"""What is followed elsewhere stands in the home timelines of its followers, marked as from outside, and nowhere else."""

import json
import subprocess
from pathlib import Path
from typing import Any

import feedparser
import mf2py
import pytest
from lxml import etree

from microblog import plan
from microblog.content.stored_feeds import dump_feed, file_name
from microblog.errors import ContentError
from microblog.model.remote import RemoteEntry, RemoteFeed
from tests.conftest import ROOT, MakeSite
from tests.support.site_tree import broken_links, build, tree

BASE = "https://example.org/club/"
CONFIG = f"title: A club\nbase_url: {BASE}\ntag_authority: example.org,2026\nfeed_size: 5\nhome_size: 5\n"
FEN, MOOR, WREN = "https://fen.example/", "https://moor.example/feed.xml", "@wren@social.example"
PLANET = "https://aaa.example/planet"
SCHEMA = etree.RelaxNG(etree.parse(ROOT / "tests" / "support" / "schemas" / "atom.rng"))


def following(*targets: str) -> str:
    return "---\nfollowing: [" + ", ".join(f"'{target}'" for target in targets) + "]\n---\n"


def entry(number: int, day: int = 0, **values: Any) -> RemoteEntry:
    made = RemoteEntry(
        f"urn:fen:{number}", f"{FEN}{number}", "", f"2026-11-{day or number:02}T10:00:00+01:00", "", content_html=f"<p>Entry {number}</p>"
    )
    return made._replace(**values)


def stored(
    target: str, *entries: RemoteEntry, title: str = "Fen notes", home_url: str = FEN, folder: str = ".microblog/remote"
) -> dict[str, str | bytes]:
    feed = RemoteFeed(target, f"{FEN}feed", "rss", title, home_url, entries=entries)
    return {f"{folder}/{file_name(target)}": dump_feed(feed)}


def site(make_site: MakeSite, *targets: str) -> Path:
    return make_site(
        {
            "config.yaml": CONFIG,
            "posts/ada/profile.md": following(*targets, "bob"),
            "posts/ada/2026-11-10-mine.md": "Mine",
            "posts/bob/2026-11-12-his.md": "His",
        }
    )


def home_of(root: Path, handle: str = "ada") -> list[str]:
    """Return the words of a home timeline's entries, newest first, as a consumer of microformats sees them."""
    page = (root / f"public/@{handle}/home/index.html").read_text()
    items = mf2py.parse(doc=page, url=BASE)["items"]
    feed = next(item for item in items if "h-feed" in item["type"])
    return [child["properties"]["content"][0]["value"] for child in feed["children"] if "h-entry" in child["type"]]


def test_entries_stand_by_time_among_posts_and_no_more_than_fit(make_site: MakeSite) -> None:
    root = site(make_site, FEN)
    make_site(stored(FEN, *(entry(number) for number in (9, 11, 13, 14))))
    build(root)
    assert home_of(root) == ["Entry 14", "Entry 13", "His", "Entry 11", "Mine"]
    assert home_of(root, "bob") == ["His"]


def test_entry_is_marked_as_from_outside(make_site: MakeSite) -> None:
    root = site(make_site, FEN)
    make_site(stored(FEN, entry(13, author="Wren", author_url=f"{FEN}wren", tags=("mud",))))
    build(root)
    page = (root / "public/@ada/home/index.html").read_text()
    found = next(item for item in mf2py.parse(doc=page, url=BASE)["items"] if "h-feed" in item["type"])["children"][0]["properties"]
    assert (found["url"], found["uid"], found["published"], found["category"]) == (
        [f"{FEN}13"],
        [f"{FEN}13"],
        ["2026-11-13T10:00:00+0100"],
        ["mud"],
    )
    assert found["author"][0]["properties"] == {"name": ["Wren"], "url": [f"{FEN}wren"]}
    assert "name" not in found
    assert 'from <a href="https://fen.example/">fen.example</a>' in page


def test_article_shows_its_beginning_and_leads_to_its_page(make_site: MakeSite) -> None:
    root = site(make_site, FEN)
    make_site(stored(FEN, entry(13, title="On <mud>", content_html="<p>" + "word " * 200)))
    build(root)
    page = (root / "public/@ada/home/index.html").read_text()
    assert f'<a href="{FEN}13">On &lt;mud&gt;</a>' in page
    assert page.count("word") < 70
    assert (root / "public/@ada/home/feed.atom").read_text().count("word") == 200


def test_feeds_name_entry_and_source_as_the_standards_have_it(make_site: MakeSite) -> None:
    root = site(make_site, FEN, WREN)
    make_site(stored(FEN, entry(13, title="On mud"), entry(14, id="14", url="", tags=("mud",))) | stored(WREN, title="", home_url=""))
    build(root)
    data = (root / "public/@ada/home/feed.atom").read_bytes()
    SCHEMA.assertValid(etree.fromstring(data))
    parsed: Any = feedparser.parse(data)
    assert [item.id for item in parsed.entries][1:] == [
        "urn:fen:13",
        "tag:example.org,2026:bob/2026-11-12-his",
        "tag:example.org,2026:ada/2026-11-10-mine",
    ]
    assert parsed.entries[0].id.startswith("tag:example.org,2026:remote/")
    assert (parsed.entries[1].link, parsed.entries[1].source.title, parsed.entries[1].source.link) == (f"{FEN}13", "Fen notes", FEN)
    items = json.loads((root / "public/@ada/home/feed.json").read_text())["items"]
    assert items[1]["_microblog"]["source"] == [{"url": FEN, "title": "Fen notes", "feed_url": f"{FEN}feed"}]
    assert items[1]["authors"] == [{"name": "Fen notes", "url": FEN}]


def test_entry_stands_nowhere_else(make_site: MakeSite) -> None:
    root = site(make_site, FEN)
    build(root)
    before = tree(root / "public")
    make_site(stored(FEN, entry(13, tags=("mud",))))
    report = build(root)
    after = tree(root / "public")
    pages = {"@ada/home/index.html", "@ada/home/feed.atom", "@ada/home/feed.json", "@ada/following/index.html", "@ada/following/opml.xml"}
    assert {path for path in after if after[path] != before.get(path)} == pages
    assert (report.rendered, report.parsed) == (2, 0)


def test_changed_feed_touches_its_followers_alone(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = site(make_site, FEN)
    make_site(
        {"posts/cy/profile.md": following(FEN), "posts/dee/profile.md": following(MOOR, "ada")}
        | stored(FEN, entry(13))
        | stored(MOOR, entry(9))
    )
    build(root)
    planned: list[str] = []
    real = plan.make_plan

    def watch(*inputs: Any, **named: Any) -> plan.Plan:
        made = real(*inputs, **named)
        planned.extend([*map(str, made.pages), *map(str, made.posts)])
        return made

    monkeypatch.setattr("microblog.build.planning.make_plan", watch)
    make_site(stored(FEN, entry(13), entry(14)))
    build(root)
    assert sorted(planned) == ["home 0 ada", "home 0 cy", "people 0 ada", "people 0 cy"]


def test_feed_that_is_gone_or_followed_no_more_leaves_nothing(make_site: MakeSite) -> None:
    root = site(make_site, FEN)
    build(root)
    before = tree(root / "public")
    make_site(stored(FEN, entry(13)))
    build(root)
    (root / f".microblog/remote/{file_name(FEN)}").unlink()
    build(root)
    assert tree(root / "public") == before
    make_site(stored(FEN, entry(13)) | {"posts/ada/profile.md": following("bob")})
    build(root)
    assert not [path for path, data in tree(root / "public").items() if b"fen.example" in data]


def test_same_entry_from_two_feeds_stands_once_as_its_own_host_has_it(make_site: MakeSite) -> None:
    root = site(make_site, FEN, PLANET)
    make_site(stored(PLANET, entry(13, 20, content_html="<p>Copied</p>")) | stored(FEN, entry(13)))
    build(root)
    assert home_of(root) == ["Entry 13", "His", "Mine"]


def test_feed_that_claims_anothers_id_neither_pushes_it_out_nor_has_it(make_site: MakeSite) -> None:
    root = site(make_site, FEN, PLANET)
    make_site(stored(PLANET, entry(13, 20, content_html="<p>Forged</p>", url="https://aaa.example/x")) | stored(FEN, entry(13)))
    build(root)
    assert home_of(root) == ["Forged", "Entry 13", "His", "Mine"]
    ids = [item.id for item in feedparser.parse((root / "public/@ada/home/feed.atom").read_bytes()).entries]
    assert len(set(ids)) == 4
    assert "urn:fen:13" not in ids


def test_nobody_elsewhere_speaks_for_this_site(make_site: MakeSite) -> None:
    root = site(make_site, FEN)
    make_site(stored(FEN, entry(13, url=f"{BASE}@bob/2026-11-12-his/"), entry(14, id="tag:example.org,2026:bob/2026-11-12-his")))
    build(root)
    assert home_of(root) == ["Entry 14", "His", "Mine"]
    ids = [item.id for item in feedparser.parse((root / "public/@ada/home/feed.atom").read_bytes()).entries]
    assert len(set(ids)) == 3


def test_following_page_names_what_is_followed_elsewhere_read_or_not(make_site: MakeSite) -> None:
    root = site(make_site, FEN, WREN)
    make_site(stored(FEN, entry(13)))
    build(root)
    page = (root / "public/@ada/following/index.html").read_text()
    assert '<a class="p-name u-url" href="https://fen.example/"><bdi>Fen notes</bdi></a>' in page
    assert '<a class="p-name u-url" href="https://social.example/@wren"><bdi>@wren@social.example</bdi></a>' in page
    assert "<strong>3</strong> following" in (root / "public/@ada/index.html").read_text()
    opml = etree.fromstring((root / "public/@ada/following/opml.xml").read_bytes())
    assert [(one.get("type"), one.get("text"), one.get("xmlUrl"), one.get("htmlUrl"), one.get("url")) for one in opml.iter("outline")] == [
        ("rss", "bob", f"{BASE}@bob/feed.atom", f"{BASE}@bob/", None),
        ("link", "@wren@social.example", None, None, "https://social.example/@wren"),
        ("rss", "Fen notes", f"{FEN}feed", FEN, None),
    ]
    assert "opml" not in (root / "public/@bob/following/index.html").read_text()
    assert list(broken_links(tree(root / "public"), BASE)) == []


def test_stored_feeds_may_lie_in_a_folder_of_the_site(make_site: MakeSite) -> None:
    root = site(make_site, FEN)
    make_site({"config.yaml": f"{CONFIG}remote: data/feeds\n"} | stored(FEN, entry(13), folder="data/feeds"))
    build(root)
    assert home_of(root)[0] == "Entry 13"


@pytest.mark.parametrize("folder", ["posts", "../up", "/etc", "public/x", ".git", "a//b", "a/../b", "C:x", "STATIC"])
def test_folder_that_is_anothers_is_an_error(make_site: MakeSite, folder: str) -> None:
    root = make_site({"config.yaml": f"{CONFIG}remote: {folder}\n"})
    (root / "posts").mkdir()
    with pytest.raises(ContentError) as raised:
        build(root)
    assert str(raised.value.problems[0]).startswith("config.yaml:6: `remote` is no folder that could keep feeds")


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000])
def test_damaged_stored_feed_is_a_warning_and_shows_nothing(make_site: MakeSite, data: bytes) -> None:
    root = site(make_site, FEN)
    make_site(stored(FEN, entry(13)))
    build(root)
    name = file_name(FEN)
    make_site({f".microblog/remote/{name}": data})
    report = build(root)
    assert [(problem.path, problem.remedy) for problem in report.warnings] == [(f".microblog/remote/{name}", "delete it, and run `fetch`")]
    assert home_of(root) == ["His", "Mine"]
    make_site(stored(FEN, entry(13)))
    assert build(root).warnings == ()


def test_stored_feed_is_sanitised_once_more(make_site: MakeSite) -> None:
    hostile = (
        '<p onclick="alert(1)">Hi</p><script>alert(1)</script><img src="https://evil.example/track.gif"><a href="javascript:alert(1)">x</a>'
    )
    root = site(make_site, FEN)
    make_site(
        stored(
            FEN,
            entry(13, content_html=hostile, author="<script>alert(1)</script>", author_url="javascript:alert(1)"),
            title="<script>",
            home_url="data:x",
        )
    )
    build(root)
    pages = [(root / f"public/@ada/{name}/index.html").read_text() for name in ("home", "following")]
    contents = [item["content_html"] for item in json.loads((root / "public/@ada/home/feed.json").read_text())["items"]]
    for text in [*pages, *contents]:
        assert not [word for word in ("<script>", "onclick", "javascript:", '<img src="https:', "data:x") if word in text]


def test_pages_with_entries_from_outside_are_valid(make_site: MakeSite, vnu: list[str]) -> None:
    root = site(make_site, FEN, WREN)
    make_site(
        stored(FEN, entry(13, title="On mud"), entry(14, content_html="<h1>One</h1><ul><li>a<li>b</ul><table><tr><td>x</table>", url=""))
    )
    build(root)
    pages = [str(root / f"public/@ada/{name}/index.html") for name in ("home", "following")]
    done = subprocess.run([*vnu, "--errors-only", "--stdout", *pages], capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if "Content-Security-Policy" not in line] == []
