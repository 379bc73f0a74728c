"""The search: its page, the list of the segments of its index, and their files. Of a site that wants none, nothing."""

import json
from datetime import date
from functools import lru_cache

from microblog.formats.opensearch import render_description
from microblog.formats.search_index import make_label, make_row, render_segment
from microblog.library import queries
from microblog.markup.html.content import labels, plain_text
from microblog.model.attachments import medium
from microblog.model.nouns import Post
from microblog.model.pages import PageKey
from microblog.model.segments import LEVELS, Segment, all_segments, segments
from microblog.render.context import Context, Files, remembered
from microblog.render.html_page import render_html

_DESCRIPTION = "search/opensearch.xml"
_EPOCH = date(1970, 1, 1).toordinal()
_MEDIA = {"image": "photo", "audio": "audio", "video": "video"}


def render_search(context: Context, key: PageKey) -> Files:
    """Render the page where readers search, and what tells browsers of it."""
    if not context.config.search:
        return []
    title = context.words.gettext("Search")
    description = render_description(context.config.title, f"{context.config.title}: {title}", context.absolute(key.path))
    return [render_html(context, "search.html", key.path, title, "search"), (_DESCRIPTION, description)]


def render_search_index(context: Context, key: PageKey) -> Files:
    """Render the list of segments, all that a new post changes beside its own segment."""
    if not context.config.search:
        return []
    posts, _ = queries.count_pages(context.db)
    listed = {
        "posts": posts,
        "page_size": context.config.page_size,
        "levels": [(*level,) for level in LEVELS],
        "segments": [(segment.level, segment.number) for segment in segments(posts)],
    }
    return [(key.path, json.dumps(listed, separators=(",", ":")).encode())]


def render_search_file(context: Context, key: PageKey) -> Files:
    """Render one file of a segment."""
    segment = _segments(context, "").get(key.subject)
    if segment is None or key.number >= segment.files or not context.config.search:
        return []
    return [(segment.path(key.number), _files(context, key.subject)[key.number])]


@remembered
def _segments(context: Context, _: str) -> dict[str, Segment]:
    posts, _authors = queries.count_pages(context.db)
    return {segment.name: segment for segment in all_segments(posts)}


@remembered
def _files(context: Context, name: str) -> list[bytes]:
    segment = _segments(context, "")[name]
    return render_segment(_rows(context, segment), segment)


def _rows(context: Context, segment: Segment) -> list[str]:
    site = queries.timeline_at(context.db, "")
    return queries.search_rows(context.db, site.no, segment.span) if site else []


def search_row(context: Context, post: Post) -> str:
    """Return what the index holds of a post; it says itself what stands behind a content warning."""
    if not context.config.search:
        return ""
    return make_row(_day(post.published[:10]), _labels(post), _texts(post))


@lru_cache(maxsize=4096)
def _day(written: str) -> int:
    return date.fromisoformat(written).toordinal() - _EPOCH


def _texts(post: Post) -> list[tuple[str, str]]:
    """List what a post says, and where: of photos behind a warning not even their descriptions."""
    html = post.content_html
    is_whole = post.text[-1:] != "…" and "<details" not in html and "quote:" not in html
    texts = [("hidden" if post.cw else "text", post.text if is_whole else plain_text(html))]
    if post.title:
        texts.append(("title", post.title))
    if post.tags:
        texts.append(("tag", " ".join([tag.label for tag in post.tags])))
    texts += [("text", link.title or link.target) for link in post.links if link.title or not link.is_local]
    if post.cw:
        return [*texts, ("warning", post.cw)]
    if post.photos or "<img" in html or "aria-label" in html:
        texts += [("text", words) for words in (*labels(html), *(photo.alt for photo in post.photos)) if words]
    return texts


def _labels(post: Post) -> list[str]:
    """List what readers may narrow a search by."""
    found = [_label("from", post.author), *_languages(post.lang)]
    if post.tags:
        found += [_label("tag", tag.key) for tag in post.tags]
    html = post.content_html
    if post.attachments:
        media = {medium(file.path) for file in post.attachments}
        found += [f"has:{name}" for kind, name in _MEDIA.items() if kind in media]
    if 'href="http' in html or any(not link.is_local for link in post.links):
        found.append("has:link")
    if "<code" in html:
        found.append("has:code")
    if post.cw:
        found.append("has:cw")
    if post.title:
        found.append("has:title")
    return found


@lru_cache(maxsize=64)
def _languages(lang: str) -> list[str]:
    return [make_label("lang", name) for name in dict.fromkeys((lang, lang.partition("-")[0]))]


_label = lru_cache(maxsize=4096)(make_label)
