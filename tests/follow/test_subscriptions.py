"""Lists of what somebody follows are read as other programs write them, and ours can be read by others."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from microblog import cli
from microblog.follow.subscriptions import parse_subscriptions
from microblog.web.documents import Fault
from tests.conftest import MakeSite
from tests.support.edits import assert_same
from tests.support.feed_server import FeedServer, text
from tests.support.site_tree import build, tree

OPML_1 = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE opml [<!ENTITY x "https://evil.example/">]>
<OPML version="1.1"><body>
<outline text="Birds & bees">
  <outline text="F\xe9n" type="rss" xmlUrl="https://fen.example/feed.xml?a=1&amp;b=2" htmlUrl="https://fen.example/"/>
  <outline text="Twice" xmlurl="HTTPS://Fen.example/feed.xml?a=1&b=2"/>
</outline>
<outline text="Old" type="rss" xmlUrl="feed://old.example/rss"></outline>
<outline text="Entity" xmlUrl="&x;"/>
<outline text="Folder" htmlUrl="https://folder.example/"/>
<outline type="link" text="Page" url="https://page.example/"/>
<outline type="rss" text="No feed" htmlUrl="https://site.example/"/>
<outline text="Mail" xmlUrl="mailto:a@b.example"/>
</body></OPML>""".encode("latin-1")
CSV = """Account address,Show boosts,Notify on new posts,Languages
wren@social.example,true,false,
@Fox@Den.example,false,false,"en, de"
nobody,true,false,
"""
NAMED = ("https://fen.example/feed.xml?a=1&b=2", "https://old.example/rss", "https://page.example/", "https://site.example/")
PROFILE = "---\nname: Ada # me\nfollowing:\n  - https://old.example/rss\n---\nHi.\n"
Run = Callable[..., int]


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    config = "base_url: https://example.org/\n"
    return make_site({"config.yaml": config, "posts/ada/profile.md": PROFILE, "posts/grace/2026-01-01-a.md": "Hi", "static/x": ""})


def run(site: Path, *arguments: str) -> int:
    return cli.main(["follow", "--root", str(site), "--author", "ada", *arguments])


def profile(site: Path) -> str:
    return (site / "posts/ada/profile.md").read_text(encoding="utf-8")


def test_opml_of_any_age_is_read_without_its_entities() -> None:
    found = parse_subscriptions(OPML_1, "https://example.org/")
    assert found.targets == NAMED
    assert found.left_out == ("&x;", "mailto:a@b.example")


@pytest.mark.parametrize(
    "encode", [lambda text: text.encode(), lambda text: text.encode("utf-16"), lambda text: b"\xef\xbb\xbf" + text.encode()]
)
def test_opml_is_read_in_any_encoding(encode: Callable[[str], bytes]) -> None:
    data = encode('<?xml version="1.0"?><opml version="2.0"><body><outline xmlUrl="https://fen.example/ä"/></body></opml>')
    assert parse_subscriptions(data, "").targets == ("https://fen.example/ä",)


def test_accounts_are_read_as_mastodon_exports_them_with_and_without_headings() -> None:
    expected = ("@wren@social.example", "@Fox@den.example")
    assert parse_subscriptions(CSV.encode(), "")[:2] == (expected, ("nobody",))
    assert parse_subscriptions(CSV.encode("utf-8-sig"), "").targets == expected
    assert parse_subscriptions(b"wren@social.example\r\n@Fox@Den.example\r\n", "").targets == expected


@pytest.mark.parametrize("data", [b"", b"hello", b"<html></html>", b"<rss/>", b"a,b\n1,2\n", b"\0\xff", b'"unclosed'])
def test_what_is_no_list_is_told(data: bytes) -> None:
    with pytest.raises(Fault, match="is neither OPML nor"):
        parse_subscriptions(data, "")


def test_all_of_a_list_is_added_at_once_and_nothing_else_is_changed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "list.opml").write_bytes(OPML_1)
    assert run(site, "--import", str(site / "list.opml")) == 0
    items = "".join(f"  - {target}\n" for target in ("https://old.example/rss", NAMED[0], *NAMED[2:]))
    assert profile(site) == f"---\nname: Ada # me\nfollowing:\n{items}---\nHi.\n"
    told = capsys.readouterr()
    assert told.out.endswith("profile.md: 3 added, 1 followed already\n")
    assert told.err == "2 left out, which cannot be followed: &x;, mailto:a@b.example\n"
    assert run(site, "--import", str(site / "list.opml")) == 0
    assert capsys.readouterr().out == "0 added, 4 followed already\n"


def test_dry_run_names_whom_it_would_add(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "following_accounts.csv").write_text(CSV)
    assert run(site, "--import", str(site / "following_accounts.csv"), "--dry-run") == 0
    assert capsys.readouterr().out.startswith("@wren@social.example\n@Fox@den.example\nWould change ")
    assert profile(site) == PROFILE


