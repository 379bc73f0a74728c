"""The conversation around a post: what stands above and below it, who liked it, and which pages a change writes."""

import time
from pathlib import Path
from typing import Any

import mf2py
import pytest

from microblog.errors import ContentError
from microblog.library import threads
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\npage_size: 2\n"
ROOT = {"config.yaml": CONFIG, "posts/ada/2026-11-01-root.md": "Who is there?"}


def reply(target: str, text: str = "", *, relation: str = "in_reply_to") -> str:
    return f"---\n{relation}: {target}\n---\n{text}\n"


def page(root: Path, ref: str) -> str:
    return (root / f"public/@{ref}/index.html").read_text(encoding="utf-8")


def entry(root: Path, ref: str) -> dict[str, Any]:
    """Return the properties of the one h-entry of a post's page."""
    items = mf2py.parse(doc=page(root, ref), url=f"https://example.org/@{ref}/")["items"]
    (found,) = (item for item in items if item["type"] == ["h-entry"])
    properties: dict[str, Any] = found["properties"]
    return properties


def urls_of(cites: list[dict[str, Any]]) -> list[str]:
    return [cite["properties"]["url"][0].removeprefix("https://example.org/@").rstrip("/") for cite in cites]


def above(root: Path, ref: str) -> list[str]:
    """Return the posts that stand above a post on its page."""
    items = mf2py.parse(doc=page(root, ref), url="https://example.org/")["items"]
    return urls_of([item for item in items if item["type"] == ["h-cite"]])


def chain(length: int, authors: str = "ab") -> dict[str, str]:
    """Make posts of which each answers the one before."""
    refs = [f"{authors[number % len(authors)]}/2026-01-01-{number:05}" for number in range(length)]
    return {f"posts/{ref}.md": reply(refs[number - 1], f"Number {number}.") if number else "First." for number, ref in enumerate(refs)}


def test_reply_stands_below_what_it_answers_and_that_above_the_reply(make_site: MakeSite) -> None:
    root = make_site({**ROOT, "posts/bob/2026-11-02-me.md": reply("ada/2026-11-01-root", "Me.")})
    build(root)
    assert urls_of(entry(root, "ada/2026-11-01-root")["comment"]) == ["bob/2026-11-02-me"]
    assert above(root, "bob/2026-11-02-me") == ["ada/2026-11-01-root"]


def test_replies_to_replies_are_nested(make_site: MakeSite) -> None:
    files = {"posts/bob/2026-11-02-b.md": reply("ada/2026-11-01-root"), "posts/cy/2026-11-03-c.md": reply("bob/2026-11-02-b", "Yes.")}
    root = make_site({**ROOT, **files})
    build(root)
    (comment,) = entry(root, "ada/2026-11-01-root")["comment"]
    (nested,) = comment["properties"]["comment"]
    assert nested["properties"]["content"][0]["value"] == "Yes."
    assert above(root, "cy/2026-11-03-c") == ["ada/2026-11-01-root", "bob/2026-11-02-b"]


def test_reply_shows_its_whole_text_and_a_warned_one_is_folded(make_site: MakeSite) -> None:
    root = make_site({**ROOT, "posts/bob/2026-11-02-b.md": "---\nin_reply_to: ada/2026-11-01-root\ncw: spiders\n---\n*Eight* legs."})
    build(root)
    (comment,) = entry(root, "ada/2026-11-01-root")["comment"]
    content = comment["properties"]["content"][0]["html"]
    assert content.startswith("<details>")  # a reader of microformats gets the fold with the words
    assert "<p><em>Eight</em> legs.</p>" in content
    assert comment["properties"]["summary"] == ["spiders"]
    assert "<details>\n<summary>Content warning:" in page(root, "ada/2026-11-01-root")


def test_posts_by_which_an_author_answers_themself_are_one_thread(make_site: MakeSite) -> None:
    files = {
        "posts/ada/2026-11-02-two.md": reply("ada/2026-11-01-root", "Two."),
        "posts/bob/2026-11-03-b.md": reply("ada/2026-11-01-root", "Hm."),
        "posts/ada/2026-11-04-three.md": reply("ada/2026-11-02-two", "Three."),
    }
    root = make_site({**ROOT, **files})
    build(root)
    comments = urls_of(entry(root, "ada/2026-11-01-root")["comment"])
    assert comments == ["ada/2026-11-02-two", "ada/2026-11-04-three", "bob/2026-11-03-b"]
    assert '<p class="label">Thread, 1 of 3</p>' in page(root, "ada/2026-11-01-root")
    assert '<p class="label">Thread, 3 of 3</p>' in page(root, "ada/2026-11-04-three")
    assert page(root, "ada/2026-11-04-three").count("h-cite joined") == 2
    assert '<p class="label">' not in page(root, "bob/2026-11-03-b")


