"""What one file may cost: what is beyond that is an error that names it, whoever reads it, and all others are read."""

import os
import sys
from pathlib import Path

import pytest

from microblog.build import parsing, reading
from microblog.errors import ContentError
from microblog.markup.html import highlight
from microblog.processes.pool import ENOUGH
from microblog.text import budget
from tests.conftest import MakeSite
from tests.support.site_tree import build

SLOW = "---\ndate: 2026-01-01\n---\nBefore.\n\n```autohotkey\n" + "\n" * 2000 + "last\n```\n"
HUGE = f"[a]: https://example.org/{'x' * 30_000}\n\n" + "[a]\n\n" * 6500
OTHERS = {f"posts/ada/2026-01-02-{number}.md": "Fine." for number in range(ENOUGH)}
WRONG = {"posts/ada/2026-01-03-x.md": "---\ndraft: perhaps\n---\nx"}

needs_timer = pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="Windows has no timer of processor time")
needs_bound = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have ticks come soon, and let the lexers have what is too much for them."""
    monkeypatch.setattr(budget, "_TICK", 0.05)
    monkeypatch.setattr(budget, "SECONDS", 0.5)
    monkeypatch.setattr(highlight, "_is_too_much", lambda _: False)


def errors(root: Path, jobs: int) -> list[str]:
    with pytest.raises(ContentError) as caught:
        build(root, jobs=jobs)
    return [str(problem) for problem in caught.value.problems if not problem.is_warning]


@needs_timer
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.usefixtures("hasty")
def test_post_that_takes_too_long_is_an_error_with_its_line_beside_all_others(make_site: MakeSite, jobs: int) -> None:
    root = make_site(OTHERS | WRONG | {"posts/ada/slow.md": SLOW})
    wrong, slow = errors(root, jobs)
    assert wrong.startswith("posts/ada/2026-01-03-x.md:2: ")
    assert slow == ("posts/ada/slow.md:2007: takes more than 0.5 s of processor time; shorten the block of code, or take its language away")


@needs_timer
@pytest.mark.usefixtures("hasty")
def test_profile_may_cost_no_more(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": SLOW.partition("---\n")[2].partition("---\n")[2]})
    assert "posts/ada/profile.md" in errors(root, 1)[0]
    assert "processor time" in errors(root, 1)[0]


@needs_timer
def test_time_of_one_file_is_not_counted_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_TICK", 0.05)
    monkeypatch.setattr(budget, "SECONDS", 0.5)

    def work() -> int:
        return sum(sum(range(1000)) for _ in range(4000))

    with budget.bounded():
        assert len({budget.spend(work) for _ in range(30)}) == 1


@needs_bound
def test_file_that_fills_the_memory_is_refused_and_the_bound_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MEMORY", 1 << 24)
    with pytest.raises(budget.Overspent, match="16 MB"), budget.bounded():
        budget.spend(bytearray, 1 << 27)
    assert len(bytearray(1 << 27)) == 1 << 27


@needs_bound
def test_memory_that_other_files_left_behind_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MEMORY", 1 << 25)
    with budget.bounded():
        assert sum(map(len, [budget.spend(bytearray, 1 << 24) for _ in range(8)])) == 1 << 27


def test_text_that_becomes_far_more_html_is_an_error(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-01-01-a.md": HUGE[: 30_050 + 6 * 400]})
    assert "becomes more than 1 MiB of HTML" in errors(root, 1)[0]


@pytest.mark.parametrize("code", ["x = 1\n" * 4000, "x = 1\n" + "\n" * 600 + "y"])
def test_code_that_is_too_much_for_a_lexer_stays_plain_with_a_warning(make_site: MakeSite, code: str) -> None:
    text = f"Look:\n\n```python\n{code}\n```\n"
    root = make_site({"config.yaml": "tag_authority: example.org,2026\n", "posts/ada/2026-01-01-a.md": text})
    (warning,) = (warning for warning in build(root).warnings if "colours" in warning.what)
    assert str(warning).startswith("posts/ada/2026-01-01-a.md:4: warning: a block of more than 20,000 characters, or with")


_parse_batch = parsing.parse_batch


def die_of_one(how: parsing.Parsing, items: list[parsing.Item]) -> parsing.Parsed:
    if any("deadly" in path for path, _ in items):
        os._exit(7)
    return _parse_batch(how, items)


@pytest.mark.skipif(sys.platform != "linux", reason="where processes are spawned, they do not see what the test puts in")
def test_post_that_ends_its_process_is_an_error_beside_all_others(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "parse_batch", die_of_one)
    root = make_site(OTHERS | WRONG | {"posts/ada/2026-01-02-deadly.md": "x", "posts/ada/2026-01-04-deadly.md": "y"})
    first, wrong, second = errors(root, 2)
    assert first.startswith("posts/ada/2026-01-02-deadly.md:1: ended the process that read it")
    assert wrong.startswith("posts/ada/2026-01-03-x.md:2: ")
    assert second.startswith("posts/ada/2026-01-04-deadly.md:1: ended the process that read it")
