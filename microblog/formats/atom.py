"""Atom feeds (RFC 4287), their archives (RFC 5005, section 4), replies (RFC 4685), and what was taken back (RFC 6721).

An entry is rendered without regard to the feed that it stands in, so that a caller can keep it and put it into
every feed of its post: `render_entry` gives the text that `render_atom` and `render_archive` take.

A feed's `updated` is that of the entry that changed last, never the clock's. A note has an empty title: readers
refuse an entry without one, and take an entry with an invented one for an article. The generator names no version,
since a new release would then change every sealed archive.

Archives link backwards only. RFC 5005 would like a `next-archive` link as well, but it could be written only when the
next archive appears, and a sealed document must never change; whoever reads a whole feed starts at its newest end.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from microblog.formats.feeds import Entry, Feed, FeedAuthor, Source
from microblog.model import urls
from microblog.text.dates import latest
from microblog.text.entities import escape
from microblog.text.xml import DECLARATION, encode, escape_encoded, fit

NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries was updated."""

_OPENING = '<feed xmlns="http://www.w3.org/2005/Atom"'
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LINK_RELATIONS = {"repost_of": "via", "like_of": "related", "bookmark_of": "related", "in_reply_to": "related"}


def render_atom(feed: Feed, entries: list[bytes], prev_archive_url: str = "", deleted: Sequence[tuple[str, str]] = ()) -> bytes:
    """Render the document that readers subscribe to: rendered entries, newest first, and a link to the newest archive.

    `deleted` are identity and moment of entries that were taken back (RFC 6721).
    """
    links = [
        _link("self", feed.atom_url, "application/atom+xml"),
        _link("alternate", feed.url, "text/html"),
        _link("alternate", feed.json_url, "application/feed+json"),
        _prev_archive(prev_archive_url),
        f'<link rel="hub" href="{escape(feed.hub_url)}"/>\n' if feed.hub_url else "",
    ]
    return _document(_OPENING, feed, links, entries, deleted)


def render_archive(feed: Feed, entries: list[bytes], self_url: str, prev_archive_url: str = "") -> bytes:
    """Render a sealed document of older entries, newest first."""
    links = [
        "<fh:archive/>\n",
        _link("self", self_url, "application/atom+xml"),
        _link("current", feed.atom_url, "application/atom+xml"),
        _link("alternate", feed.url, "text/html"),
        _prev_archive(prev_archive_url),
    ]
    return _document(f'{_OPENING} xmlns:fh="http://purl.org/syndication/history/1.0"', feed, links, entries)


def render_entry(entry: Entry) -> bytes:
    """Render an entry so that it can stand in any feed."""
    return _render_entry(entry, encode(entry.content_html))


def render_entry_around(entry: Entry, content: bytes) -> bytes:
    """Render an entry around content that is rendered already, in UTF-8."""
    return _render_entry(entry, fit(content))


def _render_entry(entry: Entry, content: bytes) -> bytes:
    source = _source(entry.source) if entry.source else ""
    summary = f"<summary>{escape(entry.summary)}</summary>\n" if entry.summary else ""
    head = encode(
        f"{_opening(entry.lang)}<updated>{entry.updated}</updated>\n<published>{entry.published}</published>\n"
        f"<id>{escape(entry.uri)}</id>\n<title>{escape(entry.title) if entry.title else ''}</title>\n"
        f"{_author(entry.author)}{_link('alternate', entry.url, 'text/html')}{_links(entry)}{source}{summary}"
        '<content type="html">'
    )
    return b"%b%b</content>\n</entry>\n" % (head, escape_encoded(content))


@lru_cache(maxsize=64)
def _opening(lang: str) -> str:
    return f'<entry xml:lang="{escape(lang) or "und"}">\n'


