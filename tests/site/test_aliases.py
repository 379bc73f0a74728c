"""Where a post or a page stood before, a page leads on to where it stands now."""

from pathlib import Path

import pytest

from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.edits import assert_same
from tests.support.pictures import plain
from tests.support.site_tree import broken_links, build, tree

BASE = "https://example.org/club/"
TEA = "posts/ada/2026-11-20-tea.md"
ABOUT = "pages/about.md"
SITE = {
    "config.yaml": f"title: A club\nbase_url: {BASE}\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": "---\nname: Ada L\n---\n",
    "posts/ada/2026-11-01-one.md": "One.",
}


def post(*aliases: str, key: str = "aliases") -> str:
    return f"---\ntitle: Tea\n{key}: [{', '.join(aliases)}]\n---\nTea is ready.\n"


def built(root: Path) -> dict[str, bytes]:
    build(root)
    return tree(root / "public")


def errors(root: Path) -> list[str]:
    with pytest.raises(ContentError) as error:
        build(root)
    return [str(problem) for problem in error.value.problems if not problem.is_warning]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/2013/07/tea/", "2013/07/tea/index.html"),
        ("/2013/07/tea", "2013/07/tea/index.html"),
        ("2013/tea.html", "2013/tea.html"),
        ("/club/tea/", "tea/index.html"),
        ("https://example.org/club/tea/index.html", "tea/index.html"),
        ("/post.php?id=3", "post.php"),
        ("/T%C3%A9/", "T\u00e9/index.html"),
        ("/@ada/old/", "@ada/old/index.html"),
        ("/tags/tea.html", "tags/tea.html"),
    ],
)
def test_page_at_a_former_address_leads_on_under_the_base_path(make_site: MakeSite, written: str, path: str) -> None:
    files = built(make_site(SITE | {TEA: post(f'"{written}"')}))
    page = files[path].decode()
    assert f'<link rel="canonical" href="{BASE}@ada/2026-11-20-tea/">' in page
    assert '<meta http-equiv="refresh" content="0; url=/club/@ada/2026-11-20-tea/">' in page
    assert '<a href="/club/@ada/2026-11-20-tea/">Tea</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert not [link for link in broken_links(files, BASE) if link.startswith(path)]


@pytest.mark.parametrize("key", ["permalink", "url", "redirect_from", "alias", "Aliases"])
def test_key_of_another_tool_does_the_same(make_site: MakeSite, key: str) -> None:
    assert "old/index.html" in built(make_site(SITE | {TEA: post("/old/", key=key)}))


@pytest.mark.parametrize("key", ["aliases", "permalink", "url", "redirect_from", "alias", "Aliases"])
def test_former_address_of_a_page_leads_on_to_it(make_site: MakeSite, key: str) -> None:
    files = built(make_site(SITE | {ABOUT: f"---\n{key}: /who/\nlang: de\n---\n# About us"}))
    page = files["who/index.html"].decode()
    assert f'<link rel="canonical" href="{BASE}about/">' in page
    assert '<a href="/club/about/">About us</a>' in page
    assert '<html lang="de">' in page
    assert [path for path, data in files.items() if b"who/" in data] == []


def test_page_keeps_its_own_address_and_its_names(make_site: MakeSite) -> None:
    about = {ABOUT: "---\npermalink: /about/\naliases: [Who we are, /who/]\n---\nUs.", TEA: "[[Who we are]] [x](/who/)"}
    root = make_site(SITE | about)
    assert build(root).warnings == ()
    assert (root / "public/@ada/2026-11-20-tea/index.html").read_text().count(
        'href="/club/about/"'
    ) == 3  # one in the menu, one at the foot
    make_site({ABOUT: "Us."})
    assert len(build(root).warnings) == 2
    incremental = tree(root / "public")
    assert b'href="/club/about/">Who' not in incremental["@ada/2026-11-20-tea/index.html"]
    build(root, clean=True)
    assert_same(incremental, tree(root / "public"))


@pytest.mark.parametrize("line", ["draft: true", "date: 2027-01-01"])
def test_page_that_is_held_back_has_no_former_addresses(make_site: MakeSite, line: str) -> None:
    assert not [path for path in built(make_site(SITE | {ABOUT: f"---\n{line}\naliases: /canary/\n---\nx"})) if "canary" in path]


def test_path_that_the_site_needs_is_an_error_in_a_page_too(make_site: MakeSite) -> None:
    root = make_site(SITE | {ABOUT: "---\naliases: /tags/\n---\nx"})
    assert errors(root) == [f"{ABOUT}:2: `aliases`: the site has a page of its own at `/tags/`; take it out"]
    make_site({ABOUT: "---\npermalink: /tags/\n---\nx"})
    (warning,) = build(root).warnings
    assert "so nothing leads on from there" in warning.what


