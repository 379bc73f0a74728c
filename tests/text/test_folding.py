"""Words as search compares them, in Python and in browsers alike."""

import random
from pathlib import Path

import pytest

from microblog.text.folding import LONGEST, fold, terms
from tests.support.searching import run_node

CASES = (
    ("Tea, TEA & café-crème", ["tea", "tea", "cafe", "creme"]),
    ("Straße ÆON Łódź Øre İstanbul ışık", ["strasse", "aeon", "lodz", "ore", "istanbul", "isik"]),
    ("Ὀδυσσεύς ΟΔΟΣ", ["οδυσσευσ", "οδοσ"]),
    ("Ёлка й", ["елка", "и"]),
    ("שָׁלוֹם עוֹלָם", ["שלום", "עולם"]),
    ("مَرْحَبًا كتابـــة إلى", ["مرحبا", "كتابه", "الي"]),
    ("می‌خواهم کتاب", ["ميخواهم", "كتاب"]),
    ("हिन्दी में", ["हिन्दी", "में"]),
    ("東京都", ["東京", "京都", "都"]),
    ("ﾃｷｽﾄ ガ", ["テキ", "キス", "スト", "ト", "ガ"]),
    ("커피를 마셨다", ["커피", "피를", "를", "마셨", "셨다", "다"]),
    ("สวัสดี", ["สว", "วั", "ัส", "สด", "ดี", "ี"]),
    ("iPhone発売 v2.0", ["iphone", "発売", "売", "v2", "0"]),
    ("don't foo_bar it’s", ["don", "t", "foo", "bar", "it", "s"]),
    ("ﬁne Ⅷ ½ 👩🏽‍💻 — …", ["fine", "viii", "1", "2"]),
    ("x" * (LONGEST + 1), ["x" * LONGEST, "x"]),
    ("𠮷野家", ["𠮷野", "野家", "家"]),
    ("", []),
)


@pytest.mark.parametrize(("text", "found"), CASES)
def test_text_is_cut_into_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found


def generated() -> list[str]:
    """Make texts of letters of many scripts, with marks between."""
    rng = random.Random(7)  # noqa: S311 - the same each time
    blocks = [(0x20, 0x17F), (0x300, 0x3FF), (0x400, 0x5F4), (0x600, 0x7B0), (0x900, 0x9FF), (0xE00, 0xE5B), (0x1E00, 0x1FFC)]
    blocks += [(0x2000, 0x2190), (0x3000, 0x30FF), (0x4E00, 0x4F00), (0xAC00, 0xAD00), (0xFB00, 0xFDFB), (0xFF00, 0xFFDC)]
    mixed = [[chr(rng.randint(*rng.choice(blocks))) for _ in range(rng.randint(1, 30))] for _ in range(3000)]
    each = [chr(code) for start, end in [*blocks, (0xA00, 0x1100), (0x1780, 0x17FF), (0x1F300, 0x1F350)] for code in range(start, end)]
    return ["".join(letters) for letters in mixed] + each + [text for text, _ in CASES]


def test_browser_folds_and_cuts_as_the_engine_does(tmp_path: Path) -> None:
    script = """
      import { readFileSync } from "node:fs";
      import { fold, terms } from "./search-words.js";
      const texts = JSON.parse(readFileSync(0, "utf8"));
      console.log(JSON.stringify(texts.map((text) => [fold(text), terms(text)])));
    """
    texts = generated()
    theirs = run_node(script, texts, tmp_path)
    ours = [[fold(text), terms(text)] for text in texts]
    assert [pair for pair in zip(texts, ours, theirs, strict=True) if pair[1] != pair[2]] == []


def test_slip_of_the_finger_is_one_letter_or_two_swapped(tmp_path: Path) -> None:
    script = """
      import { readFileSync } from "node:fs";
      import { isSlip } from "./search-words.js";
      console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((pair) => isSlip(...pair))));
    """
    near = [("pyhton", "python"), ("ython", "python"), ("pythonn", "python"), ("pithon", "python"), ("ypthon", "python")]
    far = [("pyhotn", "python"), ("thon", "python"), ("tea", "coffee"), ("pythonic", "python"), ("nohtyp", "python")]
    assert run_node(script, near + far, tmp_path) == [True] * len(near) + [False] * len(far)
