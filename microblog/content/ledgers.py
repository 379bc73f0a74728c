"""A ledger: what was sent to others, in plain files of one JSON object a line, so that nothing is sent twice and nothing is forgotten.

Lines are only ever added, and the last one about a thing counts. One is written before something is sent, and another
when it was; so that after a run that was killed in between, it is known what may have been sent. A line that begins but
does not end was cut off before anything was done because of it, and is no line. Any other that cannot be read is an
error: what it said would be sent again.
"""

import json
from typing import Any

from microblog.errors import Problem

MAX_LEDGER = 64 << 20  # bytes


def parse_ledger(path: str, data: bytes) -> tuple[list[dict[str, Any]], list[Problem]]:
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


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def dump_entry(entry: dict[str, Any]) -> bytes:
    """Write an entry as a line of a ledger, without its end."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "replace")
