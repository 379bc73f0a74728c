"""Lines that are put into the head of a copy of a file, of whatever form that is."""

import json
import re
from collections.abc import Sequence

_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?(---|\+\+\+|\{)[ \t]*(\r\n|\n|\r)")
_ONE_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\{[ \t]*")  # of a head in JSON that has none of its own


def insert_lines(data: bytes, form: str, lines: Sequence[tuple[str, str]]) -> bytes:
    """Return a file with more keys and values at the beginning of its head, which is made where it has none; values as YAML has them."""
    end = b"\r\n" if b"\r\n" in data[:1000] else b"\n"
    first = _FIRST.match(data)
    if form == "json" and first is None and (first := _ONE_LINE.match(data)):
        end = b" "
    if form == "lines":
        return _insert_behind(data, lines, end)
    if first is None or not form:
        mark = b"\xef\xbb\xbf"
        return _text("---", lines, ": ", "---").replace(b"\n", end) + data.removeprefix(mark)
    sign = {"yaml": ": ", "toml": " = ", "json": ": "}[form]
    more = b"".join(
        f"{json.dumps(name) if form == 'json' else name}{sign}{value}{',' * (form == 'json')}".encode() + end for name, value in lines
    )
    return data[: first.end()] + more + data[first.end() :]


def _text(first: str, lines: Sequence[tuple[str, str]], sign: str, *last: str) -> bytes:
    return "".join(f"{line}\n" for line in (first, *(f"{name}{sign}{value}" for name, value in lines), *last)).encode()


def _insert_behind(data: bytes, lines: Sequence[tuple[str, str]], end: bytes) -> bytes:
    """Put lines behind the first one of a head of Pelican (`Title: Hello`) or Nikola (`.. title: Hello`)."""
    found = re.search(rb"^(\.\. )?[\w-]+:[^\r\n]*(?:\r\n|\n|\r)", data, re.MULTILINE)
    at = found.end() if found else 0
    mark = ".. " if found and found[1] else ""
    more = b"".join(f"{mark}{name}: {value.strip('[]').strip(chr(34))}".encode() + end for name, value in lines)
    return data[:at] + more + data[at:]
