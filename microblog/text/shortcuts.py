"""The switch for shortcuts: what stands in files called `short…` for speed alone, beside the long way to the same outcome.

The environment variable MICROBLOG_LONG_WAY takes the long way: in what it names, with commas between them, where it
holds nothing else; of any other value, such as `1`, everywhere. Processes inherit it. It is for tests and measurements, not for
users: whatever it says, the output is the same to the byte, so no cache needs to know of it.
"""

import os

SHORTCUTS = frozenset({"lexers", "markdown", "theme", "tuples", "yaml"})
"""What they shorten: `short_NAME.py`, or `short` in the folder NAME."""


def named(written: str) -> frozenset[str]:
    """Return the shortcuts that the environment variable leaves out."""
    names = frozenset(filter(None, written.split(",")))
    return SHORTCUTS if names - SHORTCUTS else names


_LEFT_OUT = named(os.environ.get("MICROBLOG_LONG_WAY", ""))


def may_take(shortcut: str) -> bool:
    """Return whether a shortcut may be taken, as it may as long as nobody asks for the long way."""
    return shortcut not in _LEFT_OUT
