"""The guards are tested themselves: where one is switched off, a test turns red."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.guards import Guard, copy_repository, read_guards, run_tests, switch_each_off, switch_off

GUARDS = read_guards()


def test_guards_stand_where_the_list_has_them() -> None:
    wrong = [guard.name for guard in GUARDS if guard.place.read_text(encoding="utf-8").count(guard.text) != 1 or guard.text == guard.off]
    assert wrong == [], "bring tests/support/guards.toml up to date"
    assert len({guard.name for guard in GUARDS}) == len(GUARDS) >= 40


def test_tests_of_guards_are_there() -> None:
    named = {test for guard in GUARDS for test in guard.tests}
    texts = {test: (ROOT / test.partition("::")[0], test.partition("::")[2]) for test in named}
    gone = [test for test, (path, name) in texts.items() if not path.exists() or (name and not _has(path, name))]
    assert gone == [], "name in tests/support/guards.toml the tests that watch the guard now"


def _has(path: Path, name: str) -> bool:
    return re.search(rf"^def {name}\(", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_guard_is_watched_where_its_tests_run_and_one_fails(tmp_path: Path) -> None:
    (tmp_path / "gates.py").write_text("def is_open(who):\n    return who == 'ada'\n", encoding="utf-8")
    tests = "from gates import is_open\n\ndef test_friend():\n    assert is_open('ada')\n\ndef test_foe():\n    assert not is_open('eve')\n"
    (tmp_path / "test_gates.py").write_text(tests, encoding="utf-8")
    guard = Guard("only ada comes in", "gates.py", "who == 'ada'", "True", ("test_gates.py::test_foe",))
    assert switch_off(tmp_path, guard).is_red
    assert not switch_off(tmp_path, guard._replace(off=guard.text)).is_red
    assert not switch_off(tmp_path, guard._replace(tests=("test_gates.py::test_friend",))).is_red
    assert not switch_off(tmp_path, guard._replace(tests=("test_gates.py::test_nobody_wrote",))).is_red
    assert not switch_off(tmp_path, guard._replace(off="no Python")).is_red
    assert "who == 'ada'" in (tmp_path / "gates.py").read_text(encoding="utf-8"), "the guard comes back"


@pytest.mark.nightly
def test_every_guard_that_is_switched_off_turns_a_test_red(tmp_path: Path) -> None:
    tests = sorted({test for guard in GUARDS for test in guard.tests})
    status, said = run_tests(copy_repository(tmp_path / "whole"), tests)
    assert status == 0, f"with all guards on: {said}"
    outcomes = [*switch_each_off(GUARDS, tmp_path)]
    unwatched = [f"{outcome.guard.name}: {outcome.said}" for outcome in outcomes if not outcome.is_red]
    print(f"{len(outcomes) - len(unwatched)}/{len(outcomes)} guards are watched")
    assert unwatched == [], "\n".join(unwatched)
