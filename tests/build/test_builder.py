"""What one build does to the output, and what the next one does."""

import html as entities
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import feedparser
import pytest

from microblog.errors import ContentError, UsageError
from microblog.model import paging
from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.noted_site import ADA, CONFIG, note, notes, public
from tests.support.pictures import plain
from tests.support.site_tree import NOW, build, tree


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_one_file_makes_a_whole_site(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-11-23-hello.md": "Hello, #world!"})
    build(root)
    expected = {"index.html", "feed.atom", "@ada/index.html", "@ada/2026-11-23-hello/index.html", "tags/world/index.html", "404.html"}
    assert expected <= public(root).keys()


def test_nothing_changed_writes_no_file(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(3))
    build(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "public").rglob("*")}
    report = build(root)
    assert (report.written, report.removed, report.rendered, report.parsed) == (0, 0, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in (root / "public").rglob("*")} == before


def test_new_post_leaves_sealed_pages_and_archives_as_they_were(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "JSON_ARCHIVE_SIZE", 50)
    root = make_site(ADA | notes(145))
    build(root)
    before = public(root)
    make_site(note(200, "The newest."))
    report = build(root)
    touched = changed(before, public(root))
    sealed = re.compile(r"(?:@ada/)?(?:page/[1-7]/|feed/[12]\.atom|feed/[12]\.json)|archive/2026/0[1-5]/")
    assert [path for path in touched if sealed.match(path)] == []
    assert report.written == len(touched) < 32


def test_last_page_changes_once_more_when_its_successor_appears(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(20))
    build(root)
    assert b'rel="prev"' not in public(root)["page/1/index.html"]
    make_site(note(50))
    build(root)
    assert b'rel="prev" href="/page/2/"' in public(root)["page/1/index.html"]
    sealed = public(root)["page/1/index.html"]
    make_site(note(51))
    build(root)
    assert public(root)["page/1/index.html"] == sealed


def test_walking_older_from_the_front_meets_every_post_once(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(45))
    build(root)
    files, url, seen = public(root), "/", []
    while url:
        html = files[f"{url[1:]}index.html"].decode()
        seen += re.findall(r'u-uid" href="([^"]+)"', html)
        older = re.search(r'rel="next" href="([^"]+)"', html)
        url = older[1] if older else ""
    assert len(seen) == len(set(seen)) == 45
    assert seen == sorted(seen, reverse=True)


def test_walking_the_feed_and_its_archives_meets_every_post(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(130))
    build(root)
    files, url, seen = public(root), "https://example.org/feed.atom", []
    while url:
        parsed: Any = feedparser.parse(files[url.removeprefix("https://example.org/")])
        seen += [entry.id for entry in parsed.entries]
        url = next((link.href for link in parsed.feed.links if link.rel == "prev-archive"), "")
    assert len(set(seen)) == 130
    assert all(uri.startswith("tag:example.org,2026:ada/") for uri in seen)


