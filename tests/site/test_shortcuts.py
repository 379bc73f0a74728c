"""Shortcuts: every one may be left out, and nothing but time changes."""

import ast
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from microblog.markup.html import highlight
from microblog.text import shortcuts
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "microblog"

SIMPLE = [
    *("tea", "garden", "日本", "I'm", "a_b", "x > y", "AT&T;", '"so"', "\u00a0", "#tag", "#Grün", "@bob", "@nobody", "`code < &`"),
    *("*em #tag*", "**strong @bob**", "https://a.example/b_c?d=1&e", "<https://c.example>", "[d e](https://d.example/#f)"),
]
FENCES = ["- a\n- b", "```\nplain\n```", "```python\nx = '<b>'\n```"]
MARKS = [
    *("1986.", "<3", "&amp;", "- no", "#", "\\#no", "@", ":", "www.b.example", "[g](/@ada/first/)", "/@ada/first/"),
    *("***both***", "~~gone~~", "[^1]", "[^1]: note", "_em_", "<b>bold</b>"),
    *("*a*b", "*a **b*", "\\", "%%no%%", "https://b.example/*c*", "**d**,", '"*e*"', "https://b.example/\u8336\uff0c"),
]
BLOCKS = [
    *("> quoted", "## Head", "1. one", "```python\nx = 'é'\n", "a|b\n-|-\n1|2", "---", "- a\n  - b"),
    *("1) one", "#", "<div>\n*a*\n</div>", "a\n==", "- a\n-", "> a\nb"),
]
KEYS = [
    *("title: Words", 'title: "In \\"quotes\\": #1"', "title: 'single'", "lang: de", "cw: all of it", "title: >\n  folded\n  words"),
    *("tags: [one, two words]", "tags:\n  - one\n  - Zwei", "tags: one", "updated: 2026-11-02"),
]
RELATIONS = [
    *("in_reply_to: ada/first", "in_reply_to:\n  url: https://e.example/\n  title: E", "like_of: https://f.example/"),
    *("bookmark_of:\n  url: https://g.example/\n  title: 'G: g'", "repost_of:\n  url: https://h.example/"),
]


def some_post(chance: random.Random, number: int) -> str:
    """Return a post of keys, words and marks by chance."""
    keys = {key.partition(":")[0]: key for key in chance.sample(KEYS, chance.randrange(4))}
    relations = [chance.choice(RELATIONS)] if chance.random() < 0.2 else []
    pieces, blocks = (SIMPLE, FENCES) if chance.random() < 0.5 else ([*SIMPLE, *MARKS], [*FENCES, *BLOCKS])
    parts = [some_words(chance, pieces), *chance.sample(blocks, chance.randrange(3))]
    front = "\n".join([f"date: 2026-11-01T{number % 24:02}:{chance.randrange(60):02}:00+01:00", *keys.values(), *relations])
    return f"---\n{front}\n---\n\n" + "\n\n".join(parts) + "\n"


def some_words(chance: random.Random, known: list[str]) -> str:
    """Return some words and marks, on a few lines."""
    pieces = [chance.choice(known) for _ in range(chance.randrange(1, 25))]
    return "".join(piece + chance.choice([" ", " ", "\n", ", "]) for piece in pieces)


def output(root: Path) -> dict[str, bytes]:
    build(root, clean=True)
    return tree(root / "public")


def both_ways(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], dict[str, bytes]]:
    short = output(root)
    monkeypatch.setattr(shortcuts, "_LEFT_OUT", shortcuts.SHORTCUTS)
    return short, output(root)


