"""Lists of timelines: the tags, the archive's years and months, the sitemap."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

from microblog.formats import sitemaps
from microblog.library import queries
from microblog.model import paging, urls

if TYPE_CHECKING:
    from microblog.library.records import Timeline
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer

_MOST_USED = 10  # tags that stand before the list of all


def render_tags(renderer: "Renderer", _: "PageKey") -> "Files":
    """Render the list of all tags, and of a long one, before it, those that are used most."""
    found = queries.timelines(renderer.db, "tag")
    tags = [SimpleNamespace(label=tag.label, url=renderer.href(tag.path), count=tag.posts) for tag in found]
    most_used = sorted(tags, key=lambda tag: -tag.count)[:_MOST_USED] if len(tags) > 2 * _MOST_USED else []
    return [renderer.page("tags.html", "tags/", renderer.words.gettext("Tags"), "tags", tags=tags, most_used=most_used)]


def render_years(renderer: "Renderer", _: "PageKey") -> "Files":
    """Render the archive's list of years, the newest first."""
    counts: dict[int, int] = {}
    for month in _months(renderer):
        year = int(month.name[:4])
        counts[year] = counts.get(year, 0) + month.posts
    years = [SimpleNamespace(year=year, url=renderer.href(f"archive/{year:04}/"), count=count) for year, count in counts.items()]
    return [renderer.page("archive.html", "archive/", renderer.words.gettext("Archive"), "archive", years=years)]


def render_year(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render a year's list of months, the newest first."""
    in_year = [month for month in _months(renderer) if month.name.startswith(f"{key.subject}-")]
    if not in_year:
        return []
    months = [SimpleNamespace(month=int(month.name[5:]), url=renderer.href(month.path), count=month.posts) for month in in_year]
    year = int(key.subject)
    return [renderer.page("year.html", f"archive/{key.subject}/", str(year), "year", year=year, months=months)]


def _months(renderer: "Renderer") -> "list[Timeline]":
    return queries.timelines(renderer.db, "month")[::-1]


def render_sitemap(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render one part of the sitemap: up to a thousand posts, counted from the oldest, so that full parts never change."""
    site = queries.timeline_at(renderer.db, "")
    if site is None or key.number > paging.page_count(site.posts, paging.SITEMAP_SIZE):
        return []
    span = paging.page_span(key.number, paging.SITEMAP_SIZE, site.posts)
    locations = [(renderer.absolute(path), updated) for path, updated in queries.permalinks(renderer.db, site.no, span)]
    return [(urls.sitemap(f"posts-{key.number}"), sitemaps.render_urlset(locations))]


def render_sitemaps(renderer: "Renderer", _: "PageKey") -> "Files":
    """Render the sitemap's index, and the part that lists what is no post: timelines, authors, tags, archives.

    An author's posts without replies, mentions and home timeline are other views of what is listed, and left out.
    """
    db = renderer.db
    posts, _authors = queries.count_pages(db)
    fixed = ["", "users/", "tags/", "archive/"]
    months = [month.path for month in _months(renderer)]
    years = sorted({path[:13] for path in months}, reverse=True)
    authors = [urls.author(handle) for handle in queries.handles(db)]
    media = [media.path for media in queries.timelines(db, "media")]
    tags = [tag.path for tag in queries.timelines(db, "tag")]
    paths = [*fixed, *authors, *media, *tags, *years, *months]
    files, names = [], []
    for number, start in enumerate(range(0, len(paths), sitemaps.MAX_URLS), 1):
        names.append(urls.sitemap(f"pages-{number}"))
        locations = [(renderer.absolute(path), "") for path in paths[start : start + sitemaps.MAX_URLS]]
        files.append((names[-1], sitemaps.render_urlset(locations)))
    names += [urls.sitemap(f"posts-{number + 1}") for number in range(paging.page_count(posts, paging.SITEMAP_SIZE))]
    return [*files, ("sitemap.xml", sitemaps.render_index(renderer.absolute(name) for name in names))]
