"""What a build says is wrong, and that the last site stays."""

import errno
import os
from typing import Any

import pytest

from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.noted_site import ADA, CONFIG, notes, public
from tests.support.site_tree import build


def test_all_problems_are_listed_at_once_and_the_last_site_stays(make_site: MakeSite) -> None:
    root = make_site(ADA | notes(2))
    build(root)
    before = public(root)
    make_site(
        {
            "posts/ada/undated.md": "x",
            "posts/ada/misdated.md": "---\ndate: soon\n---\n",
            "posts/ada/2026-02-30-x.md": "x",
            "posts/ada/2026-03-01-re.md": "---\nin_reply_to: ada/nothing\n---\n",
        }
    )
    with pytest.raises(ContentError) as error:
        build(root)
    assert sorted(problem.path for problem in error.value.problems if not problem.is_warning) == [
        "posts/ada/2026-02-30-x.md",
        "posts/ada/2026-03-01-re.md",
        "posts/ada/misdated.md",
    ]
    assert public(root) == before


@pytest.mark.parametrize(
    "two",
    [
        {"posts/ada/2026-01-01-Hello.md": "x", "posts/ada/2026-01-02.md": "---\nslug: 2026-01-01-hello\n---\nx"},
        {"posts/ada/2026-01-01.md": "x", "posts/ada/2026-01-01/index.md": "x"},
    ],
)
def test_posts_that_want_one_url_are_an_error_that_names_both_files(make_site: MakeSite, two: dict[str, str]) -> None:
    root = make_site(ADA | two)
    with pytest.raises(ContentError) as error:
        build(root)
    text = " ".join(map(str, error.value.problems))
    assert all(path in text for path in two)


def test_answer_to_a_draft_is_an_error(make_site: MakeSite) -> None:
    root = make_site(
        ADA
        | {
            "posts/ada/2026-01-01-a.md": "---\ndraft: true\n---\nx",
            "posts/ada/2026-01-02-b.md": "---\nin_reply_to: ada/2026-01-01-a\n---\ny",
        }
    )
    with pytest.raises(ContentError) as error:
        build(root)
    assert [(problem.path, problem.line) for problem in error.value.problems] == [("posts/ada/2026-01-02-b.md", 2)]


def test_post_becoming_a_draft_breaks_the_answers_to_it(make_site: MakeSite) -> None:
    root = make_site(ADA | {"posts/ada/2026-01-01-a.md": "x", "posts/ada/2026-01-02-b.md": "---\nin_reply_to: ada/2026-01-01-a\n---\ny"})
    build(root)
    make_site({"posts/ada/2026-01-01-a.md": "---\ndraft: true\n---\nx"})
    with pytest.raises(ContentError):
        build(root)


def test_handle_in_two_places_is_an_error_that_names_both(make_site: MakeSite) -> None:
    root = make_site(ADA | {"config.yaml": CONFIG + "users: {ada: {name: Ada}}\n"})
    with pytest.raises(ContentError) as error:
        build(root)
    assert "config.yaml" in str(error.value.problems[0])
    assert error.value.problems[0].path == "posts/ada/profile.md"


def test_following_nobody_is_an_error_with_a_suggestion(make_site: MakeSite) -> None:
    root = make_site(ADA | {"posts/bob/profile.md": "---\nfollowing: [adaa]\n---\n"})
    with pytest.raises(ContentError) as error:
        build(root)
    assert str(error.value.problems[0]) == "posts/bob/profile.md:2: `adaa` of `following` is nobody here; did you mean `ada`?"


def test_missing_photo_is_an_error_with_a_suggestion(make_site: MakeSite) -> None:
    root = make_site(
        ADA | {"posts/ada/cat.jpg": b"\xff\xd8\xff", "posts/ada/2026-01-01-a.md": "---\nphoto: {file: cart.jpg, alt: x}\n---\n"}
    )
    with pytest.raises(ContentError) as error:
        build(root)
    assert "did you mean `cat.jpg`?" in str(error.value.problems[0])


