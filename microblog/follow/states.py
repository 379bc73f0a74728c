"""What was noted of each feed at the last fetch: `.microblog/fetch.json`.

It stands apart from the stored feeds, so that those change only when a feed does, and can be committed without noise.
It is a cache: without it the next fetch asks everything anew. What is damaged in it counts as not noted.
"""

import json
from pathlib import Path
from typing import Any

from microblog.text.files import read_at_once, replace_file
from microblog.text.tuples import NamedTuple

_NAME = ".microblog/fetch.json"


class State(NamedTuple):
    """What was noted of one feed."""

    url: str = ""  # where the feed was found; "" to look for it anew
    etag: str = ""
    last_modified: str = ""
    failures: int = 0  # in a row
    not_before: int = 0  # seconds since 1970: when it is asked again
    fault: str = ""  # why the last time failed


def read_states(root: Path) -> dict[str, State]:
    """Read what was noted: by what is followed."""
    try:
        noted = json.loads(read_at_once(root / _NAME))
    except (OSError, ValueError, RecursionError):
        return {}
    found = noted.items() if isinstance(noted, dict) else ()
    return {target: state for target, values in found if (state := _state(values))}


def _state(values: Any) -> State | None:
    kinds = {name: type(default) for name, default in State._field_defaults.items()}
    if not isinstance(values, dict) or any(type(value) is not kinds.get(name) for name, value in values.items()):
        return None
    state = State(**values)
    return state._replace(etag=_header(state.etag), last_modified=_header(state.last_modified))


def _header(value: str) -> str:
    """Return a value that may be sent in a header, or ""."""
    return value if value.isascii() and value.isprintable() and len(value) < 1000 else ""


def write_states(root: Path, states: dict[str, State]) -> None:
    """Note the states."""
    noted = {target: {name: value for name, value in state._asdict().items() if value} for target, state in sorted(states.items())}
    replace_file(root / _NAME, (json.dumps(noted, indent=1, ensure_ascii=False) + "\n").encode(errors="ignore"))
