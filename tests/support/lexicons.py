"""Checks records of the AT Protocol against their lexicons, those of tests/support/schemas/lexicons (https://atproto.com/specs/lexicon).

Properties that a lexicon does not name are a fault here, though the protocol allows them: they would be slips of ours.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "schemas" / "lexicons"
_GRAPHEME = re.compile(r".[\u0300-\u036f\ufe0f\u200d]*", re.DOTALL)  # near enough for texts of tests
FORMATS = {
    "uri": re.compile(r"[a-z][a-z.-]{0,80}:\S+"),
    "at-uri": re.compile(r"at://[^/\s]+/[A-Za-z0-9.-]+/[A-Za-z0-9._~:-]+"),
    "did": re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]"),
    "cid": re.compile(r"[A-Za-z0-9+]{8,}"),
    "datetime": re.compile(
        r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](?:\.[0-9]{1,20})?(?:Z|[+-][0-2][0-9]:[0-5][0-9])"
    ),
}


@cache
def lexicon(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def faults(record: dict[str, Any]) -> list[str]:
    """List what is wrong with a record by the lexicon that its `$type` names."""
    name = record["$type"]
    without_type = {key: value for key, value in record.items() if key != "$type"}
    return list(_faults(without_type, lexicon(name)["defs"]["main"]["record"], name, ""))


def _faults(value: Any, schema: dict[str, Any], name: str, place: str) -> Iterator[str]:
    kinds: dict[str, Any] = {
        "string": str,
        "object": dict,
        "array": list,
        "boolean": bool,
        "integer": int,
        "blob": dict,
        "union": dict,
        "ref": dict,
    }
    if not isinstance(value, kinds[schema["type"]]):
        yield f"{place}: {value!r} is no {schema['type']}"
    elif schema["type"] == "ref":
        document, _, part = schema["ref"].partition("#")
        yield from _faults(value, lexicon(document or name)["defs"][part or "main"], document or name, place)
    elif schema["type"] == "string":
        yield from _faults_of_text(value, schema, place)
    elif schema["type"] == "array":
        for at, item in enumerate(value):
            yield from _faults(item, schema["items"], name, f"{place}[{at}]")
    elif schema["type"] == "object":
        yield from (f"{place}.{key} is missing" for key in schema.get("required", ()) if key not in value)
        for key, inner in value.items():
            if key in schema["properties"]:
                yield from _faults(inner, schema["properties"][key], name, f"{place}.{key}")
            else:
                yield f"{place}.{key} is in no lexicon"
    elif schema["type"] == "blob" and (value.get("$type") != "blob" or value.get("size", 0) > schema["maxSize"]):
        yield f"{place}: {value} is no blob, or too large"


def _faults_of_text(value: str, schema: dict[str, Any], place: str) -> Iterator[str]:
    if "format" in schema and not FORMATS[schema["format"]].fullmatch(value):
        yield f"{place}: {value!r} is no {schema['format']}"
    if len(value.encode()) > schema.get("maxLength", len(value.encode())):
        yield f"{place} has more than {schema['maxLength']} bytes"
    if len(_GRAPHEME.findall(value)) > schema.get("maxGraphemes", len(value)):
        yield f"{place} has more than {schema['maxGraphemes']} graphemes"
