"""Digests: feeds with one entry a week or a month, which say all that was posted in it.

An entry is put together from what the index keeps of its posts for this, oldest first, as a letter is read. It comes with the first build
after its period is over, and changes only when one of its posts does. The archives (RFC 5005) are years that have a successor;
the feed itself holds the periods of the newest year, and of the one before as many as make up the newest twenty.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from json.encoder import encode_basestring as _text
from types import SimpleNamespace

from microblog.formats import atom
from microblog.formats.feeds import Entry, Feed, FeedAuthor
from microblog.library import digests
from microblog.model import urls
from microblog.model.pages import PageKey
from microblog.model.periods import Period
from microblog.model.timelines import timeline_path
from microblog.render.context import Context, Files
from microblog.text.words import N_
from microblog.theme.runtime import trusted

MOST = 100
"""Posts of a period that its entry says; of more, only that there are some."""

_TITLES = {"weekly": N_("%(site)s, week by week"), "monthly": N_("%(site)s, month by month")}


def render_digest(context: Context, key: PageKey) -> Files:
    """Render the digests of the newest periods that are over."""
    kind, zone, day = key.subject, context.config.timezone, digests.today(context.db)
    periods = digests.newest_periods(context.db, kind, zone, day)
    older = _archive_url(context, kind, digests.year_before(context.db, kind, zone, periods[0].year)) if periods else ""
    entries = [_entry(context, period) for period in periods]
    return [(key.path, atom.render_atom(_feed(context, kind), entries, older))]


def render_digest_archive(context: Context, key: PageKey) -> Files:
    """Render those of a year that has a successor."""
    kind, year, zone = key.subject, key.number, context.config.timezone
    if year >= digests.newest_year(context.db, kind, zone, digests.today(context.db)):
        return []
    entries = [_entry(context, period) for period in digests.periods_of(context.db, kind, zone, year)]
    if not entries:
        return []
    older = _archive_url(context, kind, digests.year_before(context.db, kind, zone, year))
    return [(urls.digest_archive(kind, year), atom.render_archive(_feed(context, kind), entries, _archive_url(context, kind, year), older))]


def digest_links(context: Context) -> list[SimpleNamespace]:
    """Return the digests as pages name them."""
    paths = {kind: urls.digest(kind) for kind in _TITLES}
    return [
        SimpleNamespace(title=_title(context, kind), url=context.href(paths[kind]), absolute_url=context.absolute(paths[kind]))
        for kind in paths
    ]


def _title(context: Context, kind: str) -> str:
    return context.words.gettext(_TITLES[kind], site=context.config.title)


def _archive_url(context: Context, kind: str, year: int) -> str:
    return context.absolute(urls.digest_archive(kind, year)) if year else ""


def _feed(context: Context, kind: str) -> Feed:
    return Feed(
        uri=urls.tag_uri(context.authority, f"feed/digest/{kind}"),
        title=_title(context, kind),
        subtitle=context.config.description,
        lang=context.lang,
        url=context.absolute(""),
        atom_url=context.absolute(urls.digest(kind)),
        json_url="",
        author=_site(context),
        icon_url=context.absolute("icon-512.png"),
        hub_url=context.config.hub,
    )


def _site(context: Context) -> FeedAuthor:
    return FeedAuthor(context.config.title, context.absolute(""), "")


def _entry(context: Context, period: Period) -> bytes:
    zone = context.config.timezone
    found = digests.posts_in(context.db, period.span(zone), MOST + 1)
    posts, over = _posts(row for row, _ in found[:MOST]), period.ends(zone)
    month_url = context.absolute(timeline_path("month", posts[0].published[:7]))
    digest = SimpleNamespace(posts=posts, has_more=len(found) > MOST, more_url=month_url)
    entry = Entry(
        uri=urls.tag_uri(context.authority, f"feed/digest/{period.kind}/{period.label}"),
        url=month_url,
        title=_period_title(context, period),
        published=over,
        updated=max([over, *(updated for _, updated in found[:MOST])], key=lambda text: (datetime.fromisoformat(text), text)),
        author=_site(context),
        content_html="",
        summary="",
        text="",
        lang=context.lang,
        tags=(),
        relations=(),
        enclosures=(),
    )
    return atom.render_entry_around(entry, context.templates.render_bytes("_digest.html", {"digest": digest}))


def _period_title(context: Context, period: Period) -> str:
    words = context.words
    if period.kind == "weekly":
        return words.gettext("Week %(week)d of %(year)d", week=period.first.isocalendar()[1], year=period.year)
    return words.gettext("%(month)s %(year)s", month=words.month_name(period.first.month), year=period.year)


def digest_row(entry: Entry) -> str:
    """Return what digests say of a post, as the index keeps it: a line of JSON, and its content."""
    author = entry.author
    said = entry.url, entry.title, entry.published, author.name, author.url, entry.lang
    return f"[{', '.join(map(_text, said))}]\n{entry.content_html}"


def _posts(rows: Iterable[str]) -> list[SimpleNamespace]:
    """Read such rows; all lines at once, which takes a third of the time."""
    lines, _, contents = zip(*[row.partition("\n") for row in rows], strict=True)
    return [_post(said, content) for said, content in zip(json.loads(f"[{','.join(lines)}]"), contents, strict=True)]


def _post(said: list[str], content_html: str) -> SimpleNamespace:
    url, title, published, name, author_url, lang = said
    author = SimpleNamespace(name=name, url=author_url)
    return SimpleNamespace(url=url, title=title, published=published, author=author, lang=lang, content_html=trusted(content_html))
