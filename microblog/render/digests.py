"""Digests: feeds with one entry a week or a month, which say all that was posted in it.

An entry is put together from what the index keeps of its posts for this, oldest first, as a letter is read. It comes with the first build
after its period is over, and changes only when one of its posts does. The archives (RFC 5005) are years that have a successor;
the feed itself holds the periods of the newest year, and of the one before as many as make up the newest twenty.
"""

from types import SimpleNamespace

from microblog.formats import atom
from microblog.formats.feeds import Entry, Feed, FeedAuthor
from microblog.library import digests
from microblog.model import urls
from microblog.model.pages import PageKey
from microblog.model.periods import Period
from microblog.model.timelines import timeline_path
from microblog.render.context import Context, Files
from microblog.text.dates import latest
from microblog.text.words import N_
from microblog.theme.runtime import Encoded, trusted

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
    span, over = period.span(zone), period.ends(zone)
    found = digests.posts_in(context.db, span, MOST + 1)
    month_url = context.absolute(timeline_path("month", digests.first_month_in(context.db, span)))
    digest = SimpleNamespace(posts=[Encoded(html) for html, _ in found[:MOST]], has_more=len(found) > MOST, more_url=month_url)
    entry = Entry(
        uri=urls.tag_uri(context.authority, f"feed/digest/{period.kind}/{period.label}"),
        url=month_url,
        title=_period_title(context, period),
        published=over,
        updated=latest([over, *(updated for _, updated in found[:MOST])]),
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


def render_digest_post(context: Context, entry: Entry) -> bytes:
    """Render what digests say of a post, from what feeds say."""
    author = SimpleNamespace(name=entry.author.name, url=entry.author.url)
    post = SimpleNamespace(
        url=entry.url,
        title=entry.title,
        published=entry.published,
        lang=entry.lang,
        author=author,
        content_html=trusted(entry.content_html),
    )
    return context.templates.render_bytes("_digest_post.html", {"digest_post": post})


def _period_title(context: Context, period: Period) -> str:
    words = context.words
    if period.kind == "weekly":
        return words.gettext("Week %(week)d of %(year)d", week=period.first.isocalendar()[1], year=period.year)
    return words.gettext("%(month)s %(year)s", month=words.month_name(period.first.month), year=period.year)
