"""What stands behind a command's name and can mean nothing, or something that nobody means: all that is wrong at once."""

import argparse
from collections.abc import Iterator, Sequence
from itertools import takewhile

_NOT_CHECKED = frozenset({"archives", "root", "output", "folder", "source", "text", "photo"})

_PATHS = frozenset({"root", "output", "folder", "source", "archive"})


def double_dash_fault(argv: Sequence[str]) -> str:
    """Say what is wrong with `--option=--`, of which argparse would make a list, or give ""."""
    wrong = [text for text in takewhile("--".__ne__, argv) if text.startswith("--") and text.endswith("=--")]
    return f"argument {wrong[0].removesuffix('=--')}: -- is no value; write ./-- for a folder of that name" if wrong else ""


def text_faults(arguments: argparse.Namespace) -> Iterator[str]:
    """Say what is not UTF-8, save in paths, which the system may have in any form, and in a post's text, of which more can be said."""
    for name, value in vars(arguments).items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and name not in _NOT_CHECKED and not _is_utf8(text):
                yield f"{text}, given for {name.replace('_', '-')}, is not UTF-8; write it in letters that are"


def path_faults(arguments: argparse.Namespace) -> Iterator[str]:
    """Say which paths nobody means: a `~` that the shell left as it was, and control characters, such as a line end."""
    for name in sorted(_PATHS & vars(arguments).keys()):
        path = getattr(arguments, name)
        if path == "~" or path.startswith(("~/", "~\\")):
            yield f"{path}: the shell left `~` as it is, which would be a folder of that name; write the path whole"
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in path):
            yield f"{path!r} has a control character, such as a line end, in its name; write it without"


def place_faults(arguments: argparse.Namespace) -> Iterator[str]:
    """Say which hosts have no port: one would let nothing through, and nobody would learn why."""
    for place in getattr(arguments, "allow", ()):
        host, _, port = place.rpartition(":")
        if not (host and port.isascii() and port.isdigit()):
            yield f"--allow {place} names no port; write HOST:PORT, as {place.rstrip(':') or '127.0.0.1'}:443"


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
