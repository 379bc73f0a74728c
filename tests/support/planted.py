"""Bugs that are planted, to see that whoever looks for bugs finds them: each stands behind three lines, one after the other."""

from collections.abc import Callable

from microblog.text.tuples import NamedTuple


class Target(NamedTuple):
    """A row of the table."""

    run: Callable[[bytes], None]
    tokens: str = "yaml"
    longest: int = 200  # bytes of a case


def crash(data: bytes) -> None:
    """Raise where three lines stand in a row that nobody writes by chance."""
    if _stands_behind_three_lines(data):
        raise ZeroDivisionError("planted")


def hang(data: bytes) -> None:
    """Never end, for the same."""
    while _stands_behind_three_lines(data):
        pass


def fill(data: bytes) -> None:
    """Take all memory, for the same."""
    taken = []
    while _stands_behind_three_lines(data):
        taken.append(bytearray(1 << 26))


def _stands_behind_three_lines(data: bytes) -> bool:
    lines = data.split(b"\n")
    return len(lines) > 2 and lines[0] == b"---" and lines[1].startswith(b"tags: ") and lines[2].endswith(b"&a")


def sound(data: bytes) -> None:
    """Do nothing, to see that nobody is blamed for it."""
    _stands_behind_three_lines(data)


TARGETS = {"sound": Target(sound), "crash": Target(crash), "hang": Target(hang), "fill": Target(fill)}
