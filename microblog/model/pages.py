"""The kinds of pages, one row each: what URLs they have, what a change must touch for them to be rendered again.

A *page key* names one or more files that are rendered together: a kind of page, what it is about, and the number of a part.
What renders each kind stands in `render/pages.py`.
"""

from collections.abc import Callable, Iterator

from microblog.model import urls
from microblog.model.standard_site import WELL_KNOWN
from microblog.model.timelines import TIMELINE_KINDS
from microblog.text.tuples import NamedTuple

PROFILE = "profile"  # what the author's file says; on a page of the site, any author's
NEIGHBOURS = "neighbours"  # the names of those whom the author follows, and of those who follow the author
HOME = "home"  # posts of the author and of those of this site whom the author follows
ELSEWHERE = "elsewhere"  # what the author follows on other sites
TABS = "tabs"  # which of the author's timelines hold something
AUTHORS = "authors"  # which authors there are


class PageKey(NamedTuple):
    """What output files are known by: a kind of page, whose, and the number of a part of it."""

    kind: str
    subject: str = ""  # a post's or timeline's number in the index, a handle, a year, a file's path
    number: int = 0

    def __str__(self) -> str:
        """Return the form in which the index keeps it."""
        return f"{self.kind} {self.number} {self.subject}"

    @property
    def path(self) -> str:
        """The path of the page, for kinds whose row says it."""
        return PAGE_KINDS[self.kind].paths[0](self.subject)


class PageKind(NamedTuple):
    """A row of the table."""

    kind: str
    subject: str  # what its keys are about: post, timeline, segment or file, or one of timelines.SUBJECTS
    paths: tuple[Callable[[str], str], ...] = ()  # subject → its paths; those of posts, timelines and files are not known by a row
    shows: tuple[str, ...] = ()  # what of authors: some of the words above
    counts: tuple[str, ...] = ()  # the kinds of timelines whose posts it counts or lists
    in_sitemap: bool = False
    is_copied: bool = False  # no template has a part in it, and its files may be large


def _always(path: str) -> Callable[[str], str]:
    return lambda _: path


_AVATARS = tuple(
    (lambda handle, ending=ending: f"{urls.author(handle)}avatar.{ending}")
    for ending in ("svg", "jpg", "jpeg", "png", "gif", "webp", "avif")
)

_ROWS = (  # those that take long come first, so that no process is at one when the others have ended
    PageKind("post", "post"),
    PageKind("attachments", "post", is_copied=True),  # the files beside a post
    PageKind("aliases", "post"),  # where the post stood before
    PageKind("tombstones", "author", shows=(PROFILE,)),  # where posts stood that were taken back
    PageKind("search_file", "segment"),  # of the search index; `model.segments` says which there are
    PageKind("sitemap", "timeline"),  # a part of the sitemap, of the site's posts
    PageKind("sitemaps", "site", (_always("sitemap.xml"), _always(urls.sitemap("pages-1"))), shows=(AUTHORS,)),
    PageKind("home", "author", (urls.home,), shows=(PROFILE, HOME, ELSEWHERE, TABS)),  # with its feeds
    PageKind("front", "timeline"),
    PageKind("page", "timeline"),  # page N
    PageKind("feed", "timeline"),  # Atom and JSON
    PageKind("feed_archive", "timeline"),  # a sealed document of its Atom feed
    PageKind("json_archive", "timeline"),  # a document of older posts of its JSON Feed
    PageKind("digest", "period", (urls.digest,)),  # what was posted in each week or month
    PageKind("digest_archive", "period"),  # the same of a year that has a successor
    PageKind("people", "author", (urls.following, urls.followers), shows=(PROFILE, NEIGHBOURS, ELSEWHERE, TABS)),
    PageKind("avatar", "author", _AVATARS, shows=(PROFILE,), is_copied=True),
    PageKind("answer_avatar", "file", (urls.answer_avatar,), is_copied=True),  # of somebody who answered elsewhere, by its name
    PageKind("card", "author", (urls.author_card,), shows=(PROFILE, NEIGHBOURS), counts=("author",)),
    PageKind("users", "site", (_always("users/"),), shows=(PROFILE,), counts=("author",), in_sitemap=True),
    PageKind("subscribe", "site", (_always("subscribe/"),), shows=(PROFILE,), in_sitemap=True),
    PageKind("tags", "site", (_always("tags/"),), counts=("tag",), in_sitemap=True),
    PageKind("years", "site", (_always("archive/"),), counts=("month",), in_sitemap=True),
    PageKind("days", "site", (_always(urls.DAYS),), counts=("month",)),
    PageKind("year", "year", (lambda year: f"archive/{year}/",), counts=("month",), in_sitemap=True),
    PageKind("search", "site", (_always("search/"), _always("search/opensearch.xml"))),
    PageKind("search_index", "site", (_always("search/index.json"),), counts=("site",)),
    PageKind("site_json", "site", (_always(urls.SITE_JSON),), shows=(PROFILE, AUTHORS), counts=("site", "author", "tag")),
    PageKind("compose", "site", (_always(urls.COMPOSE), _always(urls.COMPOSE_MANIFEST)), shows=(PROFILE, AUTHORS)),
    PageKind("compose_names", "site", (_always(urls.COMPOSE_NAMES),), shows=(PROFILE, AUTHORS), counts=("tag",)),
    PageKind("standing", "file"),  # a page of `pages/`
    PageKind("standing_files", "file", is_copied=True),  # the files beside it
    PageKind("static", "file", is_copied=True),  # a file of the theme's or the site's static folder
    PageKind("site", "site", shows=(PROFILE,)),  # OVERRIDABLE, and what else depends on the configuration, or on one author
)
PAGE_KINDS = {row.kind: row for row in _ROWS}

