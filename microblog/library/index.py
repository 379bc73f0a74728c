"""Taking a change into the index: put and remove posts and authors, then `finish`.

While it does so it notes what the change touches. Nothing here asks for all posts: the cost follows the change.
"""

import sqlite3
from collections.abc import Iterable, Sequence

from microblog.library import answers, blocking, queries, standing_pages
from microblog.library.activity import Activity
from microblog.library.differences import answered, is_cited_otherwise, on_cards, shown
from microblog.library.files import file_key
from microblog.library.follows import follow
from microblog.library.mentions import Audience, Heard, heard_of, heard_posts
from microblog.library.positions import Key, Splices
from microblog.library.posts import PostRow, clear_names, put_rows, row_of
from microblog.library.records import column, dump, load_post
from microblog.library.standing_pages import Place
from microblog.library.tags import Spellings
from microblog.library.texts import put_references, touch_holders
from microblog.library.timelines import Timelines
from microblog.library.touched import Touched
from microblog.model.nouns import Author


class Index:
    """One change to the library, from the first `put` to `finish`."""

    def __init__(self, db: sqlite3.Connection, now: int, *, drafts: bool, is_new: bool = False) -> None:
        """Begin a change; `now` (microseconds since 1970) and `drafts` decide which posts readers see.

        An index that `is_new` holds nothing yet, so that nothing is looked up in it before each post is put.
        """
        self.db = db
        self.is_new = is_new
        self.now = now
        self.drafts = drafts
        self.touched = Touched()
        self._timelines = Timelines(db, self.touched, is_new=is_new)
        self._spellings = Spellings(db, is_new=is_new)
        self._wanted: dict[int, tuple[Key, set[int]]] = {}  # post → its key, the timelines that should hold it; in a new index
        self._moved: set[int] = set()
        self._renamed: set[int] = set()  # posts with another permalink than before
        self._heard: dict[int, tuple[Key, Heard]] = {}  # those of them that name other authors and that readers see
        self._recard: set[int] = set()
        self._activity = Activity()
        self.refs: set[str] = set()  # how others refer to posts that changed, came or went
        self.targets: set[str] = set()  # the same, as texts do
        self._last: int = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'post'").fetchone()[0]

    @property
    def changed(self) -> frozenset[int]:
        """The posts that were put, removed, shown or hidden so far."""
        return frozenset(self._wanted)

    def put_author(self, author: Author, *, is_declared: bool = True) -> None:
        """Take in an author's profile."""
        old = queries.author(self.db, author.handle)
        if old == author and queries.is_declared(self.db, author.handle) == is_declared:
            return
        row = (author.handle, is_declared, author.timezone, author.lang, dump(author))
        self.db.execute("INSERT OR REPLACE INTO author VALUES (?, ?, ?, ?, ?)", row)
        self._timelines.make_permanent(author.handle)
        if author.references or (old and old.references):
            put_references(self.db, f"@{author.handle}", author.references)
        self.touched.authors |= follow(self.db, author)
        if blocking.put_absent(self.db, author):
            self.touched.blockers.add(author.handle)
        self._note_author(author.handle, old, author)

    def remove_author(self, handle: str) -> None:
        """Forget an author's profile; with posts they stay an author, named by the handle."""
        if queries.has_page_by(self.db, handle):
            self.put_author(Author(handle, handle), is_declared=False)
        elif old := queries.author(self.db, handle):
            self.db.execute("DELETE FROM author WHERE handle = ?", (handle,))
            put_references(self.db, f"@{handle}", ())
            self.touched.authors |= follow(self.db, Author(handle, handle))
            blocking.put_absent(self.db, Author(handle, handle))
            self._note_author(handle, old, None)

    def put_posts(self, rows: Sequence[PostRow]) -> None:
        """Take in posts that are new or changed."""
        shown = [row.held != "undated" and (self.drafts or row.is_seen_at(self.now)) for row in rows]
        numbers = [self._next() for _ in rows] if self.is_new else list(map(self._clear_former, rows, shown))
        put_rows(self.db, [*zip(numbers, shown, rows, strict=True)])
        for no, has_page, row in zip(numbers, shown, rows, strict=True):
            self._want(no, row, has_page=has_page)
            if row.files:
                self.touched.attachments.add(no)

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _clear_former(self, row: PostRow, has_page: bool) -> int:
        """Return the number that a post has or gets, the index holding nothing of it any more."""
        query = "SELECT no, instant, id, author, value, permalink, is_visible, has_page FROM post WHERE source = ?"
        old = self.db.execute(query, (row.source,)).fetchone()
        refs = {row.ref, old[5][1:-1]} if old else {row.ref}
        self.refs |= refs
        before, post = load_post(old[4], "") if old else None, row.post
        targets = row.targets | (row_of(before).targets if before else set())
        self.targets |= targets
        if before is None or old[6] != (has_page and not row.is_unlisted) or is_cited_otherwise(before, post):
            self._recard_citing(refs)
        if before is None or (old[5], old[7]) != (post.permalink, has_page) or row_of(before).targets != row.targets:
            self._recard_referring(targets)
        if before is None:
            return self._next()
        no: int = old[0]
        if old[6]:
            self._activity.note(old[3], before.published[:10], -1)
            self.touched.instants_before.add(old[1])
        if answered(before) != answered(post):
            self.touched.rerooted.add(no)
        self.touched.post_authors.add(old[3])
        if (old[1], old[2]) != (post.instant, post.id):
            self._moved.add(no)
        if old[5] != post.permalink:
            self._renamed.add(no)
        self._clear(no)
        self.db.execute("DELETE FROM post WHERE no = ?", (no,))
        return no

    def _recard_citing(self, refs: Iterable[str]) -> None:
        """Note the posts whose cards show something of other posts."""
        for ref in refs:
            self._recard.update(column(self.db, "SELECT post FROM link WHERE target = ?", ref))
            self.touched.standing.update(standing_pages.naming(self.db, ref))

    def _recard_referring(self, targets: Iterable[str]) -> None:
        """Note whose texts lead to other posts."""
        for target in targets:
            self._recard.update(touch_holders(self.db, target, self.touched))

    def touch_page(self, before: Place, after: Place) -> None:
        """Note by what texts refer to a page of `pages/` that came, changed or went."""
        self.targets |= before.targets | after.targets
        if before != after:
            self._recard_referring(before.targets | after.targets)

    def touch_paths(self, paths: Iterable[str]) -> None:
        """Note that something else than a post came or went at some paths, of which texts show pictures."""
        targets = set() if self.is_new else {f"path:{path}" for path in paths}
        self.targets |= targets
        self._recard_referring(targets)

    def remove_post(self, source: str) -> None:
        """Forget the post of a file that is gone."""
        query = "SELECT no, author, permalink, value, is_visible FROM post WHERE source = ?"
        for no, author, permalink, value, is_visible in self.db.execute(query, (source,)).fetchall():
            self.refs.add(permalink[1:-1])
            self._recard_citing([permalink[1:-1]])
            row = row_of(load_post(value, ""))
            self.targets |= row.targets
            self._recard_referring(row.targets)
            self._activity.note(author, row.day, -is_visible)
            self.touched.instants_before.add(row.instant)
            self._clear(no)
            self.db.execute("DELETE FROM post WHERE no = ?", (no,))
            for table in ("card", "search"):
                self.db.execute(f"DELETE FROM {table} WHERE post = ?", (no,))  # noqa: S608 - our own names
            self._wanted[no] = ((0, "", no), set())
            self._spellings.put((0, "", no), ())
            self.touched.gone.add(no)
            self.touched.attachments.add(no)
            self.touched.post_authors.add(author)

    def touch_file(self, source: str) -> None:
        """Note that a file which posts or profiles name has other bytes than before."""
        query = "SELECT no, permalink FROM attachment JOIN post ON no = post WHERE source_key = ?"
        rows = self.db.execute(query, (file_key(source),)).fetchall()
        posts = [no for no, _ in rows]
        self._recard.update(posts)
        self._recard_citing(permalink[1:-1] for _, permalink in rows)
        self.touched.attachments.update(posts)
        handle = source.split("/")[1] if source.count("/") > 1 else ""
        author = queries.author(self.db, handle)
        if author and author.avatar == source:
            self.touched.authors.add(handle)

    def finish(self) -> Touched:
        """Bring the timelines in line with the posts, and return all that was touched."""
        self._flip_visibility()
        for source in standing_pages.flip_visibility(self.db, self.touched, self.now, drafts=self.drafts):
            after = standing_pages.place_of(self.db, source)
            self.touch_page(after._replace(is_visible=not after.is_visible), after)
        self._splice_posts()
        self.touched.reordered |= self._timelines.behind(self._renamed)
        self._update_undeclared_authors()
        self._splice_mentions()
        if not self.is_new:  # in which all posts are touched, and all timelines from their start
            self.touched.answers |= answers.answered(self.db, self.refs)
            self._mark_cards((self._recard | self._wanted.keys()) - self.touched.gone)
        self._spellings.label_tags()
        self._timelines.drop_empty()
        self._activity.write(self.db, is_new=self.is_new)
        return self.touched

    def fill(self) -> None:
        """Put the posts of a new index into their timelines: only pages of several posts need that."""
        self._timelines.fill()

    def _note_author(self, handle: str, old: Author | None, new: Author | None) -> None:
        self.touched.authors.add(handle)
        if (old is None) != (new is None):
            self.touched.comings.add(handle)
            self._recard.update(column(self.db, "SELECT post FROM mention WHERE handle = ?", handle))
            self.touched.authors.update(column(self.db, "SELECT handle FROM author WHERE instr(value, ?)", f"mention:{handle}"))
            self.touched.standing.update(standing_pages.naming(self.db, handle))
        if old and new and shown(old) != shown(new):
            self._timelines.change_all_of(handle)
        if old is None or new is None or on_cards(old) != on_cards(new):
            self._recard.update(column(self.db, "SELECT no FROM post WHERE author = ? AND has_page", handle))
            self._recard.update(column(self.db, "SELECT post FROM link WHERE target >= ?1 || '/' AND target < ?1 || '0'", handle))
            self.touched.standing.update(standing_pages.quoting(self.db, handle))

    def _clear(self, no: int) -> None:
        query = "SELECT relation, target FROM link WHERE post = ? AND instr(target, '://') = 0"
        self.touched.links_before.update(self.db.execute(query, (no,)))
        if self.db.execute("SELECT 1 FROM alias WHERE post = ?", (no,)).fetchone():
            self.touched.aliases.add(no)
        if clear_names(self.db, no):
            self.touched.attachments.add(no)

    def _want(self, no: int, row: PostRow, *, has_page: bool) -> None:
        is_visible = has_page and not row.is_unlisted
        memberships = row.timelines if is_visible else ()
        numbers = self._timelines.numbers
        timelines = [numbers.get(membership) or self._timelines.number(membership) for membership in memberships]
        key = (row.instant, row.id, no)
        self._spellings.put(key, row.tags if is_visible else ())
        self._activity.note(row.author, row.day, is_visible)
        if self.is_new:
            for timeline in timelines:
                self._timelines.joining[timeline].append(key)
        else:
            self._wanted[no] = key, {*timelines}
        if row.heard[0] and is_visible:
            self._heard[no] = key, Heard._make(row.heard)
        self.touched.post_authors.add(row.author)
        (self.touched.posts if has_page else self.touched.gone).add(no)
        if row.aliases:
            self.touched.aliases.add(no)

    def _flip_visibility(self) -> None:
        """Find the posts whose moment has come, or whose drafts are shown or hidden this time."""
        due = queries.posts_due(self.db, self.now, drafts=self.drafts)
        over = queries.posts_over(self.db, self.now, drafts=self.drafts)
        for posts, has_page in ((due, True), (over, False)):
            for no in posts:
                post = load_post(*self.db.execute("SELECT value, content_html FROM post WHERE no = ?", (no,)).fetchone())
                self.db.execute("UPDATE post SET has_page = ?1, is_visible = ?1 AND NOT is_unlisted WHERE no = ?2", (has_page, no))
                self.touched.attachments.add(no)
                self.refs.add(post.ref)
                self._recard_citing([post.ref])
                self.targets |= row_of(post).targets
                self._recard_referring(row_of(post).targets)
                if not (has_page or post.unlisted):
                    self._activity.note(post.author, post.published[:10], -1)
                self._want(no, row_of(post), has_page=has_page)

    def _splice_posts(self) -> None:
        splices = Splices()
        splices.added.update(self._timelines.joining)
        for no, (key, wanted) in self._wanted.items():
            splices.note(key, self._timelines.standing(no, in_mentions=False), wanted, is_moved=no in self._moved)
        self._timelines.splice(splices)

    def _splice_mentions(self) -> None:
        """Bring the mentions in line with the posts that name an author, now that it is known who is one."""
        splices, audience = Splices(), Audience(self.db)
        others = set() if self.is_new else heard_posts(self.db, self._wanted, self.touched.comings | self.touched.blockers)
        for no in sorted(self._heard.keys() | others):
            key, heard = self._heard.get(no) or heard_of(self.db, no)
            wanted = {self._timelines.number(("mentions", handle)) for handle in audience.of(heard)}
            splices.note(key, self._timelines.standing(no, in_mentions=True), wanted, is_moved=no in self._moved)
        self._timelines.splice(splices)

    def _update_undeclared_authors(self) -> None:
        """Let folders without a profile be authors for as long as a post of theirs has a page, since that names its author."""
        for handle in sorted(self.touched.post_authors):
            if queries.is_declared(self.db, handle):
                continue
            if queries.has_page_by(self.db, handle):
                self.put_author(Author(handle, handle), is_declared=False)
            else:
                self.remove_author(handle)

    def _mark_cards(self, posts: set[int]) -> None:
        """Note where posts stand whose card may look different now."""
        self.touched.posts.update(post for post in posts if self._timelines.note_cards(post))
        unlisted = "SELECT no FROM json_each(?) CROSS JOIN post ON no = json_each.value WHERE is_unlisted AND has_page"
        self.touched.posts.update(column(self.db, unlisted, dump((*posts,))))
        self.touched.gone -= self.touched.posts
        query = "SELECT DISTINCT author FROM json_each(?) CROSS JOIN post ON no = json_each.value"
        self.touched.post_authors.update(column(self.db, query, dump((*self.touched.posts,))))
