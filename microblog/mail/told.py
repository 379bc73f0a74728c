"""What authors were told already, as the ledger has it (`sources/ledgers.py`).

A line says that a letter is about to be handed over, and another that it was. Of a letter that was handed over when the
process was killed nobody knows whether it arrived. It is not sent again, since a letter that comes twice is worse than one
that is missing; the run after it says so.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from microblog.sources.ledgers import add_line, ledger_path, read_ledger
from microblog.text.tuples import NamedTuple

_TO = "mail"


class Told(NamedTuple):
    """What an author knows."""

    is_first: bool  # whether nothing was noted for them yet
    things: frozenset[str]
    unsure: tuple[str, ...]  # the ids of letters that may not have been handed over


def read_told(root: Path, handle: str, *, again: bool = False) -> Told:
    """Read what an author was told, for sure if what is not is to be told `again`; raise ContentError where that cannot be known."""
    mine = [entry for entry in read_ledger(root, ledger_path(handle)) if entry.get("to") == _TO]
    states = {str(entry.get("letter", "")): entry for entry in mine}
    left_out = {"failed", "sending"} if again else {"failed"}
    lines = [entry for entry in mine if states[str(entry.get("letter", ""))].get("state") not in left_out]
    things = frozenset(str(thing) for entry in lines for thing in entry.get("things", ()))
    unsure = tuple(letter for letter, entry in states.items() if entry.get("state") == "sending")
    return Told(not mine, things, () if again else unsure)


def note(root: Path, handle: str, state: str, letter: str = "", things: Iterable[str] = ()) -> None:
    """Note the state of a letter: `known` (nothing was sent), `sending`, `sent`, `failed`."""
    entry: dict[str, Any] = {"to": _TO, "state": state, "letter": letter}
    add_line(root, handle, entry | ({"things": sorted(things)} if things else {}))
