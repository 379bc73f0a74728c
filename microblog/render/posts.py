"""A post's own page, its card, and the files beside it."""

from typing import TYPE_CHECKING

from microblog import urls
from microblog.library import queries
from microblog.render.threads import conversation_view
from microblog.render.views import post_view
from microblog.sources import read_whole

if TYPE_CHECKING:
    from microblog.models import Post
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer


def render_card(renderer: "Renderer", post: "Post") -> str:
    """Render a post as timelines show it."""
    return renderer.templates.render("_card.html", {"post": post_view(renderer, post), "full": False})


def render_post(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render a post's own page, around the card that the index holds already."""
    post = queries.post(renderer.db, int(key.subject))
    return [render_page_of(renderer, post, queries.card(renderer.db, int(key.subject)))] if post else []


def render_page_of(renderer: "Renderer", post: "Post", card_html: str) -> tuple[str, bytes]:
    """Render a post's page; its card serves again, save that timelines show only an article's beginning."""
    from markupsafe import Markup

    view, conversation = post_view(renderer, post), conversation_view(renderer, post)
    if post.title or conversation:
        card_html = renderer.templates.render("_card.html", {"post": view, "full": True, "conversation": conversation})
    image = renderer.absolute(post.photos[0].path) if post.photos and not post.cw else ""  # a preview shows it unasked
    return renderer.page(
        "post.html",
        post.permalink,
        page_title(post, view.author.name),
        "post",
        post=view,
        conversation=conversation,
        card_html=Markup(card_html),  # noqa: S704 - rendered from an escaping template
        page_description=post.cw or post.text[:200] or page_title(post, view.author.name),
        page_image=image,
    )


def page_title(post: "Post", name: str) -> str:
    """Give what a browser's tab says of a post: a note has no title that a reader of the page would see."""
    text = post.title or post.cw or post.text
    words = text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + "…"
    return f"{name}: {words}" if words else f"{name}, {post.published[:10]}"


def render_attachments(renderer: "Renderer", key: "PageKey") -> "Files":
    """Copy the files that a post names to where its page lies."""
    post = queries.post(renderer.db, int(key.subject))
    files = {urls.file_of(file.path): file.source for file in post.attachments} if post else {}
    return [(path, read_whole(renderer.root, source)) for path, source in sorted(files.items())]
