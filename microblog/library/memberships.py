"""Which timelines hold a post, and what of it other posts show: both follow from the post alone."""

from collections.abc import Callable
from operator import attrgetter

from microblog.content.keys import POST_KEYS, PROFILE_KEYS, fields_shown
from microblog.model import urls
from microblog.model.attachments import medium
from microblog.model.nouns import Author, Post

Membership = tuple[str, str]  # a timeline's kind and name


def is_cited_otherwise(old: Post, new: Post) -> bool:
    """Tell whether the cards and entries of posts that answer, repost or quote a post show another thing of it than before."""
    return bool(_cited(old) != _cited(new))


_cited = attrgetter("text", *fields_shown(POST_KEYS, "citation"))


def memberships(post: Post) -> tuple[Membership, ...]:
    """Give the timelines that hold a post: the site's, its author's, its month's (as dated), and each tag's; and its author's own."""
    author = post.author
    own = () if post.kind in {"reply", "like"} else (("posts", author),)
    media = (("media", author),) if post.attachments and any(medium(file.path) for file in post.attachments) else ()
    return ("site", ""), ("author", author), ("month", post.published[:7]), *own, *media, *[("tag", tag.key) for tag in post.tags]


def timelines_of(handle: str) -> list[Membership]:
    """Give the timelines that an author has, with posts or without; that of media is there only with some."""
    return [("author", handle), ("posts", handle), ("mentions", handle)]


def path_of(membership: Membership) -> str:
    """Give the path of a timeline's front page."""
    kind, name = membership
    return _PATHS[kind](name)


_PATHS: dict[str, Callable[[str], str]] = {
    "site": lambda _: "",
    "author": urls.author,
    "posts": urls.posts,
    "media": urls.media,
    "mentions": urls.mentions,
    "month": lambda month: urls.month(int(month[:4]), int(month[5:])),
    "tag": urls.tag,
}


def answered(post: Post) -> str:
    """Give what a post answers, or ""."""
    return next((link.target for link in post.links if link.relation == "in_reply_to"), "")


def shown(author: Author) -> Author:
    """Return an author without what no page of their timelines shows."""
    return author._replace(**_UNSEEN)


_UNSEEN = {field: Author._field_defaults[field] for field in fields_shown(PROFILE_KEYS, "nowhere")}

on_cards = attrgetter(*fields_shown(PROFILE_KEYS, "card"))
"""What the cards of an author's posts show of the author."""
