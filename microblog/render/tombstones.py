"""Pages where posts stood that were taken back: small, since there may be many, and without a word of the post."""

from types import SimpleNamespace

from microblog.library.tombstones import free_addresses
from microblog.model import urls
from microblog.model.pages import PageKey
from microblog.render.authors import find_author
from microblog.render.context import Context, Files
from microblog.render.languages import of_author


def render_tombstones(context: Context, key: PageKey) -> Files:
    """Render a page at each address of an author's posts that were taken back."""
    found = free_addresses(context.db, key.subject)
    if not found:
        return []
    context = of_author(context, key.subject)
    author = find_author(context, key.subject)
    values = {
        "title": context.words.gettext("This post was taken back"),
        "lang": context.lang,
        "dir": context.dir,
        "author_url": context.href(urls.author(author.handle) if author else ""),
        "author_name": author.name if author else context.config.title,
    }
    return [(urls.file_of(path), _page(context, at, values)) for path, at in found]


def _page(context: Context, at: str, values: dict[str, str]) -> bytes:
    forgotten = SimpleNamespace(**values, at=at)
    return context.templates.render_bytes("forgotten.html", {"forgotten": forgotten})
