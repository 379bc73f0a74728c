"""The kinds of timelines, one row each: what is different between them, and which posts each holds.

A timeline is known by its kind and a name: an author's handle, a tag's key, a month. Nothing else needs to know of a new
kind than its row, its line in docs/reference/urls.md and, where pages show more than posts, `render/timelines.py`.
"""

from collections.abc import Callable, Iterable

from microblog.model import urls
from microblog.model.attachments import medium
from microblog.model.nouns import Post
from microblog.text.tuples import NamedTuple
from microblog.text.words import N_

Membership = tuple[str, str]  # a timeline's kind and name

SUBJECTS = ("site", "author", "tag", "year", "month")
"""What timelines and pages may be about, in the order in which the sitemap lists them."""


class TimelineKind(NamedTuple):
    """A row of the table."""

    kind: str
    subject: str  # one of SUBJECTS: whose timeline it is, and so what its name is
    path: Callable[[str], str]  # name → path of its front
    holding: Callable[[Post], Iterable[str]]  # a post that readers see → the names of those timelines of this kind that hold it
    title: str = "%(name)s"  # its heading, a message; `name` is the author's, the tag, the month
    template: str = "timeline.html"
    tab: str = ""  # a message, on the fronts of an author's timelines; "" where none leads to it
    is_permanent: bool = False  # there as long as its subject is, also without posts
    has_feeds: bool = False
    has_json_archives: bool = False  # of its JSON Feed; those of tags and mentions would be too many files
    leads_on: bool = False  # whether its front leads to those of its kind that come before and after it by name
    in_sitemap: bool = True  # False where it is only another view of what another timeline holds


def _of(part: str) -> Callable[[str], str]:
    """Make the path of an author's timeline, beside those of their posts."""
    return lambda handle: f"{urls.author(handle)}{part}/"


def _month_path(month: str) -> str:
    return f"archive/{month.replace('-', '/')}/"


def _everybody(_: Post) -> Iterable[str]:
    return ("",)


def _author(post: Post) -> Iterable[str]:
    return (post.author,)


def _author_of_own(post: Post) -> Iterable[str]:
    return () if post.kind in {"reply", "like"} else (post.author,)


def _author_of_media(post: Post) -> Iterable[str]:
    return (post.author,) if post.attachments and any(medium(file.path) for file in post.attachments) else ()


def _nobody_yet(_: Post) -> Iterable[str]:
    """Name nobody: `library.mentions` finds the mentioned, once it is known who is an author and whom they block."""
    return ()


_ROWS = (
    TimelineKind("site", "site", lambda _: "", _everybody, is_permanent=True, has_feeds=True, has_json_archives=True),
    TimelineKind(
        "author",
        "author",
        urls.author,
        _author,
        template="author.html",
        tab=N_("Posts and replies"),
        is_permanent=True,
        has_feeds=True,
        has_json_archives=True,
    ),
    TimelineKind(
        "posts",
        "author",
        _of("posts"),
        _author_of_own,
        title=N_("Posts by %(name)s"),
        template="posts.html",
        tab=N_("Posts"),
        is_permanent=True,
        in_sitemap=False,
    ),
    TimelineKind("media", "author", _of("media"), _author_of_media, title=N_("Media by %(name)s"), template="media.html", tab=N_("Media")),
    TimelineKind(
        "mentions",
        "author",
        _of("mentions"),
        _nobody_yet,
        title=N_("Mentions of %(name)s"),
        template="mentions.html",
        tab=N_("Mentions"),
        is_permanent=True,
        has_feeds=True,
        in_sitemap=False,
    ),
    TimelineKind("tag", "tag", urls.tag, lambda post: [tag.key for tag in post.tags], title="#%(name)s", has_feeds=True),
    TimelineKind("month", "month", _month_path, lambda post: (post.published[:7],), template="month.html", leads_on=True),
)
TIMELINE_KINDS = {row.kind: row for row in _ROWS}
OF_AUTHORS = tuple(row for row in _ROWS if row.subject == "author")

_HOLDING = tuple((row.kind, row.holding) for row in _ROWS if row.holding is not _nobody_yet)


def timeline_path(kind: str, name: str) -> str:
    """Return the path of a timeline's front page."""
    return TIMELINE_KINDS[kind].path(name)


def memberships(post: Post) -> tuple[Membership, ...]:
    """List the timelines that hold a post once readers see it."""
    return tuple([(kind, name) for kind, holding in _HOLDING for name in holding(post)])
