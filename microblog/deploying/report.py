"""What a deployment did, or would do."""

from microblog.text.tuples import NamedTuple

_FEW = 20  # files; a site of so few may be made anew


class Deployed(NamedTuple):
    """Numbers of files."""

    sent: int
    size: int  # bytes of those that were sent
    removed: int
    kept: int  # that the host had already
    strange: int = 0  # at the host, of which no deployment knows; they stay
    there: int = 0  # that a deployment left at the host

    @property
    def is_nothing(self) -> bool:
        """Whether the host has the site as it is."""
        return not (self.sent or self.removed)

    @property
    def removes_most(self) -> bool:
        """Whether more than half of a site is removed that is more than a few files, as where its posts were lost."""
        return self.there > _FEW and 2 * self.removed > self.there
