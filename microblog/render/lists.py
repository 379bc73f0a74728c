"""Lists of timelines: the tags, the archive's years and months."""

from collections.abc import Sequence
from itertools import groupby
from types import SimpleNamespace

from microblog.formats.days import render_counts
from microblog.library import activity, queries
from microblog.library.records import Timeline
from microblog.model.pages import PageKey
from microblog.render.calendars import bars
from microblog.render.context import Context, Files
from microblog.render.html_page import render_html

_MOST_USED = 10  # tags that stand before the list of all
_WEIGHTS = 5  # sizes of tags


def render_tags(context: Context, key: PageKey) -> Files:
    """Render the list of all tags, and of a long one, before it, those that are used most."""
    found = queries.timelines(context.db, "tag")
    most = max((tag.posts for tag in found), default=1)
    tags = [SimpleNamespace(label=tag.label, url=context.href(tag.path), count=tag.posts, weight=_weight(tag.posts, most)) for tag in found]
    most_used = sorted(tags, key=lambda tag: -tag.count)[:_MOST_USED] if len(tags) > 2 * _MOST_USED else []
    return [render_html(context, "tags.html", key.path, context.words.gettext("Tags"), "tags", tags=tags, most_used=most_used)]


def _weight(posts: int, most: int) -> int:
    """Return a tag's weight, from 1: each step stands for as many doublings, so that the one used most does not dwarf all others."""
    doublings = most.bit_length() - 1
    return 1 + (posts.bit_length() - 1) * (_WEIGHTS - 1) // max(doublings, _WEIGHTS - 1)


def render_years(context: Context, key: PageKey) -> Files:
    """Render the archive: years and their months, the newest first."""
    found = months(context)
    rows = bars([_month(context, month) for month in found])
    grouped = groupby(zip(found, rows, strict=True), lambda pair: pair[0].name[:4])
    years = [_year(context, year, [row for _, row in pairs]) for year, pairs in grouped]
    return [render_html(context, "archive.html", key.path, context.words.gettext("Archive"), "archive", years=years)]


def _year(context: Context, year: str, months: Sequence[SimpleNamespace]) -> SimpleNamespace:
    url = context.href(PageKey("year", year).path)
    return SimpleNamespace(year=int(year), url=url, count=sum(month.count for month in months), months=[*months])


def render_year(context: Context, key: PageKey) -> Files:
    """Render a year's list of months, the newest first."""
    found = [month for month in months(context) if month.name.startswith(f"{key.subject}-")]
    if not found:
        return []
    shown = bars([_month(context, month) for month in found])
    year = int(key.subject)
    return [render_html(context, "year.html", key.path, str(year), "year", year=year, months=shown)]


def months(context: Context) -> list[Timeline]:
    """List the months that hold posts, the newest first."""
    return queries.timelines(context.db, "month")[::-1]


def _month(context: Context, month: Timeline) -> SimpleNamespace:
    return SimpleNamespace(month=int(month.name[5:]), url=context.href(month.path), count=month.posts)


def render_days(context: Context, key: PageKey) -> Files:
    """Render how many posts each day has, from which a script finds the posts of a day, or any post."""
    return [(key.path, render_counts(context.config.page_size, activity.all_months(context.db)))]
