"""Each hostile file alone: five seconds of processor time and half a gigabyte are enough, without the bounds that a build sets itself.

The system holds them (`tests/support/confined.py`), so that what runs over ends a process, and nobody can look away.
"""

import sys

import pytest

from microblog.content.posts import parse_post
from microblog.content.standing_pages import parse_page
from microblog.errors import Problem
from microblog.model.nouns import Config
from microblog.sources.sourcefile import MAX_FILE
from tests.support.confined import Exceeded, in_bounds
from tests.support.hostile_files import BODIES, CHARACTERS, FRONT_MATTER, HARMLESS, NAMES, Hostile
from tests.support.pathological import PATHOLOGICAL

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")

CONFIG = Config(base_url="https://example.org/x/")
ROWS = [row for row in (*FRONT_MATTER, *BODIES, *NAMES, *HARMLESS) if row.path.startswith("posts/eve/")]
SHORT, LONG = 20_000, CHARACTERS - 1_000


def errors(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems if not problem.is_warning]


def parsed(path: str, text: str | bytes) -> str:
    """Parse a post in bounds; return its errors, or else that it is shown."""
    data = text.encode() if isinstance(text, str) else text

    def parse() -> str:
        post, problems = parse_post(path, data, CONFIG, {})
        return "\n".join(errors(problems)) or ("shown" if post else "")

    return in_bounds(parse)


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.content) <= MAX_FILE], ids=lambda row: f"{row.kind} {row.path}")
def test_hostile_file_is_done_in_bounds(row: Hostile) -> None:
    assert parsed(row.path, row.content)


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_text_that_keeps_other_parsers_busy_is_done_at_once(name: str) -> None:
    text = PATHOLOGICAL[name].make(SHORT)
    assert SHORT - 300 < len(text) <= SHORT or name == "notes in notes"
    said = parsed("posts/eve/2026-01-05-x.md", text)
    assert said == "shown" or said.startswith("posts/eve/2026-01-05-x.md:")


@pytest.mark.nightly
@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_text_of_a_whole_post_is_shown_or_refused_in_bounds(name: str) -> None:
    row = PATHOLOGICAL[name]
    said = parsed("posts/eve/2026-01-05-x.md", row.make(LONG))
    assert row.said in said if row.said else said == "shown"


@pytest.mark.parametrize("name", ["nested strong emphasis", "openers of links", "rows of a table", "blank lines in nested lists"])
def test_page_of_the_site_is_done_in_bounds_too(name: str) -> None:
    text = "# Title\n\n" + PATHOLOGICAL[name].make(SHORT)
    assert in_bounds(lambda: str(bool(parse_page("pages/about.md", text.encode(), CONFIG))))


def test_who_runs_over_is_caught() -> None:
    def never() -> str:
        while True:
            pass

    with pytest.raises(Exceeded, match="time"):
        in_bounds(never, seconds=1)
    with pytest.raises(Exceeded, match="memory"):
        in_bounds(lambda: str(len(bytearray(600 << 20))))
