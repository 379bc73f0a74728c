"""An author's mentions: who says something to them or does something with a post of theirs; and whom lists leave out."""

import re
from pathlib import Path

import pytest

from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 2\n"
ADA = {"config.yaml": CONFIG, "posts/ada/2026-11-01-root.md": "Who is there?", "posts/ada/profile.md": "---\nname: Ada L\n---\n"}
BOB = {
    "posts/bob/2026-11-02-m.md": "Hello @ada.",
    "posts/bob/2026-11-03-r.md": "---\nin_reply_to: ada/2026-11-01-root\n---\nMe.",
    "posts/bob/2026-11-04-l.md": "---\nlike_of: ada/2026-11-01-root\n---\n",
    "posts/bob/2026-11-05-s.md": "---\nrepost_of: ada/2026-11-01-root\n---\n",
    "posts/bob/2026-11-06-b.md": "---\nbookmark_of: ada/2026-11-01-root\n---\n",
}


def read(root: Path, path: str) -> str:
    return (root / "public" / path).read_text(encoding="utf-8")


def permalinks(html: str) -> list[str]:
    """Return the posts of a timeline's page, as it shows them."""
    return re.findall(r'<a class="u-url u-uid" href="/@([^"]+)/"><time', html)


def labels(html: str) -> list[str]:
    return re.findall(r'<p class="label">(\w+)</p>', html)


def test_mentions_hold_what_others_do_and_say_what_it_is(make_site: MakeSite) -> None:
    root = make_site({**ADA, **BOB, "posts/ada/2026-11-07-own.md": "---\nin_reply_to: ada/2026-11-01-root\n---\nI, @ada."})
    build(root)
    shown = read(root, "@ada/mentions/index.html") + read(root, "@ada/mentions/page/1/index.html")
    assert labels(shown) == ["Mention"]  # all others say themselves what they are; the front has three: two and the last full page
    assert permalinks(shown) == ["bob/2026-11-06-b", "bob/2026-11-05-s", "bob/2026-11-04-l", "bob/2026-11-03-r", "bob/2026-11-02-m"]


def test_mentions_have_feeds_and_archives(make_site: MakeSite) -> None:
    root = make_site({**ADA, **{f"posts/bob/2026-11-02-{number:02}.md": "Hello @ada." for number in range(50)}})
    build(root)
    assert "<title>Mentions of Ada L · Microblog</title>" in read(root, "@ada/mentions/feed.atom")
    assert read(root, "@ada/mentions/feed/1.atom").count("<entry ") == 50
    assert read(root, "@ada/mentions/feed.json").count('"date_published"') == 20


def test_every_author_has_a_mentions_page_that_the_profile_links(make_site: MakeSite) -> None:
    root = make_site(ADA | {"posts/bob/profile.md": "---\nname: Bob\n---\n"})
    build(root)
    assert "Nobody has mentioned Ada L yet." in read(root, "@ada/mentions/index.html")
    assert '<a href="/@ada/mentions/">Mentions</a>' in read(root, "@ada/index.html")


