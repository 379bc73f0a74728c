"""The guards are tested themselves: where one is switched off, a test turns red."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.guards import Guard, copy_repository, read_guards, run_tests, switch_off

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


def test_tests_that_hang_are_ended_and_are_not_red(tmp_path: Path) -> None:
    (tmp_path / "test_gates.py").write_text("import time\n\ndef test_ada():\n    time.sleep(600)\n", encoding="utf-8")
    assert run_tests(tmp_path, ["test_gates.py"], 1) == (-1, "takes longer than 1 s")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the engine, in which one guard at a time is switched off."""
    return copy_repository(tmp_path_factory.mktemp("engine") / "copy")


@pytest.mark.nightly
def test_no_test_of_a_guard_is_red_while_all_are_on(engine: Path) -> None:
    status, said = run_tests(engine, sorted({test for guard in GUARDS for test in guard.tests}), 1_200)
    assert status == 0, said


@pytest.mark.nightly
@pytest.mark.parametrize("guard", GUARDS, ids=[guard.name for guard in GUARDS])
def test_guard_that_is_switched_off_turns_a_test_red(engine: Path, guard: Guard) -> None:
    outcome = switch_off(engine, guard)
    assert outcome.is_red, outcome.said
