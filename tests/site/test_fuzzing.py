"""Whatever bytes come in: nothing raises but what is told to people, and what comes out keeps its promises."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microblog.text.budget import bounded, spend
from tests.support.fuzz_targets import TARGETS
from tests.support.fuzzing import CORPUS, absent, hunt, tokens_of
from tests.support.json_changes import changed

DAILY = 75  # cases of a target
OF_JSON = ["feed", *(name for name, target in TARGETS.items() if target.tokens == "json" and name not in {"manifest", "archive-bluesky"})]
FEWEST = 1_000_000  # cases of a nightly run
_ADDRESS = re.compile(rb"""(?:https?:)?//[^\s"'<>\\)]*""")
needs_atheris = pytest.mark.skipif(bool(absent()), reason=absent())


def test_nightly_run_is_long_enough() -> None:
    assert sum(target.cases for target in TARGETS.values()) >= FEWEST


@pytest.mark.parametrize("name", TARGETS)
def test_corpus_has_no_fault(name: str) -> None:
    seeds = [*(CORPUS / name).iterdir()]
    assert seeds
    for path in seeds:
        TARGETS[name].run(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_pieces_of_the_corpus_have_no_fault_in_any_order(name: str) -> None:
    seeds = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    lines = [line for seed in seeds for line in seed.splitlines(keepends=True)]
    pieces = st.sampled_from([*tokens_of(TARGETS[name].tokens), *lines, *seeds]) | st.binary(max_size=3)

    @settings(max_examples=DAILY, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(pieces, max_size=12).map(b"".join))
    def run(data: bytes) -> None:
        TARGETS[name].run(data[: TARGETS[name].longest])

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_address_that_is_none_has_no_fault_in_any_place(name: str) -> None:
    for seed in [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]:
        for place in [*_ADDRESS.finditer(seed)][:8]:
            for none in (b"http://[", b"http://[::1]]/", b"http://x[::1]/"):
                TARGETS[name].run(seed[: place.start()] + none + seed[place.end() :])


def change_json(name: str, cases: int) -> int:
    """Run a target on changes of its seeds that are JSON, of changes of those, and so on; return how many were read."""
    seeds = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    data, read = b"", 0
    with bounded():
        for number in range(cases):
            found = changed(data if number % 4 else seeds[number // 4 % len(seeds)], number)
            if found is not None and len(found) <= 4 * TARGETS[name].longest:
                data, read = found, read + 1
                spend(TARGETS[name].run, data)
    return read


@pytest.mark.parametrize("name", OF_JSON)
def test_json_of_the_corpus_has_no_fault_however_its_values_are_changed(name: str) -> None:
    assert change_json(name, DAILY)


@pytest.mark.nightly
@pytest.mark.parametrize("name", OF_JSON)
def test_no_values_of_json_bring_anything_down(name: str) -> None:
    read = change_json(name, TARGETS[name].cases)
    print(f"{name}: {read:,} changes of JSON")
    assert read >= TARGETS[name].cases // 8


def test_changed_json_is_json() -> None:
    line = b'window.x = {"a": [1, {"b": "c"}], "d": "e"};\n'
    made = {changed(line, number) for number in range(200)}
    assert len(made) > 80
    assert all(data is not None and json.JSONDecoder().raw_decode(data.decode("utf-8", "replace"), 11)[1] for data in made)
    assert [changed(data, 0) for data in (b"", b"{", b"{}", b"text", b"[" * 5_000)] == [None] * 5


@needs_atheris
@pytest.mark.parametrize(("bug", "kind"), [("crash", "crash"), ("hang", "hang"), ("fill", "memory")])
def test_planted_bug_is_found_within_a_minute(tmp_path: Path, bug: str, kind: str) -> None:
    found = hunt(bug, 10_000_000, tmp_path, seconds=1 if bug == "hang" else 20, until=60)
    assert found.kind == kind, found.said
    assert found.case.startswith(b"---\ntags: "), "the case that shows it is kept"
    assert "_stands_behind_three_lines" in found.said or "planted.py" in found.said, "and where"


@needs_atheris
def test_sound_target_is_not_blamed(tmp_path: Path) -> None:
    found = hunt("sound", 20_000, tmp_path, until=60)
    assert (found.kind, found.said) == ("", "")
    assert found.runs >= 20_000


@needs_atheris
@pytest.mark.nightly
@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_bring_anything_down(tmp_path: Path, name: str) -> None:
    found = hunt(name, TARGETS[name].cases, tmp_path, until=3_600)
    print(f"{name}: {found.runs:,} cases, {found.seconds:.0f} s")
    assert not found.kind, f"{found.kind} of {found.case!r}\n{found.said}"
    assert found.runs >= TARGETS[name].cases
