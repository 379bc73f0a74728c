"""Where copies of posts live, as the ledger `sent/HANDLE.jsonl` has it: the page of the first part of each."""

from typing import Any

from microblog.errors import Problem
from microblog.model.nouns import NETWORKS
from microblog.sources.ledgers import parse_ledger
from microblog.yaml.fields import url_fault

_LONGEST = 2_000


def parse_copies(path: str, data: bytes) -> tuple[set[tuple[str, str]], list[Problem]]:
    """Read which copies there are, as (identity of the post, address); of a ledger that cannot be read whole, none."""
    entries, problems = parse_ledger(path, data)
    if problems:
        return set(), [problem._replace(is_warning=True) for problem in problems]
    found: dict[tuple[str, str, str], str] = {}
    for entry in filter(_is_of_a_copy, entries):
        key = (str(entry.get("post", "")), str(entry["to"]), str(entry.get("account", "")))
        address = entry.get("url")
        if entry.get("state") in {"deleted", "gone", "refused"}:
            found.pop(key, None)
        elif entry.get("state") == "sent" and isinstance(address, str) and len(address) <= _LONGEST and not url_fault(address):
            found[key] = address
    return {(post, address) for (post, _, _), address in found.items()}, []


def _is_of_a_copy(entry: dict[str, Any]) -> bool:
    return entry.get("to") in NETWORKS and entry.get("part") == 0 and not entry.get("as")
