"""The timelines of the index while a change is taken in: which there are, which posts join and leave them, and where.

Of an index that was there before, posts are put in and taken out at their positions. Into a new one all posts of a timeline
are put together, and later (`fill`), since only pages of several posts need them.
"""

import sqlite3
from collections import defaultdict

from microblog.library import positions, queries
from microblog.library.positions import Key, Splices
from microblog.library.records import Timeline, column, marks
from microblog.library.touched import TimelineChange, Touched
from microblog.model.timelines import OF_AUTHORS, TIMELINE_KINDS, Membership, timeline_path

_IN_ORDER = "author"
"""The kind of timelines along which a post's page leads on to the one before."""


def timelines_of(db: sqlite3.Connection, handle: str) -> list[Timeline]:
    """List the timelines that bear an author's name."""
    paths = [row.path(handle) for row in OF_AUTHORS]
    query = f"SELECT no, path, kind, name, label, posts FROM timeline WHERE path IN ({marks(paths)})"  # noqa: S608 - our own marks
    return [Timeline(*row) for row in db.execute(query, paths)]


class Timelines:
    """The timelines as one change leaves them; what is different of them is noted among what is touched."""

    def __init__(self, db: sqlite3.Connection, touched: Touched, *, is_new: bool) -> None:
        """Begin a change; the site's own timeline is always there."""
        self._db = db
        self._is_new = is_new
        self._touched = touched
        self.numbers: dict[Membership, int] = {}  # as far as asked for
        self.joining: defaultdict[int, list[Key]] = defaultdict(list)  # timeline → the posts that it will hold; in a new index
        self.number(("site", ""))

    def number(self, membership: Membership) -> int:
        """Find or make a timeline."""
        if membership not in self.numbers:
            path = timeline_path(*membership)
            row = self.find(path)
            insert = "INSERT INTO timeline (path, kind, name, label, posts) VALUES (?, ?, ?, '', 0)"
            self.numbers[membership] = row[0] if row else self._db.execute(insert, (path, *membership)).lastrowid or 0
        return self.numbers[membership]

    def find(self, path: str) -> tuple[int, str, str] | None:
        """Find number, kind and name of the timeline at a path."""
        return self._db.execute("SELECT no, kind, name FROM timeline WHERE path = ?", (path,)).fetchone()  # type: ignore[no-any-return]

    def make_permanent(self, handle: str) -> None:
        """Make the timelines that an author has, with posts or without."""
        for row in OF_AUTHORS:
            if row.is_permanent:
                self.number((row.kind, handle))

    def change(self, timeline: int) -> TimelineChange:
        """Return what is different in a timeline, for more to be noted."""
        if timeline not in self._touched.timelines:
            (posts,) = self._db.execute("SELECT posts FROM timeline WHERE no = ?", (timeline,)).fetchone()
            self._touched.timelines[timeline] = TimelineChange(posts, posts)
        return self._touched.timelines[timeline]

    def change_all_of(self, handle: str) -> None:
        """Note that all pages of an author's timelines may show something else than before."""
        for timeline in timelines_of(self._db, handle):
            self.change(timeline.no).low = 0

    def standing(self, post: int, *, in_mentions: bool) -> set[int]:
        """Return the timelines that a post stands in so far: the mentions, or all others."""
        return set() if self._is_new else positions.standing(self._db, post, in_mentions=in_mentions)

    def splice(self, splices: Splices) -> None:
        """Let posts leave and join timelines."""
        if self._is_new:
            self._join(splices)
            return
        for timeline in splices.timelines():
            removed, added = splices.removed[timeline], splices.added[timeline]
            change = self.change(timeline)  # which knows how many posts there were
            shift = positions.splice(self._db, timeline, removed, added)
            change.merge(shift)
            if shift.followers and self._kind(timeline) == _IN_ORDER:
                self._touched.reordered |= shift.followers

    def behind(self, posts: set[int]) -> set[int]:
        """Return the posts that come next to some by the same author."""
        query = """SELECT there.post FROM timeline_post here JOIN timeline ON timeline.no = here.timeline AND kind = ?
          JOIN timeline_post there ON there.timeline = here.timeline AND there.position = here.position + 1 WHERE here.post = ?"""
        return {no for post in posts for no in column(self._db, query, _IN_ORDER, post)}

    def _kind(self, timeline: int) -> str:
        (kind,) = self._db.execute("SELECT kind FROM timeline WHERE no = ?", (timeline,)).fetchone()
        return str(kind)

    def _join(self, splices: Splices) -> None:
        self.joining.update(splices.added)
        counts = {timeline: len(keys) for timeline, keys in splices.added.items()}
        self._db.executemany("UPDATE timeline SET posts = ? WHERE no = ?", [(posts, timeline) for timeline, posts in counts.items()])
        self._touched.timelines.update((timeline, TimelineChange(0, posts)) for timeline, posts in counts.items())

    def fill(self) -> None:
        """Put the posts of a new index into their timelines."""
        if self._is_new:
            positions.fill(self._db, self.joining)

    def note_cards(self, post: int) -> bool:
        """Note where a post stands whose card may look different now; return whether it stands anywhere."""
        places = self._db.execute("SELECT timeline, position FROM timeline_post WHERE post = ?", (post,)).fetchall()
        for timeline, position in places:
            self.change(timeline).positions.add(position)
        return bool(places)

    def drop_empty(self) -> None:
        """Forget the timelines that lost their last post or their author."""
        authors = {timeline.no for handle in self._touched.comings for timeline in timelines_of(self._db, handle)}
        for no in sorted(authors.union(self._touched.timelines)):
            kind, name, posts = self._db.execute("SELECT kind, name, posts FROM timeline WHERE no = ?", (no,)).fetchone()
            if posts == 0 and not self._stays_empty(kind, name):
                self._db.execute("DELETE FROM timeline WHERE no = ?", (no,))
                self._touched.timelines.setdefault(no, TimelineChange(0, 0))
                self._touched.timelines_gone[no] = (kind, name)

    def _stays_empty(self, kind: str, name: str) -> bool:
        row = TIMELINE_KINDS[kind]
        return row.is_permanent and (row.subject == "site" or queries.author(self._db, name) is not None)
