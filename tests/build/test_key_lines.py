"""Problems that only other files show are told at the line they are about, once."""

import pytest

from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.site_tree import build

SETTINGS = 'base_url: https://example.org/\ntag_authority: "example.org,2026"\n'
ADA = {"config.yaml": SETTINGS, "posts/ada/profile.md": "---\nname: Ada\n---\n", "posts/ada/2026-01-01-a.md": "tea"}


def said(root_files: dict[str, str | bytes], make_site: MakeSite) -> list[str]:
    """Return what a check says, which a later build of the same files says as well."""
    root = make_site(ADA)
    build(root)
    make_site(root_files)
    problems = [str(problem) for problem in check(Options(root=root))]
    with pytest.raises(ContentError) as error:
        build(root)
    assert [str(problem) for problem in error.value.problems] == problems
    return problems


def test_two_posts_that_differ_in_case_are_told_once(make_site: MakeSite) -> None:
    (problem,) = said({"posts/ada/2026-01-01-A.md": "milk"}, make_site)
    assert problem.startswith("posts/ada/2026-01-01-A.md:1: its URL /@ada/2026-01-01-A/ is also that of posts/ada/2026-01-01-a.md; ")


def test_two_files_that_differ_in_case_are_told_once(make_site: MakeSite) -> None:
    posts = {f"posts/ada/{name}/2026-01-02-x.md": "---\nslug: s\n---\n[x](a.txt)" for name in ("n", "N")}
    problems = said({**posts, "posts/ada/n/a.txt": "1", "posts/ada/N/a.txt": "2"}, make_site)
    assert [problem.partition(",")[0] for problem in problems if "its file" in problem] == [
        "posts/ada/N/2026-01-02-x.md:4: its file wants the URL /@ada/N/s/a.txt"
    ]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"posts/ada/b.md": "---\ndate: 2026-01-02\nslug: 2026-01-01-a\n---\nmilk"},
            "posts/ada/b.md:3: its URL /@ada/2026-01-01-a/ is also that of posts/ada/2026-01-01-a.md; ",
        ),
        (
            {"posts/ada/b.md": "---\ndate: 2026-01-02\nid: ada/2026-01-01-a\n---\nmilk"},
            "posts/ada/b.md:3: its id `ada/2026-01-01-a` is also that of posts/ada/2026-01-01-a.md; ",
        ),
        (
            {"posts/b.md": "---\ndate: 2026-01-02\nauthor: adda\n---\nmilk"},
            "posts/b.md:3: its author `adda` is nobody here; did you mean `ada`?",
        ),
        (
            {"posts/ada/profile.md": "---\nname: Ada\navatar: a.jpg\n---\n"},
            "posts/ada/profile.md:3: `avatar`: there is no file posts/ada/a.jpg; ",
        ),
        (
            {"posts/ada/profile.md": "---\nname: Ada\navatar: a.jpg\n---\n", "posts/ada/a.jpg": "GIF89a"},
            "posts/ada/profile.md:3: posts/ada/a.jpg ",
        ),
        (
            {"config.yaml": SETTINGS + "users:\n  bob:\n    name: Bob\n    avatar: b.jpg\n"},
            "config.yaml:6: `users: bob: avatar`: there is no file posts/bob/b.jpg; ",
        ),
        (
            {
                "posts/ada/2026-01-02-b.md": "---\ntitle: x\naliases: /old/\n---\nmilk",
                "posts/ada/2026-01-03-b.md": "---\naliases: /OLD/\n---\nmilk",
            },
            "posts/ada/2026-01-02-b.md:3: its former address /old/ is also wanted by posts/ada/2026-01-03-b.md; ",
        ),
        ({"config.yaml": SETTINGS + "author: adda\n"}, "config.yaml:3: `author: adda` is nobody here; did you mean `ada`?"),
    ],
)
def test_problem_stands_at_its_line(make_site: MakeSite, files: dict[str, str | bytes], expected: str) -> None:
    (problem,) = said(files, make_site)
    assert problem.startswith(expected)


def test_profile_that_goes_away_may_leave_the_sites_author_nobody(make_site: MakeSite) -> None:
    root = make_site(ADA | {"config.yaml": SETTINGS + "author: bob\n", "posts/bob/profile.md": ""})
    build(root)
    (root / "posts/bob/profile.md").unlink()
    with pytest.raises(ContentError) as error:
        build(root)
    assert [str(problem) for problem in error.value.problems] == ["config.yaml:3: `author: bob` is nobody here; make posts/bob/profile.md"]


def test_site_of_one_needs_nothing_but_the_name(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": SETTINGS + "author: me\n", "posts/2026-01-01-a.md": "tea"})
    assert build(root).posts == 1
