"""Problems as people read them."""

import pytest

from microblog.errors import ContentError, Problem, shared


def test_problem_reads_as_place_fault_and_remedy() -> None:
    assert str(Problem("posts/ada/x.md", 4, "unknown key `tag`", "did you mean `tags`?")) == (
        "posts/ada/x.md:4: unknown key `tag`; did you mean `tags`?"
    )


def test_problem_of_a_whole_file_names_its_first_line() -> None:
    assert str(Problem("posts/ada/x.md", 0, "is too large", "split it")) == "posts/ada/x.md:1: is too large; split it"


@pytest.mark.parametrize("evil", ["a\nb", "\x1b[31m", "\u202e", "\ud800", "a\r::add-mask::x"])
def test_problem_is_one_line_that_a_terminal_only_shows(evil: str) -> None:
    assert str(Problem("x.md", 1, evil, "rename it")).isprintable()


def test_content_error_lists_each_problem_once_in_order() -> None:
    later, sooner = Problem("b.md", 1, "x", "y"), Problem("a.md", 9, "x", "y")
    assert ContentError([later, sooner, later]).problems == [sooner, later]


def test_value_that_is_very_wrong_does_not_fill_the_screen() -> None:
    assert len(str(Problem("x.md", 1, "x" * 100_000, "y" * 100_000))) < 700


def test_joiner_does_not_let_a_control_through() -> None:
    assert str(Problem("x.md", 1, "\u200d\x1b[2J", "y")).count("\x1b") == 0


def test_warning_that_many_files_share_is_one_with_their_number_and_the_first_of_them() -> None:
    kind = "unknown key 'layout'"
    layouts = [Problem(f"posts/{name}.md", 2, kind, "take it out", is_warning=True, kind=kind) for name in "cab"]
    other = Problem("posts/a.md", 3, "unknown key 'x'", "take it out", is_warning=True, kind="unknown key 'x'")
    alone = Problem("posts/b.md", 9, "is odd", "mend it", is_warning=True)
    assert [str(problem) for problem in shared([*layouts, other, alone, layouts[0]])] == [
        "posts/a.md:2: warning: unknown key 'layout' (3 files, this is the first); take it out",
        "posts/a.md:3: warning: unknown key 'x'; take it out",
        "posts/b.md:9: warning: is odd; mend it",
    ]


def test_what_one_file_says_more_than_once_is_told_once() -> None:
    twice = [Problem("posts/a.md", line, "is odd", "mend it", is_warning=True, kind="odd") for line in (2, 3)]
    assert [(problem.line, problem.what) for problem in shared(twice)] == [(2, "odd (2 places of this file, this is the first)")]


def test_kinds_that_differ_in_a_host_alone_are_told_up_to_ten() -> None:
    many = [Problem(f"posts/{at}.md", 1, "x", "y", is_warning=True, kind=f"pictures on `h{at % 20:02}` are odd") for at in range(60)]
    told = [problem.what for problem in shared(many)]
    assert len(told) == 10
    assert min(told) == "pictures on 11 others are odd (33 files, this is the first)"
