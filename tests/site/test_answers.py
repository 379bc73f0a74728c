"""What others said on other sites stands below the post and among the mentions, marked as theirs, and changes nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import feedparser
import mf2py
import pytest
from lxml import etree

from microblog.content.answers import dump_answers, path_of
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from tests.conftest import ROOT, MakeSite
from tests.support.site_tree import broken_links, build, tree

BASE = "https://example.org/club/"
CONFIG = f"title: A club\nbase_url: {BASE}\ntag_authority: example.org,2026\npage_size: 2\n"
REF = "ada/2026-11-02-two"
POSTS = {f"posts/ada/2026-11-0{day}-{name}.md": name for day, name in enumerate(("one", "two", "three", "four", "five"), 1)}
SCHEMA = etree.RelaxNG(etree.parse(ROOT / "tests" / "support" / "schemas" / "atom.rng"))


def said(number: int, words: str = "", kind: str = "reply", **values: Any) -> RemoteAnswer:
    url = f"https://social.example/@wren/{number}"
    made = RemoteAnswer(
        f"mastodon:social.example/{number}", kind, "mastodon", url, "Wren", "https://social.example/@wren", "@wren@social.example"
    )
    html = f"<p>{words or f'No. {number}'}</p>"
    return made._replace(published=f"2026-11-{min(number, 28):02}T10:00:00+00:00", content_html=html, **values)


def kept(*answers: RemoteAnswer, ref: str = REF, **values: Any) -> dict[str, str | bytes]:
    return {path_of(ref): dump_answers(RemoteAnswers(ref, answers, **values))}


def site(make_site: MakeSite, *more: Mapping[str, str | bytes]) -> Path:
    root = make_site({"config.yaml": CONFIG, **POSTS})
    for files in more:
        make_site(files)
    return root


def page(root: Path, path: str = f"@{REF}") -> str:
    return (root / "public" / path / "index.html").read_text()


def changed(root: Path, before: dict[str, bytes]) -> list[str]:
    after = tree(root / "public")
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def test_answers_change_the_post_s_page_and_the_author_s_mentions_alone(make_site: MakeSite) -> None:
    root = site(make_site)
    make_site(kept(said(2)))  # with the first one, an author who is alone gets a tab of mentions
    build(root)
    before = tree(root / "public")
    make_site(kept(said(3), said(4, kind="like")))
    build(root)
    mentions = [f"@ada/mentions/{name}" for name in ("feed.atom", "feed.json", "index.html")]
    assert changed(root, before) == [f"@{REF}/index.html", *mentions]
    make_site(kept(said(2)))
    build(root)
    assert changed(root, before) == []


def test_consumer_of_microformats_sees_whose_reply_it_is(make_site: MakeSite) -> None:
    build(site(make_site, kept(said(3, lang="de"), said(4, parent=said(3).id), said(5, kind="like"), said(6, kind="repost"))))
    entry = next(item for item in mf2py.parse(doc=page(make_site({})), url=BASE)["items"] if "h-entry" in item["type"])["properties"]
    (comment,) = entry["comment"]
    assert comment["type"] == ["h-cite"]
    assert comment["properties"]["author"][0]["properties"]["name"] == ["Wren"]
    assert "https://social.example/@wren/3" in comment["properties"]["url"]
    assert comment["properties"]["published"] == ["2026-11-03T10:00:00+0000"]
    assert comment["properties"]["comment"][0]["properties"]["content"][0]["value"] == "No. 4"
    assert [len(entry[kind]) for kind in ("like", "repost")] == [1, 1]


def test_answers_stand_among_local_replies_by_time(make_site: MakeSite) -> None:
    local = {
        "posts/bob/2026-11-04-re.md": f"---\nin_reply_to: {REF}\n---\nFrom here",
        "posts/bob/2026-11-03-like.md": f"---\nlike_of: {REF}\n---\n",
    }
    root = site(make_site, local, kept(said(3, "First"), said(5, "Third"), said(6, kind="like")))
    build(root)
    html = page(root)
    assert html.index("First") < html.index("From here") < html.index("Third")
    assert "3 replies" in html
    assert "Liked by 2 people" in html


def test_links_of_strangers_are_marked_and_names_cannot_turn_the_line(make_site: MakeSite) -> None:
    root = site(make_site, kept(said(3, '<a href="https://x.example/" onclick="x">x</a>', author="\u202eWren")))
    build(root)
    html = page(root)
    assert '<a href="https://x.example/" rel="nofollow ugc noopener">x</a>' in html
    assert "<bdi>Wren</bdi>" in html
    assert html.count("social.example/@wren") == html.count('rel="nofollow ugc noopener"') - 1


def test_page_with_very_many_answers_shows_the_first_and_links_the_copy(make_site: MakeSite) -> None:
    copy = {f"posts/{REF}.md": "---\nsyndication: https://social.example/@ada/1\n---\ntwo"}
    many = (said(number) for number in range(1, 400))
    root = site(make_site, copy, kept(*many, more=(("https://social.example/@ada/1", "reply", 4_601),)))
    build(root)
    html = page(root)
    assert "5000 replies" in html
    assert html.count('class="u-comment h-cite"') == 100
    assert 'More replies on <a href="https://social.example/@ada/1">social.example</a>' in html


def test_mentions_and_their_feed_have_the_newest(make_site: MakeSite) -> None:
    local = {"posts/bob/2026-11-04-re.md": "Hello @ada"}
    root = site(
        make_site, local, kept(said(3, "First"), said(5, "Third", cw="Spoiler")), kept(said(6, kind="like"), ref="ada/2026-11-03-three")
    )
    build(root)
    html = page(root, "@ada/mentions")
    assert html.index("Third") < html.index("First") < html.index("Hello")
    data = (root / "public/@ada/mentions/feed.atom").read_bytes()
    SCHEMA.assertValid(etree.fromstring(data))
    entries = feedparser.parse(data).entries
    assert [entry.author for entry in entries] == ["Wren", "bob", "Wren"]
    assert entries[0].id.startswith("tag:example.org,2026:answers/")
    assert "Content warning: Spoiler" in entries[0].content[0].value


@pytest.mark.parametrize("head", ["draft: true", "unlisted: true", "date: 2027-01-01"])
def test_answers_to_a_post_that_is_held_back_are_nowhere_but_on_its_page(make_site: MakeSite, head: str) -> None:
    root = site(make_site, {f"posts/{REF}.md": f"---\n{head}\n---\ntwo"}, kept(said(3, "Answered")))
    build(root)
    shown = [path for path, data in tree(root / "public").items() if b"Answered" in data]
    assert shown == ([f"@{REF}/index.html"] if head.startswith("unlisted") else [])


def test_answers_vanish_from_mentions_with_their_post_and_come_back(make_site: MakeSite) -> None:
    root = site(make_site, kept(said(3, "Answered")))
    build(root)
    assert "Answered" in page(root, "@ada/mentions")
    make_site({f"posts/{REF}.md": "---\nunlisted: true\n---\ntwo"})
    build(root)
    assert "Answered" not in page(root, "@ada/mentions")
    make_site({f"posts/{REF}.md": "two"})
    build(root)
    assert "Answered" in page(root, "@ada/mentions")


def test_sealed_pages_hold_whatever_is_answered(make_site: MakeSite) -> None:
    mentions = {f"posts/bob/2026-11-1{day}-hi.md": "@ada" for day in range(5)}
    root = site(make_site, mentions)
    build(root)
    before = tree(root / "public")
    make_site(kept(*(said(number) for number in range(1, 30))))
    build(root)
    assert [path for path in changed(root, before) if "/page/" in path or "/feed/" in path] == []


def test_file_that_cannot_be_read_is_a_warning_and_shows_nothing(make_site: MakeSite) -> None:
    root = site(make_site, {path_of(REF): "{"})
    (warning,) = build(root).warnings
    assert (warning.path, warning.what) == (path_of(REF), "is no JSON")


def test_answers_to_nobody_s_post_are_told(make_site: MakeSite) -> None:
    root = site(make_site, kept(said(3), ref="ada/2026-11-02-nothing"))
    (warning,) = build(root).warnings
    assert (warning.path, warning.what) == ("answers/ada/2026-11-02-nothing.json", "there is no post ada/2026-11-02-nothing")
    make_site({"posts/ada/2026-11-02-nothing.md": "Something"})
    assert build(root).warnings == ()
    (root / "posts/ada/2026-11-02-nothing.md").unlink()
    assert build(root).warnings == (warning,)
    (root / "answers/ada/2026-11-02-nothing.json").unlink()
    assert build(root).warnings == ()


def test_every_link_works_and_an_author_s_language_is_spoken(make_site: MakeSite) -> None:
    root = site(make_site, {"posts/ada/profile.md": "---\nlang: de\n---\n"}, kept(said(3), said(4, kind="like")))
    build(root)
    assert list(broken_links(tree(root / "public"), BASE)) == []
