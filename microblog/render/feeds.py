"""The feeds of timelines, from the index to what `microblog.formats.feeds` writes."""

from collections.abc import Collection
from operator import itemgetter

from microblog.formats import atom, jsonfeed
from microblog.formats.feeds import Entry, Feed, FeedAuthor
from microblog.library import queries
from microblog.library.records import Timeline
from microblog.library.tombstones import newest_taken_back
from microblog.markup.html.content import absolutise, with_plain_places
from microblog.model import paging, urls
from microblog.model.attachments import mime_type
from microblog.model.nouns import Author, Link, Post
from microblog.model.pages import PageKey
from microblog.model.timelines import TIMELINE_KINDS
from microblog.render.answers import instant_of, newest_outside, outside_entry
from microblog.render.authors import avatar_path, find_author, new_home
from microblog.render.citations import address_of, find_post, plain_quote
from microblog.render.context import Context, Files, remembered
from microblog.render.languages import of_timeline
from microblog.render.pictures import Named, feed_html, for_feeds, named_by
from microblog.render.timelines import find_timeline, labelled_by, timeline_title
from microblog.render.views import anchor_of, resolved
from microblog.text.entities import escape
from microblog.theme.runtime import trusted


def render_feed(context: Context, key: PageKey) -> Files:
    """Render a timeline's Atom feed (the newest posts and whatever no archive holds yet) and its JSON Feed."""
    timeline = find_timeline(context, int(key.subject))
    if timeline is None:
        return []
    size = context.config.feed_size
    found = queries.feed_entries(context.db, timeline.no, paging.feed_span(timeline.posts, size))
    archives = paging.archive_count(timeline.posts)
    previous = context.absolute(urls.feed_archive(timeline.path, archives)) if archives else ""
    feed = timeline_feed(context, timeline)
    deleted = taken_back(context, [timeline.name] if timeline.name else []) if timeline.kind in {"site", "author"} else []
    if timeline.kind == "mentions":
        found = _with_outside(context, timeline, found)
    last = _farewell(context, timeline)  # beside the others, of which each is to be met once
    entries, items = [row[0] for row in [*last, *found]], [row[1] for row in [*last, *found[:size]]]
    return [
        (urls.atom(timeline.path), atom.render_atom(feed, entries, previous, deleted)),
        (urls.json_feed(timeline.path), jsonfeed.render_json_feed(feed, items, _newest_json_archive(context, timeline))),
    ]


def _farewell(context: Context, timeline: Timeline) -> list[tuple[bytes, bytes]]:
    """Return the last entry of the feed of an author who has moved, which tells readers where; it is of the time of their last post."""
    address = new_home(context, timeline.name) if timeline.kind == "author" and timeline.posts else ""
    if not address:
        return []
    (newest,) = queries.posts(context.db, queries.post_numbers(context.db, timeline.no, range(timeline.posts - 1, timeline.posts))).values()
    author, words = feed_author(context, timeline.name), of_timeline(context, timeline).words
    link = f'<a href="{escape(address)}">{escape(address)}</a>'
    entry = Entry(
        uri=urls.tag_uri(context.authority, f"feed/{timeline.path}moved"),
        url=address,
        title=words.gettext("%(name)s has moved to %(address)s", name=author.name, address=address),
        published=newest.published,
        updated=newest.published,
        author=author,
        content_html=f"<p>{words.gettext('%(name)s has moved to %(address)s', name=escape(author.name), address=link)}</p>",
        summary="",
        text="",
        lang=of_timeline(context, timeline).lang,
        tags=(),
        relations=(),
        enclosures=(),
    )
    return [(atom.render_entry(entry), jsonfeed.render_item(entry))]


def _newest_json_archive(context: Context, timeline: Timeline) -> str:
    archived = paging.json_archived(timeline.posts, context.config.feed_size)
    if not (archived and TIMELINE_KINDS[timeline.kind].has_json_archives):
        return ""
    return context.absolute(urls.json_archive(timeline.path, paging.page_count(archived, paging.JSON_ARCHIVE_SIZE)))