COPIED = frozenset(row.kind for row in PAGE_KINDS.values() if row.is_copied)


def has_links(key: str) -> bool:
    """Return whether the files of a page key, in the form of the index, have links; of pictures and other copied files nobody knows any."""
    return key.partition(" ")[0] not in COPIED


WEBFINGER = ".well-known/webfinger"
OVERRIDABLE = frozenset({".nojekyll", "robots.txt", "manifest.webmanifest", "404.html", "theme.css", WELL_KNOWN, WEBFINGER})
"""What the engine makes for sites that have no such file in `static/`."""


def _examples() -> Iterator[str]:
    """Yield paths of each kind that a row knows, about something called `x`."""
    for timeline in TIMELINE_KINDS.values():
        front = timeline.path("x")
        yield from (front, urls.page(front, 1))
        if timeline.has_feeds:
            yield from (urls.atom(front), urls.json_feed(front), urls.feed_archive(front, 1), urls.json_archive(front, 1))
    for page in PAGE_KINDS.values():
        yield from (path("x") for path in page.paths)


_FILES = [urls.file_of(path).split("/") for path in _examples()]
_OF_AUTHORS = [parts[1:] for parts in _FILES if parts[0] == "@x"]

OWNED = frozenset(parts[0] for parts in _FILES) - {"@x"}
"""First parts of paths that belong to the engine; `@…` do too."""

_KEPT = OWNED | OVERRIDABLE | {name.removesuffix(".html") for name in OWNED | OVERRIDABLE}

SITE_PATHS = frozenset(path("") for row in _ROWS if row.subject == "site" for path in row.paths) | OVERRIDABLE
"""Paths at which every site has something."""


def is_kept(name: str) -> bool:
    """Return whether the first part of a path is one that the site needs itself; hosts serve `404.html` as `404`, too."""
    key = urls.key(name)
    return key.startswith("@") or key in _KEPT


AUTHORS_FILES = frozenset(parts[0] for parts in _OF_AUTHORS if len(parts) == 1) - {"index.html"}
"""Files directly below `/@ada/` that belong to the author's own pages."""

RESERVED = frozenset(parts[0] for parts in _OF_AUTHORS if len(parts) > 1).union(
    name.removesuffix(".html")
    for name in AUTHORS_FILES
    if name.endswith(".html")  # many hosts serve `card.html` as `card`, too
)
"""First parts below `/@ada/` that belong to the author's own pages; a post there would be in their way."""
