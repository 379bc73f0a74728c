"""Heads in TOML, in JSON and in plain lines → the values that YAML gives, with the lines of their first-level keys."""

import json
import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from microblog.errors import Problem
from microblog.text.patterns import lazily
from microblog.yaml.values import Items, Pairs, Text, Value

_DEEPEST = 20
_FORBIDDEN = lazily("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")  # escapes may make what no text may hold
_NIKOLAS = lazily(r"(?i)(?:^|,)\s*(?:draft|private)\s*(?:,|$)")  # tags that hold a post back


def parse_toml(text: str, path: str, first_line: int) -> tuple[Pairs, list[Problem]]:
    """Read a head in TOML (https://toml.io/en/v1.0.0)."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = first_line + int(found[1]) - 1 if found else first_line
        what = str(error).partition(" (at ")[0]
        return Pairs({}, first_line), [Problem(path, line, f"the head is no TOML: {what}", "write one `key = value` to a line")]
    return _pairs(values, _Lines(text, first_line), path)


def parse_json(text: str, path: str, first_line: int) -> tuple[Pairs, list[Problem]]:
    """Read a head in JSON (RFC 8259)."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = first_line + getattr(error, "lineno", 1) - 1
        return Pairs({}, first_line), [Problem(path, line, "the head is no JSON", 'write `"key": "value"`, with commas between')]
    return _pairs(values, _Lines(text, first_line), path)


def parse_lines(text: str, path: str, first_line: int) -> tuple[Pairs, list[Problem]]:
    """Read a head of plain lines: Pelican's `Key: words`, Nikola's `.. key: words`; lines that are indented go on."""
    del path
    values: dict[str, Value] = {}
    key = ""
    for line, written in enumerate(text.splitlines(), first_line):
        if written[:1].isspace() and isinstance(last := values.get(key), Text):
            values[key] = Text(f"{last.value} {written.strip()}".strip(), last.line)
        elif written.strip():
            key, _, words = written.removeprefix(".. ").partition(":")
            values[key] = Text(words.strip(), line, not words.strip())
    if (
        text.startswith("..")
        and isinstance(tags := next((value for key, value in values.items() if key.lower() == "tags"), None), Text)
        and _NIKOLAS.search(tags.value)
    ):
        values["draft"] = Text("true", tags.line)
    return Pairs(values, first_line), []


class _Lines:
    """Where keys stand, as far as a look at the text tells."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text, self.first = text, first_line

    def of(self, key: str) -> int:
        found = re.search(rf"""^[\s{{,]*\[*["']?{re.escape(key)}["']?\]*\s*(?:[=:.]|$)""", self.text, re.MULTILINE)
        return self.first + self.text.count("\n", 0, found.end()) if found else self.first


def _pairs(values: dict[str, Any], lines: _Lines, path: str) -> tuple[Pairs, list[Problem]]:
    try:
        return Pairs({_text(key): _value(value, lines.of(key), 1) for key, value in values.items()}, lines.first), []
    except RecursionError:
        return Pairs({}, lines.first), [Problem(path, lines.first, f"this is nested more than {_DEEPEST} deep", "write it flatter")]


def _value(value: Any, line: int, depth: int) -> Value:
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return Pairs({_text(key): _value(inner, line, depth + 1) for key, inner in value.items()}, line)
    if isinstance(value, list):
        return Items(tuple([_value(item, line, depth + 1) for item in value]), line)
    return Text(_text(value), line, value is None or value == "")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else _FORBIDDEN.sub("", str(value))


PARSE = {"toml": parse_toml, "json": parse_json, "lines": parse_lines}
"""By `Split.form`."""