@pytest.mark.parametrize("path", ["feed.json", "@ada/feed.json"])
@pytest.mark.parametrize("posts", [19, 20, 21, 59, 60, 61, 130])
def test_walking_the_json_feed_and_its_archives_meets_every_post_once(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, path: str, posts: int
) -> None:
    monkeypatch.setattr(paging, "JSON_ARCHIVE_SIZE", 40)
    root = make_site(ADA | notes(posts))
    build(root)
    files, url, seen, walked = public(root), f"https://example.org/{path}", [], []
    while url:
        walked.append(url)
        document = json.loads(files[url.removeprefix("https://example.org/")])
        assert document["feed_url"] == walked[0]
        seen += [item["id"] for item in document["items"]]
        url = document.get("next_url", "")
    assert len(seen) == len({*seen}) == posts
    assert seen == sorted(seen, reverse=True)
    assert len(walked) == 1 + -(-max(0, posts - 20) // 40)
    assert len(json.loads(files[path])["items"]) == min(posts, 20)


def test_archive_of_a_json_feed_is_gone_when_the_feed_holds_all_again(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(21))
    build(root)
    assert "feed/1.json" in public(root)
    max((root / "posts/ada").glob("2*.md")).unlink()
    build(root)
    assert "feed/1.json" not in public(root)
    assert "next_url" not in json.loads(public(root)["feed.json"])


def test_json_feeds_of_tags_and_mentions_have_no_archives(make_site: MakeSite) -> None:
    bob = {f"posts/bob/{month:02}.md": f"---\ndate: 2026-{month:02}-02\n---\n@ada #tea" for month in range(1, 11)}
    root = make_site(ADA | notes(2) | bob | {"config.yaml": f"{ADA['config.yaml']}feed_size: 5\n"})
    build(root)
    files = public(root)
    assert [path for path in sorted(files) if re.search(r"feed/.+json", path)] == ["@bob/feed/1.json", "feed/1.json"]
    for path in ("tags/tea/feed.json", "@ada/mentions/feed.json"):
        assert len(json.loads(files[path])["items"]) == 5
        assert "next_url" not in json.loads(files[path])


def test_draft_and_scheduled_post_leave_no_trace(make_site: MakeSite) -> None:
    hidden = "title: Zanzibar\ntags: [zanzibar]\nphoto: {file: zanzibar.jpg, alt: Zanzibar}\n"
    root = make_site(
        ADA
        | notes(2)
        | {
            "posts/ada/2026-11-01-zanzibar.md": f"---\ndraft: true\n{hidden}---\nzanzibar #zanzibar",
            "posts/ada/2099-01-01-zanzibar.md": f"---\n{hidden}---\nzanzibar",
            "posts/zanzibar/2099-01-01-hello.md": "zanzibar",
            "posts/ada/zanzibar.jpg": plain("blue"),
        }
    )
    build(root)
    assert [path for path, data in public(root).items() if b"zanzibar" in (path.encode() + data).lower()] == []
    assert build(root, drafts=True).posts == 5
    build(root)
    assert [path for path, data in public(root).items() if b"zanzibar" in (path.encode() + data).lower()] == []


def test_scheduled_post_appears_when_its_moment_has_come(make_site: MakeSite) -> None:
    root = make_site(ADA | {"posts/ada/2026-11-25-later.md": "Later."})
    assert build(root).posts == 0
    assert build(root, now="2026-11-24T23:59:59Z").posts == 0
    assert build(root, now="2026-11-25T00:00:00Z").posts == 1


def test_own_robots_txt_takes_the_place_of_the_engines(make_site: MakeSite) -> None:
    root = make_site(ADA | {"static/robots.txt": "mine"})
    build(root)
    assert public(root)["robots.txt"] == b"mine"


def test_swap_file_that_appears_between_two_builds_is_not_published(make_site: MakeSite) -> None:
    root = make_site(ADA | {"static/a.txt": "a"})
    build(root)
    make_site({"static/.a.txt.swp": "half a thought"})
    assert build(root).written == 0
    assert ".a.txt.swp" not in public(root)


def test_change_of_a_hidden_template_is_seen(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", 0)  # else a file written a moment ago is looked into in any case
    root = make_site(ADA | {"templates/404.html": '{% include ".part.html" %}', "templates/.part.html": "one"})
    build(root)
    make_site({"templates/.part.html": "two"})
    build(root)
    assert public(root)["404.html"] == b"two"


def test_own_template_overrides_the_themes(make_site: MakeSite) -> None:
    root = make_site(ADA | {"templates/404.html": "Lost in {{ site.title }}"})
    build(root)
    assert public(root)["404.html"] == b"Lost in Microblog"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ site.extra.colour }} {{ site.extra['colour'] }}", "red & blue red & blue"),
        ("{{ site.nothing is defined }} {{ site.nothing|default('-') }} {{ page.kind is defined }}", "False - True"),
        ("{% set pair = {'a': 1, 'items': 2} %}{{ pair.a }} {{ pair['items'] }}", "1 2"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('<') }} {{ self is defined }}", "<<> True"),
        ("{% for c in '<b' %}{{ loop.index }}{{ c }}{{ c|safe }}{% endfor %} {{ 1.real }}", "1<<2bb 1"),
        ("{% autoescape false %}{{ '<' }}{% endautoescape %}{{ '<'|e }}{{ none }}", "<<None"),
    ],
)
def test_template_may_use_all_that_jinja_has(make_site: MakeSite, template: str, expected: str) -> None:
    root = make_site({"config.yaml": "colour: red & blue\n", "templates/404.html": template, "posts/ada/profile.md": ""})
    build(root)
    assert entities.unescape(public(root)["404.html"].decode()) == expected


def test_text_is_escaped_once_however_a_template_is_rendered(make_site: MakeSite) -> None:
    template = "{{ site.title }} {{ site.title|upper }} {{ site.title ~ '<' }}{% if false %}{{ x.y }}{% endif %}"
    root = make_site({"config.yaml": "title: a <b>\n", "templates/404.html": template, "posts/ada/profile.md": ""})
    build(root)
    assert public(root)["404.html"] == b"a &lt;b&gt; A &lt;B&gt; a &lt;b&gt;&lt;"
    make_site({"templates/404.html": template + "{{ site.extra.nothing is defined }}"})
    build(root)
    assert public(root)["404.html"] == b"a &lt;b&gt; A &lt;B&gt; a &lt;b&gt;&lt;False"


