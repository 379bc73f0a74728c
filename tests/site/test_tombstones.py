"""A post that was taken back leaves a page that says so, and feeds that say so; what stands at its address comes first."""

import json

import feedparser
import pytest

from microblog.errors import ContentError
from microblog.library import tombstones
from tests.conftest import MakeSite
from tests.support.edits import assert_same
from tests.support.site_tree import broken_links, build, tree

BASE = "https://example.org/club/"
SITE = {
    "config.yaml": f"title: A club\nbase_url: {BASE}\ntag_authority: example.org,2026\nmenu: []\n",
    "posts/ada/profile.md": "---\nname: Ada L\n---\n",
    "posts/ada/2026-11-01-one.md": "One.",
    "posts/bob/profile.md": "---\nfollowing: [ada]\n---\n",
}
STONES = "posts/ada/forgotten.jsonl"
DELETED = '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="tag:example.org,2026:{}" when="{}"/>'


def line(post: str = "ada/2026-11-20-tea", at: str = "2026-11-22T10:00:00Z", **more: object) -> str:
    return json.dumps({"post": post, "id": post, "at": at, **more}) + "\n"


def built(root: object, **options: object) -> dict[str, bytes]:
    build(root, **options)  # type: ignore[arg-type]
    return tree(root / "public")  # type: ignore[operator]


def test_page_at_each_address_says_no_more_than_that_a_post_was_taken_back(make_site: MakeSite) -> None:
    files = built(make_site(SITE | {STONES: line(aliases=["/2013/tea/", "/tea.html"])}))
    pages = {files[path] for path in ("@ada/2026-11-20-tea/index.html", "2013/tea/index.html", "tea.html")}
    assert len(pages) == 1
    page = pages.pop().decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "This post was taken back" in page
    assert '<a href="/club/@ada/">Ada L</a>' in page
    assert "22 November 2026" in page
    assert not list(broken_links(files, BASE))


def test_feeds_of_site_author_and_followers_take_it_back_and_no_other_page_names_it(make_site: MakeSite) -> None:
    files = built(make_site(SITE | {STONES: line(), "posts/ada/2026-11-02-two.md": "Two. #tea"}))
    told = DELETED.format("ada/2026-11-20-tea", "2026-11-22T10:00:00+00:00").encode()
    atom = {path for path, data in files.items() if told in data}
    assert atom == {"feed.atom", "@ada/feed.atom", "@ada/home/feed.atom", "@bob/home/feed.atom"}
    assert {path for path, data in files.items() if b"2026-11-20-tea" in data} == atom
    feed = feedparser.parse(files["feed.atom"])
    assert not feed.bozo
    assert feed.feed.updated == "2026-11-22T10:00:00+00:00"  # later than any entry that is left


def test_feed_names_the_newest_alone(make_site: MakeSite) -> None:
    lines = "".join(line(f"ada/p{number:03}", f"2026-11-22T10:00:{number:02}Z") for number in range(tombstones.NEWEST + 5))
    files = built(make_site(SITE | {STONES: lines}))
    found = [part.split('"')[0] for part in files["feed.atom"].decode().split('ref="tag:example.org,2026:')[1:]]
    assert found == [f"ada/p{number:03}" for number in range(tombstones.NEWEST + 4, 4, -1)]
    assert "@ada/p000/index.html" in files


def test_post_that_stands_there_again_comes_first(make_site: MakeSite) -> None:
    root = make_site(SITE | {STONES: line()})
    before = built(root)
    make_site({"posts/ada/2026-11-20-tea.md": "Tea is ready."})
    files = built(root)
    assert b"Tea is ready." in files["@ada/2026-11-20-tea/index.html"]
    assert b"deleted-entry" not in files["feed.atom"] + files["@ada/feed.atom"]
    assert_same(files, built(root, clean=True))
    (root / "posts/ada/2026-11-20-tea.md").unlink()
    assert_same(built(root), before)


@pytest.mark.parametrize("key", ["draft: true", "date: 2027-01-01"])
def test_post_that_is_held_back_does_not_take_the_place(make_site: MakeSite, key: str) -> None:
    root = make_site(SITE | {STONES: line(), "posts/ada/2026-11-20-tea.md": f"---\n{key}\n---\nTea."})
    files = built(root)
    assert b"was taken back" in files["@ada/2026-11-20-tea/index.html"]
    assert b"deleted-entry" in files["feed.atom"]


def test_author_renamed_or_gone_is_named_so(make_site: MakeSite) -> None:
    root = make_site(SITE | {STONES: line()})
    build(root)
    make_site({"posts/ada/profile.md": "---\nname: Countess\nlang: de\n---\n"})
    assert b"Countess" in built(root)["@ada/2026-11-20-tea/index.html"]
    for name in ("profile.md", "2026-11-01-one.md"):
        (root / "posts/ada" / name).unlink()
    make_site({"posts/bob/profile.md": "Hi"})
    files = built(root)
    assert b'<a href="/club/">A club</a>' in files["@ada/2026-11-20-tea/index.html"]
    assert_same(files, built(root, clean=True))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (line("ada/../../x"), "names no post"),
        (line("ada"), "names no post"),
        (line("ada/home/x"), "names no post"),
        (line("ada/a b"), "names no post"),
        (line("bob/x"), "names a post of another author"),
        (line(at="yesterday"), "has no moment"),
        (line(id=""), "has no identity"),
        (line(id="a\nb"), "has no identity"),
        (line(aliases=["/../../etc/"]), "is no path that a file can have"),
        (line(aliases=["/tags/"]), "the site has a page of its own"),
        ("{damaged}\n", "is no line of a ledger"),
        ('{"post": 7}\n', "names no post"),
    ],
)
def test_line_that_cannot_be_used_is_a_warning_and_stops_nothing(make_site: MakeSite, text: str, what: str) -> None:
    root = make_site(SITE | {STONES: text + line("ada/good")})
    warnings = [str(problem) for problem in build(root).warnings]
    assert [warning for warning in warnings if what in warning and warning.startswith(f"{STONES}:")], warnings
    assert (root / "public/@ada/good/index.html").exists()
    assert not (root / "public/etc").exists()