def test_authors_of_the_site_are_followed_by_their_handles(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = "".join(f'<outline xmlUrl="https://example.org/@{name}/feed.atom"/>' for name in ("grace", "ada", "nobody"))
    (site / "a.opml").write_text(f"<opml>{own}</opml>")
    assert run(site, "--import", str(site / "a.opml")) == 0
    assert "  - https://old.example/rss\n  - grace\n---" in profile(site)
    assert capsys.readouterr().err == "1 left out, which cannot be followed: nobody\n"


@pytest.mark.parametrize("path", ["/", "/opml"])
def test_blogroll_of_a_page_is_read(server: FeedServer, site: Path, path: str) -> None:
    server["/"] = text('<html><head><link rel="blogroll" type="text/xml" href="opml"></head></html>')
    server["/opml"] = text(
        '<opml version="2.0"><body><outline xmlUrl="https://fen.example/"/><outline xmlUrl="http://["/>'
        '<outline xmlUrl="/own"/></body></opml>',
        "text/x-opml",
    )
    assert run(site, "--import", server.url + path, "--allow", server.place) == 0
    assert "  - https://fen.example/\n" in profile(site)
    assert f"{server.url}/own" in profile(site)


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        (("<html></html>", 200), "is no OPML, and names no blogroll"),
        (('<link rel="blogroll" href="/">', 200), "which is no OPML"),
        (("", 500), "answers 500"),
        (("x" * (6 << 20), 200), "is larger than 5,120 KiB"),
    ],
    ids=["nothing", "itself", "error", "huge"],
)
def test_page_without_a_blogroll_is_told(
    server: FeedServer, site: Path, capsys: pytest.CaptureFixture[str], answered: tuple[str, int], words: str
) -> None:
    server["/"] = text(answered[0], status=answered[1])
    assert run(site, "--import", server.url + "/", "--allow", server.place) == 1
    assert words in capsys.readouterr().err
    assert profile(site) == PROFILE


@pytest.mark.parametrize("arguments", [(), ("grace", "--import", "x.opml")])
def test_wrong_usage_is_told(site: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert run(site, *arguments) == 2
    assert "TARGET, or --import FILE" in capsys.readouterr().err


def test_file_that_is_not_there_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(site, "--import", "nowhere.opml") == 1
    assert capsys.readouterr().err == "nowhere.opml cannot be read (No such file or directory)\n"


FOLLOWING = 'following: [grace, "@wren@social.example", "https://fen.example/"]'
WRITTEN = {
    "config.yaml": "title: Notes\nbase_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": f"---\nname: Ada\n{FOLLOWING}\n---\n",
    "posts/ada/2026-01-02-a.md": "Hi",
    "posts/grace/profile.md": "---\nlinks: [https://hull.example/@grace]\n---\n",
    "posts/grace/2026-01-01-a.md": "Hi",
}


def test_what_is_written_is_read_again_by_the_same_names(make_site: MakeSite) -> None:
    public = make_site(WRITTEN) / "public"
    build(public.parent)
    opml = parse_subscriptions((public / "@ada/following/opml.xml").read_bytes(), "https://example.org/")
    assert opml.targets == ("grace", "https://social.example/@wren", "https://fen.example/")
    data = (public / "@ada/following/following_accounts.csv").read_text()
    assert [row["Account address"] for row in csv.DictReader(io.StringIO(data))] == ["grace@hull.example", "wren@social.example"]
    assert parse_subscriptions(data.encode(), "").targets == ("@grace@hull.example", "@wren@social.example")
    page = (public / "@ada/following/index.html").read_text(encoding="utf-8")
    assert 'href="/@ada/following/following_accounts.csv"' in page
    assert not (public / "@grace/following/following_accounts.csv").exists()


def blogrolls(public: Path) -> list[str]:
    return [
        f"{path.relative_to(public).as_posix()} {href}"
        for path in sorted(public.rglob("*.html"))
        for href in re.findall(r'<link rel="blogroll" type="text/x-opml" href="([^"]+)">', path.read_text(encoding="utf-8"))
    ]


def test_blogroll_is_named_by_the_profile_and_by_the_front_of_a_site_of_one_author(make_site: MakeSite) -> None:
    root = make_site(WRITTEN)
    build(root)
    assert blogrolls(root / "public") == ["@ada/index.html /@ada/following/opml.xml"]
    for name in ("profile.md", "2026-01-01-a.md"):
        (root / "posts/grace" / name).unlink()
    make_site({"posts/ada/profile.md": "---\nfollowing: [https://fen.example/]\n---\n"})
    build(root)
    assert blogrolls(root / "public") == ["@ada/index.html /@ada/following/opml.xml", "index.html /@ada/following/opml.xml"]
    make_site({"posts/ada/profile.md": "---\nname: Ada\n---\n"})
    build(root)
    assert blogrolls(root / "public") == []
    incremental = tree(root / "public")
    build(root, clean=True)
    assert_same(incremental, tree(root / "public"))


def test_list_of_accounts_follows_the_profiles_of_others(make_site: MakeSite) -> None:
    root = make_site(WRITTEN)
    build(root)
    make_site({"posts/grace/profile.md": "---\nname: Grace\n---\n"})
    build(root)
    incremental = tree(root / "public")
    assert b"grace@" not in incremental["@ada/following/following_accounts.csv"]
    build(root, clean=True)
    assert_same(incremental, tree(root / "public"))
