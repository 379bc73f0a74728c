"""What the files of posts say, by the batch, and which of them a process leaves to another one."""

import sys
from pathlib import Path

import pytest

from microblog.build.parsing import Common, Parsed, begin, parse_batch
from microblog.model.nouns import Config
from microblog.processes.pool import Crew
from microblog.sources import sourcefile
from microblog.sources.listings import compare, scan_site
from tests.conftest import MakeSite

CODE = "```py\nprint(1)\n```"


def parsed(root: Path, count: int, memory: dict[str, object], *, at_once: bool = False) -> Parsed:
    """Parse the first posts of a site."""
    known = None if at_once else b""
    items = [(f"posts/ada/2026-11-{day:02}-a.md", known) for day in range(1, count + 1)]
    return parse_batch(Common(root, Config(), {}, may_defer=True), items, memory)


def site(make_site: MakeSite, text: str, count: int = 1) -> Path:
    """Make a site of posts with one text."""
    return make_site({f"posts/ada/2026-11-{day:02}-a.md": text for day in range(1, count + 1)})


@pytest.fixture(autouse=True)
def _no_colours_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "microblog.markup.html.highlight", raising=False)


@pytest.mark.parametrize("text", [CODE, "~~~ js\nlet a\n~~~", f"Text.\n\n  {CODE}", "````sh\nls\n````"])
def test_post_with_code_is_left_until_it_is_to_be_parsed_at_once(make_site: MakeSite, text: str) -> None:
    root = site(make_site, text)
    found = parsed(root, 1, {})
    assert (found.deferred, found.rows, found.states) == ([("posts/ada/2026-11-01-a.md", None)], [], {})
    found = parsed(root, 1, {}, at_once=True)
    assert (found.deferred, len(found.rows), [*found.states]) == ([], 1, ["posts/ada/2026-11-01-a.md"])


@pytest.mark.parametrize("text", ["Text.", "```\nplain\n```", "Some `code` and ```more```."])
def test_post_without_a_language_is_parsed(make_site: MakeSite, text: str) -> None:
    found = parsed(site(make_site, text), 1, {})
    assert (found.deferred, len(found.rows)) == ([], 1)


def test_process_that_has_loaded_what_colours_code_leaves_none(make_site: MakeSite) -> None:
    root = site(make_site, CODE, 2)
    assert len(parsed(root, 1, {}, at_once=True).rows) == 1
    assert len(parsed(root, 2, {}).rows) == 2


def test_process_leaves_only_a_little(make_site: MakeSite) -> None:
    root = site(make_site, f"{CODE}\n\n{'Words. ' * 285}", 20)  # 2,015 bytes each
    memory: dict[str, object] = {}
    assert [len(parsed(root, count, memory).deferred) for count in (5, 10)] == [5, 3]


def test_crew_of_one_process_reads_each_post_once(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = site(make_site, CODE, 3)
    read: list[str] = []
    read_state = sourcefile.read_state
    monkeypatch.setattr(sourcefile, "read_state", lambda root, path: (read.append(path), read_state(root, path))[1])
    found = compare(scan_site(root), {})
    with Crew(1) as crew:
        results = [*begin(root, Config(), found, crew).posts]
    assert [len(result.rows) for result in results] == [3]
    assert len(read) == 3