def test_file_in_no_authors_folder_may_speak_of_any(make_site: MakeSite) -> None:
    files = built(
        make_site(SITE | {"posts/forgotten.jsonl": line("bob/x") + line("ada/x"), "posts/ada/deep/forgotten.jsonl": line("ada/y")})
    )
    assert {"@bob/x/index.html", "@ada/x/index.html"} <= files.keys()
    assert "@ada/y/index.html" not in files


def test_tombstone_gives_way_to_files_of_posts(make_site: MakeSite) -> None:
    from tests.support.pictures import plain

    root = make_site(SITE | {STONES: line("ada/2026-11-02-two/cat.jpg") + line("ada/2026-11-02-two")})
    build(root)
    make_site({"posts/ada/2026-11-02-two.md": "![A cat](cat.jpg)", "posts/ada/cat.jpg": plain("red")})
    files = built(root)
    assert "@ada/2026-11-02-two/cat.jpg" in files
    assert_same(files, built(root, clean=True))


def test_post_that_names_the_address_as_its_former_one_comes_first(make_site: MakeSite) -> None:
    root = make_site(SITE | {STONES: line()})
    before = built(root)
    make_site({"posts/ada/2026-11-21-tea.md": "---\naliases: /@ada/2026-11-20-tea/\n---\nTea is ready."})
    files = built(root)
    assert b'url=/club/@ada/2026-11-21-tea/"' in files["@ada/2026-11-20-tea/index.html"]
    assert_same(files, built(root, clean=True))
    (root / "posts/ada/2026-11-21-tea.md").unlink()
    assert_same(built(root), before)


OWN, SHARED = "posts/bob/forgotten.jsonl", "posts/forgotten.jsonl"
WANTED = [
    (line("ada/x", aliases=["/old/"]), line("bob/y", aliases=["/old/"])),
    (line("ada/x", aliases=["/old/"]), line("bob/y", aliases=["/Old/", "/OLD/"])),
    (line("ada/x", aliases=["/@bob/y/"]), line("bob/y")),
    (line("ada/x", aliases=["/@bob/old.html"]), line("bob/old.html")),
    (line("ada/x", aliases=["/@bob/old.html"]), line("bob/old.html/y")),
    (line("ada/x", aliases=["/old.html"]), line("bob/y", aliases=["/old.html/more/"])),
]


@pytest.mark.parametrize(
    ("mine", "theirs", "file"),
    [
        *((*lines, (OWN, SHARED)[at % 2]) for at, lines in enumerate(WANTED)),
        *(pytest.param(*lines, (SHARED, OWN)[at % 2], marks=pytest.mark.nightly) for at, lines in enumerate(WANTED)),
    ],
)
def test_two_that_were_taken_back_and_want_one_address_leave_one_page(make_site: MakeSite, mine: str, theirs: str, file: str) -> None:
    root = make_site(SITE | {STONES: mine})
    before = built(root)
    make_site({file: theirs})
    files = built(root)
    assert_same(files, built(root, clean=True))
    make_site({file: mine.replace("ada/x", "bob/z") + theirs})
    assert_same(built(root), built(root, clean=True))
    (root / file).unlink()
    assert_same(built(root), before)


def test_post_comes_before_a_former_address_that_is_a_file_where_its_folder_is(make_site: MakeSite) -> None:
    root = make_site(SITE | {STONES: line("ada/x", aliases=["/@bob/old.html"])})
    before = built(root)
    assert "@bob/old.html" in before
    make_site({"posts/bob/old.html.md": "---\ndate: 2026-11-01\n---\nHere."})
    files = built(root)
    assert "@bob/old.html/index.html" in files
    assert_same(files, built(root, clean=True))
    (root / "posts/bob/old.html.md").unlink()
    assert_same(built(root), before)


def test_two_that_want_one_former_address_are_an_error_that_names_both(make_site: MakeSite) -> None:
    root = make_site(SITE | {STONES: line(aliases=["/old/"]), "posts/bob/2026-11-01-x.md": "---\naliases: /old/\n---\nX."})
    with pytest.raises(ContentError) as raised:
        build(root)
    told = [str(problem) for problem in raised.value.problems if not problem.is_warning]
    assert len(told) == 1
    assert "its former address /old/ is also wanted by" in told[0]
    assert {STONES, "posts/bob/2026-11-01-x.md"} == {path for path in (STONES, "posts/bob/2026-11-01-x.md") if path in told[0]}


def test_address_that_one_file_gives_to_posts_of_two_authors_is_the_first_ones_or_of_who_never_left_it(make_site: MakeSite) -> None:
    shared, bobs = "posts/forgotten.jsonl", line("bob/2026-11-03-a", aliases=["/old/"])
    root = make_site(SITE | {shared: line(aliases=["/old/"]) + bobs})
    assert b'href="/club/@ada/"' in built(root)["old/index.html"]
    make_site({shared: line(aliases=["/@bob/2026-11-03-a/"]) + bobs})
    files = built(root)
    assert all(b'href="/club/@bob/"' in files[path] for path in ("old/index.html", "@bob/2026-11-03-a/index.html"))
    assert_same(files, built(root, clean=True))
    make_site({shared: bobs + line(aliases=["/old/"])})
    assert_same(built(root), built(root, clean=True))