def test_picture_that_is_something_else_is_an_error(make_site: MakeSite) -> None:
    root = make_site(
        ADA | {"posts/ada/cat.jpg": "<svg onload=alert(1)>", "posts/ada/2026-01-01-a.md": "---\nphoto: {file: cat.jpg, alt: x}\n---\n"}
    )
    with pytest.raises(ContentError) as error:
        build(root)
    assert "cat.jpg" in str(error.value.problems[0])


def test_symbolic_link_among_posts_is_an_error(make_site: MakeSite) -> None:
    root = make_site(ADA)
    (root / "posts/ada/passwd.txt").symlink_to("/etc/passwd")
    with pytest.raises(ContentError) as error:
        build(root)
    assert "symbolic link" in str(error.value.problems[0])


def test_static_file_in_the_way_of_a_page_is_an_error(make_site: MakeSite) -> None:
    root = make_site(ADA | {"static/index.html": "mine"})
    with pytest.raises(ContentError) as error:
        build(root)
    assert error.value.problems[0].path == "static/index.html"


def test_warnings_of_untouched_files_are_told_again_and_are_errors_when_strict(make_site: MakeSite) -> None:
    root = make_site(ADA | {"posts/ada/2026-01-01-a.md": "---\ncolour: red\n---\nx"})
    assert len(build(root).warnings) == len(build(root).warnings) == 1
    with pytest.raises(ContentError):
        build(root, strict=True)


def test_faulty_post_is_checked_against_other_files_in_the_same_run(make_site: MakeSite) -> None:
    root = make_site(ADA | {"posts/ada/2026-01-01-a.md": "---\nlang: '!'\nin_reply_to: ada/nothing\n---\n![x](cat.jpg)"})
    with pytest.raises(ContentError) as error:
        build(root)
    assert [problem.line for problem in error.value.problems] == [2, 3, 5]


def test_answer_to_a_faulty_post_is_no_second_problem(make_site: MakeSite) -> None:
    root = make_site(
        ADA | {"posts/ada/2026-01-01-a.md": "---\n: [\n---\n", "posts/ada/2026-01-02-b.md": "---\nin_reply_to: ada/2026-01-01-a\n---\n"}
    )
    with pytest.raises(ContentError) as error:
        build(root)
    assert {problem.path for problem in error.value.problems} == {"posts/ada/2026-01-01-a.md"}


def test_site_without_any_post_is_a_warning_until_it_has_one_again(make_site: MakeSite) -> None:
    root = make_site(ADA | {"posts/ada/2026-11-01-one.md": "One."})
    assert build(root).warnings == ()
    (root / "posts/ada/2026-11-01-one.md").rename(root / "one.md")
    remedy = "write one with `new`; if there were some, bring them back first, as with `git submodule update --init`"
    assert [*map(str, build(root).warnings)] == [f"posts:1: warning: the site has no post; {remedy}"]
    (root / "one.md").rename(root / "posts/ada/2026-11-01-one.md")
    assert build(root).warnings == ()


def test_site_of_which_no_post_can_be_read_is_not_said_to_have_none(make_site: MakeSite) -> None:
    with pytest.raises(ContentError) as error:
        build(make_site(ADA | {"posts/ada/2026-11-01-one.md": "---\ndate: never\n---\nOne."}))
    assert [problem.path for problem in error.value.problems] == ["posts/ada/2026-11-01-one.md"]


@pytest.mark.parametrize("is_clean", [False, True])
def test_static_file_that_cannot_be_read_is_an_error_and_never_left_out(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, is_clean: bool
) -> None:
    root, real = make_site(ADA | {"static/deep/x.txt": "Mine."}), os.open
    build(root)
    before = public(root)
    make_site({"static/deep/x.txt": "Else."})

    def refuse(path: Any, *more: Any, **named: Any) -> int:
        if str(path).endswith("x.txt"):
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        return real(path, *more, **named)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ContentError) as error:
        build(root, clean=is_clean)
    monkeypatch.setattr(os, "open", real)
    assert [problem.path for problem in error.value.problems] == ["static/deep/x.txt"]
    assert public(root) == before
    build(root)
    assert public(root)["deep/x.txt"] == b"Else."