def test_long_chain_is_shown_whole_up_to_its_bounds(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, **chain(101)})
    build(root)
    assert len(above(root, "a/2026-01-01-00100")) == 100
    assert page(root, "a/2026-01-01-00000").count("u-comment") == 100


def test_beyond_the_bounds_stand_the_first_post_a_count_and_the_nearest(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, **chain(102)})
    build(root)
    shown = above(root, "b/2026-01-01-00101")
    assert (shown[0], shown[1], len(shown)) == ("a/2026-01-01-00000", "b/2026-01-01-00081", 21)
    assert ">80 posts between<" in page(root, "b/2026-01-01-00101")


def test_more_posts_than_a_page_holds_go_on_at_the_last_one(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, **chain(300)})
    build(root)
    first = page(root, "a/2026-01-01-00000")
    assert first.count("u-comment") == threads.LEVELS
    assert '<a href="/@a/2026-01-01-00020/">More of this conversation</a>' in first


def test_every_direct_reply_is_shown_however_many_there_are(make_site: MakeSite) -> None:
    root = make_site({**ROOT, **{f"posts/bob/2026-11-02-{number:04}.md": reply("ada/2026-11-01-root") for number in range(250)}})
    build(root)
    assert page(root, "ada/2026-11-01-root").count("u-comment") == 250


@pytest.mark.nightly
def test_chain_of_thousands_builds_and_its_pages_stay_bounded(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG.replace("2\n", "20\n"), **chain(5000)})
    start = time.monotonic()
    build(root)
    sizes = [path.stat().st_size for path in (root / "public").glob("@?/2026*/index.html")]
    assert max(sizes) < 400_000
    assert sum(sizes) < 400_000_000, f"after {time.monotonic() - start:.0f} s"


@pytest.mark.parametrize("length", [2, 3, 12])
def test_loop_is_an_error_that_names_its_members(make_site: MakeSite, length: int) -> None:
    files = chain(length)
    files["posts/a/2026-01-01-00000.md"] = reply([*files][-1].removeprefix("posts/").removesuffix(".md"))
    with pytest.raises(ContentError) as caught:
        build(make_site({"config.yaml": CONFIG, **files}))
    (problem,) = (problem for problem in caught.value.problems if not problem.is_warning)
    last = f"{'ab'[(length - 1) % 2]}/2026-01-01-{length - 1:05}"
    assert problem.path == "posts/a/2026-01-01-00000.md"
    assert problem.what.startswith(f"`in_reply_to` goes round in a circle: `a/2026-01-01-00000` answers `{last}`, which answers `")
    assert problem.what.endswith("answers `a/2026-01-01-00000`")


def test_loop_that_an_edit_closes_is_found(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, **chain(40)})
    build(root)
    make_site({"posts/a/2026-01-01-00000.md": reply("b/2026-01-01-00039")})
    with pytest.raises(ContentError) as caught:
        build(root)
    assert "goes round in a circle" in caught.value.problems[0].what
    assert "which answers 33 more, which answers `b/2026-01-01-00001`, which answers `a/" in caught.value.problems[0].what


def test_who_liked_reposted_and_bookmarked_a_post_stands_on_its_page_alone(make_site: MakeSite) -> None:
    target = "ada/2026-11-01-root"
    files = {
        "posts/bob/profile.md": "---\nname: Bob B\n---\n",
        "posts/bob/2026-11-02-l.md": reply(target, relation="like_of"),
        "posts/bob/2026-11-02-l2.md": reply(target, relation="like_of"),
        "posts/cy/2026-11-03-l.md": reply(target, relation="like_of"),
        "posts/cy/2026-11-03-r.md": reply(target, relation="repost_of"),
        "posts/cy/2026-11-03-b.md": reply(target, relation="bookmark_of"),
    }
    root = make_site({**ROOT, **files})
    build(root)
    found = entry(root, target)
    assert urls_of(found["like"]) == ["bob/2026-11-02-l", "cy/2026-11-03-l"]
    assert found["like"][0]["properties"]["author"][0]["properties"]["name"] == ["Bob B"]
    assert (urls_of(found["repost"]), urls_of(found["bookmark"])) == (["cy/2026-11-03-r"], ["cy/2026-11-03-b"])
    assert "Liked by 2 people" in page(root, target)
    assert "Reposted by one person" in page(root, target)
    assert all("facepile" not in (root / f"public/{path}index.html").read_text(encoding="utf-8") for path in ("", "@ada/", "page/1/"))


