"""The feeds of timelines, from the index to what `microblog.formats.feeds` writes."""

from typing import TYPE_CHECKING

from microblog.formats import atom, jsonfeed
from microblog.formats.feeds import Entry, Feed, FeedAuthor
from microblog.library import pictures, queries
from microblog.markup.html.content import absolutise
from microblog.model import paging, urls
from microblog.render.pictures import feed_html, for_feeds, pictures_of
from microblog.render.rows import timeline_title
from microblog.render.views import avatar_path, resolved
from microblog.text.entities import escape
from microblog.theme.runtime import trusted

if TYPE_CHECKING:
    from microblog.library.records import Timeline
    from microblog.model.nouns import Attachment, Author, Link, Post
    from microblog.plan import PageKey
    from microblog.render.renderer import Files, Renderer


def render_feed(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render a timeline's Atom feed (the newest posts and whatever no archive holds yet) and its JSON Feed."""
    timeline = renderer.timeline(int(key.subject))
    if timeline is None:
        return []
    size = renderer.config.feed_size
    found = queries.entries(renderer.db, timeline.no, paging.feed_span(timeline.posts, size))
    archives = paging.archive_count(timeline.posts)
    previous = renderer.absolute(urls.feed_archive(timeline.path, archives)) if archives else ""
    feed = timeline_feed(renderer, timeline)
    return [
        (urls.atom(timeline.path), atom.render_atom(feed, [row[0] for row in found], previous)),
        (urls.json_feed(timeline.path), jsonfeed.render_json_feed(feed, [row[1] for row in found[:size]])),
    ]


def render_feed_archive(renderer: "Renderer", key: "PageKey") -> "Files":
    """Render one sealed document of a timeline's Atom feed."""
    timeline = renderer.timeline(int(key.subject))
    if timeline is None or key.number > paging.archive_count(timeline.posts):
        return []
    archived = queries.archived(renderer.db, timeline.no, paging.archive_span(key.number))
    path = urls.feed_archive(timeline.path, key.number)
    previous = renderer.absolute(urls.feed_archive(timeline.path, key.number - 1)) if key.number > 1 else ""
    feed = timeline_feed(renderer, timeline)
    return [(path, atom.render_archive(feed, archived, renderer.absolute(path), previous))]


def timeline_feed(renderer: "Renderer", timeline: "Timeline") -> Feed:
    """Give what the feed of a timeline says of itself."""
    title = timeline_title(renderer, timeline)
    author = renderer.author(timeline.name) if timeline.kind == "author" else None
    subtitle = renderer.config.description if timeline.kind == "site" else author.bio_text if author else ""
    if timeline.kind != "site":
        title = f"{title} · {renderer.config.title}"
    return make_feed(renderer, timeline.path, title, subtitle, author)


def make_feed(renderer: "Renderer", path: str, title: str, subtitle: str, author: "Author | None") -> Feed:
    """Give the head of the feed at a path."""
    return Feed(
        uri=urls.tag_uri(renderer.authority, f"feed/{path}"),
        title=title,
        subtitle=subtitle,
        lang=(author.lang if author else "") or renderer.config.lang,
        url=renderer.absolute(path),
        atom_url=renderer.absolute(urls.atom(path)),
        json_url=renderer.absolute(urls.json_feed(path)),
        author=feed_author(renderer, author.handle) if author else None,
        icon_url=renderer.absolute("icon-512.png"),
    )


def feed_author(renderer: "Renderer", handle: str) -> FeedAuthor:
    """Give an author as feeds name them; asked for with each post, so remembered."""
    if handle not in renderer.feed_authors:
        renderer.feed_authors[handle] = _feed_author(renderer, handle)
    return renderer.feed_authors[handle]


def _feed_author(renderer: "Renderer", handle: str) -> FeedAuthor:
    author = renderer.author(handle)
    if author is None:
        raise LookupError(handle)
    return FeedAuthor(author.name, renderer.absolute(urls.author(handle)), renderer.absolute(avatar_path(author)))


def make_entry(renderer: "Renderer", post: "Post") -> Entry:
    """Give a post as feeds show it: complete, and with absolute URLs."""
    url = renderer.absolute(post.permalink)
    content = absolutise(_content(renderer, post), renderer.origin, url)
    has_enclosures = post.attachments and not post.cw  # which readers show unasked
    return Entry(  # its fields in their order, since naming each takes half of the time
        urls.tag_uri(renderer.authority, post.id),
        url,
        post.title,
        post.published,
        post.updated,
        feed_author(renderer, post.author),
        content,
        post.cw,
        post.text,
        post.lang,
        tuple([(tag.label, renderer.tag_url(tag.key)) for tag in post.tags]) if post.tags else (),
        tuple([_relation(renderer, link) for link in post.links]) if post.links else (),
        tuple([_enclosure(renderer, file) for file in post.attachments]) if has_enclosures else (),
    )


def _content(renderer: "Renderer", post: "Post") -> str:
    """Give a post's whole content for a reader who sees nothing else: what it answers, its text, its photos."""
    known = pictures_of(renderer, post) if post.attachments else {}
    html = for_feeds(renderer, post.content_html, known) if known else post.content_html
    sentences = [_sentence(renderer, link) for link in post.links] if post.links else []
    photos = [feed_html(renderer, photo, known) for photo in post.photos] if post.photos else []
    content = "\n".join(filter(None, [*sentences, resolved(renderer, html, in_feed=True), *photos]))
    if not post.cw:
        return content
    warning = renderer.words.gettext("Content warning: %(warning)s", warning=escape(post.cw))
    return f"<details><summary>{warning}</summary>{content}</details>"


def _sentence(renderer: "Renderer", link: "Link") -> str:
    url = renderer.href(f"@{link.target}/") if link.is_local else link.target
    target = trusted(f'<a href="{escape(url)}">{escape(_label(renderer, link))}</a>')
    sentence = renderer.templates.render("_relation.html", {"form": "feed", "relation": link.relation, "target": target})
    return f"<p>{sentence}</p>{_reposted(renderer, link)}"


def _label(renderer: "Renderer", link: "Link") -> str:
    if link.title or not link.is_local:
        return link.title or link.target
    handle = link.target.partition("/")[0]
    return renderer.words.gettext("@%(name)s’s post", name=handle)


def _reposted(renderer: "Renderer", link: "Link") -> str:
    """Give a reposted post of this site as feeds show a quoted one."""
    from microblog.render.quotes import plain_quote

    post = renderer.post_at(link.target) if link.is_local and link.relation == "repost_of" else None
    return plain_quote(renderer, post) if post else ""


def _relation(renderer: "Renderer", link: "Link") -> tuple[str, str, str]:
    if not link.is_local:
        return link.relation, link.target, ""
    target = renderer.post_at(link.target)
    return link.relation, renderer.absolute(f"@{link.target}/"), urls.tag_uri(renderer.authority, target.id) if target else ""


def _enclosure(renderer: "Renderer", file: "Attachment") -> tuple[str, str, int]:
    from microblog.model.attachments import mime_type

    picture = pictures.picture(renderer.db, file.source)
    size = picture.renditions[0].size if picture else queries.file_size(renderer.db, file.source)
    return renderer.absolute(file.path), mime_type(file.path), size
