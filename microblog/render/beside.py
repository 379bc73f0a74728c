"""What the pages of some kinds of timelines show beside posts: a profile, a grid of pictures, what a mention is about."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from microblog.library import activity, mentions, queries
from microblog.library.records import Timeline
from microblog.model import paging, urls
from microblog.model.attachments import medium
from microblog.model.nouns import Author, Photo, Post
from microblog.model.pages import PageKey
from microblog.render.answers import newest_outside, render_outside
from microblog.render.authors import fediverse_name, find_author, follows_somebody, portrait, site_picture
from microblog.render.calendars import calendars
from microblog.render.citations import snippet
from microblog.render.context import Context
from microblog.render.pictures import named_by, photo_view
from microblog.render.views import author_view, profile_views
from microblog.text.dates import zone_words
from microblog.text.directions import direction
from microblog.text.tuples import NamedTuple
from microblog.theme.runtime import Encoded


class Part(NamedTuple):
    """One page of a timeline, or its front."""

    timeline: Timeline
    span: range  # of positions
    pager: paging.Pager
    is_front: bool


def owner(context: Context, timeline: Timeline) -> Author:
    """Return the author whose timeline it is."""
    author = find_author(context, timeline.name)
    if author is None:
        raise LookupError(timeline.name)
    return author


def _profile(context: Context, part: Part, _: list[Encoded]) -> dict[str, Any]:
    """Return what an author's main timeline shows of them; what moves with new posts stands on the front alone."""
    author = owner(context, part.timeline)
    words = context.words.gettext("Posts by %(name)s", name=author.name)
    if not part.is_front:
        return {"profile": None, "pinned": [], "calendars": [], "creator": "", "blogroll_url": "", "page_description": words}
    view, profile = profile_views(context, author)
    year = int(profile.last_posted[:4] or 2000)  # not the clock's, so that a build at another time gives the same
    view.moved_to = author.moved_to
    view.timezone_words = zone_words(author.timezone, year) if author.timezone else ""
    return {
        "author": view,
        "profile": profile,
        "pinned": [_line(context, post) for post in queries.pinned_posts(context.db, author.handle)],
        "calendars": calendars(activity.newest_months(context.db, author.handle), is_rtl=direction(context.lang) == "rtl"),
        "creator": fediverse_name(context, author.handle),
        "blogroll_url": _blogroll_url(context, author),
        "page_description": author.bio_text or words,
        "page_image": portrait(context, author),
        "page_canonical": author.moved_to,
    }


def _months_beside(context: Context, part: Part, _: list[Encoded]) -> dict[str, Any]:
    """Return what the front of a month leads to; a sealed page leads nowhere, since a month beside it may come later."""
    if not part.is_front:
        return {"beside": None}
    name = part.timeline.name
    older, newer = (_month(context, other) if other else None for other in queries.timelines_beside(context.db, "month", name))
    year_url = context.href(PageKey("year", name[:4]).path)
    return {"beside": SimpleNamespace(older=older, newer=newer, year=int(name[:4]), year_url=year_url)}


def _month(context: Context, timeline: Timeline) -> SimpleNamespace:
    return SimpleNamespace(year=int(timeline.name[:4]), month=int(timeline.name[5:]), url=context.href(timeline.path))


def _line(context: Context, post: Post) -> SimpleNamespace:
    """Return what a list of posts shows of one, in a line."""
    words = snippet(context, post) or context.words.gettext("A post of %(date)s", date=context.words.long_date(post.published))
    return SimpleNamespace(url=context.href(post.permalink), words=words, lang=post.lang, dir=direction(post.lang))


def _of_site(context: Context, part: Part, _: list[Encoded]) -> dict[str, Any]:
    """Return what the front page shows of the only author, where a site has one."""
    if not part.is_front or not context.sole:
        return {"owner": None, "blogroll_url": "", "page_image": site_picture(context)}
    author = find_author(context, context.sole)
    if author is None:
        raise LookupError(context.sole)
    return {"owner": author_view(context, author), "blogroll_url": _blogroll_url(context, author), "page_image": portrait(context, author)}


def _blogroll_url(context: Context, author: Author) -> str:
    """Return the list of all that an author follows, where there is one."""
    return context.href(urls.opml(author.handle)) if follows_somebody(context, author.handle) else ""


def _happenings(context: Context, part: Part, cards: list[Encoded]) -> dict[str, Any]:
    """Return the cards of an author's mentions, each with what it has to do with the author; on the front, what others say elsewhere."""
    relations = mentions.relations(context.db, part.timeline.no, part.timeline.name, part.span)
    newest = newest_outside(context, owner(context, part.timeline), OUTSIDE) if part.is_front else []
    return {
        "happenings": [
            SimpleNamespace(card_html=card.__html__(), relation=relation) for card, relation in zip(cards, relations, strict=True)
        ],
        "outside": [SimpleNamespace(html=render_outside(context, answer), post=_line(context, post)) for post, answer in newest],
    }


def _media(context: Context, part: Part, _: list[Encoded]) -> dict[str, Any]:
    """Return the pictures and recordings of an author's posts, each with the post that it leads to."""
    numbers = queries.post_numbers(context.db, part.timeline.no, part.span)
    posts = queries.posts(context.db, numbers)
    return {"media": [_media_of(context, posts[no]) for no in numbers]}


def _media_of(context: Context, post: Post) -> SimpleNamespace:
    """Return what a grid shows of a post; of one behind a content warning, the warning alone."""
    named = named_by(context, post.attachments)
    photos = post.photos or [Photo(file.path) for file in post.attachments if medium(file.path)]
    views = [] if post.cw else [photo_view(context, photo, named) for photo in photos]
    files = [SimpleNamespace(**{name: getattr(view, name) for name in _OF_MEDIA}) for view in views]
    return SimpleNamespace(url=context.href(post.permalink), published=post.published, cw=post.cw, files=files)


OUTSIDE = 10
"""How much the front of mentions shows of what others say on other sites."""

_OF_MEDIA = ("kind", "url", "small_url", "alt", "focus", "width", "height")


MORE: dict[str, Callable[[Context, Part, list[Encoded]], dict[str, Any]]] = {
    "site": _of_site,
    "author": _profile,
    "media": _media,
    "mentions": _happenings,
    "month": _months_beside,
}
"""What the pages of some kinds of timelines show beside posts, of which each is given the cards."""
