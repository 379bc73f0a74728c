"""YAML without surprises."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.yaml import document, parse_yaml, short
from microblog.yaml.values import Items, Pairs, Text


def read(text: str) -> dict[str, Any]:
    pairs, problems = parse_yaml(text, "x.md")
    assert problems == []
    return pairs.values


def complain(text: str) -> list[str]:
    return [str(problem) for problem in parse_yaml(text, "x.md")[1]]


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "on",
        "0123",
        "0x10",
        "1_000",
        "12:30:45",
        "1e3",
        ".nan",
        "null",
        "Null",
        "2024-02-30",
        "=",
        "<",
        "true",
        "+1",
        "08",
        "1.0",
        "C#",
    ],
)
def test_value_stays_the_text_that_was_written(written: str) -> None:
    assert read(f"key: {written}")["key"] == Text(written, 1)


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff"), max_size=30))
def test_quoted_text_comes_out_as_it_went_in(text: str) -> None:
    assert read(f"key: {json.dumps(text, ensure_ascii=False)}")["key"].value == text


@pytest.mark.parametrize("written", ["", " ~", " # nothing"])
def test_nothing_and_a_bare_tilde_are_absent(written: str) -> None:
    assert read(f"key:{written}")["key"].is_absent


@pytest.mark.parametrize("written", ['""', '"~"', "''"])
def test_quoted_empty_text_is_there(written: str) -> None:
    assert not read(f"key: {written}")["key"].is_absent


def test_values_know_their_lines() -> None:
    text = "title: Hi\ntags:\n  - a\n  - b\nlike_of:\n  url: x\n"
    assert read(text) == {
        "title": Text("Hi", 1),
        "tags": Items((Text("a", 3), Text("b", 4)), 2),
        "like_of": Pairs({"url": Text("x", 6)}, 5),
    }


def test_lines_count_from_the_files_start() -> None:
    pairs, problems = parse_yaml("a: 1\nb: &x 2", "x.md", first_line=2)
    assert pairs.values["a"].line == 2
    assert problems[0].line == 3


def test_document_of_nothing_or_comments_is_an_empty_mapping() -> None:
    assert read("") == read("# nothing\n") == read("~") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: &x y", "x.md:2: YAML takes `&x` for an anchor"),
        ("a: 1\nb: *x", "x.md:2: YAML takes a value that starts with `*` for an alias"),
        ("a: 1\n<<: x", "x.md:2: YAML takes `<<` for a merge"),
        ("a: 1\nb: !!python/object:os.system x", "x.md:2: YAML takes a value that starts with `!` for a tag"),
        ("a: !!binary aGk=", "x.md:1: YAML takes a value that starts with `!`"),
        ("a: 1\nb: 2\na: 3", "x.md:3: `a` is given twice, first in line 1"),
        ("a: {b: 1, b: 2}", "x.md:1: `b` is given twice, first in line 1"),
        ("? [a]\n: b", "x.md:1: a key must be a plain word"),
        ("a: b\n---\nc: d", "x.md:2: a second YAML document begins here"),
        ("- a\n- b", "x.md:1: this is not a list of settings"),
        ("just words", "x.md:1: this is not a list of settings"),
        ('a: "\\0"', "x.md:1: the escape for U+0000"),
        ('a: 1\nb: "\\ud800"', "x.md:2: the escape for U+D800"),
        ('a: "\\UFFFFFFFF"', "x.md:1: this is not YAML"),
        ("a: 1\nb: x\x07", "x.md:2: U+0007 is a character that YAML does not allow"),
        ("a: 1\nb: x\u2028y", "x.md:2: U+2028"),
        ("a: \ud800", "x.md:1: U+D800"),
        ("a: x\ufffe", "x.md:1: U+FFFE"),
    ],
)
def test_what_is_dangerous_is_refused_with_its_line(text: str, said: str) -> None:
    assert complain(text)[0].startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\ntitle: Foo: bar", "x.md:2: YAML sees a second `key:` in a value"),
        ('title: "foo\ndate: x', "x.md:1: the quotation mark that opens here is never closed"),
        ("title: @ada", 'title: "@ada"'),
        ('title: "He said "hi" to me"', "title: 'He said \"hi\" to me'"),
        ("title: 'it's'", 'title: "it\'s"'),
        ("a: 1\ntags: [a, b", "x.md:2: the bracket that opens here is not closed"),
        ("tags: [#a, #b]", "put what holds one of #"),
        ("title:foo\ndate: x", "x.md:1: no space follows the colon"),
        ("title: > foo", 'title: "> foo"'),
        ("title: - foo", 'title: "- foo"'),
        ("title: %foo", 'title: "%foo"'),
        ("title: **bold**", 'title: "**bold**"'),
        ('path: "C:\\Users"', "use 'single quotes'"),
        ("tags:\n\t- a", "x.md:2: a tab stands where YAML wants spaces"),
        ("a: b\n- c", "x.md:2: this does not fit the lines above"),
        ("a: b\nwords\nc: d", "x.md:2: this is not `key: value`"),
    ],
)
def test_broken_yaml_is_told_with_its_line_and_what_to_write(text: str, said: str) -> None:
    assert said in complain(text)[0]


@pytest.mark.parametrize("text", ["title:\tx", "title: |#x\n", "a: {0?}"])
def test_what_libyaml_alone_would_take_is_refused(text: str) -> None:
    assert len(complain(text)) == 1


def test_comment_that_leaves_nothing_is_an_error() -> None:
    assert complain("tags: #python") == ['x.md:1: YAML takes `#python` for a comment, so `tags` is empty; quote it: "#python"']


def test_comment_that_cuts_a_value_is_a_warning() -> None:
    said = 'x.md:1: warning: YAML takes `#2 today` for a comment, so `title` is only `Update 😀`; quote it: "Update 😀 #2 today"'
    assert complain("title: Update 😀 #2 today") == [said]


@pytest.mark.parametrize(
    "text", ["title: C# is", "title: a # comment", 'title: "a #b"', "title: |\n  a #b", "#title: a", "title: # empty", 'a: "x" #y']
)
def test_ordinary_comment_is_no_problem(text: str) -> None:
    assert complain(text) == []


def test_all_problems_are_told_at_once() -> None:
    said = complain("a: &x 1\na: 2\ntags: #b\nc: !t 3")
    assert [problem.split(":")[1] for problem in said] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("text", ["a: " + "[" * 16000, "[" * 16000, "- " * 8000, "a: " + "{a: " * 4000, "a:\n" + " - " * 21 + "x"])
def test_deep_nesting_is_refused_before_it_can_hurt(text: str) -> None:
    assert "nested more than 20 deep" in complain(text)[0]


def test_chain_of_complex_keys_is_refused() -> None:
    assert "a key must be a plain word" in complain("? " * 8000)[0]


def test_nesting_of_twenty_is_fine() -> None:
    assert complain("a: " + "[" * 19 + "]" * 19) == []


def test_alias_bomb_is_refused() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert len(complain(bomb)) == 7


@pytest.mark.parametrize("text", ["a: " + "x" * 16 * 1024, "a: " + "é" * 8192])
def test_more_than_the_limit_is_refused_unread(text: str) -> None:
    assert complain(text) == ["x.md:1: this is more than 16 KiB of YAML; shorten it"]


def test_config_may_be_larger() -> None:
    assert parse_yaml("a: " + "x" * 100_000, "config.yaml", limit=256)[1] == []


TOKENS = [
    "a",
    "b",
    ": ",
    ":",
    "- ",
    "-",
    "\n",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "'",
    "#",
    " #x",
    "|",
    ">",
    "*a",
    "&a",
    "!",
    "%",
    "@",
    "?",
    "? ",
    "~",
    "\\",
    "...",
    "---",
    "<<",
    "é",
    "😀",
    "\n  ",
    "k: v\n",
    "\t",
]


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map("".join))
def test_machine_without_libyaml_reads_the_same(text: str) -> None:
    fast = parse_yaml(text, "x.md")
    assert fast == document._read(text, "x.md", 1, yaml.BaseLoader)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(st.sampled_from("\"'"), st.lists(st.sampled_from([*TOKENS, '\\"', "\\\\", "''", "\u2028", "\ufeff"]), max_size=5).map("".join))
def test_quoted_words_are_read_as_a_parser_reads_them(quote: str, text: str) -> None:
    written = f"a: {quote}{text}{quote}\nb: c"
    simple = short.read_simple(written, 1)
    assert simple is None or (simple, []) == document._read(written, "x.md", 1, yaml.BaseLoader)


def test_door_gives_the_same_without_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'title: "A: b"\ntags:\n  - a, b\nlike_of:\n  url: https://example.org/\ncw:\nslug: 0123\n'
    quick = parse_yaml(text, "x.md", 2)
    assert short.read_simple(text, 2)
    monkeypatch.setattr("microblog.yaml.read_simple", lambda *_: None)
    assert parse_yaml(text, "x.md", 2) == quick


def test_quoted_words_need_no_parser() -> None:
    simple = short.read_simple('title: "a: \\"b\\" \\\\ #c"\ncw: \'d "e"\'\nlang: ""', 1)
    assert simple
    assert simple.values == {"title": Text('a: "b" \\ #c', 1), "cw": Text('d "e"', 2), "lang": Text("", 3)}


LINES = [
    "a: ",
    "b:",
    "c: x, \"y\" <z> 'w' [v] {u}",
    "k: [a, b]",
    "- ",
    "  - ",
    "  ",
    " ",
    "\n",
    "\n",
    "\n",
    "q: 'it'",
    "é",
    "x",
    ":",
    " #",
    "#",
    "-",
]


@settings(max_examples=1500, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from([*LINES, "\na: x", "\nb:\n  - x", "\n  - y", "\nd:\n  e: f", "\n  g: h"]), max_size=10).map("".join))
def test_lines_are_read_as_a_parser_reads_them(text: str) -> None:
    simple = short.read_simple(text, 1)
    assert simple is None or (simple, []) == document._read(text, "x.md", 1, yaml.BaseLoader)


def test_lists_and_mappings_below_a_key_need_no_parser() -> None:
    simple = short.read_simple('tags:\n  - it\'s\n\n  - a, b\nlike_of:\n  url: https://example.org/\n  title: "A: b"\nlang:\n\ncw: x', 2)
    assert simple
    assert simple.values == {
        "tags": Items((Text("it's", 3), Text("a, b", 5)), 2),
        "like_of": Pairs({"url": Text("https://example.org/", 7), "title": Text("A: b", 8)}, 6),
        "lang": Text("", 9, is_absent=True),
        "cw": Text("x", 11),
    }
