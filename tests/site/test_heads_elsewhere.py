"""What people write into heads and names of files, beside what field_cases.txt has: each is a small site of one or two posts."""

from typing import NamedTuple

import pytest

from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

CONFIG = "title: T\nbase_url: https://example.org/\ntag_authority: example.org,2026\n"
HEAD = "posts/ada/2024-03-01-tea.md"
HELD = "Not for readers yet."


class Case(NamedTuple):
    files: dict[str, str]
    shown: dict[str, str] = {}  # noqa: RUF012 - never mutated; post → the moment that its page shows
    said: tuple[str, ...] = ()  # the beginnings of warnings


def head(keys: str, text: str = HELD) -> dict[str, str]:
    return {HEAD: f"---\n{keys}\n---\n{text}\n"}


TEA = {"@ada/2024-03-01-tea": "2024-03-01T00:00:00+00:00"}
CASES = {
    "the profile's name": Case(head("author: Ada Lovelace", "Hi.") | {"posts/ada/profile.md": "---\nname: Ada Lovelace\n---\n"}, TEA),
    "other people's keys": Case(
        head("location: here\nweather: rain\ntime: 12:30\nstatus: x\nrating: 5", "Hi."),
        TEA,
        (
            "unknown key 'location'",
            "unknown key 'weather'",
            "unknown key 'time'",
            "`status: x` says",
            "unknown key 'rat",
        ),
    ),
    "a year is a word": Case({"posts/ada/2026-01-02-2025-so.md": "Hi."}, {"@ada/2026-01-02-2025-so": "2026-01-02T00:00:00+00:00"}),
    "copies of a conflict": Case(
        {HEAD: "Hi."}
        | {
            f"posts/ada/2024-03-01-tea{copy}.md": HELD
            for copy in (" (conflicted copy)", ".sync-conflict-20240301", " (Ada's conflicted copy 2024)")
        },
        TEA,
        ("is a copy that a synchroniser made",) * 3,
    ),
    "a bundle in folders of days": Case({"posts/ada/2024/03/01/tea/index.md": "Hi."}, {"@ada/2024/03/01/tea": "2024-03-01T00:00:00+00:00"}),
    "a day's folder": Case({"posts/ada/2024/03/01-tea.md": "Hi."}, {"@ada/2024/03/01-tea": "2024-03-01T00:00:00+00:00"}),
    "no date": Case({"posts/ada/tea.md": HELD}, said=("the post has no date, so it is not shown",)),
    "what is no post": Case(
        {f"posts/ada/{name}": f"---\ndate: 2024-03-01\n---\n{HELD}" for name in ("README.md", "_index.md", "x/readme.md")},
        said=("the site has no post",),
    ),
    "ignored": Case(
        {
            "config.yaml": f"{CONFIG}ignore: [ada/old, '*.tmp.md']\n",
            "posts/ada/old/2024-03-01-x.md": HELD,
            "posts/ada/2024-03-01-x.tmp.md": HELD,
        },
        said=("the site has no post",),
    ),
    "a folder of drafts": Case({"posts/ada/_drafts/2024-03-01-tea.md": HELD, "posts/ada/_drafts/someday.md": HELD}),
}


@pytest.mark.parametrize("name", CASES)
def test_head_shows_what_its_author_meant_and_nothing_held_back(make_site: MakeSite, name: str) -> None:
    case = CASES[name]
    root = make_site({"config.yaml": CONFIG} | case.files)
    report = build(root, now="2026-12-01T00:00:00Z")
    files = {path: data.decode(errors="replace") for path, data in tree(root / "public").items()}
    assert [path for path, data in files.items() if HELD in data] == []
    assert report.posts == len(case.shown)
    for post, moment in case.shown.items():
        assert f'datetime="{moment}"' in files[f"{post}/index.html"]
    assert [warning.what for warning in report.warnings if not warning.what.startswith(case.said)] == []
    assert len(report.warnings) == len(case.said)
    assert not [warning for warning in report.warnings if "did you mean" in warning.remedy]


@pytest.mark.parametrize(
    "content", [f"----\ndraft: true\n----\n{HELD}", f"---\u00a0\ndraft: true\n---\n{HELD}", f"+++\ndraft = true\n{HELD}"]
)
def test_head_that_is_none_stops_the_site(make_site: MakeSite, content: str) -> None:
    root = make_site({"config.yaml": CONFIG, HEAD: content})
    with pytest.raises(ContentError):
        build(root)


def test_posts_of_a_year_need_an_author(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, "posts/2024/2024-03-01-a.md": "Hi."})
    with pytest.raises(ContentError) as error:
        build(root)
    assert "the post has no author" in str(error.value.problems[0])


def test_pictures_beside_a_bundle_are_published_with_it(make_site: MakeSite) -> None:
    root = make_site(
        {"config.yaml": CONFIG, "posts/ada/2024-03-01-tea/index.md": "[the plan](plan.csv)", "posts/ada/2024-03-01-tea/plan.csv": "a,b"}
    )
    build(root)
    assert "@ada/2024-03-01-tea/plan.csv" in tree(root / "public")


def test_post_of_a_year_may_name_any_file_below_posts(make_site: MakeSite) -> None:
    root = make_site(
        {"config.yaml": f"{CONFIG}author: ada\n", "posts/2024/2024-03-01-tea.md": "[x](../files/plan.csv)", "posts/files/plan.csv": "a"}
    )
    make_site({"posts/ada/profile.md": ""})
    build(root)
    assert any(path.endswith("plan.csv") for path in tree(root / "public"))


def test_check_says_the_same(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, **CASES["other people's keys"].files})
    assert [str(problem) for problem in check(Options(root=root, now="2026-12-01T00:00:00Z"))] == [
        str(warning) for warning in build(root).warnings
    ]


def test_folder_that_holds_its_posts_back_stops_the_site_until_that_is_taken_out(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, HEAD: "Hi.", "posts/ada/_index.md": "Tea"})
    assert build(root).posts == 1
    make_site({"posts/ada/_index.md": "+++\n[cascade]\ndraft = true\n+++\n"})
    with pytest.raises(ContentError):
        build(root)
    make_site({"posts/ada/_index.md": "+++\n[cascade]\ndraft = false\n+++\n"})
    assert build(root).posts == 1