def test_author_who_comes_finds_older_mentions_and_one_who_goes_leaves_no_page(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/bob/2026-11-02-m.md": "Hello @ada."})
    build(root)
    assert not (root / "public/@ada").exists()
    make_site({"posts/ada/profile.md": "---\nname: Ada L\n---\n"})
    build(root)
    assert permalinks(read(root, "@ada/mentions/index.html")) == ["bob/2026-11-02-m"]
    (root / "posts/ada/profile.md").unlink()
    build(root)
    assert not (root / "public/@ada").exists()


def test_sealed_page_of_mentions_never_changes(make_site: MakeSite) -> None:
    root = make_site({**ADA, **BOB})
    build(root)
    before = tree(root / "public/@ada/mentions/page")
    make_site({"posts/bob/2026-11-08-new.md": "Again, @ada."})
    build(root)
    assert tree(root / "public/@ada/mentions/page").items() >= {(path, data) for path, data in before.items() if path != "3/index.html"}


def test_posts_tab_has_neither_replies_nor_likes(make_site: MakeSite) -> None:
    root = make_site({**ADA, **BOB})
    build(root)
    pages = [read(root, f"@bob/posts/{path}index.html") for path in ("", "page/1/")]
    assert permalinks("".join(pages)) == [
        "bob/2026-11-06-b",
        "bob/2026-11-05-s",
        "bob/2026-11-02-m",
        "bob/2026-11-05-s",
        "bob/2026-11-02-m",
    ]
    assert not (root / "public/@bob/posts/feed.atom").exists()
    assert '<a href="/@bob/posts/">Posts</a>' in read(root, "@bob/index.html")
    assert '<a href="/@bob/posts/" aria-current="page">Posts</a>' in pages[0]
    assert "Posts and replies" not in pages[1]


READER = "---\nfollowing: [bob, cy]\n{}\n---\n"


def with_list(make_site: MakeSite, line: str, config: str = "") -> Path:
    """Make a site whose Ada follows Bob and Cy, mutes or blocks, and has a post that both answered."""
    files = {
        "config.yaml": CONFIG + config,
        "posts/ada/profile.md": READER.format(line),
        "posts/ada/2026-11-01-root.md": "Who?",
        "posts/cy/2026-11-07-re.md": "---\nrepost_of: bob/2026-11-02-m\n---\n",
        "posts/cy/2026-11-08-c.md": "---\nin_reply_to: bob/2026-11-03-r\n---\nOh, @ada.",
    }
    root = make_site({**BOB, **files})
    build(root)
    return root


def seen(root: Path) -> dict[str, bool]:
    """Tell where Ada sees Bob."""
    talk = read(root, "@ada/2026-11-01-root/index.html")
    return {
        "home": 'href="/@bob/' in read(root, "@ada/home/index.html").partition('<div class="h-feed">')[2],
        "home feed": "/@bob/" in read(root, "@ada/home/feed.atom"),
        "mentions": "bob/2026" in "".join(permalinks(read(root, "@ada/mentions/index.html"))),
        "talk": "/@bob/2026-11-03-r/" in talk,
        "faces": "Liked by" in talk,
    }


@pytest.mark.parametrize("where", ["profile", "config"])
def test_muted_are_out_of_the_home_timeline_alone(make_site: MakeSite, where: str) -> None:
    lists = ("muted: [bob]", "") if where == "profile" else ("", "muted: [bob]\n")
    found = seen(with_list(make_site, *lists))
    assert found == {"home": False, "home feed": False, "mentions": True, "talk": True, "faces": True}


@pytest.mark.parametrize("where", ["profile", "config"])
def test_blocked_are_out_of_home_mentions_and_conversations(make_site: MakeSite, where: str) -> None:
    lists = ("blocked: [bob]", "") if where == "profile" else ("", "blocked: [bob]\n")
    assert not any(seen(with_list(make_site, *lists)).values())


def test_what_hangs_on_a_blocked_answer_goes_with_it(make_site: MakeSite) -> None:
    root = with_list(make_site, "blocked: [bob]")
    assert "/@cy/2026-11-08-c/" not in read(root, "@ada/2026-11-01-root/index.html")
    assert "/@cy/2026-11-08-c/" in read(root, "@bob/2026-11-03-r/index.html")


def test_home_timeline_is_filled_up_from_older_posts_where_some_are_left_out(make_site: MakeSite) -> None:
    root = with_list(make_site, "blocked: [dee]", "home_size: 2\n")
    make_site({f"posts/cy/2026-11-1{number}-re.md": "---\nrepost_of: dee/2026-11-01-d\n---\n" for number in range(3)})
    make_site({"posts/dee/2026-11-01-d.md": "Dee."})
    build(root)
    assert permalinks(read(root, "@ada/home/index.html")) == ["cy/2026-11-08-c", "cy/2026-11-07-re"]


def test_what_answers_the_absent_would_quote_them_and_is_not_in_the_home_timeline_either(make_site: MakeSite) -> None:
    assert permalinks(read(with_list(make_site, "muted: [bob]"), "@ada/home/index.html")) == ["ada/2026-11-01-root"]


@pytest.mark.parametrize(
    "text",
    [
        *(f"---\n{relation}: bob/2026-11-02-m\n---\nBob!" for relation in ("repost_of", "in_reply_to", "like_of", "bookmark_of")),
        "See:\n@bob/2026-11-02-m",
        "---\nlike_of: https://gone.example/x\n---\n",
        "---\nrepost_of: https://www.gone.example/x\n---\n",
    ],
)
def test_what_concerns_the_absent_is_not_in_the_home_timeline_either(make_site: MakeSite, text: str) -> None:
    make_site({"posts/cy/2026-11-09-x.md": text})
    root = with_list(make_site, "muted: [bob, gone.example]")
    assert permalinks(read(root, "@ada/home/index.html")) == ["ada/2026-11-01-root"]
    make_site({"posts/ada/profile.md": READER.format("")})
    build(root)
    assert "cy/2026-11-09-x" in permalinks(read(root, "@ada/home/index.html"))


def test_link_to_a_page_elsewhere_stays_in_a_home_timeline_whose_reader_mutes_another(make_site: MakeSite) -> None:
    make_site({"posts/cy/2026-11-09-x.md": "---\nlike_of: https://notgone.example/x\n---\n"})
    root = with_list(make_site, "muted: [bob, gone.example]")
    assert permalinks(read(root, "@ada/home/index.html")) == ["cy/2026-11-09-x", "ada/2026-11-01-root"]


def test_list_that_changes_is_obeyed_at_once(make_site: MakeSite) -> None:
    root = with_list(make_site, "blocked: [bob]")
    make_site({"posts/ada/profile.md": READER.format("")})
    build(root)
    assert all(seen(root).values())
    make_site({"posts/ada/profile.md": READER.format("blocked: [bob]")})
    build(root)
    assert not any(seen(root).values())


def test_unknown_handle_in_a_list_is_a_warning_with_a_suggestion(make_site: MakeSite) -> None:
    root = make_site({**ADA, **BOB, "config.yaml": CONFIG + "muted: [bobb, example.com]\n"})
    make_site({"posts/ada/profile.md": "---\nblocked:\n  - xyzzy\n---\n"})
    first, second = build(root).warnings
    assert str(first) == "config.yaml:4: warning: `bobb` of `muted` is nobody here; did you mean `bob`?"
    assert str(second).startswith("posts/ada/profile.md:3: warning: `xyzzy` of `blocked` is nobody here; take the name out")
    make_site({"posts/bobb/2026-11-01-x.md": "I am here."})
    assert len(build(root).warnings) == 1


def test_reply_that_quotes_as_well_is_a_reply_and_a_quote_of_nothing_is_a_mention(make_site: MakeSite) -> None:
    files = {
        "posts/bob/2026-11-02-r.md": "---\nin_reply_to: ada/2026-11-01-root\n---\n/@ada/2026-11-01-root/\n",
        "posts/bob/2026-11-03-q.md": "Hello @ada.\n\n/@ada/nothere/\n",
    }
    root = make_site({**ADA, **files})
    build(root)
    assert labels(read(root, "@ada/mentions/index.html")) == ["Mention"]
    assert re.findall("replied to", read(root, "@ada/mentions/index.html")) == ["replied to"]


@pytest.mark.parametrize("text", ["Look, @ada:\n\n/@eve/2026-11-01-bad/\n", "---\nrepost_of: eve/2026-11-01-bad\n---\nLook, @ada."])
def test_who_shows_a_blocked_authors_post_is_not_heard_in_mentions(make_site: MakeSite, text: str) -> None:
    root = make_site({**ADA, "posts/eve/2026-11-01-bad.md": "Bad.", "posts/bob/2026-11-02-x.md": text})
    build(root)
    assert permalinks(read(root, "@ada/mentions/index.html")) == ["bob/2026-11-02-x"]
    make_site({"posts/ada/profile.md": "---\nname: Ada L\nblocked: [eve]\n---\n"})
    build(root)
    assert permalinks(read(root, "@ada/mentions/index.html")) == []
    after = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == after
