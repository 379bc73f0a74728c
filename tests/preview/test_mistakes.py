"""What open pages show of what is wrong: the place in the file."""

import os

import pytest

from microblog.errors import Problem
from microblog.preview.mistakes import Mistake, find_mistakes
from tests.conftest import MakeSite

TEXT = "---\ndate: never\ntags: [\n---\nHello.\n"


def problem(line: int, path: str = "posts/ada/a.md") -> Problem:
    return Problem(path, line, "is wrong", "mend it")


def test_mistake_has_the_lines_around_it(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": TEXT})
    (found,) = find_mistakes(root, [problem(3)])
    lines = ((1, "---"), (2, "date: never"), (3, "tags: ["), (4, "---"), (5, "Hello."))
    assert found == Mistake("posts/ada/a.md:3: is wrong; mend it", "posts/ada/a.md", 3, lines)


@pytest.mark.parametrize(("line", "numbers"), [(1, [1, 2, 3]), (6, [4, 5, 6]), (99, [])])
def test_lines_end_where_the_file_does(make_site: MakeSite, line: int, numbers: list[int]) -> None:
    (found,) = find_mistakes(make_site({"posts/ada/a.md": TEXT}), [problem(line)])
    assert [number for number, _ in found.excerpt] == numbers


def test_what_would_move_the_text_around_it_is_escaped_and_a_long_line_cut(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": f"\tx\u202ey\x1b\r\n{'z' * 999}"})
    (found,) = find_mistakes(root, [problem(1)])
    assert found.excerpt == ((1, r"    x\u202ey\x1b"), (2, "z" * 200 + "…"))


@pytest.mark.parametrize(
    "path", ["posts/ada/gone.md", "posts/ada/x.png", "../secret.txt", "posts/link.md", "posts", "posts/\0.md", "posts/pipe"]
)
def test_mistake_in_what_is_no_text_of_the_site_has_no_lines(make_site: MakeSite, path: str) -> None:
    root = make_site({"posts/ada/x.png": b"\x89PNG\0\n", "../secret.txt": "secret"})
    (root / "posts/link.md").symlink_to(root / "../secret.txt")
    os.mkfifo(root / "posts/pipe")
    (found,) = find_mistakes(root, [problem(1, path)])
    assert found.excerpt == ()
    assert find_mistakes(root, [problem(1, str((root / "../secret.txt").resolve()))])[0].excerpt == ()


def test_mistake_of_a_file_as_a_whole_has_no_lines(make_site: MakeSite) -> None:
    assert find_mistakes(make_site({"posts/ada/a.md": TEXT}), [problem(0)])[0].excerpt == ()


def test_many_mistakes_are_told_and_the_first_have_lines(make_site: MakeSite) -> None:
    found = find_mistakes(make_site({"posts/ada/a.md": TEXT}), [problem(2)] * 50)
    assert [bool(one.excerpt) for one in found] == [True] * 20 + [False] * 30
