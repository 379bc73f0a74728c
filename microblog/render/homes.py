"""Home timelines: posts of this site and entries of what is followed elsewhere, merged by time.

An entry of another site is marked as one, links to its original, and is nowhere but here. Where two followed feeds
bring the same entry (a planet and a blog, say), it stands once, as its own host has it. The same is what has the same
id and the same page: no feed can push another's entry out by claiming its id, and an id that two claim is neither's.
What lies on this very site comes as a post or not at all.
"""

import re
from collections import Counter
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

from microblog.content.blocking import away_from_home, is_absent
from microblog.content.following import page_of
from microblog.formats import atom, jsonfeed
from microblog.formats.avatars import render_avatar
from microblog.formats.feeds import Entry, FeedAuthor, Source
from microblog.library import queries, stored_feeds
from microblog.library.homes import home_posts
from microblog.library.stored_feeds import Place
from microblog.model import urls
from microblog.model.nouns import Author
from microblog.model.pages import PageKey
from microblog.model.remote import RemoteEntry, RemoteFeed
from microblog.render.authors import find_author
from microblog.render.context import Context, Files
from microblog.render.feeds import make_feed, taken_back
from microblog.render.html_page import render_html
from microblog.render.languages import cards_of, of_author
from microblog.render.tabs import author_tabs
from microblog.render.timelines import feed_links
from microblog.render.views import author_view
from microblog.text.dates import in_zone
from microblog.text.hashing import blake2b
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.theme.runtime import Encoded, trusted

