"""What templates see of posts and authors (docs/reference/templates.md lists it)."""

from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter
from types import SimpleNamespace
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup

from microblog.content.keys import POST_KEYS, PROFILE_KEYS, passed_on, plain_keys
from microblog.library import queries, stored_feeds
from microblog.library.references import find_target
from microblog.markup.html.content import resolve_mentions, resolve_posts
from microblog.model import urls
from microblog.model.nouns import Author, Link, Post, Tag
from microblog.model.timelines import timeline_path
from microblog.render.authors import byline, find_author
from microblog.render.citations import address_of, find_post, render_cite, show_quotes, shown_time, snippet
from microblog.render.context import Context, remembered
from microblog.render.pictures import named_by, photo_view, with_sizes, without_missing
from microblog.text.directions import direction
from microblog.theme.runtime import View, trusted


def content_of(context: Context, html: str) -> Markup:
    """Return stored content as pages show it."""
    return trusted(resolved(context, html))  # sanitised when it was parsed


def resolved(context: Context, html: str, *, in_feed: bool = False) -> str:
    """Return stored content with its mentions turned into links or plain text, its quotes into citations, lost pictures into words."""
    if '="' not in html:
        return html
    if 'href="quote:' in html:
        html = show_quotes(context, html, in_feed=in_feed)
    if 'href="post:' in html:
        html = resolve_posts(html, partial(_post_url, context))
    if 'href="mention:' in html:
        html = resolve_mentions(html, partial(_mention_url, context))
    return without_missing(context, html) if ' src="' in html else html


@remembered
def _post_url(context: Context, reference: str) -> str | None:
    """Return the link to the post that a text refers to, at a heading of it where it names one; None where there is none."""
    name, _, place = reference.partition("#")
    permalink = find_target(context.db, unquote(name))
    if permalink is None:
        return None
    return context.href(permalink) + (f"#{quote(urls.heading_id(unquote(place)))}" if place else "")


@remembered
def _mention_url(context: Context, handle: str) -> str | None:
    """Return the link to an author whom a text mentions; None where nobody has that handle."""
    return context.href(urls.author(handle)) if find_author(context, handle) else None


def post_view(context: Context, post: Post) -> View:
    """Return what templates show of a post."""
    named = named_by(context, post.attachments)
    url = context.href(post.permalink)
    values = {
        "dir": direction(post.lang),
        "is_updated": post.updated != post.published,
        "shown": shown_time(context, post),
        "url": url,
        "absolute_url": context.origin + url,
        "author": byline(context, post.author),
        "content_html": content_of(context, with_sizes(context, post.content_html, named) if post.attachments else post.content_html),
        "summary": post.summary or post.text,
        "beginning": post.cw or beginning(post.text),
        "is_abridged": bool(post.summary) or post.text[-1:] == "…",
        "tags": [_tag_view(context, tag, post.content_html) for tag in post.tags] if post.tags else [],
        "links": [link_view(context, link) for link in post.links] if post.links else [],
        "photos": [photo_view(context, photo, named, is_first=at < ON_TIMELINES) for at, photo in enumerate(post.photos)]
        if post.photos
        else [],
        "photos_left": max(0, len(post.photos) - ON_TIMELINES),
        "attachments": [context.href(named.path_of(path)) for path, source in named.sources.items() if source] if post.attachments else [],
        "syndication": list(map(_copy_view, post.syndication)) if post.syndication else [],
        "anchor": anchor_of(post.permalink),
    }
    return View({**dict(zip(_AS_THEY_ARE, _taken(post), strict=True)), **values})


def _copy_view(url: str) -> SimpleNamespace:
    return SimpleNamespace(url=url, host=urlsplit(url).hostname or url)


def add_copies(view: View, copies: Sequence[str]) -> bool:
    """Let a post's own page, and no card, lead to the copies that its head does not name; return whether there are any."""
    if not copies:
        return False
    named = {copy.url for copy in view.syndication}
    more = [_copy_view(url) for url in copies if url not in named]
    view.syndication = [*view.syndication, *more]
    return bool(more)


def beginning(text: str) -> str:
    """Return the words by which a list of headings tells one note from another."""
    return text if len(text) <= _BEGINNING else text[:_BEGINNING].rsplit(" ", 1)[0] + "…"


