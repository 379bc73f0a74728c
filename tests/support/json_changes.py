"""Changes of JSON that leave it JSON: mutated byte by byte, nearly all of it would get no further than its parser."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

_ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 1e308, float("nan"), float("inf"), 10**20),
    *("", "x", "\x00", "\ud800", "\u202e", "\xa0", "a\nb", 'it\'s "so"', "&#xd800;", "<p>", "<script>", "<![x", "\\", "`" * 50, "x" * 300),
    *("http://[", "//a", "/", "../", "https://a.example/", "javascript:alert(1)", "@a@b.example", "did:plc:x", "a/" * 200),
    *("9999-12-31T23:59:59-12:00", "0000-00-00", "2026-11-23T10:00:00Z", "2026-02-30"),
    *([], {}, [[]], [{}], {"": None}),
)
_SEPARATORS = (b"\n====\n", b"\n")  # between the files of an archive, and between the lines of a ledger


def changed(data: bytes, seed: int) -> bytes | None:
    """Change one value of one of the JSON documents in some bytes; None where there is none."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for separator in _SEPARATORS:
        parts = data.split(separator)
        read = {at: found for at, part in enumerate(parts) if (found := _read(part))}
        if read:
            at = chance.choice([*read])
            before, value, after = read[at]
            _change(value, chance)
            text = before + json.dumps(value, ensure_ascii=chance.random() < 0.5) + after
            return separator.join([*parts[:at], text.encode("utf-8", "surrogatepass"), *parts[at + 1 :]])
    return None


def _read(part: bytes) -> tuple[str, Any, str] | None:
    """Return what stands before a list or an object, its value, and what stands behind it."""
    text = part.decode("utf-8", "replace")
    start = min((at for sign in "{[" if (at := text.find(sign)) >= 0), default=-1)
    try:
        value, end = json.JSONDecoder().raw_decode(text, start) if start >= 0 else (None, 0)
    except (ValueError, RecursionError):
        return None
    return (text[:start], value, text[end:]) if value else None


def _change(value: Any, chance: random.Random) -> None:
    """Change a value in one place: by another, one of its own, none, twice the same, or within a text."""
    places = [*_places(value)]
    holder, key = chance.choice(places)
    kind = chance.choice(("odd", "odd", "own", "gone", "twice", "text", "text"))
    if kind == "gone":
        del holder[key]
    elif kind == "own":
        other, name = chance.choice(places)
        holder[key] = deepcopy(other[name])
    elif kind == "twice" and isinstance(holder, list):
        holder.insert(key, deepcopy(holder[key]))
    elif kind == "twice":
        holder[chance.choice([name for _, name in places])] = deepcopy(holder[key])
    elif kind == "text" and isinstance(holder[key], str):
        text, at = holder[key], chance.randint(0, len(holder[key]))
        holder[key] = f"{text[:at]}{chance.choice(_ODD)}{text[chance.randint(at, len(text)) :]}"
    else:
        holder[key] = deepcopy(chance.choice(_ODD))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where the values within a value stand: a list and a number, or an object and a name."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)
