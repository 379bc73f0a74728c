"""What every archive is read into: accounts, and what these posted.

Text is HTML, since most archives have it so, and the others' forms (entities, facets) can be written as HTML: a link
of class `hashtag` is a hashtag, and one that leads to an account's address is a mention of it.
"""

from microblog.model.remote import RemoteAnswer
from microblog.text.tuples import NamedTuple

SENSITIVE = "Sensitive content"
"""The warning of what was marked as sensitive without a word why: as networks have it, it was folded."""


class Medium(NamedTuple):
    """A picture, recording or film of a post."""

    name: str = ""  # its path in the archive; "" where it is not there
    url: str = ""  # where it lies on the web
    alt: str = ""
    ending: str = ""  # of what it is, `.jpg`, where neither name nor address says so
    focus: str = ""  # the point that stays in sight where it is cut (`model/focus.py`)


class Account(NamedTuple):
    """Somebody who posted."""

    key: str  # what entries call it by: its first address, or a name
    handle: str  # as the network has it
    addresses: tuple[str, ...] = ()  # by which others mention it
    name: str = ""
    bio_html: str = ""
    avatar: Medium | None = None
    links: tuple[tuple[str, str], ...] = ()  # (name, address)
    joined: str = ""  # YYYY-MM-DD


class Entry(NamedTuple):
    """One post."""

    address: str  # its original address, or whatever tells it from all others
    account: str  # key
    published: str  # RFC 3339; "" where the archive does not say
    html: str = ""
    others: tuple[str, ...] = ()  # further addresses by which others refer to it
    updated: str = ""
    title: str = ""
    summary: str = ""
    lang: str = ""
    cw: str = ""
    tags: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    poll: tuple[tuple[str, int], ...] = ()  # (answer, votes)
    in_reply_to: str = ""  # an address; so are the other references
    repost_of: str = ""
    repeats: tuple[str, str] = ("", "")  # (whose words, these) of a repost whose archive says no more of it
    quote_of: str = ""
    like_of: str = ""
    bookmark_of: str = ""
    held: str = ""  # why not everybody was to see it; "" where all could
    is_unlisted: bool = False
    is_pinned: bool = False
    page: str = ""  # of what stands by itself, as an `about` page does: its path below `pages/`, without `.md`
    place_in_menu: int = 0  # of such a page; 0 where nobody chose one
    path: str = ""  # of its page on the old host, where a page that leads on could stand
    comments: tuple[RemoteAnswer, ...] = ()  # what others said below it, as the archive has it


class Archive(NamedTuple):
    """What one archive holds."""

    network: str  # what people call it
    accounts: tuple[Account, ...]
    entries: tuple[Entry, ...]
    left: tuple[tuple[str, int], ...] = ()  # (what stays behind, how many)
    links_names: bool = True  # whether `#` and `@` outside of links are mere signs there
    blob_url: str = ""  # what stands before a medium's address, where it has to be asked for
