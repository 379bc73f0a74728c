"""What a change touches, as the index notes it while it takes the change in."""

from dataclasses import dataclass, field

from microblog.library.entries import Shift


@dataclass(slots=True)
class TimelineChange:
    """What is different in one timeline."""

    before: int  # posts
    after: int
    low: int  # from this position on other posts stand than before
    positions: set[int] = field(default_factory=set)  # below it, these hold a post whose card is different

    def merge(self, shift: Shift) -> None:
        """Add a shift of positions."""
        self.after, self.low = shift.after, min(self.low, shift.low)


@dataclass(slots=True)
class Touched:
    """What one update of the index changed; `plan` turns it into pages."""

    posts: set[int] = field(default_factory=set)  # whose own page and card must be rendered
    gone: set[int] = field(default_factory=set)  # posts that no reader sees any more
    attachments: set[int] = field(default_factory=set)  # posts whose files must be copied or removed
    post_authors: set[str] = field(default_factory=set)  # whose home timelines' sources changed
    authors: set[str] = field(default_factory=set)  # shown with other words, links or counts than before
    comings: set[str] = field(default_factory=set)  # authors that appeared or vanished
    timelines: dict[int, TimelineChange] = field(default_factory=dict)
    timelines_gone: dict[int, tuple[str, str]] = field(default_factory=dict)  # no → (kind, name)
