"""What a change touches, as the index notes it while it takes the change in.

Plain classes: the standard library's data classes would cost a build that finds nothing to do a tenth of its time.
"""

from microblog.library.positions import Shift


class TimelineChange:
    """What is different in one timeline."""

    __slots__ = ("after", "before", "low", "positions")

    def __init__(self, before: int, after: int) -> None:
        """Begin with a timeline of so many posts; those that were there before are as they were."""
        self.before = before
        self.after = after
        self.low = before  # from this position on other posts stand than before
        self.positions: set[int] = set()  # below it, these hold a post whose card is different

    def merge(self, shift: Shift) -> None:
        """Add a shift of positions."""
        self.after, self.low = shift.after, min(self.low, shift.low)


class Touched:
    """What one update of the index changed; `plan` turns it into pages."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.posts: set[int] = set()  # whose own page and card must be rendered
        self.gone: set[int] = set()  # posts that no reader sees any more
        self.attachments: set[int] = set()  # posts whose files must be copied or removed
        self.aliases: set[int] = set()  # posts whose former addresses lead on, or did
        self.post_authors: set[str] = set()  # whose home timelines' sources changed
        self.authors: set[str] = set()  # shown with other words, links or counts than before
        self.comings: set[str] = set()  # authors that appeared or vanished
        self.remotes: set[str] = set()  # what is followed elsewhere and says something else than before
        self.answers: set[str] = set()  # refs of posts to which others elsewhere say something else than before
        self.avatars: set[str] = set()  # names of pictures that other answers name than before, or whose copies are others
        self.links_before: set[tuple[str, str]] = set()  # (relation, target) of posts before they changed
        self.reordered: set[int] = set()  # posts that stand behind another one of their author's than before
        self.rerooted: set[int] = set()  # posts that answer another post than before
        self.standing: set[str] = set()  # files of standing pages that must be rendered
        self.standing_files: set[str] = set()  # files of standing pages that name files to be copied or removed
        self.page_paths: set[str] = set()  # at which standing pages that came, changed or went have or had something
        self.instants_before: set[int] = set()  # when posts were published that readers saw before they changed or went
        self.digests: set[tuple[str, int]] = set()  # kinds of periods, and years of archives of theirs; 0 for the feed itself
        self.is_sitemap_other = False  # whether it lists other standing pages than before
        self.are_claims_other = False  # whether standing pages want other URLs than before
        self.bereaved: set[str] = set()  # authors with other tombstones than before, or some that must give way to posts
        self.copied: set[tuple[str, str]] = set()  # (author, identity) of posts whose copies live elsewhere than before
        self.blockers: set[str] = set()  # authors who block others than before
        self.timelines: dict[int, TimelineChange] = {}
        self.timelines_gone: dict[int, tuple[str, str]] = {}  # no → (kind, name)
