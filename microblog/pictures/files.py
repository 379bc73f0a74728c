"""What a picture is to become, and what it became: values that no decoder is needed for."""

from microblog.model.attachments import ending_of
from microblog.text.tuples import NamedTuple


class Form(NamedTuple):
    """How a picture is to be published."""

    ending: str  # of the name under which it is: what it is not gets an ending of its own
    longest: int  # the longest side in pixels that a file of it may have
    is_avatar: bool = False


class File(NamedTuple):
    """One file that a picture is published as."""

    suffix: str  # behind the picture's own path; "" for the picture itself
    width: int
    height: int
    data: bytes


class Outcome(NamedTuple):
    """What became of a picture."""

    files: tuple[File, ...]  # the picture itself first
    is_cut_off: bool = False  # at its end, so that a part of it is blank


def form_of(path: str, longest: int, *, is_avatar: bool) -> Form:
    """Return how the picture at a path is to be published."""
    return Form(ending_of(path), longest, is_avatar)