def test_fault_in_a_template_is_a_problem_with_its_line(make_site: MakeSite) -> None:
    root = make_site(ADA | {"templates/404.html": "fine\n{{ nonsense }}"})
    with pytest.raises(ContentError) as error:
        build(root)
    assert (error.value.problems[0].path, error.value.problems[0].line) == ("templates/404.html", 2)


@pytest.mark.parametrize("output", [".", "..", "posts", "posts/ada/out", "static", "templates/x", ".microblog"])
def test_output_folder_that_would_cost_something_is_refused(make_site: MakeSite, output: str) -> None:
    root = make_site(ADA | {"static/a.txt": "a", "templates/404.html": "x"})
    before = tree(root)
    with pytest.raises(UsageError):
        build(root, output=root / output)
    assert tree(root) == before


def test_folder_with_files_of_others_is_never_the_output(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("years", encoding="utf-8")
    with pytest.raises(UsageError):
        build(make_site(ADA), output=tmp_path / "precious")
    assert tree(tmp_path / "precious") == {"thesis.txt": b"years"}


def test_vanished_cache_or_output_is_made_anew(make_site: MakeSite) -> None:
    import shutil

    root = make_site(ADA | notes(3))
    build(root)
    before = public(root)
    for folder in (".microblog", "public"):
        shutil.rmtree(root / folder)
        build(root)
        assert public(root) == before


@pytest.mark.parametrize("damage", [b"", b"not a database at all", b"SQLite format 3\0" + bytes(200)])
def test_damaged_cache_is_made_anew(make_site: MakeSite, damage: bytes) -> None:
    root = make_site(ADA | notes(3))
    build(root)
    before = public(root)
    (root / ".microblog" / "index.db").write_bytes(damage)
    build(root)
    assert public(root) == before


def test_build_that_was_cut_off_while_it_wrote_is_done_again_from_nothing(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(3))
    build(root)
    before = public(root)
    (root / ".microblog" / "journal").write_text("[]", encoding="utf-8")
    (root / "public" / "index.html").write_text("half", encoding="utf-8")
    build(root)
    assert public(root) == before


def test_edit_that_keeps_size_and_modification_time_is_seen(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", 0)  # else a file written a moment ago is looked into in any case
    root = make_site(ADA | note(1, "Hello, old."))
    path = root / "posts/ada/2026-01-02-note.md"
    build(root)
    status = path.stat()
    make_site(note(1, "Hello, new."))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    build(root)
    assert b"Hello, new." in public(root)["@ada/2026-01-02-note/index.html"]


def test_follower_sees_posts_at_home_and_the_followed_sees_the_follower(make_site: MakeSite) -> None:
    root = make_site(ADA | note(1, "From Ada.") | {"posts/bob/profile.md": "---\nname: Bob\nfollowing: [ada]\n---\n"})
    build(root)
    files = public(root)
    assert b"From Ada." in files["@bob/home/index.html"]
    assert b"From Ada." in files["@bob/home/feed.atom"]
    assert b"Bob" in files["@ada/followers/index.html"]
    assert b"From Ada." not in files["@bob/index.html"]


def test_feed_identity_survives_a_move_of_the_site(make_site: MakeSite) -> None:
    root = make_site(ADA | note(1))
    build(root)
    first = [entry.id for entry in feedparser.parse(public(root)["feed.atom"]).entries]
    build(root, base_url="https://elsewhere.example/blog/")
    assert [entry.id for entry in feedparser.parse(public(root)["feed.atom"]).entries] == first


def test_small_site_may_keep_its_authors_in_the_configuration(make_site: MakeSite) -> None:
    root = make_site(
        {"config.yaml": CONFIG + "author: ada\nusers: {ada: {name: Ada L, following: [bob]}, bob: {}}\n", "posts/2026-01-01-hi.md": "Hi."}
    )
    build(root)
    assert b"Ada L" in public(root)["@ada/2026-01-01-hi/index.html"]
    assert "@bob/followers/index.html" in public(root)


def test_now_is_not_the_time_of_the_build(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(3))
    build(root, now=NOW)
    before = public(root)
    assert build(root, now="2027-01-01T00:00:00Z").written == 0
    assert public(root) == before
