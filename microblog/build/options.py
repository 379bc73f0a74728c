"""How to build, as the command line says it."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microblog.errors import UsageError
from microblog.text.tuples import NamedTuple


class Options(NamedTuple):
    """The options of all commands."""

    root: Path = Path()
    output: Path | None = None  # default: `public` in the root
    base_url: str = ""  # instead of the configuration's
    drafts: bool = False
    now: str = ""  # ISO 8601; "" for the clock's
    jobs: int = 0  # processes; 0 for as many as there are cores
    clean: bool = False  # ignore the cache
    strict: bool = False  # warnings are errors
    verbose: int = 0
    repository: str = ""  # where the configuration says none

    @property
    def output_path(self) -> Path:
        """The folder to build into."""
        return self.output or self.root / "public"


def make_options(given: Mapping[str, Any]) -> Options:
    """Return the options among what was given; folders may be texts."""
    values = {name: value for name, value in given.items() if name in Options._fields}
    return Options(**(values | {name: Path(values[name]) for name in ("root", "output") if name in values}))


def parse_now(text: str, option: str = "--now") -> int:
    """Return the moment that decides which posts are published yet, in microseconds since 1970 UTC; or that of another option."""
    if not text:
        return time.time_ns() // 1000
    from microblog.text.dates import parse_date

    date = parse_date(text, "UTC")
    if isinstance(date, str):
        raise UsageError(f"{option} {text}: {date}")
    return date.instant
