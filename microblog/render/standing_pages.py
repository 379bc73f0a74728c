"""Standing pages, and the files beside them."""

from types import SimpleNamespace

from microblog.content.keys import PAGE_KEYS, passed_on
from microblog.library import standing_pages
from microblog.model import urls
from microblog.model.nouns import StandingPage
from microblog.model.pages import PageKey
from microblog.render.context import Context, Files
from microblog.render.html_page import render_html
from microblog.render.moved import render_moved
from microblog.render.pictures import named_by, published, with_sizes
from microblog.render.records import records_of
from microblog.render.views import content_of
from microblog.text.directions import direction

_of_page = passed_on(PAGE_KEYS, "page", "card", also=("published", "updated", "extra"))


def render_standing(context: Context, key: PageKey) -> Files:
    """Render a page of `pages/`, and what leads on to it from its former addresses."""
    page = standing_pages.page_of(context.db, key.subject)
    if page is None:
        return []
    return [
        render_html(
            context,
            "page.html",
            page.permalink,
            f"{context.words.isolated(page.title)}",  # before the site's
            "standing",
            standing=_view(context, page),
            page_description=page.summary or page.text[:200] or page.title,
            page_noindex=page.unlisted,
            **records_of(context, page),
        ),
        *render_moved(context, page, page.title),
    ]


def _view(context: Context, page: StandingPage) -> SimpleNamespace:
    html = with_sizes(context, page.content_html, named_by(context, page.attachments))
    return SimpleNamespace(
        **_of_page(page), url=context.href(page.permalink), dir=direction(page.lang), content_html=content_of(context, html)
    )


def render_standing_files(context: Context, key: PageKey) -> Files:
    """Put the files that a page names to where the page lies: pictures in all their sizes, others as they are."""
    page = standing_pages.page_of(context.db, key.subject)
    sources = {urls.file_of(file.path): file.source for file in page.attachments} if page else {}
    return [file for path, source in sorted(sources.items()) for file in published(context, path, source)]
