"""Whose language a page speaks, and cards in that language.

The site's pages speak the site's. An author's own pages speak the author's, where there is a catalog of it: their timelines,
home timeline, following and followers, and the pages of their posts. A card is stored in the site's language, which it speaks
on all pages that are not an author's own. On the pages of an author who speaks another language, cards are rendered again, so
that no page is in two; a site with one language does nothing of this.
"""

from collections.abc import Sequence

from microblog.library import queries
from microblog.library.records import Timeline
from microblog.model.nouns import Post
from microblog.model.timelines import TIMELINE_KINDS
from microblog.render.authors import find_author
from microblog.render.context import Context
from microblog.render.views import post_view
from microblog.theme.runtime import Encoded


def of_author(context: Context, handle: str) -> Context:
    """Return the context of an author's own pages."""
    author = find_author(context, handle)
    return context.speaking(author.lang) if author else context


def of_timeline(context: Context, timeline: Timeline) -> Context:
    """Return the context of a timeline's pages and feeds."""
    return of_author(context, timeline.name) if TIMELINE_KINDS[timeline.kind].subject == "author" else context


def cards_of(context: Context, numbers: Sequence[int]) -> list[Encoded]:
    """Return the cards of some posts in the context's language, in their order."""
    if context.has_cards:
        return list(map(Encoded, queries.cards_of(context.db, [*numbers])))
    posts = queries.posts(context.db, numbers)
    return [render_card(context, posts[no]) for no in numbers]


def cards_at(context: Context, no: int, positions: range) -> list[Encoded]:
    """Return the cards at some positions of a timeline in the context's language, newest first."""
    if context.has_cards:
        return list(map(Encoded, queries.cards(context.db, no, positions)))
    return cards_of(context, queries.post_numbers(context.db, no, positions))


def render_card(context: Context, post: Post) -> Encoded:
    """Render a post's card as timelines show it."""
    return Encoded(context.templates.render_bytes("_card.html", {"post": post_view(context, post), "full": False}))
