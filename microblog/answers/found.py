"""What a server says of a copy, as its reader gives it."""

import json
from typing import Any

from microblog.model.remote import RemoteAnswer
from microblog.text.tuples import NamedTuple
from microblog.web.documents import Answer, Fault


class Found(NamedTuple):
    """One list of what others said or did, as a server has it."""

    kind: str  # reply, like or repost; "" for all that webmention.io has
    url: str  # the copy's page
    prefix: str  # what the ids of all in it begin with
    answers: tuple[RemoteAnswer, ...] = ()  # as they are said, not cleaned
    is_whole: bool = True
    more: tuple[tuple[str, str, int], ...] = ()  # as RemoteAnswers.more


def json_of(answer: Answer) -> Any:
    """Return what a document says; raise Fault where it is none of the kind."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Fault("answers with something else than JSON") from None


def text_of(value: Any, *names: str) -> str:
    """Return the text that stands at the end of some names, one in the other; "" where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def items_of(value: Any, name: str = "") -> list[dict[str, Any]]:
    """Return the objects in a list, or in the list of that name."""
    found = value.get(name) if name and isinstance(value, dict) else value
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def count_of(value: Any, name: str) -> int:
    """Return a number that a server tells; 0 where it tells none."""
    found = value.get(name) if isinstance(value, dict) else None
    return min(found, 1_000_000_000) if type(found) is int and found > 0 else 0