@pytest.mark.parametrize("seed", range(3))
def test_random_site_is_the_same_by_the_long_way(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same sites each time
    posts = {f"posts/{chance.choice(['ada', 'bob'])}/p{number}.md": some_post(chance, number) for number in range(40)}
    first = {"config.yaml": "base_url: https://example.org/blog/", "posts/ada/first.md": "---\ndate: 2026-11-01\n---\nHello"}
    short, long = both_ways(make_site(first | posts), monkeypatch)
    assert {path for path in short | long if short.get(path) != long.get(path)} == set()
    assert len(short) > 100


@pytest.mark.skipif(not (ROOT / "posts" / "mira").is_dir(), reason="who forks the repository writes their own posts")
def test_tour_is_the_same_by_the_long_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pages", "posts", "templates", "static"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "config.yaml", tmp_path)
    short, long = both_ways(tmp_path, monkeypatch)
    assert {path for path in short | long if short.get(path) != long.get(path)} == set()


@pytest.mark.parametrize("way", ["", "1"])
def test_the_long_way_takes_no_shortcut(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    taken = set()
    monkeypatch.setattr(shortcuts, "_LEFT_OUT", shortcuts.named(way))
    monkeypatch.setattr("microblog.markup.renderer.paragraphs", lambda *_: taken.add("markdown"))
    monkeypatch.setattr("microblog.yaml.read_simple", lambda *_: taken.add("yaml"))
    highlight._lexer.cache_clear()
    monkeypatch.setattr("microblog.markup.html.highlight.for_ascii", lambda _: taken.add("lexers"))
    monkeypatch.setattr("microblog.theme.short.compiled.Compiled.function", lambda *_: taken.add("theme"))
    build(make_site({"posts/ada/2026-11-01-a.md": "---\ntitle: A\n---\n- a\n  ```python\n  x\n  ```"}))
    assert taken == (set() if way else shortcuts.SHORTCUTS - {"tuples"})  # which are made when the engine is loaded


def test_environment_names_what_is_left_out() -> None:
    script = "from microblog.text.shortcuts import *; print(*sorted(filter(may_take, SHORTCUTS)))"
    for written, expected in (
        ("", "lexers markdown theme tuples yaml"),
        ("yaml", "lexers markdown theme tuples"),
        ("markdown,theme", "lexers tuples yaml"),
        ("1", ""),
        ("yamll", ""),
    ):
        environment = {**os.environ, "MICROBLOG_LONG_WAY": written}
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected


@pytest.mark.parametrize(("way", "expected"), [("", "True"), ("tuples", "False"), ("1", "False")])
def test_named_tuples_are_those_of_the_standard_library_by_the_long_way(make_site: MakeSite, way: str, expected: str) -> None:
    root = make_site({"posts/ada/2026-11-01-a.md": "Hello"})
    script = "import sys, microblog.cli as cli; cli.main(['-q']); print('microblog.text.short_tuples' in sys.modules)"
    environment = {**os.environ, "MICROBLOG_LONG_WAY": way, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected
    assert (root / "public/@ada/2026-11-01-a/index.html").is_file()


def test_each_shortcut_stands_in_a_file_of_that_name() -> None:
    paths = [path for path in PACKAGE.rglob("short*") if path.stem != "shortcuts" and path.suffix in {"", ".py"}]
    assert {path.stem.removeprefix("short_").replace("short", path.parent.name) for path in paths} == shortcuts.SHORTCUTS


def test_shortcut_is_known_at_one_door_alone() -> None:
    users = {(path.relative_to(PACKAGE).as_posix(), name) for path in PACKAGE.rglob("*.py") for name in shortcuts_of(path)}
    assert users - {("build/writing.py", "microblog.theme.short")} == {  # which loads what writes pages before there are processes
        ("markup/renderer.py", "microblog.markup.markdown.short"),
        ("text/tuples.py", "microblog.text.short_tuples"),
        ("markup/html/highlight.py", "microblog.markup.html.short_lexers"),
        ("yaml/__init__.py", "microblog.yaml.short"),
        ("theme/templates.py", "microblog.theme.short"),
    }


def shortcuts_of(path: Path) -> set[str]:
    """Return the shortcuts that a file imports, and is no part of."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    found = [re.match(r"(microblog[.\w]*\.short(?:_\w+)?)(\.|$)", module) for module in modules]
    return {match[1] for match in found if match and "short" not in path.parent.parts}


def test_half_a_link_is_the_same_by_the_long_way(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = both_ways(make_site({"posts/ada/2026-11-01-a.md": "](<https://a.example/e>"}), monkeypatch)
    assert short == long