_IRI = lazily(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


class Outside(NamedTuple):
    """An entry of a followed feed, with that feed."""

    entry: RemoteEntry
    feed: RemoteFeed
    key: str


Item = int | Outside  # a post's number in the index, or an entry of another site


def render_home(context: Context, key: PageKey) -> Files:
    """Render an author's home timeline, one page, and its feeds."""
    author = find_author(context, key.subject)
    if author is None:
        return []
    context = of_author(context, author.handle)
    items = home_items(context, author)
    title = _title(context, author)
    url = context.href(key.path)
    page = render_html(
        context,
        "home.html",
        key.path,
        title,
        "home",
        timeline=SimpleNamespace(kind="home", title=title, description="", url=url, label=""),
        author=author_view(context, author),
        tabs=author_tabs(context, author.handle, "home"),
        cards=home_cards(context, items),
        pager=SimpleNamespace(number=1, is_front=True, newer_url="", older_url="", front_url=url),
        page_description=context.words.gettext("Posts by %(name)s and those whom %(name)s follows", name=author.name),
        page_feeds=feed_links(context, key.path, title),
    )
    return [page, *home_feeds(context, author, items)]


def _title(context: Context, author: Author) -> str:
    return context.words.gettext("Home timeline of %(name)s", name=author.name)


def home_items(context: Context, author: Author) -> list[Item]:
    """Return what stands on an author's home timeline, newest first; whom the author does not want to see is left out."""
    limit, absent = context.config.home_size, away_from_home(author, context.config)
    posts = home_posts(context.db, author.handle, limit, absent)
    places = [place for place in _places(context, author.handle, limit, absent) if not is_absent(absent, place.url)]
    if not places:
        return [no for _, _, no in posts]
    merged: list[tuple[tuple[int, bool, str, int], int | Place]] = [((instant, True, post_id, 0), no) for instant, post_id, no in posts]
    merged += [((place.instant, False, place.target, -place.position), place) for place in places]
    merged.sort(key=lambda row: row[0], reverse=True)
    return [item if isinstance(item, int) else _outside(context, item) for _, item in merged[:limit]]


def _places(context: Context, handle: str, limit: int, absent: frozenset[str]) -> list[Place]:
    """Find the newest entries of what an author follows elsewhere, each once."""
    found: dict[tuple[str, str], Place] = {}
    targets = stored_feeds.outside(context.db, handle)
    for target in (target for target in targets if not is_absent(absent, target)):
        for place in stored_feeds.newest(context.db, target, limit):
            if urls.own_path(place.url, context.config.base_url) is None:
                known = found.setdefault((place.key, place.url), place)
                if known.target != target and _is_own(place) and not _is_own(known):
                    found[place.key, place.url] = place
    return list(found.values())


def _is_own(place: Place) -> bool:
    """Return whether an entry lies on the host that its feed was followed at."""
    return urlsplit(place.url).hostname == urlsplit(page_of(place.target)).hostname


def _outside(context: Context, place: Place) -> Outside:
    feed = stored_feeds.feed(context.db, place.target)
    if feed is None:
        raise LookupError(place.target)
    return Outside(stored_feeds.entry(context.db, place), feed, place.key)


def home_cards(context: Context, items: list[Item]) -> list[Encoded]:
    """Return the cards of a home timeline."""
    posts = [item for item in items if isinstance(item, int)]
    cards = dict(zip(posts, cards_of(context, posts), strict=True))
    return [cards[item] if isinstance(item, int) else _card(context, item) for item in items]


def _card(context: Context, item: Outside) -> Encoded:
    return Encoded(context.templates.render_bytes("_remote.html", {"entry": _entry_view(context, item)}))


def _entry_view(context: Context, item: Outside) -> SimpleNamespace:
    """Return what the card of an entry of another site shows."""
    entry, feed = item.entry, item.feed
    author = _author_of(item)
    return SimpleNamespace(
        anchor=f"remote-{_digest(item)}",
        url=entry.url,
        host=urlsplit(entry.url or feed.home_url or feed.url).hostname or "",
        title=entry.title,
        published=entry.published,
        shown=in_zone(entry.published, context.config.timezone),
        updated=entry.updated,
        author_name=author.name,
        author_url=author.url,
        avatar_url=f"data:image/svg+xml,{quote(render_avatar(f'{author.name} {feed.target}'))}",
        feed_title=feed.title,
        feed_url=feed.home_url or page_of(feed.target),
        lang=feed.lang,
        content_html=trusted(entry.content_html),
        summary=entry.text,
        tags=list(entry.tags),
    )


def _author_of(item: Outside) -> FeedAuthor:
    """Name who wrote an entry: itself, else its feed, else the feed's title."""
    entry, feed = item.entry, item.feed
    if entry.author:
        return FeedAuthor(entry.author, entry.author_url, "")
    return FeedAuthor(feed.author or feed.title, feed.author_url or feed.home_url, "")


def _digest(item: Outside) -> str:
    return blake2b(f"{item.feed.target}\0{item.key}".encode(), digest_size=10).hexdigest()


def home_feeds(context: Context, author: Author, items: list[Item]) -> Files:
    """Render the feeds of a home timeline; they have no archives, since following can change what they hold."""
    path = urls.home(author.handle)
    feed = make_feed(context, path, f"{_title(context, author)} · {context.title}", "", None)
    newest = items[: context.config.feed_size]
    posts = [item for item in newest if isinstance(item, int)]
    known = dict(zip(posts, queries.feed_entries_of(context.db, posts), strict=True))
    claims = Counter(item.entry.id for item in newest if isinstance(item, Outside))
    rows = [known[item] if isinstance(item, int) else _rendered(context, item, is_claimed=claims[item.entry.id] > 1) for item in newest]
    return [
        (urls.atom(path), atom.render_atom(feed, [row[0] for row in rows], deleted=_taken_back(context, author))),
        (urls.json_feed(path), jsonfeed.render_json_feed(feed, [row[1] for row in rows])),
    ]


def _taken_back(context: Context, author: Author) -> list[tuple[str, str]]:
    return taken_back(context, {author.handle, *queries.following(context.db, author.handle)})


def _rendered(context: Context, item: Outside, *, is_claimed: bool) -> tuple[bytes, bytes]:
    entry = _entry(context, item, is_claimed=is_claimed)
    return atom.render_entry(entry), jsonfeed.render_item(entry)


def _entry(context: Context, item: Outside, *, is_claimed: bool) -> Entry:
    """Return an entry of another site as feeds show it."""
    entry, feed = item.entry, item.feed
    own = f"tag:{context.authority}:"
    is_usable = _IRI.fullmatch(entry.id) and not is_claimed and not entry.id.startswith(own)  # nobody else names posts of this site
    return Entry(
        uri=entry.id if is_usable else f"{own}remote/{_digest(item)}",
        url=entry.url,
        title=entry.title,
        published=entry.published,
        updated=entry.updated,
        author=_author_of(item),
        content_html=entry.content_html,
        summary="",
        text=entry.text,
        lang=feed.lang,
        tags=tuple((tag, "") for tag in entry.tags),
        relations=(),
        enclosures=(),
        source=Source(feed.id or feed.url, feed.title, feed.home_url or page_of(feed.target), feed.url),
    )
