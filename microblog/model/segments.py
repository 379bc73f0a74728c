"""The segments of the search index: which posts each holds, and which files each has, counted from the oldest post.

Small segments, of one file each, hold the newest posts, and are joined into larger ones where as many posts are full. A larger one
is cut into *shards* by the first letters of its terms, so that a search reads few of its files, and has a file of all its
terms for those who mistype one. What is where is a function of the number of posts alone.

A larger segment is not written at once: it *rises*, by one more file with each post that comes, and only when it has all is it
read instead of the smaller ones, which then go. So a new post never writes more than three files: its own segment, the list of
segments, and one of these. No segment changes because a newer post came.
"""

from collections.abc import Iterator

from microblog.text.tuples import NamedTuple


class Level(NamedTuple):
    """A row of the table: segments of one size."""

    posts: int
    shards: int

    @property
    def files(self) -> int:
        """The files of a segment that is complete: its shards, and its list of terms where it has more than one."""
        return self.shards + (self.shards > 1)


LEVELS = (Level(64, 1), Level(512, 6), Level(2048, 11), Level(4096, 23), Level(16384, 96), Level(65536, 256))
"""Found by trying: with 10,000 posts there are less than 80 files, and a search reads the least that it can whatever the number.
All files together are fewer than the posts of the second level, so that no two segments rise at one time."""


class Segment(NamedTuple):
    """Some posts of the site's timeline."""

    level: int
    number: int  # among those of its level, from 0
    posts: int  # so many it holds; fewer than it could where it is the newest
    files: int  # how many of its files there are

    @property
    def name(self) -> str:
        """What its files are called by."""
        return f"{self.level}-{self.number}"

    @property
    def span(self) -> range:
        """Its positions in the timeline."""
        start = self.number * LEVELS[self.level].posts
        return range(start, start + self.posts)

    def path(self, part: int) -> str:
        """Return the path of one of its files."""
        shards = LEVELS[self.level].shards
        return f"search/{self.name}{'' if shards == 1 else f'-{part}' if part < shards else '-terms'}.txt"


def segments(posts: int) -> list[Segment]:
    """List the segments that a search reads, from the oldest; together they hold each post once."""
    found, at = [], 0
    for level in range(len(LEVELS) - 1, 0, -1):
        size = LEVELS[level].posts
        while at + size <= posts and _files(level, at, posts) == LEVELS[level].files:
            found.append(Segment(level, at // size, size, LEVELS[level].files))
            at += size
    size = LEVELS[0].posts
    return [*found, *(Segment(0, start // size, min(size, posts - start), 1) for start in range(at, posts, size))]


def all_segments(posts: int) -> list[Segment]:
    """List the segments that have files, those that rise among them."""
    return [*segments(posts), *_rising(posts)]


def _rising(posts: int) -> Iterator[Segment]:
    for level in range(1, len(LEVELS)):
        size = LEVELS[level].posts
        number = posts // size - 1
        files = _files(level, number * size, posts) if number >= 0 else 0
        if 0 < files < LEVELS[level].files:
            yield Segment(level, number, size, files)


def _files(level: int, start: int, posts: int) -> int:
    """Count the files of a segment: each post that comes after it is full writes one, those of lower levels first."""
    before = sum(row.files for row in LEVELS[1:level])
    return max(0, min(posts - start - LEVELS[level].posts - before, LEVELS[level].files))


def files_touched(positions: set[int], shifted_from: int, before: int, after: int) -> set[tuple[str, int]]:
    """Return the files that a change touches, each by its segment's name and its part.

    `positions` hold another post or card than before, as do all from `shifted_from` on; `before` and `after` count the posts.
    """
    old, new = ({segment.name: segment for segment in all_segments(posts)} for posts in (before, after))
    touched: set[tuple[str, int]] = set()
    for name in old.keys() | new.keys():
        count, files = old[name].files if name in old else 0, new[name].files if name in new else 0
        touched.update((name, part) for part in range(min(count, files), max(count, files)))
        if name in new and (_holds(new[name], positions, shifted_from) or (name in old and old[name].posts != new[name].posts)):
            touched.update((name, part) for part in range(files))
    return touched


def _holds(segment: Segment, positions: set[int], shifted_from: int) -> bool:
    """Whether a segment holds one of some positions, or one behind where others shifted."""
    return segment.span.stop > shifted_from or any(position in segment.span for position in positions)
