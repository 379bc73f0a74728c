"""The setting `theme`."""

import re
from pathlib import Path

import pytest

from microblog.content.appearance import COLOURS, LOOKS
from microblog.content.config import parse_config

ROOT = Path(__file__).resolve().parents[2]
KNOWN = 'base_url: https://example.org/\ntag_authority: "example.org,2026"\n'


def read(theme: str) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    config, problems = parse_config(f"{KNOWN}theme:\n{theme}".encode())
    return config.theme, [f"{problem.path}:{problem.line}: {problem.what}; {problem.remedy}" for problem in problems]


def test_settings_become_custom_properties() -> None:
    theme, problems = read(
        '  look: dense\n  font: serif\n  width: 36rem\n  density: airy\n  ink: "#000"\n  mark: {light: "#a00", dark: "#faa"}\n'
    )
    what = "`theme` has a `ink` that is hard to read on `{}` in dark: #000000 on {} has a contrast of {}"
    remedy = "choose one of at least 4.5; {light: …, dark: …} gives each its own"
    grounds = (("paper", "#15181b", "1.2"), ("raised", "#1f2428", "1.3"))
    assert problems == [f"config.yaml:8: {what.format(*ground)}; {remedy}" for ground in grounds]
    assert theme == (
        ("look", "dense"),
        ("--font", "var(--serif)"),
        ("--measure", "36rem"),
        ("--density", "1.3"),
        ("--ink", "light-dark(#000000, #000000)"),
        ("--mark", "light-dark(#aa0000, #ffaaaa)"),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("colour: red", "has an unknown key, `colour`; there are look, font, density, width, paper, raised, ink, quiet, line, link, mark"),
        ("lnik: red", "has an unknown key, `lnik`; did you mean `link`?"),
        ("link: red", 'has a `link` that is no colour: `red`; write one such as "#0b5f6f", with the quotes'),
        (
            'link: "#12345; } body { color: red"',
            'has a `link` that is no colour: `#12345; } body { color: red`; write one such as "#0b5f6f", with the quotes',
        ),
        ('link: {day: "#123456"}', "has a `link` with something else than `light` and `dark`; write {light: COLOUR, dark: COLOUR}"),
        ("look: fancy", "has a `look` that is none: `fancy`; write one of plain, dense"),
        ("width: 4rem", "has a `width` that is none: `4rem`; write the width of the text, such as 40rem"),
        ("width: '40rem; color: red'", "has a `width` that is none: `40rem; color: red`; write the width of the text, such as 40rem"),
    ],
)
def test_what_is_no_such_value_is_an_error_with_its_line(line: str, expected: str) -> None:
    theme, problems = read(f"  {line}\n")
    assert (theme, problems) == ((), [f"config.yaml:4: `theme` {expected}"])


def test_defaults_are_those_of_the_stylesheet() -> None:
    css = (ROOT / "static/style.css").read_text(encoding="utf-8")
    written = {name: (light, dark) for name, light, dark in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\);", css)}
    assert {name: written[name] for name in COLOURS} == COLOURS


def test_every_look_has_a_stylesheet() -> None:
    assert {f"look-{look}.css" for look in LOOKS if look != "plain"} == {path.name for path in (ROOT / "static").glob("look-*.css")}
