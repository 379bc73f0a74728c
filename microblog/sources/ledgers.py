"""A ledger: what was sent to others, in plain files of one JSON object a line, so that nothing is sent twice and nothing is forgotten.

Lines are only ever added, and the last one about a thing counts. One is written before something is sent, and another
when it was; so that after a run that was killed in between, it is known what may have been sent. A line that begins but
does not end was cut off before anything was done because of it, and is no line. Any other that cannot be read is an
error: what it said would be sent again.

An author's ledger is `sent/HANDLE.jsonl`; what each line means is known to who adds it (`syndication/`, `webmention/`, `mail/`).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microblog.errors import ContentError, Problem
from microblog.sources.sourcefile import read_source
from microblog.text.files import append_line

MAX_LEDGER = 64 << 20  # bytes
_FOLDER = "sent"

Line = dict[str, Any]


def is_ledger(path: str) -> bool:
    """Return whether a file of the site is an author's ledger."""
    return path.startswith(f"{_FOLDER}/") and path.endswith(".jsonl") and path.count("/") == 1


def ledger_path(handle: str) -> str:
    """Return where an author's ledger is, below the site folder."""
    return f"{_FOLDER}/{handle}.jsonl"


def read_ledgers(root: Path) -> dict[str, list[Line]]:
    """Read the lines of all authors' ledgers, by handle; raise ContentError with all that cannot be read."""
    found: dict[str, list[Line]] = {}
    problems: list[Problem] = []
    for path in sorted((root / _FOLDER).glob("*.jsonl")):
        try:
            found[path.stem] = read_ledger(root, ledger_path(path.stem))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return found


def read_ledger(root: Path, path: str) -> list[Line]:
    """Read the lines of one ledger, none where it is not there; raise ContentError with all that cannot be read."""
    try:
        data = read_source(root, path, MAX_LEDGER)
    except FileNotFoundError:
        return []
    entries, problems = ([], [data]) if isinstance(data, Problem) else parse_ledger(path, data)
    if problems:
        raise ContentError(problems)
    return entries


def add_line(root: Path, handle: str, entry: Mapping[str, Any]) -> None:
    """Add a line to an author's ledger, and return when it is on the disk."""
    append_line(root / ledger_path(handle), dump_line(entry))


def parse_ledger(path: str, data: bytes) -> tuple[list[Line], list[Problem]]:
    """Read the lines of a ledger, the oldest first, and say which cannot be read."""
    entries, problems = [], []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not (text := line.strip()):
            continue
        entry = _parse(text)
        if entry is not None:
            entries.append(entry)
        elif not text.startswith(b"{") or text.endswith(b"}"):
            what = "is no line of a ledger" if not line.startswith((b"<<<<<<<", b"=======", b">>>>>>>")) else "was left by a merge"
            problems.append(Problem(path, number, what, "keep the lines of both sides, and take out all that is no JSON"))
    return entries, problems


def _parse(line: bytes) -> Line | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def dump_line(entry: Mapping[str, Any]) -> bytes:
    """Write an entry as a line of a ledger, without its end."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "replace")
