"""What a deployment did, or would do."""

from microblog.text.tuples import NamedTuple


class Deployed(NamedTuple):
    """Numbers of files."""

    sent: int
    size: int  # bytes of those that were sent
    removed: int
    kept: int  # that the host had already
    strange: int = 0  # at the host, of which no deployment knows; they stay

    @property
    def is_nothing(self) -> bool:
        """Whether the host has the site as it is."""
        return not (self.sent or self.removed)
