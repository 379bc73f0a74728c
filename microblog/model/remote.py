"""What was read from other sites as frozen values: feeds and their entries, and answers to posts of this site."""

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


class RemoteAnswer(NamedTuple):
    """What somebody on another site said to a post of this one, or did with it."""

    id: str  # `mastodon:social.example/1128`: who told of it, and what they call it, so that nobody can claim another's
    kind: str  # one of KINDS of `content/answers`
    via: str  # one of SOURCES of `content/answers`: who told of it
    url: str  # its page, or that of whoever did it; or ""
    author: str  # their name
    author_url: str = ""
    handle: str = ""  # `@wren@social.example`, `wren.bsky.social`, or ""
    did: str = ""
    avatar: str = ""  # the address of their picture, of which the site may have a copy
    host: str = ""  # where it stands, as readers are told
    published: str = ""  # RFC 3339; "" where nobody says, as of likes in the fediverse
    updated: str = ""  # RFC 3339; equals `published` where nobody says
    parent: str = ""  # the id of the answer that it answers; "" for the post itself
    cw: str = ""  # content warning
    lang: str = ""  # BCP 47, or ""
    content_html: str = ""  # sanitised, its addresses absolute
    text: str = ""  # its beginning, without markup, on one line


class RemoteAnswers(NamedTuple):
    """All that is kept of what others said to one post."""

    post: str  # `ada/2026-11-23-hello`
    answers: tuple[RemoteAnswer, ...] = ()  # the oldest first, those without a date before them
    more: tuple[tuple[str, str, int], ...] = ()  # (address of a copy, kind, how many there are), where not all are kept
    seen: tuple[str, ...] = ()  # marks of what was kept at the last reading: what is among them and not here was taken out by hand
