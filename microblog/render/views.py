"""What templates see of posts and authors (docs/reference/templates.md lists it)."""

from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup

from microblog.content.keys import POST_KEYS, PROFILE_KEYS, passed_on
from microblog.library import queries, stored_feeds
from microblog.markup.html.content import resolve_mentions
from microblog.model import urls
from microblog.model.nouns import AVATAR_SIDES, Author
from microblog.render.pictures import photo_view, pictures_of, with_sizes
from microblog.theme.runtime import trusted

if TYPE_CHECKING:
    from microblog.model.nouns import Link, Post, Tag
    from microblog.render.renderer import Renderer

_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_RTL_SCRIPTS = ("-arab", "-hebr", "-thaa", "-syrc", "-nkoo", "-adlm", "-rohg")


@lru_cache(maxsize=256)
def direction(lang: str) -> str:
    """Give the writing direction of a language tag; `auto` asks the text, since not everybody says what they write in."""
    lowered = lang.lower()
    if "-latn" in lowered or "-cyrl" in lowered:
        return "auto"
    return "rtl" if lowered.split("-")[0] in _RTL or any(script in lowered for script in _RTL_SCRIPTS) else "auto"


def avatar_path(author: Author) -> str:
    """Give the path of an author's picture: their own, beside their page, or the drawn one."""
    if author.avatar:
        return f"@{author.handle}/avatar.{author.avatar.rpartition('.')[2].lower()}"
    return urls.avatar(author.handle)


def avatar_srcset(renderer: "Renderer", path: str) -> str:
    """Give the two sizes of an author's own picture, which exist whatever the file is, so that no card depends on it."""
    largest, small = AVATAR_SIDES
    ending = path.rpartition(".")[2].replace("jpeg", "jpg")
    return f"{renderer.href(path + urls.rendition_suffix(small, ending))} {small}w, {renderer.href(path)} {largest}w"


def byline(renderer: "Renderer", handle: str) -> SimpleNamespace:
    """Give what a card shows of a post's author; asked for with each post, so remembered."""
    known = renderer.bylines.get(handle)
    if known is None:
        known = renderer.bylines[handle] = _byline(renderer, handle)
    return known


def _byline(renderer: "Renderer", handle: str) -> SimpleNamespace:
    author = renderer.author(handle)
    path = urls.author(handle)
    picture = avatar_path(author) if author else urls.avatar(handle)
    return SimpleNamespace(
        **_on_cards(author or Author(handle, handle)),
        url=renderer.href(path),
        absolute_url=renderer.absolute(path),
        avatar_url=renderer.href(picture),
        avatar_srcset=avatar_srcset(renderer, picture) if author and author.avatar else "",
    )


def content_of(renderer: "Renderer", html: str) -> Markup:
    """Give stored content as pages show it."""
    return trusted(resolved(renderer, html))  # sanitised when it was parsed


def resolved(renderer: "Renderer", html: str, *, in_feed: bool = False) -> str:
    """Give stored content with its mentions turned into links or plain text, and its quotes into citations."""
    if 'href="quote:' in html:
        from microblog.render.quotes import show_quotes

        html = show_quotes(renderer, html, in_feed=in_feed)
    if 'href="mention:' in html:
        html = resolve_mentions(html, renderer.mention_url)
    return html


def post_view(renderer: "Renderer", post: "Post") -> SimpleNamespace:
    """Give what templates show of a post."""
    pictures = pictures_of(renderer, post) if post.attachments else {}
    url = renderer.href(post.permalink)
    view = SimpleNamespace(**_of_post(post))
    vars(view).update(
        dir=direction(post.lang),
        is_updated=post.updated != post.published,
        url=url,
        absolute_url=renderer.origin + url,
        author=byline(renderer, post.author),
        content_html=content_of(renderer, with_sizes(renderer, post.content_html, pictures) if pictures else post.content_html),
        summary=post.text,
        tags=[_tag_view(renderer, tag, post.content_html) for tag in post.tags],
        links=[link_view(renderer, link) for link in post.links] if post.links else [],
        photos=[photo_view(renderer, photo, pictures) for photo in post.photos] if post.photos else [],
        attachments=[renderer.href(attachment.path) for attachment in post.attachments] if post.attachments else [],
        syndication=[SimpleNamespace(url=url, host=urlsplit(url).hostname or url) for url in post.syndication] if post.syndication else [],
        anchor=anchor_of(post.permalink),
    )
    return view


