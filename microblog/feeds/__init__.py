"""Feeds as values: what `atom` and `jsonfeed` make documents of.

All URLs in them are absolute, and identities are tag URIs (RFC 4151), which depend on neither the base URL nor a title.
"""

from typing import NamedTuple


class FeedAuthor(NamedTuple):
    """Whoever wrote an entry, or all of a feed."""

    name: str
    url: str
    avatar_url: str


class Entry(NamedTuple):
    """One post as feeds show it."""

    uri: str  # a tag URI
    url: str
    title: str  # "" for a note
    published: str  # RFC 3339
    updated: str  # RFC 3339
    author: FeedAuthor
    content_html: str  # complete; where the post has a content warning, already folded under it
    summary: str  # the content warning, or ""
    text: str  # the beginning of the content, without markup
    lang: str  # BCP 47
    tags: tuple[tuple[str, str], ...]  # (label, URL)
    relations: tuple[tuple[str, str, str], ...]  # (relation of models.RELATIONS, URL, its tag URI or "")
    enclosures: tuple[tuple[str, str, int], ...]  # (URL, MIME type, size in bytes)


class Feed(NamedTuple):
    """What a feed says of itself; its entries travel beside it, because many feeds share them."""

    uri: str  # a tag URI
    title: str
    subtitle: str
    lang: str  # BCP 47
    url: str  # the timeline's page
    atom_url: str
    json_url: str
    author: FeedAuthor | None  # None where the feed has several
    icon_url: str
