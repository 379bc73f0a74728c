"""Examining a document in a process of its own."""

from microblog.follow.examining import examine
from microblog.follow.found import Examined, Found
from microblog.model.remote import RemoteEntry
from microblog.web.apart import SECONDS, answer_apart, read_apart
from microblog.web.documents import Answer

_PROGRAM = "from microblog.follow import apart; apart.main()"


def examine_apart(answer: Answer, seconds: float = SECONDS) -> Examined:
    """Do what `examining.examine` does, in time; raise Fault where that is not possible."""
    said = read_apart(_PROGRAM, answer, seconds)
    found = _found(said["found"]) if said["found"] else None
    return Examined(found, said["is_page"], tuple(said["feeds"]), tuple(said["more"]), said["said"])


def _found(said: list[object]) -> Found:
    kind, values, entries, last_open = said
    made = [(RemoteEntry(*entry)._replace(tags=tuple(entry[-1])), base) for entry, base in entries]  # type: ignore[attr-defined]
    return Found(kind, values, made, last_open)  # type: ignore[arg-type]


def main() -> None:
    """Examine what standard input has, and write what was found to standard output."""
    answer_apart(lambda answer: examine(answer)._asdict())