def test_only_so_many_faces_are_shown(make_site: MakeSite) -> None:
    root = make_site({**ROOT, **{f"posts/u{n}/2026-11-02-l.md": reply("ada/2026-11-01-root", relation="like_of") for n in range(53)}})
    build(root)
    assert "Liked by 53 people" in page(root, "ada/2026-11-01-root")
    assert "<li>and 3 more</li>" in page(root, "ada/2026-11-01-root")


def test_draft_answers_and_likes_leave_no_trace(make_site: MakeSite) -> None:
    draft = "---\ndraft: true\n{}: ada/2026-11-01-root\n---\nSecret.\n"
    files = {f"posts/bob/2026-11-02-{name}.md": draft.format(name) for name in ("in_reply_to", "like_of", "repost_of")}
    root = make_site({**ROOT, **files})
    build(root)
    with_drafts = tree(root / "public")
    for name in files:
        (root / name).unlink()
    build(root, clean=True)
    assert tree(root / "public") == with_drafts


def changed_files(root: Path) -> set[str]:
    """Build; give the pages whose bytes are others than before."""
    before = tree(root / "public")
    build(root)
    after = tree(root / "public")
    return {path.removesuffix("index.html") for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_new_reply_writes_its_thread_its_timelines_and_mentions_and_nothing_else(make_site: MakeSite) -> None:
    files = {
        "posts/bob/2026-11-02-b.md": reply("ada/2026-11-01-root", "Me."),
        "posts/cy/2026-11-03-c.md": reply("bob/2026-11-02-b", "And me."),
        "posts/cy/2026-11-03-aside.md": reply("ada/2026-11-01-root", "An aside."),
        "posts/dee/2026-11-04-d.md": "Something else.",
        "posts/dee/profile.md": "---\nfollowing: [ada]\n---\n",
    }
    root = make_site({**ROOT, **files})
    build(root)
    make_site({"posts/eve/2026-11-05-e.md": "Hello."})
    build(root)
    make_site({"posts/eve/2026-11-06-new.md": reply("cy/2026-11-03-c", "Me as well.")})
    thread = {"@ada/2026-11-01-root/", "@bob/2026-11-02-b/", "@cy/2026-11-03-c/", "@eve/2026-11-06-new/"}
    own = {
        "@eve/",
        "@eve/card.html",
        "@eve/page/1/",
        "@eve/feed.atom",
        "@eve/feed.json",
        "@eve/home/",
        "@eve/home/feed.atom",
        "@eve/home/feed.json",
    }
    heard = {"@cy/mentions/", "@cy/mentions/page/1/", "@cy/mentions/feed.atom", "@cy/mentions/feed.json"}
    site = {"", "page/3/", "page/4/", "feed.atom", "feed.json", "archive/", "archive/2026/", "archive/2026/11/", "users/"}
    month = {"archive/2026/11/page/3/", "archive/2026/11/page/4/"}
    lists = {"sitemaps/posts-1.xml", "archive/days.json", "site.json", "digest/weekly.atom", "search/index.json", "search/0-0.txt"}
    assert changed_files(root) == thread | own | heard | site | month | lists


def test_like_writes_the_page_of_the_liked_post_but_not_those_around_it(make_site: MakeSite) -> None:
    root = make_site({**ROOT, "posts/bob/2026-11-02-b.md": reply("ada/2026-11-01-root"), "posts/cy/2026-11-03-c.md": "Hi."})
    build(root)
    make_site({"posts/cy/2026-11-04-like.md": reply("bob/2026-11-02-b", relation="like_of")})
    posts = {path for path in changed_files(root) if path.startswith("@") and path.count("/") == 2 and "2026" in path}
    assert posts == {"@bob/2026-11-02-b/", "@cy/2026-11-04-like/"}


def test_new_first_post_of_a_long_thread_comes_to_all_its_pages(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "ABOVE", 2)
    monkeypatch.setattr(threads, "NEAREST", 1)
    root = make_site({**ROOT, **chain(9)})
    build(root)
    make_site({"posts/b/2026-01-01-00001.md": reply("ada/2026-11-01-root")})
    build(root)
    assert above(root, "a/2026-01-01-00008") == ["ada/2026-11-01-root", "b/2026-01-01-00007"]
    assert ">6 posts between<" in page(root, "a/2026-01-01-00008")


def test_reply_that_goes_elsewhere_leaves_its_old_thread(make_site: MakeSite) -> None:
    root = make_site({**ROOT, "posts/ada/2026-11-01-other.md": "Other.", "posts/bob/2026-11-02-b.md": reply("ada/2026-11-01-root", "Me.")})
    build(root)
    make_site({"posts/bob/2026-11-02-b.md": reply("ada/2026-11-01-other", "Me.")})
    build(root)
    assert "u-comment" not in page(root, "ada/2026-11-01-root")
    assert "u-comment" in page(root, "ada/2026-11-01-other")