_BEGINNING = 60

_AS_THEY_ARE = (*plain_keys(POST_KEYS, "page", "card", "citation"), "id", "kind", "lang", "published", "has_time", "updated", "extra")
_taken = attrgetter(*_AS_THEY_ARE)


def anchor_of(permalink: str) -> str:
    """Return what the ids of a post start with, unlike those of any other."""
    return permalink[1:-1].replace("/", ":")


def _tag_view(context: Context, tag: Tag, content_html: str) -> View:
    link, in_text, alone = _tag_views(context, tag)
    return in_text if link in content_html else alone


@remembered
def _tag_views(context: Context, tag: Tag) -> tuple[str, View, View]:
    """Return how a text links a tag, and what templates see of a tag whose post has that text, and of another."""
    url = context.href(urls.tag(tag.key))
    in_text, alone = (View({"label": tag.label, "url": url, "in_text": in_text}) for in_text in (True, False))
    return f'class="hashtag" href="{url}"', in_text, alone


def link_view(context: Context, link: Link) -> View:
    """Return what a card shows of the post or page that a post answers or likes."""
    if not link.is_local:
        host = urlsplit(link.target).hostname or link.target
        return _link_view(link, url=link.target, label=link.title or host, host=host)
    return _local_link_view(context, link)


def _local_link_view(context: Context, link: Link) -> View:
    """Return what a card shows of a post of this site: of an answered one a few words, of a reposted one all that a citation has."""
    handle = link.target.partition("/")[0]
    post = find_post(context, link.target)
    return _link_view(
        link,
        url=context.href(address_of(context, link.target)),
        label=f"@{handle}",
        author_url=context.href(urls.author(handle)),
        snippet=snippet(context, post) if post and link.relation in _SHOWN_BY_WORDS else "",
        cite_html=render_cite(context, post, "u-repost-of") if post and link.relation == "repost_of" else Markup(),
    )


ON_TIMELINES = 4
"""How many photos of a post timelines show."""

_SHOWN_BY_WORDS = frozenset({"in_reply_to", "like_of", "bookmark_of"})


_NOTHING: Mapping[str, str] = {"host": "", "author_url": "", "snippet": "", "cite_html": Markup()}


def _link_view(link: Link, **values: str) -> View:
    return View({"relation": link.relation, "title": link.title, "is_local": link.is_local, **_NOTHING, **values})


def author_view(context: Context, author: Author) -> SimpleNamespace:
    """Return what templates show of an author; asked for with each page of their timelines, so remembered."""
    return _author_view(context, author.handle)


@remembered
def _author_view(context: Context, handle: str) -> SimpleNamespace:
    author = find_author(context, handle)
    if author is None:
        raise LookupError(handle)
    view = SimpleNamespace(**_on_pages(author), **vars(byline(context, handle)))
    vars(view).update(
        bio_html=content_of(context, author.bio_html),
        bio=author.bio_text,
        timezone=author.timezone,
        lang=author.lang or context.config.lang,
        links=[SimpleNamespace(name=name, url=url) for name, url in author.links],
        mentions_url=context.href(timeline_path("mentions", handle)),
        home_url=context.href(urls.home(handle)),
        media_url=context.href(timeline_path("media", handle)),
        following_url=context.href(urls.following(handle)),
        followers_url=context.href(urls.followers(handle)),
    )
    return view


_on_pages = passed_on(PROFILE_KEYS, "page", also=("extra",))


def profile_views(context: Context, author: Author) -> tuple[SimpleNamespace, SimpleNamespace]:
    """Return what a profile's front, an author's card and the directory show: the author, and what changes with new posts and follows."""
    timeline = queries.timeline_at(context.db, urls.author(author.handle))
    posts = timeline.posts if timeline else 0
    newest = queries.post_numbers(context.db, timeline.no, range(posts - 1, posts)) if timeline and posts else []
    last = queries.post(context.db, newest[0]) if newest else None
    counts = {"posts": posts, "last_posted": last.published if last else ""}
    profile = SimpleNamespace(
        **counts,
        following=len(queries.following(context.db, author.handle)) + len(stored_feeds.outside(context.db, author.handle)),
        followers=len(queries.followers(context.db, author.handle)),
    )
    return SimpleNamespace(**vars(author_view(context, author)), **counts), profile
