"""What YAML text says: values with the lines they stand in."""

from typing import TYPE_CHECKING, TypeAlias

from microblog.text.tuples import NamedTuple

if TYPE_CHECKING:
    Value: TypeAlias = "Text | Items | Pairs"
else:
    Value = object  # where it is run, a type given as a text is compiled, and the first of them costs a millisecond


class Text(NamedTuple):
    """A scalar, as written."""

    value: str
    line: int  # of the key it belongs to, else its own
    is_absent: bool = False  # nothing or `~` was written


class Items(NamedTuple):
    """A list."""

    items: tuple[Value, ...]
    line: int


class Pairs(NamedTuple):
    """A mapping, in the order of the text."""

    values: dict[str, Value]
    line: int
