"""Links between notes: by file, in double brackets, by former addresses; what leads nowhere is told."""

import json
import re
from pathlib import Path

import pytest

from microblog.library import references
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import broken_links, build, tree

SITE = {
    "config.yaml": "base_url: https://example.org/blog/\ntag_authority: example.org,2026",
    "posts/ada/2026-11-02-tea.md": "---\naliases: [Hot water, /old/tea/]\n---\n## How to pour\n\nPour.",
    "posts/ada/notes/Slow bread.md": "---\ndate: 2026-11-03\n---\nBread",
    "posts/bob/2026-11-04-bobs.md": "Bob",
}
TEA, BREAD = "/blog/@ada/2026-11-02-tea/", "/blog/@ada/notes/Slow-bread/"


def content(root: Path, post: str = "@ada/2026-11-01-a") -> str:
    """Return the content of a post as its page has it."""
    page = (root / "public" / post / "index.html").read_text()
    found = re.search(r'<div class="e-content[^>]*>(.*?)</div>', page, re.DOTALL)
    assert found
    return found[1].strip()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[x](2026-11-02-tea.md)", f'<a href="{TEA}">x</a>'),
        ("[x](./2026-11-02-tea.md#how-to-pour)", f'<a href="{TEA}#how-to-pour">x</a>'),
        ("[x](notes/Slow%20bread.md)", f'<a href="{BREAD}">x</a>'),
        ("[x](../bob/2026-11-04-bobs.md)", '<a href="/blog/@bob/2026-11-04-bobs/">x</a>'),
        ("[x](gone.md)", "x"),
        ("[[2026-11-02-tea]]", f'<a href="{TEA}">2026-11-02-tea</a>'),
        ("[[Slow Bread|words *as* written]]", f'<a href="{BREAD}">words *as* written</a>'),
        ("[[notes/Slow bread]]", f'<a href="{BREAD}">notes/Slow bread</a>'),
        ("[[Hot water]]", f'<a href="{TEA}">Hot water</a>'),
        ("[[2026-11-02-tea#How to pour|pour]]", f'<a href="{TEA}#how-to-pour">pour</a>'),
        ("[[No such note]]", "No such note"),
        ("`[[code]]`", "<code>[[code]]</code>"),
        ("[x](/@ada/2026-11-02-tea/#how-to-pour)", f'<a href="{TEA}#how-to-pour">x</a>'),
    ],
)
def test_a_link_to_a_note_leads_to_its_page(make_site: MakeSite, written: str, expected: str) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": written})
    build(root)
    assert content(root) == f"<p>{expected}</p>"


@pytest.mark.parametrize("place", ["r.png", "attachments/r.png"])
def test_a_picture_in_double_brackets_is_shown(make_site: MakeSite, place: str) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "![[r.png|A red square]]", f"posts/ada/{place}": plain(kind="PNG")})
    build(root)
    assert f'src="/blog/@ada/2026-11-01-a/{place}' in content(root)
    assert 'alt="A red square"' in content(root)


def test_a_picture_that_comes_later_is_shown_then(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "![[r.png|A red square]]"})
    assert [problem.what for problem in build(root).warnings] == ["'r.png' is not in the author's folder"]
    assert "A red square" in content(root)
    make_site({"posts/ada/r.png": plain(kind="PNG")})
    assert build(root).warnings == ()
    assert "<img" in content(root)


@pytest.mark.parametrize("path", ["/nope/", "/@ada/nope/", "/tags/nope/", "https://example.org/blog/nope/", "/@nobody/"])
def test_an_address_of_this_site_that_leads_nowhere_is_a_warning(make_site: MakeSite, path: str) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": f"[x]({path})"})
    (warning,) = build(root).warnings
    assert "leads nowhere on this site" in warning.what
    assert warning.kind == "links to addresses lead nowhere on this site"


DEAD = "[x](/nope/) [[no note]]\n\n[y](gone.md) [z](https://example.org/blog/nowhere/)"