def render_json_archive(context: Context, key: PageKey) -> Files:
    """Render one document of older posts of a timeline's JSON Feed, which is sealed once it is full."""
    timeline = find_timeline(context, int(key.subject))
    archived = paging.json_archived(timeline.posts, context.config.feed_size) if timeline else 0
    span = paging.page_span(key.number, paging.JSON_ARCHIVE_SIZE, archived)
    if timeline is None or not span:
        return []
    older = context.absolute(urls.json_archive(timeline.path, key.number - 1)) if key.number > 1 else ""
    items = queries.json_items(context.db, timeline.no, span)
    feed = timeline_feed(context, timeline)._replace(hub_url="")  # which tells nobody of what is older
    return [(urls.json_archive(timeline.path, key.number), jsonfeed.render_json_feed(feed, items, older))]


def _with_outside(context: Context, timeline: Timeline, found: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Put the newest that others said on other sites among an author's mentions; no archive holds it, since it may go."""
    author = find_author(context, timeline.name)
    newest = newest_outside(of_timeline(context, timeline), author, context.config.feed_size) if author else []
    if not newest:
        return found
    entries = [outside_entry(of_timeline(context, timeline), post, answer) for post, answer in newest]
    rows = [(atom.render_entry(entry), jsonfeed.render_item(entry)) for entry in entries]
    outside = [(instant_of(answer), row) for (_, answer), row in zip(newest, rows, strict=True)]
    inside = zip(queries.instants(context.db, timeline.no, range(timeline.posts - len(found), timeline.posts)), found, strict=True)
    return [row for _, row in sorted([*inside, *outside], key=itemgetter(0), reverse=True)]


def render_feed_archive(context: Context, key: PageKey) -> Files:
    """Render one sealed document of a timeline's Atom feed."""
    timeline = find_timeline(context, int(key.subject))
    if timeline is None or key.number > paging.archive_count(timeline.posts):
        return []
    span = paging.archive_span(key.number)
    archived = queries.atom_entries(context.db, timeline.no, span)
    path = urls.feed_archive(timeline.path, key.number)
    previous = context.absolute(urls.feed_archive(timeline.path, key.number - 1)) if key.number > 1 else ""
    feed = timeline_feed(context, labelled_by(context, timeline, span))
    return [(path, atom.render_archive(feed, archived, context.absolute(path), previous))]


def taken_back(context: Context, handles: Collection[str]) -> list[tuple[str, str]]:
    """Return identity and moment of the posts taken back last, of some authors or of all, as feeds tell of them."""
    return [(urls.tag_uri(context.authority, post_id), at) for post_id, at in newest_taken_back(context.db, handles)]


def timeline_feed(context: Context, timeline: Timeline) -> Feed:
    """Return what the feed of a timeline says of itself, in the language of its pages."""
    context = of_timeline(context, timeline)
    title = timeline_title(context, timeline)
    author = find_author(context, timeline.name) if timeline.kind == "author" else None
    subtitle = context.config.description if timeline.kind == "site" else author.bio_text if author else ""
    if timeline.kind != "site":
        title = f"{title} · {context.title}"
    return make_feed(context, timeline.path, title, subtitle, author)


def make_feed(context: Context, path: str, title: str, subtitle: str, author: Author | None) -> Feed:
    """Return the head of the feed at a path."""
    return Feed(
        uri=urls.tag_uri(context.authority, f"feed/{path}"),
        title=title,
        subtitle=subtitle,
        lang=(author.lang if author else "") or context.lang,
        url=context.absolute(path),
        atom_url=context.absolute(urls.atom(path)),
        json_url=context.absolute(urls.json_feed(path)),
        author=feed_author(context, author.handle) if author else None,
        icon_url=context.absolute("icon-512.png"),
        hub_url=context.config.hub,
    )


@remembered
def feed_author(context: Context, handle: str) -> FeedAuthor:
    """Return an author as feeds name them."""
    author = find_author(context, handle)
    if author is None:
        raise LookupError(handle)
    return FeedAuthor(author.name, context.absolute(urls.author(handle)), context.absolute(avatar_path(author)))


def make_entry(context: Context, post: Post) -> Entry:
    """Return a post as feeds show it: complete, with absolute URLs, and in one language, since it says which and stands in many feeds."""
    context = context.speaking(post.lang)
    url = context.absolute(post.permalink)
    named = named_by(context, post.attachments)
    content = _absolute(context, post, _content(context, post, named))
    has_enclosures = post.attachments and not post.cw  # which readers show unasked
    return Entry(  # its fields in their order, since naming each takes half of the time
        urls.tag_uri(context.authority, post.id),
        url,
        post.title,
        post.published,
        post.updated,
        feed_author(context, post.author),
        content,
        post.cw or post.summary,
        post.text,
        post.lang,
        tuple([(tag.label, _tag_url(context, tag.key)) for tag in post.tags]) if post.tags else (),
        tuple([_relation(context, link) for link in post.links]) if post.links else (),
        tuple([_enclosure(context, path, named) for path, source in named.sources.items() if source]) if has_enclosures else (),
    )


def _absolute(context: Context, post: Post, html: str) -> str:
    if '="' not in html:
        return html
    if "-h-" in html:
        html = with_plain_places(html, anchor_of(post.permalink))
    return absolutise(html, context.origin, context.absolute(post.permalink))


def bare_content(context: Context, post: Post) -> str:
    """Return a post's text alone, with absolute URLs, for documents that say by themselves what it answers and shows, and warn of it."""
    html = for_feeds(context, post.content_html, named_by(context, post.attachments)) if post.attachments else post.content_html
    return _absolute(context, post, resolved(context, html, in_feed=True))


@remembered
def _tag_url(context: Context, key: str) -> str:
    return context.absolute(urls.tag(key))


def _content(context: Context, post: Post, named: Named) -> str:
    """Return a post's whole content for a reader who sees nothing else: what it answers, its text, its photos."""
    content = resolved(context, for_feeds(context, post.content_html, named) if post.attachments else post.content_html, in_feed=True)
    if post.links or post.photos:
        sentences = [_sentence(context, link) for link in post.links]
        photos = [feed_html(context, photo, named) for photo in post.photos]
        content = "\n".join(filter(None, [*sentences, content, *photos]))
    if not post.cw:
        return content
    warning = context.words.gettext("Content warning: %(warning)s", warning=escape(post.cw))
    return f"<details><summary>{warning}</summary>{content}</details>"


def _sentence(context: Context, link: Link) -> str:
    url = context.href(address_of(context, link.target)) if link.is_local else link.target
    target = trusted(f'<a href="{escape(url)}">{escape(_label(context, link))}</a>')
    sentence = context.templates.render("_relation.html", {"form": "feed", "relation": link.relation, "target": target})
    return f"<p>{sentence}</p>{_reposted(context, link)}"


def _label(context: Context, link: Link) -> str:
    if link.title or not link.is_local:
        return link.title or link.target
    handle = link.target.partition("/")[0]
    return context.words.gettext("@%(name)s’s post", name=handle)


def _reposted(context: Context, link: Link) -> str:
    """Return a reposted post of this site as feeds show a quoted one."""
    post = find_post(context, link.target) if link.is_local and link.relation == "repost_of" else None
    return plain_quote(context, post) if post else ""


def _relation(context: Context, link: Link) -> tuple[str, str, str]:
    if not link.is_local:
        return link.relation, link.target, ""
    target = find_post(context, link.target)
    return link.relation, context.absolute(address_of(context, link.target)), urls.tag_uri(context.authority, target.id) if target else ""


def _enclosure(context: Context, path: str, named: Named) -> tuple[str, str, int]:
    picture, published = named.pictures.get(path), named.path_of(path)
    size = picture.renditions[0].size if picture else queries.file_size(context.db, named.sources[path])
    return context.absolute(published), mime_type(published), size
