"""A document of the web, or why it could not be had."""

from collections.abc import Mapping
from urllib.parse import urljoin

from microblog.text.tuples import NamedTuple

CUT_OFF = "was cut off, as it ends too early"


class Answer(NamedTuple):
    """What the web gave."""

    url: str  # after all redirects
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes


class Fault(Exception):  # noqa: N818 - not an error of the program
    """A document could not be had; the reason in words that go on after its address."""

    def __init__(self, what: str, *, wait: float = 0, is_gone: bool = False, is_refused: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.wait = wait  # seconds for which the server asked to be left alone
        self.is_gone = is_gone
        self.is_refused = is_refused  # by ourselves, so that no server was asked


def joined(url: str, written: str) -> str:
    """Return where an address leads that is written in the document of a URL; "" where it is none, which anybody may write."""
    try:
        return urljoin(url, written)
    except ValueError:
        return ""
