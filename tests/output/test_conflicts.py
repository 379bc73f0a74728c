"""Static files and what they are in the way of."""

import os
import unicodedata

import pytest

from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.errors import ContentError
from microblog.output.conflicts import find_rivals
from tests.conftest import MakeSite
from tests.support.site_tree import build

SITE = {"config.yaml": 'base_url: https://example.org/\ntag_authority: "example.org,2026"\n', "posts/ada/2026-01-01-a.md": "tea"}
NFC, NFD = (unicodedata.normalize(form, "é.txt") for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    ("own", "rivals"),
    [
        (["a.txt", "A.txt"], [("a.txt", "static/A.txt")]),
        ([NFC, NFD], [(NFC, f"static/{NFD}")]),
        (["a", "A/b"], [("a", "static/A/b")]),
        (["x/a.txt", "X/b.txt"], []),
        (["Style.css"], [("Style.css", "the theme's static/style.css")]),
        (["style.css", "robots.txt", "404.html"], []),
        (["Robots.txt"], [("Robots.txt", "the engine's own /robots.txt")]),
        (["robots.txt/y"], [("robots.txt/y", "the engine's own /robots.txt")]),
        (["icons"], [("icons", "the theme's static/icons/a.svg")]),
        (["style.css/x/y"], [("style.css/x/y", "the theme's static/style.css")]),
    ],
)
def test_files_in_the_way_of_others_are_found(own: list[str], rivals: list[tuple[str, str]]) -> None:
    assert list(find_rivals(own, ["style.css", "icons/a.svg"])) == rivals


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("Tags/x.txt", "/tags"),
        ("Index.html", "/index.html"),
        ("Feed.atom", "/feed.atom"),
        ("@ADA/x", "/@ada"),
        ("Style.css", "static/style.css"),
        ("icon.svg/x.txt", "static/icon.svg"),
        ("robots.txt/y", "/robots.txt"),
    ],
)
def test_check_and_every_build_refuse_them_and_name_both(make_site: MakeSite, path: str, named: str) -> None:
    root = make_site(SITE)
    build(root)
    make_site({f"static/{path}": "x"})
    (problem,) = check(Options(root=root))
    assert problem.path == f"static/{path}"
    assert named in problem.what
    with pytest.raises(ContentError) as error:
        build(root)
    assert error.value.problems == [problem]


@pytest.mark.skipif(os.sep == "\\", reason="no file can have such a name")
def test_backslash_in_a_name_is_refused_in_words(make_site: MakeSite) -> None:
    root = make_site(SITE | {"static/a\\b.txt": "x"})
    with pytest.raises(ContentError) as error:
        build(root)
    assert [problem.what.partition(",")[0] for problem in error.value.problems] == ["its name has a backslash"]
