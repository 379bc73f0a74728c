"""Pages at former addresses, which lead on to where a post or a page stands now."""

from types import SimpleNamespace

from microblog.library.former_addresses import denied_paths
from microblog.model import urls
from microblog.model.nouns import Post, StandingPage
from microblog.render.context import Context, Files


def render_moved(context: Context, moved: Post | StandingPage, title: str) -> Files:
    """Render a page that leads on at each former address; none may be indexed beside the post's or page's own."""
    if not moved.aliases:
        return []
    values = {
        "title": title,
        "url": context.href(moved.permalink),
        "canonical": context.absolute(moved.permalink),
        "lang": moved.lang,
    }
    page = context.speaking(moved.lang).templates.render_bytes("moved.html", {"moved": SimpleNamespace(**values)})
    denied = denied_paths(context.db, moved.source)
    return [(urls.file_of(path), page) for path in moved.aliases if path not in denied]
