"""The plan: which pages a change touches.

Every file of the output belongs to one *page key*. Its row in `model.pages` says what of authors and timelines it shows; the
rest of the rules stands in `_touched_by_…` below: name the key when anything that its rendering reads is different.
Naming too many costs time and changes nothing, since equal bytes are not written again; naming too few leaves a stale page.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from microblog.library import queries
from microblog.library.answers import answered_of, avatars_of
from microblog.library.copies import copied_posts
from microblog.library.threads import touched_pages
from microblog.library.timelines import timelines_of
from microblog.library.touched import TimelineChange, Touched
from microblog.model import paging, urls
from microblog.model.nouns import Config
from microblog.model.pages import AUTHORS, ELSEWHERE, HOME, NEIGHBOURS, OVERRIDABLE, PAGE_KINDS, PROFILE, TABS, PageKey, has_links
from microblog.model.segments import files_touched
from microblog.model.timelines import TIMELINE_KINDS, Membership, timeline_path
from microblog.text.tuples import NamedTuple

_SHOWN = (PROFILE, NEIGHBOURS, HOME, ELSEWHERE, TABS, AUTHORS)
_SHOWING = {what: [row for row in PAGE_KINDS.values() if what in row.shows] for what in _SHOWN}
_COUNTING = {kind: [row for row in PAGE_KINDS.values() if kind in row.counts] for kind in TIMELINE_KINDS}


class Plan(NamedTuple):
    """What is to be rendered."""

    posts: list[int]  # whose own pages and cards, which other pages show
    pages: list[PageKey]  # all others

    @property
    def size(self) -> int:
        """How many pages that are."""
        return len(self.posts) + len(self.pages)

    @property
    def keys(self) -> list[PageKey]:
        """The keys of all of them."""
        return [*(PageKey("post", str(no)) for no in self.posts), *self.pages]

    @staticmethod
    def has_links(key: str) -> bool:
        """Return `model.pages.has_links`, for who is handed a plan and is loaded, too, where there is none."""
        return has_links(key)


def make_plan(db: sqlite3.Connection, config: Config, touched: Touched, static: Iterable[str], *, is_new: bool) -> Plan:
    """Name every page that a change touches; `static` are the static files that are new, changed or gone.

    In an index that `is_new`, those are all pages, whatever changed: each post's, and those of a site that says nothing.
    """
    others = set() if is_new else touched_pages(db, touched) | touched.gone | touched.reordered | copied_posts(db, touched.copied)
    posts = touched.posts | others
    always = _always(db) if is_new else ()
    return Plan(sorted(posts), sort_keys({*_touched_by_library(db, config, touched), *always, *_touched_by_static(static)}))


def _always(db: sqlite3.Connection) -> Iterator[PageKey]:
    """Name the pages that each site has, also one that has nothing to say."""
    yield from (PageKey(row.kind) for row in PAGE_KINDS.values() if row.subject == "site")
    site = queries.timeline_at(db, "")
    if site:
        yield from (PageKey(kind, str(site.no)) for kind in ("front", "feed"))


def sort_keys(keys: Iterable[PageKey]) -> list[PageKey]:
    """Put keys in an order that depends on themselves alone."""
    place = {kind: at for at, kind in enumerate(PAGE_KINDS)}
    return sorted(sorted(keys), key=lambda key: place[key[0]])  # what is in order already costs little, and numbers less than tuples


def _touched_by_static(paths: Iterable[str]) -> Iterator[PageKey]:
    for path in paths:
        yield PageKey("static", path)
        if path in OVERRIDABLE:
            yield PageKey("site")


def _touched_by_library(db: sqlite3.Connection, config: Config, touched: Touched) -> Iterator[PageKey]:
    yield from (PageKey("attachments", str(no)) for no in touched.attachments)
    yield from (PageKey("standing", path) for path in touched.standing)
    yield from (PageKey("standing_files", path) for path in touched.standing_files)
    if touched.is_sitemap_other:
        yield PageKey("sitemaps")
    for kind, year in touched.digests:
        yield PageKey("digest_archive", kind, year) if year else PageKey("digest", kind)
    yield from (PageKey("aliases", str(no)) for no in touched.aliases)
    yield from _touched_by_timelines(db, config, touched)
    yield from _touched_by_authors(db, touched)
    for author in {ref.partition("/")[0] for ref in touched.answers}:
        if mentions := queries.timeline_at(db, timeline_path("mentions", author)):
            yield from (PageKey(kind, str(mentions.no)) for kind in ("front", "feed"))
        if author == queries.sole_author(db):  # whose mentions have a tab once there are some
            yield from (PageKey("front", str(timeline.no)) for timeline in timelines_of(db, author))
            yield from _pages_with(TABS, author)
    if config.answer_avatars:
        answered = touched.answers | answered_of(db, touched.blockers)
        yield from (PageKey("answer_avatar", name) for name in touched.avatars | avatars_of(db, answered))
    if touched.comings:
        yield from _pages_with(AUTHORS, "")
    yield from _touched_by_tombstones(db, touched)
    for target in touched.remotes:
        for reader in queries.followers(db, target):
            yield from _pages_with(ELSEWHERE, reader)


def _touched_by_tombstones(db: sqlite3.Connection, touched: Touched) -> Iterator[PageKey]:
    """Name the pages where posts stood that were taken back, and the feeds that say so: the site's, the author's, those of homes."""
    for handle in touched.bereaved:
        yield PageKey("tombstones", handle)
        for reader in (handle, *queries.followers(db, handle)):
            yield from _pages_with(HOME, reader)
        for path in ("", urls.author(handle)):
            if timeline := queries.timeline_at(db, path):
                yield PageKey("feed", str(timeline.no))


def _touched_by_timelines(db: sqlite3.Connection, config: Config, touched: Touched) -> Iterator[PageKey]:
    for no, change in touched.timelines.items():
        timeline = queries.timeline(db, no)
        kind, name = (timeline.kind, timeline.name) if timeline else touched.timelines_gone[no]
        yield PageKey("front", str(no))
        yield from _parts("page", no, change, config.page_size)
        if TIMELINE_KINDS[kind].has_feeds:
            yield PageKey("feed", str(no))
            yield from _parts("feed_archive", no, change, paging.ARCHIVE_SIZE)
        if TIMELINE_KINDS[kind].has_json_archives:
            yield from _json_archives(no, change, config.feed_size)
        if kind == "site":
            yield from _sitemaps(no, change)
            yield from _segments(change)
        yield from _pages_that_count(db, (kind, name), change)


def _parts(kind: str, no: int, change: TimelineChange, size: int) -> Iterator[PageKey]:
    for number in paging.parts_touched(change.positions, change.low, (change.before, change.after), size):
        yield PageKey(kind, str(no), number)


def _sitemaps(no: int, change: TimelineChange) -> Iterator[PageKey]:
    """Name the parts of the sitemap with other posts than before, and their index where there are more or fewer of them."""
    yield from _parts("sitemap", no, change, paging.SITEMAP_SIZE)
    before, after = (paging.page_count(posts, paging.SITEMAP_SIZE) for posts in (change.before, change.after))
    if before != after:
        yield PageKey("sitemaps")


def _json_archives(no: int, change: TimelineChange, feed_size: int) -> Iterator[PageKey]:
    """Name the archives of a JSON Feed with other posts than before: their newer end moves with the number of posts."""
    counts = paging.json_archived(change.before, feed_size), paging.json_archived(change.after, feed_size)
    archived = {position for position in change.positions if position < max(counts)}
    for number in paging.parts_touched(archived, min(change.low, *counts), counts, paging.JSON_ARCHIVE_SIZE):
        yield PageKey("json_archive", str(no), number)


def _segments(change: TimelineChange) -> Iterator[PageKey]:
    for name, part in files_touched(change.positions, change.low, change.before, change.after):
        yield PageKey("search_file", name, part)


def _pages_that_count(db: sqlite3.Connection, membership: Membership, change: TimelineChange) -> Iterator[PageKey]:
    """Name the pages that list a timeline among others, or count its posts, or have a tab that leads to it."""
    kind, name = membership
    row = TIMELINE_KINDS[kind]
    subjects = {"site": "", row.subject: name, "year": name[:4]}
    yield from (PageKey(page.kind, subjects[page.subject]) for page in _COUNTING[kind])
    if (change.before == 0) != (change.after == 0):
        yield PageKey("sitemaps")
        if row.leads_on:
            yield from (PageKey("front", str(other.no)) for other in queries.timelines_beside(db, kind, name) if other)
    if row.tab and not row.is_permanent:
        yield from (PageKey("front", str(other.no)) for other in timelines_of(db, name))
        yield from _pages_with(TABS, name)


def _touched_by_authors(db: sqlite3.Connection, touched: Touched) -> Iterator[PageKey]:
    """Name the pages that show an author, or count those who follow them."""
    for handle in touched.authors:
        yield from _pages_with(PROFILE, handle)
        yield from _timelines_with(db, handle)
        if handle == queries.sole_author(db) and (site := queries.timeline_at(db, "")):
            yield PageKey("front", str(site.no))
        for other in {*queries.followers(db, handle), *queries.following(db, handle)}:
            yield from _pages_with(NEIGHBOURS, other)
            yield from _timelines_with(db, other)
    for handle in touched.post_authors:
        for reader in (handle, *queries.followers(db, handle)):
            yield from _pages_with(HOME, reader)


def _pages_with(what: str, handle: str) -> Iterator[PageKey]:
    """Name the pages that show something of an author's: those about the author, and those of the site."""
    for row in _SHOWING[what]:
        yield PageKey(row.kind, handle if row.subject == "author" else "")


def _timelines_with(db: sqlite3.Connection, handle: str) -> Iterator[PageKey]:
    """Name what shows an author of each timeline that is theirs."""
    for timeline in timelines_of(db, handle):
        yield PageKey("front", str(timeline.no))
        if TIMELINE_KINDS[timeline.kind].has_feeds:
            yield PageKey("feed", str(timeline.no))
