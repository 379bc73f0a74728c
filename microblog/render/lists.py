"""Lists of timelines: the tags, the archive's years and months."""

from collections import Counter
from types import SimpleNamespace

from microblog.library import queries
from microblog.library.records import Timeline
from microblog.model.pages import PageKey
from microblog.render.context import Context, Files
from microblog.render.html_page import render_html

_MOST_USED = 10  # tags that stand before the list of all


def render_tags(context: Context, key: PageKey) -> Files:
    """Render the list of all tags, and of a long one, before it, those that are used most."""
    found = queries.timelines(context.db, "tag")
    tags = [SimpleNamespace(label=tag.label, url=context.href(tag.path), count=tag.posts) for tag in found]
    most_used = sorted(tags, key=lambda tag: -tag.count)[:_MOST_USED] if len(tags) > 2 * _MOST_USED else []
    return [render_html(context, "tags.html", key.path, context.words.gettext("Tags"), "tags", tags=tags, most_used=most_used)]


def render_years(context: Context, key: PageKey) -> Files:
    """Render the archive's list of years, the newest first."""
    counts: Counter[str] = Counter()
    for month in months(context):
        counts[month.name[:4]] += month.posts
    years = [SimpleNamespace(year=int(year), url=context.href(PageKey("year", year).path), count=count) for year, count in counts.items()]
    return [render_html(context, "archive.html", key.path, context.words.gettext("Archive"), "archive", years=years)]


def render_year(context: Context, key: PageKey) -> Files:
    """Render a year's list of months, the newest first."""
    found = [month for month in months(context) if month.name.startswith(f"{key.subject}-")]
    if not found:
        return []
    shown = [SimpleNamespace(month=int(month.name[5:]), url=context.href(month.path), count=month.posts) for month in found]
    year = int(key.subject)
    return [render_html(context, "year.html", key.path, str(year), "year", year=year, months=shown)]


def months(context: Context) -> list[Timeline]:
    """List the months that hold posts, the newest first."""
    return queries.timelines(context.db, "month")[::-1]