def _links(entry: Entry) -> str:
    """Link what an entry is about, its files, and its tags, of which few entries have all."""
    parts = [_relation(*relation) for relation in entry.relations] if entry.relations else []
    if entry.enclosures:
        parts += [
            f'<link rel="enclosure" type="{escape(kind)}" length="{size}" href="{escape(url)}"/>\n' for url, kind, size in entry.enclosures
        ]
    if entry.tags:
        parts += [_category(*tag) for tag in entry.tags]
    return "".join(parts)


def _document(opening: str, feed: Feed, links: list[str], entries: list[bytes], deleted: Sequence[tuple[str, str]] = ()) -> bytes:
    parts = [
        f'{DECLARATION}{opening} xml:lang="{escape(feed.lang)}">\n',
        f"<id>{escape(feed.uri)}</id>\n<title>{escape(feed.title)}</title>\n",
        f"<subtitle>{escape(feed.subtitle)}</subtitle>\n" if feed.subtitle else "",
        f"<updated>{_last_updated(entries, [moment for _, moment in deleted])}</updated>\n",
        _author(feed.author) if feed.author else "",
        *links,
        f"<icon>{escape(feed.icon_url)}</icon>\n" if feed.icon_url else "",
        "<generator>microblog</generator>\n",
        *(f'<at:deleted-entry xmlns:at="{_TOMBSTONES}" ref="{escape(uri)}" when="{moment}"/>\n' for uri, moment in deleted),
    ]
    return b"".join([encode("".join(parts)), *entries, b"</feed>\n"])


def _last_updated(entries: list[bytes], moments: Iterable[str]) -> str:
    """Return the latest `updated` of rendered entries, as it is written there, or of other moments; it is the first element of each."""
    stamps = sorted([entry.split(b"<", 3)[2] for entry in entries])
    last = {stamp[-6:]: stamp for stamp in stamps}  # of each offset, so that few need be text
    texts = [*(stamp.removeprefix(b"updated>").decode() for stamp in last.values()), *moments]
    return latest(texts) if texts else NEVER


@lru_cache(maxsize=1024)
def _author(author: FeedAuthor) -> str:
    uri = f"<uri>{escape(author.url)}</uri>\n" if author.url else ""
    return f"<author>\n<name>{escape(author.name)}</name>\n{uri}</author>\n"


def _source(source: Source) -> str:
    """Name the feed that an entry was copied from (RFC 4287, section 4.2.11)."""
    links = f'<link rel="self" href="{escape(source.feed_url)}"/>\n' + _link("alternate", source.url, "text/html")
    return f"<source>\n<id>{escape(source.uri)}</id>\n<title>{escape(source.title)}</title>\n{links}</source>\n"


def _link(relation: str, url: str, media_type: str) -> str:
    return f'<link rel="{relation}" type="{media_type}" href="{escape(url)}"/>\n' if url else ""


def _prev_archive(url: str) -> str:
    return _link("prev-archive", url, "application/atom+xml")


def _relation(relation: str, url: str, uri: str) -> str:
    """Link what a post is about; a reply says in the words of RFC 4685, section 3, as well what it answers."""
    link = f'<link rel="{_LINK_RELATIONS[relation]}" href="{escape(url)}"/>\n'
    if relation != "in_reply_to":
        return link
    # Only of a post of this site, whose id is known, it is certain what lies at its address.
    what = f'ref="{escape(uri)}" type="text/html"' if uri else f'ref="{escape(url)}"'
    return f'<thr:in-reply-to xmlns:thr="http://purl.org/syndication/thread/1.0" {what} href="{escape(url)}"/>\n{link}'


@lru_cache(maxsize=1024)
def _category(label: str, url: str) -> str:
    """Name a tag by its key, which all its spellings share, within the list of this site's tags if it is one of them."""
    scheme = f' scheme="{escape(url.rstrip("/").rpartition("/")[0])}/"' if url else ""
    return f'<category term="{escape(urls.tag_key(label))}" label="{escape(label)}"{scheme}/>\n'
