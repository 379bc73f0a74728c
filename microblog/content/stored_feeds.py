"""The plain file that keeps a feed of another site, and what makes feeds and entries of what others say.

A stored file may come from a cache or a commit that anybody could have written, so nothing in it is believed: what is
not what it should be makes the file invalid, and all HTML is sanitised once more.
"""

import json
from typing import Any

from microblog.content import following
from microblog.markup.html import foreign
from microblog.markup.html.content import in_sight, plain_text, shorten
from microblog.model.remote import RemoteEntry, RemoteFeed
from microblog.text.dates import Date, parse_date
from microblog.text.hashing import blake2b
from microblog.text.patterns import lazily
from microblog.yaml.fields import is_language

MAX_STORED = 4 << 20  # bytes of a stored file
MAX_ENTRIES = 100
MAX_CONTENT = 64 << 10  # characters of one entry's HTML
MAX_ALL_CONTENT = 1 << 20  # of all entries of a feed
FORMATS = ("atom", "rss", "json", "h-feed", "twtxt", "activitypub")

_FORM = "microblog feed 1"  # what a stored file says that it is
_TEXT = 300  # characters of an entry's beginning
_SHORT = 300  # of titles, names and tags
_ID = 1_000
_TAGS = 20
_SAID = ("title", "home_url", "author", "author_url", "lang", "id")  # of a feed, by itself
_UNSAFE = lazily(r"[^a-z0-9]+")


def file_name(target: str) -> str:
    """Return the name of the file that keeps what is followed: for people the beginning, for certainty the end."""
    words = _UNSAFE.sub("-", target.partition("://")[2] or target).strip("-")[:60]
    return f"{words}-{blake2b(target.encode(), digest_size=5).hexdigest()}.json"


def dump_feed(feed: RemoteFeed) -> bytes:
    """Write a feed as the text of its file, the same for equal feeds."""
    values = feed._asdict() | {"entries": [_filled(entry) for entry in feed.entries]}
    return (json.dumps({"form": _FORM, **values}, ensure_ascii=False, indent=1) + "\n").encode(errors="ignore")


def _filled(entry: RemoteEntry) -> dict[str, Any]:
    return {name: value for name, value in entry._asdict().items() if value}


def parse_feed(name: str, data: bytes) -> RemoteFeed | str:
    """Read the file of that name; or say why it keeps no feed."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(values, dict) or values.get("form") != _FORM:
        return "keeps no feed"
    target = values.get("target")
    if not isinstance(target, str) or following.parse_followed(target) != target or file_name(target) != name:
        return "has not the name of the feed in it"
    try:
        return _feed(target, values)
    except (KeyError, TypeError, ValueError) as error:
        return f"keeps a damaged feed ({error})"


def _feed(target: str, values: dict[str, Any]) -> RemoteFeed:
    if values["format"] not in FORMATS or not isinstance(values["entries"], list):
        raise ValueError("format")
    read = make_feed(target, values["url"], values["format"], _texts(values, *_SAID))
    return with_entries(read, [_entry(item) for item in values["entries"][:MAX_ENTRIES]])


def _entry(item: Any) -> RemoteEntry:
    if not isinstance(item, dict):
        raise TypeError("an entry is none")
    found = _texts(item, "id", "url", "title", "published", "updated", "author", "author_url", "content_html", "text")
    tags = [foreign.one_line(_text(tag)) for tag in item.get("tags", ())]
    return make_entry(RemoteEntry(**found, tags=tuple(tags)), found["url"])


def _texts(values: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: _text(values.get(name, "")) for name in names}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def make_feed(target: str, url: str, kind: str, found: dict[str, str]) -> RemoteFeed:
    """Make a feed of what somebody else says of it, so that all of it may stand in documents of this site."""
    address = foreign.web_address(_text(url))
    if not address:
        raise ValueError("url")
    title = shorten(foreign.one_line(found.get("title", "")), _SHORT) or following.short(target)
    author = shorten(foreign.one_line(found.get("author", "")), _SHORT)
    home_url, author_url = (
        foreign.web_address(found.get(name, ""), address) if found.get(name) else "" for name in ("home_url", "author_url")
    )
    lang = found.get("lang", "")
    said_id = foreign.one_line(found.get("id", ""))[:_ID]
    return RemoteFeed(target, address, kind, title, home_url, author, author_url, lang if is_language(lang) else "", said_id)


def make_entry(raw: RemoteEntry, base_url: str) -> RemoteEntry:
    """Make an entry of what somebody else says; its dates must be RFC 3339, its HTML may be any."""
    published, updated = _date(raw.published), _date(raw.updated or raw.published)
    content = foreign.clean(raw.content_html, base_url) if len(raw.content_html) <= MAX_CONTENT else ""
    text = shorten(plain_text(in_sight(content)) or foreign.one_line(raw.text or _beginning(raw.content_html)), _TEXT)
    return RemoteEntry(
        foreign.one_line(raw.id)[:_ID],
        foreign.web_address(raw.url, base_url) if raw.url else "",
        shorten(foreign.one_line(raw.title), _SHORT),
        published.text,
        max(published, updated).text,
        shorten(foreign.one_line(raw.author), _SHORT),
        foreign.web_address(raw.author_url, base_url) if raw.author_url else "",
        content or foreign.paragraphs(text),
        text,
        tuple(dict.fromkeys(filter(None, (shorten(foreign.one_line(tag).lstrip("#"), 60) for tag in raw.tags))))[:_TAGS],
    )


def _beginning(html: str) -> str:
    """Return the first words of HTML that is too long to be shown; nothing where some of it is folded, for a reason."""
    return "" if "<details" in html.lower() else foreign.words(html[:MAX_CONTENT])


def with_entries(feed: RemoteFeed, entries: list[RemoteEntry]) -> RemoteFeed:
    """Add the newest entries to a feed, each once, as far as there is room; one that says nothing is left out."""
    newest = sorted((entry for entry in entries if entry.url or entry.text or entry.title), key=instant_of, reverse=True)
    kept: dict[str, RemoteEntry] = {}
    room = MAX_ALL_CONTENT
    for entry in newest:
        room -= len(entry.content_html)
        if len(kept) < MAX_ENTRIES and room >= 0:
            kept.setdefault(key_of(entry), entry)
    return feed._replace(entries=tuple(kept.values()))


def key_of(entry: RemoteEntry) -> str:
    """Return what no other entry of the feed has."""
    return entry.id or entry.url or blake2b(f"{entry.title}\0{entry.content_html}".encode(), digest_size=10).hexdigest()


def instant_of(entry: RemoteEntry) -> int:
    """Return the moment of an entry, in microseconds since 1970 UTC."""
    return _date(entry.published).instant


def _date(text: str) -> Date:
    date = parse_date(text, "UTC")
    if isinstance(date, str):
        raise ValueError(date)  # noqa: TRY004 - a text that is no date
    return date
