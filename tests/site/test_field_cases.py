"""What people really write, and what becomes of it: the table in field_cases.txt, case by case."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from microblog.cli import main
from tests.conftest import ROOT, MakeSite
from tests.support.pictures import HEIC, plain, save, scene
from tests.support.site_tree import tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
POST = "@ada/2024-03-01-a"
ITS_POST = f"{POST} 2024-03-01T00:00:00+00:00"
MADE = {
    "red PNG": plain("red", (8, 8), "PNG"),
    "blue PNG": plain("blue", (8, 8), "PNG"),
    "dots PNG": save(scene((1000, 750)).convert("1"), "PNG"),
    "whole HEIC": HEIC,
    "broken HEIC": HEIC[:28] + bytes(44),
}
COLLECTED = ROOT.parent / "shared/data/field-cases"


class Case(NamedTuple):
    """A site, and what must hold of it."""

    name: str
    files: dict[str, str | bytes]
    rules: list[tuple[str, str]]  # each a verb, and the words behind it

    def all(self, verb: str) -> list[str]:
        """Return the words behind all rules of a verb."""
        return [words for name, words in self.rules if name == verb]


class Built(NamedTuple):
    """What became of a site."""

    status: int
    said: list[str]
    files: dict[str, bytes]

    def post(self) -> str:
        """Return the one post as its page has it, without the breaks of lines."""
        html = self.files.get(f"{POST}/index.html", b"").decode()
        return re.sub(r"\s*\n\s*", "", html.partition('<div class="e-content')[2].partition("</article>")[0])

    def posts(self) -> list[str]:
        """Return the posts that readers see, with their moments."""
        items = json.loads(self.files.get("feed.json", b'{"items": []}'))["items"]
        return sorted(f"{item['url'].removeprefix('https://example.org/').strip('/')} {item['date_published']}" for item in items)


def _cases() -> Iterator[Case]:
    _, *blocks = re.split(r"\n\n(?=F\d)", Path(__file__).with_name("field_cases.txt").read_text("utf-8"))
    for block in blocks:
        head, *lines = block.splitlines()
        case = Case(head.partition(":")[0], {"config.yaml": CONFIG}, [])
        path = ""
        for line in lines:
            sign, _, words = line.strip().partition(" ")
            if sign == ">":
                path, _, made = words.partition(" = ")
                case.files[path] = MADE[made] if made else ""
            elif sign == "|":
                case.files[path] = f"{case.files[path]!s}{_seen(words)}\n"
            else:
                case.rules.append((sign, _seen(words.strip())))
        yield case


def _seen(words: str) -> str:
    words = re.sub(r"⟨U\+(\w{4})⟩", lambda found: chr(int(found[1], 16)), words)
    return re.sub(r"⟨(\d+) × (.)⟩", lambda found: found[2] * int(found[1]), words)


def _build(files: dict[str, str | bytes], make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> Built:
    root = make_site(files)
    status = main(["build", "--root", str(root), "--now", "2026-12-01T00:00:00Z", "--jobs", "1", "-v"])
    said = [line for line in capsys.readouterr().err.splitlines() if re.match(r"\S.*\.(?:md|yaml):\d+: ", line)]
    return Built(status, said, tree(root / "public") if (root / "public").exists() else {})


def _broken(case: Case, built: Built) -> Iterator[tuple[str, str]]:
    """Yield the rules of a case that do not hold of what was built; each can be broken by itself."""
    everything = b"\n".join(built.files.values()).decode(errors="replace")
    holds = {
        "shows": lambda words: words in built.post(),
        "lacks": lambda words: built.post() and words not in built.post(),
        "nowhere": lambda words: built.files and words not in everything,
        "posts": lambda words: built.posts() == (words.split(", ") if words != "none" else []),
        "lighter": lambda words: _weights(built, words)[1:] and max(_weights(built, words)[1:]) < _weights(built, words)[0],
        "warns": lambda words: built.status == 0 and sum(words in line and ": warning: " in line for line in built.said) == 1,
        "refuses": lambda words: (built.status, built.files) == (1, {}) and any(words in line for line in built.said),
    }
    usual = [] if case.all("posts") or case.all("refuses") else [("posts", ITS_POST)]
    yield from [(verb, words) for verb, words in (*case.rules, *usual) if not holds[verb](words)]
    if len(built.said) != len(case.all("warns") + case.all("refuses")):
        yield "says", "\n".join(built.said)


def _weights(built: Built, picture: str) -> list[int]:
    return [len(data) for path, data in sorted(built.files.items()) if path.startswith(picture)]


CASES = {case.name: case for case in _cases()}


@pytest.mark.parametrize("name", CASES)
def test_field_case_comes_out_as_its_author_meant(name: str, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert [*_broken(CASES[name], _build(CASES[name].files, make_site, capsys))] == []


@pytest.mark.parametrize("name", CASES)
def test_each_rule_of_a_field_case_can_be_broken(name: str, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """Hold each case against a site that says nothing of it, and one that publishes all the words that should be nowhere."""
    rules = [rule for rule in CASES[name].rules if rule[0] not in ("lacks", "nowhere")]
    words = "".join(f"{hidden}\n" for hidden in CASES[name].all("lacks") + CASES[name].all("nowhere"))
    other = _build({"config.yaml": CONFIG, "posts/bob/2024-03-09-z.md": f"Z\n\n{words}"}, make_site, capsys)
    files = other.files | {f"{POST}/index.html": f'<div class="e-content">{words}</div>'.encode()}
    assert {rule for rule, _ in _broken(CASES[name], other._replace(files=files))} >= {verb for verb, _ in CASES[name].rules}
    assert {*rules} <= {*_broken(CASES[name], other)}


@pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected cases are not here")
def test_no_collected_case_is_missing() -> None:
    assert {name.partition(" ")[0] for name in CASES} == {expected.parent.name for expected in COLLECTED.glob("*/EXPECTED.txt")}
