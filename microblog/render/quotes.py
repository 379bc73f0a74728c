"""Quotes in a post's content: the quoted post as a citation, or the address where readers cannot see that post."""

from typing import TYPE_CHECKING

from microblog.markup.html.quotes import resolve_quotes
from microblog.render.cites import render_cite
from microblog.text.entities import escape

if TYPE_CHECKING:
    from microblog.model.nouns import Post
    from microblog.render.renderer import Renderer


def show_quotes(renderer: "Renderer", html: str, *, in_feed: bool = False) -> str:
    """Put each quoted post in the place of its mark."""

    def quoted(ref: str, written: str) -> str:
        post = renderer.post_at(ref)
        if post is None:
            return f"<p>{_address(written)}</p>"
        return plain_quote(renderer, post) if in_feed else render_cite(renderer, post, "u-quotation-of").strip()

    return resolve_quotes(html, quoted)


def _address(written: str) -> str:
    words = escape(written)
    return f'<a href="{words}">{words}</a>' if "://" in written else words


def plain_quote(renderer: "Renderer", post: "Post") -> str:
    """Give a quoted post in elements that every feed reader shows."""
    from microblog.render.cites import cite_view

    cite = cite_view(renderer, post)
    url = escape(cite.url)
    words = [renderer.words.gettext("Content warning: %(warning)s", warning=cite.cw)] if cite.cw else [cite.title, cite.text]
    parts = [f"<p>{escape(text)}</p>" for text in words if text]
    if cite.photo:
        parts.append(f'<p><img src="{escape(cite.photo.small_url)}" alt="{escape(cite.photo.alt)}"></p>')
    source = f'<p>— <a href="{url}">{escape(cite.author.name)}, {renderer.words.long_date(cite.published)}</a></p>'
    return f"<blockquote>{''.join(parts)}{source}</blockquote>"
