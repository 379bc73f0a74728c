"""Regular expressions that are compiled when they are first used.

A build of one post uses few of all that the engine has, and compiling the others would take a tenth of its time.
"""

import re
from typing import Any, AnyStr, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Pattern:
    def __init__(self, text: str | bytes, flags: int) -> None:
        self._written: tuple[Any, int] = text, flags

    def __getattr__(self, name: str) -> Any:  # asked for what is not there yet, so once at most
        compiled = re.compile(*self._written)
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def lazily(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern that compiles itself when it is first asked for anything."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
