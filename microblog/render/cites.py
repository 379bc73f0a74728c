"""A post of this site as another shows it: a compact citation (h-cite) with who, when, the beginning of the text, one photo.

A citation holds nothing of what the cited post itself cites, and of one with a content warning the warning alone.
Whoever shows one depends on the cited post: `Index` renders their card again when that post or its author changes.
"""

from types import SimpleNamespace
from typing import TYPE_CHECKING

from microblog.markup.html.content import shorten
from microblog.render.pictures import first_picture
from microblog.render.views import byline, direction
from microblog.theme.runtime import trusted

if TYPE_CHECKING:
    from markupsafe import Markup

    from microblog.model.nouns import Post
    from microblog.render.renderer import Renderer

_SNIPPET = 120
_TITLE = 300


def cite_view(renderer: "Renderer", post: "Post") -> SimpleNamespace:
    """Give what a citation shows of a post; behind a content warning, nothing but the warning."""
    return SimpleNamespace(
        url=renderer.href(post.permalink),
        author=byline(renderer, post.author),
        published=post.published,
        has_time=post.has_time,
        lang=post.lang,
        dir=direction(post.lang),
        title=shorten(post.title, _TITLE),
        cw=shorten(post.cw, _TITLE),
        text="" if post.cw else post.text,
        photo=None if post.cw or not post.photos else first_picture(renderer, post),
    )


def render_cite(renderer: "Renderer", post: "Post", relation: str) -> "Markup":
    """Render a post as a citation; `relation` is the microformats property by which the citing post holds it: `u-repost-of`."""
    return trusted(renderer.templates.render("_cite.html", {"cite": cite_view(renderer, post), "relation": relation}))


def snippet(renderer: "Renderer", post: "Post") -> str:
    """Give a few words by which readers know a post again: its warning, else its title, else how its text begins."""
    if post.cw:
        return renderer.words.gettext("Content warning: %(warning)s", warning=post.cw)
    return shorten(post.title or post.text, _SNIPPET) or (post.photos[0].alt if post.photos else "")
