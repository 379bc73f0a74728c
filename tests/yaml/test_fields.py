"""Typed fields."""

from typing import Any

import pytest

from microblog.yaml import fields, parse_yaml
from microblog.yaml.fields import Parser, Report, read_fields


def parse(parser: Parser, written: str) -> tuple[Any, list[str]]:
    pairs, problems = parse_yaml(f"key: {written}", "x.md")
    assert problems == []
    report = Report("x.md")
    values = read_fields(pairs, {"key": parser}, report, "post.extra").values
    return values.get("key"), [str(problem) for problem in report.problems]


@pytest.mark.parametrize(
    ("parser", "written", "value"),
    [
        (fields.text, "0123", "0123"),
        (fields.text, '" a\n  b "', "a b"),
        (fields.text, '""', ""),
        (fields.boolean, "true", True),
        (fields.boolean, "Yes", True),
        (fields.boolean, "off", False),
        (fields.boolean, '"no"', False),
        (fields.WholeNumber(1, 1000), "20", 20),
        (fields.WholeNumber(-5, 5), "-5", -5),
        (fields.language, "no", "no"),
        (fields.language, "zh-Hant-TW", "zh-Hant-TW"),
        (fields.language, "de-CH-1996", "de-CH-1996"),
        (fields.language, "sr-Latn-x-mine", "sr-Latn-x-mine"),
        (fields.timezone, "Europe/Berlin", "Europe/Berlin"),
        (fields.handle, "ada_1-x", "ada_1-x"),
        (fields.handle, '"@ada"', "ada"),
        (fields.web_address, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (fields.web_address, "http://[::1]:80/", "http://[::1]:80/"),
        (fields.address, "mailto:ada@example.org", "mailto:ada@example.org"),
        (fields.OneOrMany(fields.text), "a", ("a",)),
        (fields.OneOrMany(fields.text), "[a, b]", ("a", "b")),
        (fields.OneOrMany(fields.text), "[]", ()),
    ],
)
def test_right_value_is_read(parser: Parser, written: str, value: object) -> None:
    assert parse(parser, written) == (value, [])


@pytest.mark.parametrize(
    ("parser", "written", "said"),
    [
        (fields.text, "[a]", 'x.md:1: `key` must be text, not a list; put text that has a colon or starts with a bracket in "quotes"'),
        (fields.text, "{a: b}", "`key` must be text, not a mapping"),
        (fields.boolean, "maybe", "x.md:1: `key` is neither true nor false, but `maybe`; write true or false"),
        (fields.boolean, "1", "neither true nor false"),
        (fields.WholeNumber(1, 1000), "0", "must be a whole number from 1 to 1000, not `0`"),
        (fields.WholeNumber(1, 1000), "1001", "from 1 to 1000"),
        (fields.WholeNumber(1, 1000), "2.5", "from 1 to 1000"),
        (fields.WholeNumber(1, 1000), "9" * 2000, "from 1 to 1000"),
        (fields.WholeNumber(1, 1000), "٢٠", "from 1 to 1000"),
        (fields.language, "en_GB", "x.md:1: `key` is no language tag: `en_GB`; write en-GB"),
        (fields.language, "english", "write one such as en, pt-BR or zh-Hant"),
        (fields.language, '"en\\nx"', "no language tag"),
        (fields.text, "x" * 2001, "x.md:1: `key` is longer than 2,000 characters; shorten it"),
        (fields.short_text, "x" * 201, "x.md:1: `key` is longer than 200 characters; shorten it"),
        (fields.timezone, "europe/berlin", "did you mean Europe/Berlin?"),
        (fields.timezone, "New York", "did you mean"),
        (fields.timezone, "../UTC", "is no time zone"),
        (fields.handle, "Ada Lovelace", "write ada-lovelace: a handle is 1 to 30 of a-z, 0-9, _ and -"),
        (fields.handle, "аda", "is no handle"),  # the first letter is Cyrillic
        (fields.handle, "a" * 31, "is no handle"),
        (fields.web_address, "javascript:alert(1)", "is no address on the web"),
        (fields.web_address, "example.org", "is no address on the web: `example.org`; write an address that starts with https://"),
        (fields.web_address, "//example.org/", "is no address on the web"),
        (fields.web_address, "mailto:ada@example.org", "is no address on the web"),
        (fields.web_address, "https://a b/", "has a space or a sign that no address has"),
        (fields.web_address, 'https://a/"x', "has a space or a sign that no address has"),
        (fields.web_address, "https://[::1/", "has no proper host"),
        (fields.web_address, "https://[::1]]/", "has no proper host"),
        (fields.web_address, "https://x[::1]/", "has no proper host"),
        (fields.web_address, "https://a\\b/", "has no proper host"),
        (fields.web_address, "https://a\u202eb/", "has no proper host"),
        (fields.web_address, "https://a:99999/", "has no proper host"),
        (fields.address, "mailto:ada", "is no address on the web"),
        (fields.OneOrMany(fields.text), "[a, ~]", "`key` has an empty item; fill it in, or take it out"),
    ],
)
def test_wrong_value_is_told_with_what_to_write(parser: Parser, written: str, said: str) -> None:
    assert said in "\n".join(parse(parser, written)[1])


def test_all_wrong_items_of_a_list_are_told() -> None:
    value, said = parse(fields.OneOrMany(fields.web_address), "[x, 'https://example.org/', y]")
    assert value == ("https://example.org/",)
    assert len(said) == 2


def test_absent_value_is_as_no_key_at_all() -> None:
    assert parse(fields.boolean, "~") == (None, [])


def test_unknown_key_is_a_warning_that_suggests() -> None:
    report = Report("posts/ada/x.md")
    pairs, _ = parse_yaml("date: x\ntag: y", report.path)
    found = read_fields(pairs, {"date": fields.text, "tags": fields.text}, report, "post.extra")
    assert found.extra == {"tag": "y"}
    assert [str(problem) for problem in report.problems] == ["posts/ada/x.md:2: warning: unknown key 'tag'; did you mean 'tags'?"]


@pytest.mark.parametrize(
    ("key", "meant"),
    [("reply_to", "in_reply_to"), ("reply-to", "in_reply_to"), ("like", "like_of"), ("page", ""), ("to", ""), ("eply_to", "")],
)
def test_part_of_a_key_suggests_the_whole(key: str, meant: str) -> None:
    """Of `page` nobody knows which of two it is, and of `to` not whether it is one at all."""
    report = Report("x.md")
    pairs, _ = parse_yaml(f"{key}: y", report.path)
    read_fields(pairs, dict.fromkeys(("in_reply_to", "like_of", "page_size", "page_name"), fields.text), report, "post.extra")
    assert meant in str(report.problems[0])
    assert ("did you mean" in str(report.problems[0])) == bool(meant)


def test_unknown_key_is_kept_as_plain_values() -> None:
    pairs, _ = parse_yaml("x: {a: [1, ~, {b: no}]}", "x.md")
    assert read_fields(pairs, {}, Report("x.md"), "post.extra").extra == {"x": {"a": ["1", "", {"b": "no"}]}}


def test_unknown_key_within_a_field_names_the_field() -> None:
    def pair(value: Any, report: Report) -> Any:
        return read_fields(value, {"url": fields.text, "title": fields.text}, report, "").values

    assert parse(pair, "{url: x, titel: y}") == ({"url": "x"}, ["x.md:1: warning: unknown key 'titel' in `key`; did you mean 'title'?"])


def test_problem_after_a_nested_field_names_its_own_field() -> None:
    def pair(value: Any, report: Report) -> Any:
        return read_fields(value, {"url": fields.text}, report, "").values

    pairs, _ = parse_yaml("a: {url: x}\nb: maybe\nzzz: 1", "x.md")
    report = Report("x.md")
    read_fields(pairs, {"a": pair, "b": fields.boolean}, report, "post.extra")
    assert [problem.what for problem in report.problems] == ["`b` is neither true nor false, but `maybe`", "unknown key 'zzz'"]