@pytest.mark.parametrize("where", ["pages/about.md", "posts/ada/profile.md", "config.yaml"])
def test_links_of_pages_and_bios_that_lead_nowhere_are_warnings_until_they_lead_somewhere(make_site: MakeSite, where: str) -> None:
    config = SITE["config.yaml"] + f"\nusers: {{ada: {{bio: {json.dumps(DEAD)}}}}}\n"
    root = make_site(SITE | {where: config if where == "config.yaml" else f"---\n---\n{DEAD}"})
    whats = [f"the link to `{name}` leads nowhere on this site" for name in ("/nope/", "[[no note]]", "/nowhere/")]
    gone = f"the link to `{'pages' if 'pages' in where else 'ada'}/gone.md` leads nowhere on this site"
    assert {(problem.path, problem.what) for problem in build(root).warnings} == {(where, what) for what in (*whats, gone)}
    make_site({"pages/n.md": "---\nslug: nope\n---\nx", "posts/ada/gone.md": "---\ndate: 2026-11-05\naliases: No note\n---\nx"})
    make_site({"pages/gone.md": "x", "pages/nowhere/index.md": "x"})
    assert build(root).warnings == ()
    page = (root / "public" / ("about" if "pages" in where else "@ada") / "index.html").read_text()
    assert '<a href="/blog/@ada/gone/">no note</a>' in page
    before = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == before
    for path in ("posts/ada/gone.md", "pages/n.md", "pages/gone.md", "pages/nowhere/index.md"):
        (root / path).unlink()
    assert len(build(root).warnings) == 4
    if where != "config.yaml":
        (root / where).write_text("x")
        assert build(root).warnings == ()


@pytest.mark.parametrize("written", ["[[b]]", "[x](b.md)", "[x](/@ada/b/)", "[[c]]", "[x](../../pages/c.md)", "[x](/c/)", "[x](/old-c/)"])
@pytest.mark.parametrize(
    ("head", "why"),
    [("draft: true\ndate: 2026-11-05", "a draft"), ("date: 2027-01-01", "not published yet"), ("title: x", "without a date")],
)
def test_a_link_to_what_is_held_back_says_so(make_site: MakeSite, written: str, head: str, why: str) -> None:
    if "c" in written and why == "without a date":
        return  # which a page needs not
    held = {"posts/ada/b.md": f"---\n{head}\n---\nCanary", "pages/c.md": f"---\n{head}\naliases: /old-c/\n---\nCanary"}
    root = make_site(SITE | held | {"posts/ada/2026-11-01-a.md": written})
    file = "pages/c.md" if "c" in written else "posts/ada/b.md"
    (told,) = [problem for problem in build(root).warnings if problem.path == "posts/ada/2026-11-01-a.md"]
    assert told.what.endswith(f" leads to {file}, which is {why}")
    make_site({file: held[file].replace(head, "date: 2026-11-05")})
    assert [problem for problem in build(root).warnings if problem.path == "posts/ada/2026-11-01-a.md"] == []
    make_site({file: held[file]})
    assert len([problem for problem in build(root).warnings if problem.path == "posts/ada/2026-11-01-a.md"]) == 1


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/users/", "/tags/", "/tags/tea/", "/archive/2026/11/", "/archive/2026/", "/@ada/", "/@ada/home/", "/@ada/following/"),
        *("/feed.atom", "/@bob/feed.json", "/old/tea/", "/pic.png", "/@ada/2026-11-02-tea", "/page/1/", "/robots.txt", "/about/"),
    ],
)
def test_an_address_of_this_site_that_leads_somewhere_is_none(make_site: MakeSite, path: str) -> None:
    more = {"posts/ada/2026-11-01-a.md": f"[x]({path}) #tea", "static/pic.png": plain(kind="PNG"), "pages/about.md": "# About"}
    assert build(make_site(SITE | more)).warnings == ()


def test_warnings_of_dead_links_follow_their_posts_and_what_comes_and_goes(make_site: MakeSite) -> None:
    dead = {f"posts/ada/2026-11-01-{name}.md": "[x](/about/) [y](/nope/)" for name in "abc"}
    root = make_site(SITE | dead)
    assert len(build(root).warnings) == 6
    (root / "posts/ada/2026-11-01-a.md").unlink()
    make_site({"posts/ada/2026-11-01-b.md": "A line\n\n[y](/nope/)", "posts/ada/2026-11-01-c.md": "---\ndraft: true\n---\n[y](/nope/)"})
    assert [(problem.path, problem.line) for problem in build(root).warnings] == [("posts/ada/2026-11-01-b.md", 3)]
    make_site({"posts/ada/2026-11-01-c.md": "[x](/about/)", "pages/nope.md": "# Something"})
    told = build(root).warnings
    assert [problem.path for problem in told] == ["posts/ada/2026-11-01-c.md"]
    assert build(root, clean=True).warnings == told


def test_a_new_post_makes_its_own_warnings_of_dead_links_alone(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE | {f"posts/ada/2026-11-01-{number}.md": f"[x](/nope/{number}/)" for number in range(9)})
    build(root)
    made: list[str] = []
    make = references.warning_of
    monkeypatch.setattr(references, "warning_of", lambda *link: made.append(link[2]) or make(*link))
    make_site({"posts/ada/2026-11-05-new.md": "[x](/nowhere/)"})
    assert len(build(root).warnings) == 10
    assert made == ["path:nowhere/"]


