"""The switch for shortcuts: what stands in files called `short…` for speed alone, beside the long way to the same outcome.

The environment variable MICROBLOG_LONG_WAY takes the long way: names of shortcuts, with commas between them, where it holds
nothing else; of any other value, such as `1`, everywhere. Processes inherit it. It is for tests and measurements, not for users:
whatever it says, the output is the same to the byte, so no cache needs to know of it.
"""

import os

SHORTCUTS = frozenset({"markdown", "templates", "yaml"})


def _left_out(written: str) -> frozenset[str]:
    names = frozenset(filter(None, written.split(",")))
    return min(names, SHORTCUTS)


_LEFT_OUT = _left_out(os.environ.get("MICROBLOG_LONG_WAY", ""))


def may_take(shortcut: str) -> bool:
    """Return whether a shortcut may be taken, as long as nobody asked for the long way."""
    return shortcut not in _LEFT_OUT