def test_menu_and_texts_may_name_former_addresses(make_site: MakeSite) -> None:
    menu = "menu: [{Tea: /tea.html}, {Me: /me/}]\n"
    links = "[tea](/club/tea.html) [me](/club/me/)"
    files = {TEA: post("/tea.html"), ABOUT: "---\naliases: [/me/]\n---\nHello.", "posts/ada/2026-11-21-links.md": links}
    report = build(make_site(SITE | files | {"config.yaml": SITE["config.yaml"] + menu}))
    assert report.warnings == ()


def test_former_addresses_stand_in_no_sitemap_and_no_other_page(make_site: MakeSite) -> None:
    files = built(make_site(SITE | {TEA: post("/old-tea/")}))
    assert [path for path, data in files.items() if b"old-tea" in data] == []


@pytest.mark.parametrize(
    "path", ["/", "/tags/", "/tags/tea/", "/users/", "/@ada/", "/@ada/page/1/", "/@ada/feed.atom/", "/feed.atom/x.html", "/archive/2026/"]
)
def test_path_that_the_site_needs_is_an_error_of_ours_and_a_warning_of_others(make_site: MakeSite, path: str) -> None:
    root = make_site(SITE | {TEA: post(path)})
    if path != "/":
        assert errors(root) == [f"{TEA}:3: `aliases`: the site has a page of its own at `{path}`; take it out"]
    make_site({TEA: post(path, key="permalink")})
    (warning,) = build(root).warnings
    assert "so nothing leads on from there" in warning.what


@pytest.mark.parametrize(
    "path",
    [
        "/../x/",
        "/a//b/",
        "/x.jpg",
        "/@ada/2026-11-20-tea/index.html/x/",
        "/@ada/INDEX.HTML",
        "/feed.xml",
        "https://elsewhere.example/x/",
        "/" + "x" * 1001,
    ],
)
def test_path_at_which_no_page_can_be_is_a_warning(make_site: MakeSite, path: str) -> None:
    report = build(make_site(SITE | {TEA: post(path)}))
    assert ["so nothing leads on from there" in warning.what for warning in report.warnings] == [True]


OTHER = "posts/ada/2026-11-21-more.md"
OLD, OLD_PAGE, OLD_FILE = {TEA: post("/old/")}, {"pages/old.md": "mine"}, {"static/old/index.html": "mine"}
LED = "/@ada/2026-11-21-more/"
RIVALS = {
    "another post's": (OLD, {OTHER: post("/OLD/")}),
    "another post": ({TEA: post(LED)}, {OTHER: "x"}),
    "a post below it": ({TEA: post("/@ada/old.html")}, {"posts/ada/old.html/2026-11-21-more.md": "x"}),
    "a page's, a post below it": ({ABOUT: post("/@ada/old.html")}, {"posts/ada/old.html/2026-11-21-more.md": "x"}),
    "a static file": (OLD, OLD_FILE),
    "a page": (OLD, OLD_PAGE),
    "a page's": (OLD, {ABOUT: post("/Old/")}),
    "a page's, a post": ({ABOUT: post(LED)}, {OTHER: "x"}),
    "a page's, a post's file": ({ABOUT: post(f"{LED}cat.jpg/")}, {OTHER: "![x](cat.jpg)"}),
    "a page's, another page": ({ABOUT: post("/old/")}, OLD_PAGE),
    "a page's, another page's": ({ABOUT: post("/old/")}, {"pages/me.md": post("/old/")}),
    "a page's, a static file": ({ABOUT: post("/old/")}, OLD_FILE),
}


@pytest.mark.parametrize("rivals", RIVALS.values(), ids=RIVALS.keys())
def test_two_that_want_one_path_are_an_error_whoever_comes_first(
    make_site: MakeSite, rivals: tuple[dict[str, str], dict[str, str]]
) -> None:
    one, other = rivals
    for first, then in ((one, other), (other, one), ({}, one | other)):
        root = make_site(SITE | {"posts/ada/cat.jpg": plain()})
        for path in one | other:
            (root / path).unlink(missing_ok=True)
        make_site(first)
        build(root)
        make_site(then)
        (said,) = errors(root)
        assert "its former address /" in said


FOREIGN = {name: pair for name, pair in RIVALS.items() if name != "a page's, a post's file"}


