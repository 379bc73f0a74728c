"""What was read from other sites: feeds and their entries as frozen values."""

from microblog.text.tuples import NamedTuple


class RemoteEntry(NamedTuple):
    """One post of another site."""

    id: str  # as its feed gives it, or ""
    url: str  # its page, or ""
    title: str  # plain text; "" for a note
    published: str  # RFC 3339
    updated: str  # RFC 3339; equals `published` where the feed gives none
    author: str = ""  # "" where it is the feed's
    author_url: str = ""
    content_html: str = ""  # sanitised, its addresses absolute
    text: str = ""  # its beginning, without markup, on one line
    tags: tuple[str, ...] = ()


class RemoteFeed(NamedTuple):
    """What is known of a feed, a site or an account that somebody here follows."""

    target: str  # as `following:` names it (`followed.parse_followed`)
    url: str  # where the feed itself lies
    format: str  # one of FORMATS of `content/stored_feeds`
    title: str
    home_url: str  # the page that it belongs to, or ""
    author: str = ""
    author_url: str = ""
    lang: str = ""  # BCP 47, or ""
    id: str = ""  # what the feed calls itself, or ""
    entries: tuple[RemoteEntry, ...] = ()  # newest first