def test_links_follow_what_becomes_of_their_notes(make_site: MakeSite) -> None:
    text = "[[2026-11-02-tea]] [b](notes/Slow%20bread.md) [[Hot water]]"
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": text})
    build(root)
    (root / "posts/ada/notes/Slow bread.md").unlink()
    make_site({"posts/ada/2026-11-02-tea.md": "---\ndraft: true\n---\nx"})
    report = build(root)
    assert content(root) == "<p>2026-11-02-tea b Hot water</p>"
    assert len(report.warnings) == 3
    assert report.rendered < 35  # digests and site.json among them
    make_site({"posts/ada/2026-11-02-tea.md": "---\nslug: warm\nid: ada/2026-11-02-tea\naliases: [Hot water]\n---\nx"})
    build(root)
    assert content(root) == '<p><a href="/blog/@ada/warm/">2026-11-02-tea</a> b <a href="/blog/@ada/warm/">Hot water</a></p>'
    before = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == before
    assert [*broken_links(tree(root / "public"), "https://example.org/blog/")] == []


def test_pages_and_posts_lead_to_one_another(make_site: MakeSite) -> None:
    pages = {"pages/about.md": "[[2026-11-02-tea]] [t](../posts/ada/2026-11-02-tea.md)"}
    root = make_site(SITE | pages | {"posts/ada/2026-11-01-a.md": "[[about]] [x](../../pages/about.md)"})
    assert build(root).warnings == ()
    assert content(root) == '<p><a href="/blog/about/">about</a> <a href="/blog/about/">x</a></p>'
    about = root / "public/about/index.html"
    assert about.read_text().count(f'href="{TEA}"') == 2
    make_site({"posts/ada/2026-11-02-tea.md": "---\nslug: warm\n---\nx"})
    (root / "pages/about.md").rename(root / "pages/me.md")
    build(root)
    assert content(root) == "<p>about x</p>"
    assert (root / "public/me/index.html").read_text().count('href="/blog/@ada/warm/"') == 2
    make_site({"posts/ada/2026-11-02-tea.md": "---\ndraft: true\n---\nx"} | pages)
    build(root)
    assert "@ada/warm" not in about.read_text()
    before = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == before


def test_a_link_to_a_file_finds_the_bundle_that_comes_later(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "[x](b.md)"})
    build(root)
    make_site({"posts/ada/b/index.md": "---\ndate: 2026-11-05\n---\nb"})
    assert build(root).warnings == ()
    assert content(root) == '<p><a href="/blog/@ada/b/">x</a></p>'


def test_the_nearest_picture_counts_also_when_it_comes_later(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "![[r.png|R]]", "posts/ada/assets/r.png": plain(kind="PNG")})
    build(root)
    assert "/assets/r.png" in content(root)
    make_site({"posts/ada/r.png": plain("blue", kind="PNG")})
    build(root)
    assert "/assets/r.png" not in content(root)
    before = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == before


def test_a_newer_note_of_the_same_name_takes_no_link_away(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "[[b]]", "posts/ada/long/b.md": "---\ndate: 2026-11-02\n---\nb"})
    build(root)
    before = content(root)
    make_site({"posts/ada/b.md": "---\ndate: 2026-11-20\n---\nb"})
    build(root)
    assert content(root) == before


@pytest.mark.parametrize(
    "written",
    [
        "![a](https://x.example//evil.example/p.png)",
        '<video src="https://x.example//evil.example/v.mp4"></video>',
        "![a](https://x.example/\\evil.example/p.png)",
    ],
)
def test_an_address_of_this_site_never_becomes_one_of_another_host(make_site: MakeSite, written: str) -> None:
    root = make_site({"config.yaml": "base_url: https://x.example/", "posts/ada/2026-11-01-a.md": written})
    build(root)
    assert not [path for path, data in tree(root / "public").items() if re.search(rb'(?:src|poster)="/[/\\]', data)]


def test_escapes_of_heads_make_no_control_characters(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-11-01-a.md": '{"title": "a\\u0000b\\u001b\\ufffe\\ud800", "tags": ["q\\u0001z"]}\nx'})
    build(root)
    assert not [
        path
        for path, data in tree(root / "public").items()
        if path.endswith((".html", ".atom", ".json")) and re.search(rb"[\x00-\x08\x1b]", data)
    ]


def test_frame_with_a_broken_address_stops_nothing(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-11-01-a.md": '<iframe src="https://[x/"></iframe> ![a](https://[y/p.png)'})
    assert build(root).posts == 1
