"""A post of this site as another shows it: a compact citation (h-cite) with who, when, the beginning of the text, one photo.

A citation holds nothing of what the cited post itself cites, and of one with a content warning the warning alone.
Whoever shows one depends on the cited post: `library.index` has their card rendered again when that post or its author changes.
"""

from types import SimpleNamespace

from markupsafe import Markup

from microblog.library import queries
from microblog.markup.html.content import shorten
from microblog.markup.html.quotes import resolve_quotes
from microblog.model import urls
from microblog.model.nouns import Post
from microblog.render.authors import byline
from microblog.render.context import Context, remembered
from microblog.render.pictures import first_picture
from microblog.text.dates import in_zone
from microblog.text.directions import direction
from microblog.text.entities import escape
from microblog.theme.runtime import trusted

_SNIPPET = 120
_TITLE = 300


@remembered
def find_post(context: Context, ref: str) -> Post | None:
    """Find the visible post that others call `ada/2026-11-23-hello`."""
    return queries.post_at(context.db, ref)


def address_of(context: Context, ref: str) -> str:
    """Return the path of a post that others name; its author's page where it is over, and has none any more."""
    is_over = find_post(context, ref) is None and queries.has_no_page(context.db, ref)
    return urls.author(ref.partition("/")[0]) if is_over else f"@{ref}/"


def cite_view(context: Context, post: Post) -> SimpleNamespace:
    """Return what a citation shows of a post; behind a content warning, nothing but the warning."""
    return SimpleNamespace(
        url=context.href(post.permalink),
        author=byline(context, post.author),
        published=post.published,
        shown=shown_time(context, post),
        has_time=post.has_time,
        lang=post.lang,
        dir=direction(post.lang),
        title=shorten(post.title, _TITLE),
        cw=shorten(post.cw, _TITLE),
        text="" if post.cw else post.text,
        photo=None if post.cw or not post.photos else first_picture(context, post),
    )


def shown_time(context: Context, post: Post) -> str:
    """Return when a post was published as the site's clocks have it, so that posts of several zones stand in a plain order.

    A day without a time is that day everywhere.
    """
    return in_zone(post.published, context.config.timezone) if post.has_time else post.published


def render_cite(context: Context, post: Post, relation: str) -> Markup:
    """Render a post as a citation; `relation` is the microformats property by which the citing post holds it: `u-repost-of`."""
    return trusted(context.templates.render("_cite.html", {"cite": cite_view(context, post), "relation": relation}))


def snippet(context: Context, post: Post) -> str:
    """Return a few words by which readers know a post again: its warning, else its title, else how its text begins."""
    if post.cw:
        return context.words.gettext("Content warning: %(warning)s", warning=post.cw)
    return shorten(post.title or post.text, _SNIPPET) or (post.photos[0].alt if post.photos else "")


def plain_quote(context: Context, post: Post) -> str:
    """Return a post as others quote it, in elements that every feed reader shows."""
    cite = cite_view(context, post)
    url = escape(cite.url)
    words = [context.words.gettext("Content warning: %(warning)s", warning=cite.cw)] if cite.cw else [cite.title, cite.text]
    parts = [f"<p>{escape(text)}</p>" for text in words if text]
    if cite.photo:
        parts.append(f'<p><img src="{escape(cite.photo.small_url)}" alt="{escape(cite.photo.alt)}"></p>')
    when = context.words.long_date(cite.published)
    source = f'<p>— <a href="{url}">{context.words.gettext("%(name)s, %(date)s", name=escape(cite.author.name), date=when)}</a></p>'
    return f"<blockquote>{''.join(parts)}{source}</blockquote>"


def show_quotes(context: Context, html: str, *, in_feed: bool = False) -> str:
    """Put each quoted post in the place of its mark; where readers cannot see that post, its address."""

    def quoted(ref: str, written: str) -> str:
        post = find_post(context, ref)
        if post is None:
            return f"<p>{_address(written)}</p>"
        return plain_quote(context, post) if in_feed else render_cite(context, post, "u-quotation-of").strip()

    return resolve_quotes(html, quoted)


def _address(written: str) -> str:
    words = escape(written)
    return f'<a href="{words}">{words}</a>' if "://" in written else words