_of_post = passed_on(POST_KEYS, "page", "card", "citation", also=("id", "kind", "lang", "published", "has_time", "updated", "extra"))


def anchor_of(permalink: str) -> str:
    """Give what the ids of a post start with, unlike those of any other."""
    return permalink[1:-1].replace("/", ":")


def _tag_view(renderer: "Renderer", tag: "Tag", content_html: str) -> SimpleNamespace:
    url = renderer.href(urls.tag(tag.key))
    return SimpleNamespace(label=tag.label, url=url, in_text=f'class="hashtag" href="{url}"' in content_html)


def link_view(renderer: "Renderer", link: "Link") -> SimpleNamespace:
    """Give what a card shows of the post or page that a post answers or likes."""
    if not link.is_local:
        host = urlsplit(link.target).hostname or link.target
        return _link_view(link, url=link.target, label=link.title or host, host=host)
    return _local_link_view(renderer, link)


def _local_link_view(renderer: "Renderer", link: "Link") -> SimpleNamespace:
    """Give what a card shows of a post of this site: of an answered one a few words, of a reposted one all that a citation has."""
    from microblog.render.cites import render_cite, snippet

    handle = link.target.partition("/")[0]
    post = renderer.post_at(link.target)
    return _link_view(
        link,
        url=renderer.href(f"@{link.target}/"),
        label=f"@{handle}",
        author_url=renderer.href(urls.author(handle)),
        snippet=snippet(renderer, post) if post and link.relation == "in_reply_to" else "",
        cite_html=render_cite(renderer, post, "u-repost-of") if post and link.relation == "repost_of" else Markup(),
    )


def _link_view(link: "Link", **values: str) -> SimpleNamespace:
    empty = {"host": "", "author_url": "", "snippet": "", "cite_html": Markup()}
    return SimpleNamespace(relation=link.relation, title=link.title, is_local=link.is_local, **empty | values)


def author_view(renderer: "Renderer", author: Author) -> SimpleNamespace:
    """Give what templates show of an author; asked for with each page of their timelines, so remembered."""
    known = renderer.profiles.get(author.handle)
    if known is None:
        known = renderer.profiles[author.handle] = _author_view(renderer, author)
    return known


def _author_view(renderer: "Renderer", author: Author) -> SimpleNamespace:
    handle = author.handle
    view = SimpleNamespace(**_on_pages(author), **vars(byline(renderer, handle)))
    vars(view).update(
        bio_html=content_of(renderer, author.bio_html),
        bio=author.bio_text,
        timezone=author.timezone or renderer.config.timezone,
        lang=author.lang or renderer.config.lang,
        links=[SimpleNamespace(name=name, url=url) for name, url in author.links],
        mentions_url=renderer.href(urls.mentions(handle)),
        home_url=renderer.href(urls.home(handle)),
        media_url=renderer.href(urls.media(handle)),
        following_url=renderer.href(f"@{handle}/following/"),
        followers_url=renderer.href(f"@{handle}/followers/"),
    )
    return view


_on_cards = passed_on(PROFILE_KEYS, "card", also=("handle", "name"))
_on_pages = passed_on(PROFILE_KEYS, "page", also=("extra",))


def profile_views(renderer: "Renderer", author: Author) -> tuple[SimpleNamespace, SimpleNamespace]:
    """Give what a profile's front, an author's card and the directory show: the author, and what changes with new posts and follows."""
    timeline = queries.timeline_at(renderer.db, urls.author(author.handle))
    posts = timeline.posts if timeline else 0
    newest = queries.post_numbers(renderer.db, timeline.no, range(posts - 1, posts)) if timeline and posts else []
    last = queries.post(renderer.db, newest[0]) if newest else None
    counts = {"posts": posts, "last_posted": last.published if last else ""}
    profile = SimpleNamespace(
        **counts,
        following=len(queries.following(renderer.db, author.handle)) + len(stored_feeds.outside(renderer.db, author.handle)),
        followers=len(queries.followers(renderer.db, author.handle)),
    )
    return SimpleNamespace(**vars(author_view(renderer, author)), **counts), profile