@pytest.mark.parametrize("rivals", FOREIGN.values(), ids=FOREIGN.keys())
def test_address_that_another_tool_s_key_names_stays_with_what_stands_there(
    make_site: MakeSite, rivals: tuple[dict[str, str], dict[str, str]]
) -> None:
    one, other = ({path: text.replace("aliases", "permalink") for path, text in files.items()} for files in rivals)
    root = make_site(SITE | {"posts/ada/2026-11-22-links.md": "[old](/club/old/) [more](/club/@ada/2026-11-21-more/)"} | one)
    alone = built(root)
    make_site(other)
    report = build(root)
    assert [str(warning).partition("which keeps it; ")[2] for warning in report.warnings if "former address" in warning.what] == [
        "nothing leads on from there; take it out of one of the two"
    ]
    both = tree(root / "public")
    build(root, clean=True)
    assert_same(both, tree(root / "public"))
    for path in other:
        (root / path).unlink()
    assert_same(built(root), alone)


def test_own_key_comes_before_that_of_another_tool(make_site: MakeSite) -> None:
    root = make_site(SITE | {OTHER: post("/old/"), TEA: post("/old/", key="url")})
    (warning,) = build(root).warnings
    assert str(warning).startswith(f"{TEA}:3: warning: its former address /old/ is that of {OTHER}, which keeps it")
    assert b"2026-11-21-more" in (root / "public/old/index.html").read_bytes()


def test_page_s_own_address_in_other_letters_is_no_former_one(make_site: MakeSite) -> None:
    assert build(make_site(SITE | {ABOUT: "---\npermalink: /About/\n---\nHello."})).warnings == ()


def test_address_may_be_that_of_a_post_again_once_the_other_gives_it_up(make_site: MakeSite) -> None:
    root = make_site(SITE | {TEA: post("/@ada/2026-11-21-more/")})
    assert b"refresh" in built(root)["@ada/2026-11-21-more/index.html"]
    make_site({TEA: post("/old/"), OTHER: "Words."})
    files = built(root)
    assert b"Words." in files["@ada/2026-11-21-more/index.html"]
    build(root, clean=True)
    assert_same(files, tree(root / "public"))


@pytest.mark.parametrize("path", [TEA, ABOUT])
@pytest.mark.parametrize(
    "then",
    [
        post("/older/"),
        post("/old/", "/older/"),
        "---\ntitle: Rain\naliases: /old/\n---\n",
        "Tea.",
        post("/old/") + "draft",
        post("/old/").replace("title", "draft: true\ntitle"),
    ],
)
def test_change_of_former_addresses_leaves_what_a_clean_build_gives(make_site: MakeSite, then: str, path: str) -> None:
    root = make_site(SITE | {path: post("/old/")})
    for text in (post("/old/"), then, post("/old/")):
        make_site({path: text})
        incremental = built(root)
        build(root, clean=True)
        assert_same(incremental, tree(root / "public"))
    (root / path).unlink()
    assert "old/index.html" not in built(root)


def test_page_that_leads_on_says_nothing_of_the_author_that_another_file_says(make_site: MakeSite) -> None:
    root = make_site(SITE | {TEA: "---\naliases: /old/\n---\nWords."})
    built(root)
    make_site({"posts/ada/profile.md": "---\nname: Countess\n---\n"})
    incremental = built(root)
    build(root, clean=True)
    assert_same(incremental, tree(root / "public"))


@pytest.mark.parametrize(
    "aliases",
    [
        *(
            '["///[x"]',
            "[404.html]",
            f"[/x/{'y' * 300}/]",
            "[/x.html, /x.html/y/]",
            "[/style.css/x/]",
            "[/robots.txt/x/]",
            "[/.nojekyll/x/]",
        ),
        *(
            "[/a.txt/x/]",
            "[/a.html]",
            "[/o/]",
            "['/@ada/2026-11-01-x/p.png/']",
            "[/about/p.png/]",
            "[/about/index.html/x/]",
            "[/about.html]",
        ),
        *("[//host/x]", "['C:/x']", "[/../x/]", "['/%2e%2e/x/']", "[/tags/]", "[/@ada/home/]", "['/x\\\\y/']"),
    ],
)
def test_former_address_that_cannot_be_is_told_and_stops_nothing_else(make_site: MakeSite, aliases: str) -> None:
    files = {
        "static/a.txt": "a",
        "static/a.html/q.txt": "q",
        "static/o": "o",
        "pages/about.html/x.md": "x",
        "pages/about.md": "![p](p.png)",
    }
    pictures = {"pages/p.png": plain(kind="PNG"), "posts/ada/p.png": plain(kind="PNG")}
    root = make_site(
        {"posts/ada/2026-11-01-x.md": f"---\naliases: {aliases}\n---\n![p](p.png)", "posts/ada/2026-11-02-y.md": "y"} | files | pictures
    )
    assert set(faulty(root)) <= {"posts/ada/2026-11-01-x.md"}
    assert faulty(root) or (root / "public/@ada/2026-11-02-y/index.html").is_file()


def faulty(root: Path) -> list[str]:
    """Build a site; return the files with errors."""
    try:
        build(root)
    except ContentError as error:
        return [problem.path for problem in error.problems if not problem.is_warning]
    return []
