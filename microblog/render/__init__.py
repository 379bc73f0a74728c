"""One page key → its output files, from what the index says; nothing here reads the clock or writes a file.

From the bottom up: `context` is what rendering starts from; `authors`, `pictures` and `citations` show something of authors and
posts, `views` all of it, `threads` the conversation; `timelines`, `feeds`, `homes`, `posts`, `lists`, `people`, `sitemaps` and
`site_files` render kinds of pages, and `pages` says which. This is the door; it loads what is behind it when that is used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microblog.model.nouns import Post
    from microblog.model.pages import PageKey
    from microblog.render.context import Context, Files
    from microblog.render.posts import Card


def render_key(context: "Context", key: "PageKey") -> "Files":
    """Return the files of a page key; none where what it is about does not exist any more."""
    from microblog.render.pages import RENDER

    return RENDER[key.kind](context, key)


def render_posts(context: "Context", posts: "Sequence[Post]") -> "tuple[list[Card], Files]":
    """Render posts' cards, and their own pages around them."""
    from microblog.render import posts as pages_of_posts

    return pages_of_posts.render_posts(context, posts)


def render_cards(context: "Context", posts: "Sequence[Post]") -> "list[Card]":
    """Render posts as timelines and as feeds show them."""
    from microblog.render import posts as pages_of_posts

    return pages_of_posts.render_cards(context, posts)
