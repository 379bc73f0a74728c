"""The plan: which pages a change touches.

Every file of the output belongs to one *page key*. The rule for each kind of key stands in `_touched_by_…` below:
name the key when anything that its rendering reads is different. Naming too many costs time and changes nothing,
since equal bytes are not written again; naming too few leaves a stale page.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from microblog.library import queries
from microblog.library.records import column, has_feeds
from microblog.library.threads import touched_pages
from microblog.library.touched import TimelineChange, Touched
from microblog.model import paging
from microblog.model.nouns import Config
from microblog.output.writer import OVERRIDABLE

if TYPE_CHECKING:
    from microblog.build.reading import Intake


class PageKey(NamedTuple):
    """What output files are known by: a kind of page, whose, and the number of a part of it."""

    kind: str
    subject: str = ""  # a post's or timeline's number in the index, a handle, a year, a file's path
    number: int = 0

    def __str__(self) -> str:
        """Give the form in which the index keeps it."""
        return f"{self.kind} {self.number} {self.subject}"


KINDS = (  # those that take long come first, so that no process is at one when the others have ended
    "post",  # a post's own page
    "attachments",  # the files beside it
    "sitemap",  # a part of the sitemap, of posts
    "sitemaps",  # the sitemap's index and the part of all other pages
    "home",  # an author's home timeline and its feeds
    "front",  # a timeline's front page
    "page",  # a timeline's page N
    "feed",  # a timeline's Atom and JSON Feed
    "feed_archive",  # a sealed document of its Atom feed
    "people",  # an author's following and followers pages
    "avatar",  # an author's picture
    "card",  # what a page shows beside a link to an author
    "users",  # the directory of authors
    "tags",  # the list of tags
    "years",  # the archive's list of years
    "year",  # a year's list of months
    "static",  # a file of the theme's or the site's static folder
    "site",  # 404.html, robots.txt, the manifest and what else depends on the configuration alone
)


def plan_change(db: sqlite3.Connection, config: Config, intake: "Intake") -> list[PageKey]:
    """Name every page that a change touches."""
    threads = (PageKey("post", str(no)) for no in touched_pages(db, intake.touched))
    posts = (PageKey("post", str(no)) for no in intake.touched.posts | intake.touched.gone)
    return sort_keys({*posts, *threads, *_touched_by_library(db, config, intake.touched), *_touched_by_static(intake.static)})


def plan_whole(db: sqlite3.Connection, config: Config, intake: "Intake", static: Iterable[str]) -> list[PageKey]:
    """Name every page, save those of posts, of a site whose index was empty before; `static` are all files of its static folders."""
    always = (PageKey(kind) for kind in ("users", "tags", "years", "sitemaps", "site"))
    site = queries.timeline_at(db, "")
    front = [PageKey(kind, str(site.no)) for kind in ("front", "feed")] if site else []
    return sort_keys({*_touched_by_library(db, config, intake.touched), *always, *front, *_touched_by_static(static)})


def plan_posts(db: sqlite3.Connection) -> list[PageKey]:
    """Name the pages of all posts that readers see."""
    return [PageKey("post", str(no)) for no in column(db, "SELECT no FROM post WHERE is_visible")]


def sort_keys(keys: Iterable[PageKey]) -> list[PageKey]:
    """Put keys in an order that depends on themselves alone; posts come first, since other pages show their cards."""
    place = {kind: at for at, kind in enumerate(KINDS)}
    return sorted(sorted(keys), key=lambda key: place[key[0]])  # what is in order already costs little, and numbers less than tuples


def _touched_by_static(paths: Iterable[str]) -> Iterator[PageKey]:
    for path in paths:
        yield PageKey("static", path)
        if path in OVERRIDABLE:
            yield PageKey("site")


def _touched_by_library(db: sqlite3.Connection, config: Config, touched: Touched) -> Iterator[PageKey]:
    yield from (PageKey("attachments", str(no)) for no in touched.attachments)
    yield from _touched_by_timelines(db, config, touched)
    yield from _touched_by_authors(db, touched)
    yield from _touched_by_comings(touched)
    yield from _touched_by_remotes(db, touched)


def _touched_by_timelines(db: sqlite3.Connection, config: Config, touched: Touched) -> Iterator[PageKey]:
    for no, change in touched.timelines.items():
        timeline = queries.timeline(db, no)
        kind, name = (timeline.kind, timeline.name) if timeline else touched.timelines_gone[no]
        yield PageKey("front", str(no))
        yield from _parts("page", no, change, config.page_size)
        if has_feeds(kind):
            yield PageKey("feed", str(no))
            yield from _parts("feed_archive", no, change, paging.ARCHIVE_SIZE)
        yield from _lists_with(db, (kind, name, no), change)


def _parts(kind: str, no: int, change: TimelineChange, size: int) -> Iterator[PageKey]:
    for number in paging.parts_touched(change.positions, change.low, (change.before, change.after), size):
        yield PageKey(kind, str(no), number)


def _lists_with(db: sqlite3.Connection, key: tuple[str, str, int], change: TimelineChange) -> Iterator[PageKey]:
    """Name the pages that list a timeline (its kind, name and number) among others, with its count."""
    kind, name, no = key
    if kind == "tag":
        yield PageKey("tags")
    elif kind == "month":
        yield PageKey("years")
        yield PageKey("year", name[:4])
    elif kind == "author":
        yield PageKey("users")
        yield PageKey("card", name)
    elif kind == "media":
        yield from (PageKey("front", str(row.no)) for row in queries.timelines_of(db, name))
    elif kind == "site":
        yield from _parts("sitemap", no, change, paging.SITEMAP_SIZE)
    if kind == "site" or (change.before == 0) != (change.after == 0):
        yield PageKey("sitemaps")


def _touched_by_authors(db: sqlite3.Connection, touched: Touched) -> Iterator[PageKey]:
    """Name the pages that show an author, or count those who follow them."""
    for handle in touched.authors:
        yield from (PageKey(kind, handle) for kind in ("home", "people", "avatar", "card"))
        yield PageKey("users")
        yield from _author_pages(db, handle)
        for other in {*queries.followers(db, handle), *queries.following(db, handle)}:
            yield from (PageKey(kind, other) for kind in ("people", "card"))
            yield from _author_pages(db, other)
    for handle in touched.post_authors:
        yield from (PageKey("home", reader) for reader in [handle, *queries.followers(db, handle)])


def _author_pages(db: sqlite3.Connection, handle: str) -> Iterator[PageKey]:
    for timeline in queries.timelines_of(db, handle):
        yield PageKey("front", str(timeline.no))
        if has_feeds(timeline.kind):
            yield PageKey("feed", str(timeline.no))


def _touched_by_remotes(db: sqlite3.Connection, touched: Touched) -> Iterator[PageKey]:
    """Name the pages that show what is followed elsewhere: those of its followers."""
    for target in touched.remotes:
        for reader in queries.followers(db, target):
            yield from (PageKey(kind, reader) for kind in ("home", "people"))


def _touched_by_comings(touched: Touched) -> Iterable[PageKey]:
    return [PageKey("sitemaps")] if touched.comings else []
