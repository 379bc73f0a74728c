"""Feeds as values: what `atom` and `jsonfeed` make documents of.

All URLs in them are absolute, and identities are tag URIs (RFC 4151), which depend on neither the base URL nor a title.
"""

from microblog.text.tuples import NamedTuple


class FeedAuthor(NamedTuple):
    """Whoever wrote an entry, or all of a feed."""

    name: str
    url: str  # "" where an author elsewhere names none
    avatar_url: str


class Source(NamedTuple):
    """The feed of another site that an entry comes from."""

    uri: str
    title: str
    url: str  # its page, or ""
    feed_url: str


class Entry(NamedTuple):
    """One post as feeds show it."""

    uri: str  # a tag URI, or what another site calls its post
    url: str  # "" where a post of another site has no page
    title: str  # "" for a note
    published: str  # RFC 3339
    updated: str  # RFC 3339
    author: FeedAuthor
    content_html: str  # complete; where the post has a content warning, already folded under it
    summary: str  # the content warning, else the author's own summary, else ""
    text: str  # the beginning of the content, without markup
    lang: str  # BCP 47; "" where another site does not say
    tags: tuple[tuple[str, str], ...]  # (label, URL); no URL where the post is another site's
    relations: tuple[tuple[str, str, str], ...]  # (relation of models.RELATIONS, URL, its tag URI or "")
    enclosures: tuple[tuple[str, str, int], ...]  # (URL, MIME type, size in bytes)
    source: Source | None = None  # None for a post of this site


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
    hub_url: str = ""  # who tells that it changed (WebSub)
