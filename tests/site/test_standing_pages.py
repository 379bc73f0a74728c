"""Pages of `pages/` and the menu, on whole sites."""

import re
from pathlib import Path

import pytest

from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import broken_links, build, tree

CONFIG = "base_url: https://example.org/x/\ntag_authority: example.org,2026\npage_size: 1\n"
SITE: dict[str, str | bytes] = {
    "config.yaml": CONFIG,
    "posts/ada/2026-11-20-tea.md": "---\ntags: tea\n---\nTea.",
    "posts/ada/2026-11-21-cup.md": "Cup.",
}
ABOUT = {"pages/about.md": "# About\n\nThe word is marmalade."}


def menu(root: Path, page: str = "index.html") -> list[tuple[str, str]]:
    """Return what stands in the menu behind the theme's own links: label and link."""
    head = (root / "public" / page).read_text().partition("<nav")[2].partition("</nav>")[0]
    links = [(label, url) for url, label in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', head)]
    own = (("People", "users"), ("Tags", "tags"), ("Archive", "archive"), ("Search", "search"))
    return [link for link in links if (link[0], link[1].strip("/").removeprefix("x/")) not in own]


def complaints(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        build(root)
    return [str(problem) for problem in caught.value.problems if not problem.is_warning]


def test_page_stands_at_its_path_in_the_menu_and_in_the_sitemap_and_nowhere_else(make_site: MakeSite) -> None:
    root = make_site({**SITE, **ABOUT})
    assert build(root).posts == 2
    files = tree(root / "public")
    assert [path for path, data in files.items() if b"marmalade" in data] == ["about/index.html"]
    assert b"<h1>About</h1>" in files["about/index.html"]
    assert [path for path, data in files.items() if path.endswith("index.html") and b'href="/x/about/"' not in data] == []
    assert b"<loc>https://example.org/x/about/</loc>" in files["sitemaps/pages-1.xml"]
    assert [path for path, data in files.items() if path.endswith((".atom", ".json")) and b"about" in data] == []
    assert list(broken_links(files, "https://example.org/x/")) == []


def test_pages_at_the_top_are_the_menu_by_title(make_site: MakeSite) -> None:
    root = make_site({**SITE, "pages/z.md": "# apples", "pages/a.md": "# Übung", "pages/b/index.md": "# Beans", "pages/b/c.md": "# Deep"})
    build(root)
    assert menu(root) == [("apples", "/x/z/"), ("Beans", "/x/b/"), ("Übung", "/x/a/")]
    assert menu(root, "page/1/index.html") == menu(root)


def test_setting_says_what_stands_in_the_menu(make_site: MakeSite) -> None:
    entries = (
        "menu: [{Who: about.md}, {Tea: /tags/tea/}, {Ada: /@ada/}, {Web: https://example.com/}, {Feed: /feed.atom}, {Cup: /about#cup}]"
    )
    root = make_site({**SITE, **ABOUT, "config.yaml": f"{CONFIG}{entries}\n"})
    assert build(root).warnings == ()
    assert menu(root) == [
        ("Who", "/x/about/"),
        ("Tea", "/x/tags/tea/"),
        ("Ada", "/x/@ada/"),
        ("Web", "https://example.com/"),
        ("Feed", "/x/feed.atom"),
        ("Cup", "/x/about/#cup"),
    ]


def test_link_of_the_theme_gives_way_to_an_entry_that_leads_there(make_site: MakeSite) -> None:
    root = make_site({**SITE, "config.yaml": f"{CONFIG}menu: [{{Who: /users/}}]\n"})
    build(root)
    page = (root / "public/index.html").read_text()
    assert page.partition("</nav>")[0].count('href="/x/users/"') == 1
    assert ">Who</a>" in page


@pytest.mark.parametrize(
    ("entry", "warning"),
    [
        ("{A: abuot.md}", "names a page that is not there, pages/abuot.md, so it is left out; did you mean about.md?"),
        ("{A: /nowhere/}", "leads nowhere: there is nothing at /nowhere/, so it is left out; mend the address, or take it out"),
        ("{A: /@bob/}", "leads nowhere: there is nothing at /@bob/, so it is left out; mend the address, or take it out"),
        ("{A: held.md}", "leads to pages/held.md, which is a draft, so it is left out; publish it, or take the entry out"),
        ("{A: /late/}", "leads to pages/late.md, which is not published yet, so it is left out; publish it, or take the entry out"),
        ("{A: hidden.md}", "leads to pages/hidden.md, which is unlisted, so it is left out; take one of the two out"),
    ],
)
def test_entry_that_leads_nowhere_is_a_warning_and_left_out(make_site: MakeSite, entry: str, warning: str) -> None:
    pages = {
        "pages/held.md": "---\ndraft: true\n---\n",
        "pages/late.md": "---\ndate: 2027-01-01\n---\n",
        "pages/hidden.md": "---\nunlisted: true\n---\n",
    }
    root = make_site({**SITE, **ABOUT, **pages, "config.yaml": f"{CONFIG}menu: [{entry}]\n"})
    expected = [f"config.yaml:4: warning: `menu: A` {warning}"]
    assert [str(problem) for problem in build(root).warnings] == expected
    assert [str(problem) for problem in check(Options(root=root, now="2026-11-24T12:00:00Z"))] == expected
    assert menu(root) == []


def test_entry_comes_back_with_what_it_leads_to(make_site: MakeSite) -> None:
    root = make_site({**SITE, "config.yaml": f"{CONFIG}menu: [{{Cake: /tags/cake/}}]\n"})
    assert len(build(root).warnings) == 1
    make_site({"posts/ada/2026-11-22-cake.md": "#cake"})
    assert build(root).warnings == ()
    assert menu(root) == [("Cake", "/x/tags/cake/")]


@pytest.mark.parametrize("line", ["draft: true", "date: 2027-01-01"])
def test_page_that_is_held_back_leaves_no_trace(make_site: MakeSite, line: str) -> None:
    held = {"pages/canary.md": f"---\n{line}\n---\n# Canary\n\n![Canary](canary.png)", "pages/canary.png": plain(kind="PNG")}
    root = make_site({**SITE, **held})
    build(root)
    files = tree(root / "public")
    assert [path for path, data in files.items() if b"canary" in data.lower() or "canary" in path] == []


def test_page_comes_out_at_its_moment_and_drafts_when_asked_for(make_site: MakeSite) -> None:
    root = make_site({**SITE, "pages/soon.md": "---\ndate: 2026-11-25\n---\n# Soon", "pages/held.md": "---\ndraft: true\n---\n# Held"})
    build(root)
    assert menu(root) == []
    build(root, now="2026-11-26T00:00Z")
    assert menu(root) == [("Soon", "/x/soon/")]
    build(root, now="2026-11-26T00:00Z", drafts=True)
    assert menu(root) == [("Held", "/x/held/"), ("Soon", "/x/soon/")]
    build(root)
    assert not (root / "public/held").exists()


def test_unlisted_page_is_there_and_nothing_leads_to_it(make_site: MakeSite) -> None:
    root = make_site({**SITE, "pages/secret.md": "---\nunlisted: true\n---\n# Canary"})
    build(root)
    files = tree(root / "public")
    assert [path for path, data in files.items() if b"anary" in data or b"secret" in data] == ["secret/index.html"]
    assert b'<meta name="robots" content="noindex">' in files["secret/index.html"]


def test_pictures_of_a_page_are_published_in_sizes_below_it_and_go_with_it(make_site: MakeSite) -> None:
    root = make_site(
        {**SITE, "pages/a/b.md": "![A cat](../cat.jpg)", "pages/cat.jpg": plain("red", (900, 600)), "pages/unnamed.jpg": plain()}
    )
    build(root)
    files = tree(root / "public")
    assert {path for path in files if "cat" in path} == {
        "a/b/cat.jpg",
        "a/b/cat.jpg.480.webp",
        "a/b/cat.jpg.900.webp",
    }
    assert b'<source type="image/webp" srcset="/x/a/b/cat.jpg.480.webp 480w' in files["a/b/index.html"]
    make_site({"pages/cat.jpg": plain("blue", (900, 600))})
    assert build(root).written == 3
    (root / "pages/a/b.md").unlink()
    build(root)
    assert [path for path in tree(root / "public") if path.startswith("a/")] == []


def test_file_that_is_not_there_is_told_with_its_line(make_site: MakeSite) -> None:
    root = make_site({**SITE, "pages/a.md": "# A\n\n![A cat](cot.jpg)", "pages/cat.jpg": plain()})
    assert complaints(root) == ["pages/a.md:3: there is no file pages/cot.jpg; did you mean `cat.jpg`?"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (["pages/foo.md", "pages/foo/index.md"], "pages/foo/index.md:1: its URL /foo/ is in the way of pages/foo.md"),
        (["pages/foo.md", "pages/Foo.md"], "pages/foo.md:1: its URL /foo/ is in the way of pages/Foo.md"),
        (["pages/e\u0301.md", "pages/\u00c9.md"], "pages/\u00e9.md:1: its URL /\u00e9/ is in the way of pages/\u00c9.md"),
        (["pages/foo.md", "static/foo/index.html"], "pages/foo.md:1: its URL /foo/ is in the way of static/foo/index.html"),
        (["pages/foo.md", "static/foo"], "pages/foo.md:1: its URL /foo/ is in the way of static/foo"),
        (["pages/style.css.md"], "pages/style.css.md:1: its URL /style.css/ is in the way of the theme's static/style.css"),
    ],
)
def test_two_that_want_one_url_are_an_error_that_names_both(make_site: MakeSite, files: list[str], problem: str) -> None:
    root = make_site({**SITE, **dict.fromkeys(files, "Tea.")})
    assert complaints(root) == [f"{problem}; give one of the two another name"]


def test_static_file_beside_a_page_is_no_rival(make_site: MakeSite) -> None:
    root = make_site({**SITE, **ABOUT, "static/about/old.txt": "old"})
    build(root)
    assert {"about/index.html", "about/old.txt"} <= tree(root / "public").keys()


def test_static_file_that_comes_later_is_told(make_site: MakeSite) -> None:
    root = make_site({**SITE, "pages/a.md": "![A cat](cat.jpg)", "pages/cat.jpg": plain()})
    build(root)
    make_site({"static/a/cat.jpg.480.webp": "mine"})
    assert complaints(root) == [
        "pages/a.md:1: its URL /a/cat.jpg is in the way of static/a/cat.jpg.480.webp; give one of the two another name"
    ]


def test_what_is_no_page_makes_none(make_site: MakeSite) -> None:
    files = ["pages/README.md", "pages/x/readme.md", "pages/_note.md", "pages/_drafts/x.md", "pages/.hidden.md", "pages/x.md~"]
    root = make_site({**SITE, **dict.fromkeys(files, "Tea, canary.")})
    assert build(root).warnings == ()
    assert [path for path, data in tree(root / "public").items() if b"canary" in data] == []


def test_misnamed_page_is_a_warning(make_site: MakeSite) -> None:
    root = make_site({**SITE, "pages/about.markdown": "Tea."})
    assert [str(warning) for warning in build(root).warnings] == [
        "pages/about.markdown:1: warning: is no page, as its name does not end in `.md`; rename it"
    ]


def test_edit_of_the_text_renders_that_page_alone(make_site: MakeSite) -> None:
    root = make_site({**SITE, **ABOUT, "pages/tea.md": "Tea."})
    build(root)
    make_site({"pages/about.md": "# About\n\nThe word is jam."})
    report = build(root)
    assert (report.rendered, report.written, report.kept, report.why_anew) == (1, 1, 0, "")


def test_page_outside_of_the_menu_comes_with_the_sitemap_alone(make_site: MakeSite) -> None:
    root = make_site({**SITE, **ABOUT})
    build(root)
    make_site({"pages/garden/tools.md": "Rake."})
    report = build(root)
    assert (report.rendered, report.written, report.kept) == (2, 2, 1)


def test_new_post_leaves_pages_and_sealed_pages_alone(make_site: MakeSite) -> None:
    root = make_site({**SITE, **ABOUT})
    build(root)
    before = tree(root / "public")
    make_site({"posts/ada/2026-11-22-new.md": "New."})
    build(root)
    after = tree(root / "public")
    assert [path for path in ("about/index.html", "page/1/index.html", "@ada/page/1/index.html") if before[path] != after[path]] == []


def test_change_of_a_title_in_the_menu_reaches_sealed_pages(make_site: MakeSite) -> None:
    root = make_site({**SITE, **ABOUT})
    build(root)
    make_site({"pages/about.md": "# Us"})
    report = build(root)
    assert menu(root, "page/1/index.html") == [("Us", "/x/about/")]
    assert (report.kept, report.why_anew) == (0, "")


def test_page_follows_whom_it_mentions_and_what_it_quotes(make_site: MakeSite) -> None:
    root = make_site({**SITE, "pages/a.md": "By @bob.\n\n@ada/2026-11-20-tea"})
    build(root)
    page = root / "public/a/index.html"
    assert 'href="/x/@bob/"' not in page.read_text()
    make_site({"posts/bob/profile.md": "Bob.", "posts/ada/2026-11-20-tea.md": "---\ntags: tea\n---\nCoffee."})
    build(root)
    assert 'href="/x/@bob/"' in page.read_text()
    assert "Coffee." in page.read_text()
    make_site({"posts/ada/profile.md": "---\nname: Ada L\n---\n"})
    build(root)
    assert "Ada L" in page.read_text()
    (root / "posts/ada/2026-11-20-tea.md").unlink()
    build(root)
    assert "Coffee." not in page.read_text()


def test_former_address_of_a_post_at_a_page_is_an_error(make_site: MakeSite) -> None:
    root = make_site({**SITE, "posts/ada/2026-11-20-tea.md": "---\naliases: /about/\n---\nTea."})
    build(root)
    make_site(ABOUT)
    assert complaints(root) == [
        "posts/ada/2026-11-20-tea.md:2: its former address /about/ is also wanted by pages/about.md; take it out of one of the two"
    ]


@pytest.mark.parametrize("line", ["published: false", "Draft: true", "status: private"])
def test_what_holds_a_page_back_elsewhere_holds_it_back_here(make_site: MakeSite, line: str) -> None:
    root = make_site({**SITE, "pages/canary.md": f"---\n{line}\n---\nCanary."})
    build(root)
    assert not (root / "public/canary").exists()
