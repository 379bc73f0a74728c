"""What sending asks of a network, whichever it is, and what can go wrong there."""

from typing import Protocol

from microblog.pictures.sizes import Size
from microblog.syndication.accounts import Allowance
from microblog.syndication.composing import Media, Part
from microblog.syndication.ledger import Sent
from microblog.text.tuples import NamedTuple
from microblog.web.documents import Fault


class RefusedError(Fault):
    """The server does not take this one thing, now or later; others it may take."""


class GoneError(Fault):
    """What is to be changed is not there any more."""


class Job(NamedTuple):
    """One part to send, or to put in the place of a former one."""

    part: Part
    sent: Sent  # as it will be noted
    instant: int  # of its post: microseconds since 1970
    files: tuple[tuple[Media, tuple[Size, ...]], ...] = ()  # each picture in its sizes, the largest first
    answered: str = ""  # the uri of what it answers, likes or reposts


class Stored(NamedTuple):
    """What is there now."""

    url: str
    uri: str


class Network(Protocol):
    """An account that we may write to; each question raises Fault where the rest of the run has no use, else one of the above."""

    def sign_in(self) -> None:
        """Make sure that the secret opens the account, and no other."""

    def limits(self) -> Allowance:
        """Return what the server takes of one post; the secret is not needed."""

    def find_address(self, address: str) -> str:
        """Return the uri of somebody's post by its address."""

    def find(self, job: Job, known: frozenset[str]) -> Stored | None:
        """Look for what a run that was cut off may have sent; `known` are the uris of all else."""

    def uri_of(self, job: Job) -> str:
        """Return the uri that a part is going to have, "" where only the server knows."""

    def send(self, job: Job) -> Stored:
        """Send a part, like or repost; to do it again makes no second one."""

    def edit(self, job: Job) -> Stored:
        """Put a part in the place of the former one."""

    def delete(self, sent: Sent) -> None:
        """Take back a part, like or repost."""
