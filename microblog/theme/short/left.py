"""What the compiler leaves to Jinja2."""

from typing import NamedTuple


class Left(NamedTuple):
    """Why a template is left to Jinja2."""

    template: str  # its name, or that of one that it is made of
    line: int
    what: str  # what the compiler does not know
