"""The arithmetic of timelines: which posts stand on which page, counted from the oldest.

A timeline of n posts has positions 0 (the oldest) to n-1. Pages and feed archives are cut from the oldest end,
so a post appended at the new end leaves every page but the last as it was. A page that has a successor is *sealed*.
"""

from microblog.text.tuples import NamedTuple

ARCHIVE_SIZE = 50  # posts in one sealed document of a feed (RFC 5005, section 4)
JSON_ARCHIVE_SIZE = 200  # posts in one of a JSON Feed; as many files as Atom has would be more than a site may have
SITEMAP_SIZE = 1000  # posts in one sealed part of the sitemap; the protocol allows 50,000


class Pager(NamedTuple):
    """Where a page stands in its timeline; 0 means there is no such page."""

    number: int  # the page's own number; on the front, the last page's
    newer: int
    older: int


def page_count(posts: int, size: int) -> int:
    """Count the pages of a timeline; the last one may be short."""
    return -(-posts // size)


def page_span(number: int, size: int, posts: int) -> range:
    """Return the positions on a page, numbered from 1."""
    return range((number - 1) * size, min(number * size, posts))


def front_span(posts: int, size: int) -> range:
    """Return the positions on the front: the last page's and, where that is short, those of the page before."""
    last = page_count(posts, size)
    is_short = posts % size != 0
    return range(max(0, last - 1 - is_short) * size, posts)


def pager(number: int, posts: int, size: int) -> Pager:
    """Return the neighbours of a page."""
    return Pager(number, number + 1 if number < page_count(posts, size) else 0, number - 1)


def front_pager(posts: int, size: int) -> Pager:
    """Return the neighbours of the front; its older page follows what the front shows, with neither gap nor repeat."""
    return Pager(page_count(posts, size), 0, front_span(posts, size).start // size)


def archive_count(posts: int) -> int:
    """Count the sealed documents of a timeline's feed; only full ones exist."""
    return posts // ARCHIVE_SIZE


def archive_span(number: int) -> range:
    """Return the positions in a sealed feed document, numbered from 1."""
    return range((number - 1) * ARCHIVE_SIZE, number * ARCHIVE_SIZE)


def feed_span(posts: int, size: int) -> range:
    """Return the positions in the feed itself: the newest `size` posts and whatever no sealed document holds yet."""
    return range(max(0, posts - max(size, posts % ARCHIVE_SIZE)), posts)


def json_archived(posts: int, size: int) -> int:
    """Count the posts that stand in the archives of a JSON Feed: all that the feed itself, of the newest `size`, does not hold.

    So a reader who goes from the feed to the newest archive, and on to the older ones, meets each post once. The newest archive
    grows until it is full; only then it is sealed.
    """
    return max(0, posts - size)


def parts_touched(positions: set[int], shifted_from: int, counts: tuple[int, int], size: int) -> set[int]:
    """Return the numbers of the parts (pages, archives) of `size` posts that a change touches.

    `positions` hold another post or card than before, as do all from `shifted_from` on; `counts` are the
    timeline's posts before and after. The part before a shift is touched too: its link to the next may be new.
    """
    touched = {position // size + 1 for position in positions}
    if shifted_from < max(counts):
        touched.update(range(max(0, shifted_from - 1) // size + 1, page_count(max(counts), size) + 1))
    return touched
