"""The sitemap: its index, its parts of posts, and the part that lists all other pages."""

from collections.abc import Iterable, Iterator

from microblog.formats import sitemaps
from microblog.library import queries, standing_pages
from microblog.model import paging, urls
from microblog.model.pages import PAGE_KINDS, PageKey
from microblog.model.timelines import SUBJECTS, TIMELINE_KINDS, TimelineKind
from microblog.render.context import Context, Files
from microblog.render.lists import months


def render_sitemap(context: Context, key: PageKey) -> Files:
    """Render one part of the sitemap: up to a thousand posts, counted from the oldest, so that full parts never change."""
    site = queries.timeline_at(context.db, "")
    if site is None or key.number > paging.page_count(site.posts, paging.SITEMAP_SIZE):
        return []
    span = paging.page_span(key.number, paging.SITEMAP_SIZE, site.posts)
    locations = [(context.absolute(path), updated) for path, updated in queries.permalinks(context.db, site.no, span)]
    return [(urls.sitemap(f"posts-{key.number}"), sitemaps.render_urlset(locations))]


def render_sitemaps(context: Context, key: PageKey) -> Files:
    """Render the sitemap's index, and the part that lists what is no post: timelines, authors, tags, archives, standing pages."""
    posts, _authors = queries.count_pages(context.db)
    pages = [*((path, "") for path in _listed(context)), *standing_pages.sitemap_rows(context.db)]
    files, names = [], []
    for number, start in enumerate(range(0, len(pages), sitemaps.MAX_URLS), 1):
        names.append(urls.sitemap(f"pages-{number}"))
        locations = [(context.absolute(path), updated) for path, updated in pages[start : start + sitemaps.MAX_URLS]]
        files.append((names[-1], sitemaps.render_urlset(locations)))
    names += [urls.sitemap(f"posts-{number + 1}") for number in range(paging.page_count(posts, paging.SITEMAP_SIZE))]
    return [*files, (key.path, sitemaps.render_index(context.absolute(name) for name in names))]


def _listed(context: Context) -> Iterator[str]:
    """Yield the paths of the pages that crawlers are to know, subject by subject."""
    names = {"site": [""], "author": queries.handles(context.db), "year": list(dict.fromkeys(month.name[:4] for month in months(context)))}
    for subject in SUBJECTS:
        for timeline in TIMELINE_KINDS.values():
            if timeline.subject == subject and timeline.in_sitemap:
                yield from _fronts(context, timeline, names.get(subject, []))
        for page in PAGE_KINDS.values():
            if page.subject == subject and page.in_sitemap:
                yield from (page.paths[0](name) for name in names[subject])


def _fronts(context: Context, row: TimelineKind, names: Iterable[str]) -> list[str]:
    if row.is_permanent:
        return [row.path(name) for name in names]
    found = months(context) if row.subject == "month" else queries.timelines(context.db, row.kind)
    return [timeline.path for timeline in found]
