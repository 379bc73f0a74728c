"""What programs are told of the site: one file from which they find all others that are made for them."""

import json
from functools import partial
from typing import Any

from microblog.library import queries
from microblog.library.records import Timeline
from microblog.model import urls
from microblog.model.nouns import Author
from microblog.model.pages import PageKey
from microblog.model.periods import PERIOD_KINDS
from microblog.render.authors import avatar_path, find_author
from microblog.render.context import Context, Files

VERSION = 1
"""Of the form of the file: a key that comes leaves it as it is, one that goes or means something else raises it."""

_encode = json.JSONEncoder(ensure_ascii=False).encode


def render_site_json(context: Context, key: PageKey) -> Files:
    """Render `site.json`, with one author and one tag to a line, so that those who keep it see what changed."""
    posts, _ = queries.count_pages(context.db)
    authors = [_author(context, author) for author in map(partial(find_author, context), queries.handles(context.db)) if author]
    tags = [_tag(context, tag) for tag in queries.timelines(context.db, "tag")]
    head = _encode({"version": VERSION, **_of_site(context), "posts": posts}).removesuffix("}")
    return [(key.path, f'{head}, "authors": {_lines(authors)}, "tags": {_lines(tags)}}}\n'.encode(errors="ignore"))]


def _lines(values: list[dict[str, Any]]) -> str:
    lines = ",\n".join(map(_encode, values))
    return f"[\n{lines}\n]" if values else "[]"


def _of_site(context: Context) -> dict[str, Any]:
    config = context.config
    known = {
        "title": config.title,
        "description": config.description,
        "url": context.absolute(""),
        "language": config.lang,
        "timezone": config.timezone,
        "id": urls.tag_uri(context.authority, "feed/"),
        "feeds": _feeds(context, ""),
        "digests": {kind: context.absolute(urls.digest(kind)) for kind in PERIOD_KINDS},
        "days": context.absolute(urls.DAYS),
    }
    return {name: value for name, value in known.items() if value}


def _feeds(context: Context, path: str) -> dict[str, str]:
    return {"atom": context.absolute(urls.atom(path)), "json": context.absolute(urls.json_feed(path))}


def _author(context: Context, author: Author) -> dict[str, Any]:
    path = urls.author(author.handle)
    known = {
        "handle": author.handle,
        "name": author.name,
        "url": context.absolute(path),
        "avatar": context.absolute(avatar_path(author)),
        "posts": queries.posts_by(context.db, author.handle),
        "feeds": _feeds(context, path),
        "home_feeds": _feeds(context, urls.home(author.handle)),
        "mentions_feeds": _feeds(context, f"{path}mentions/"),
    }
    more = {"language": author.lang, "moved_to": author.moved_to}
    return known | {name: value for name, value in more.items() if value}


def _tag(context: Context, tag: Timeline) -> dict[str, Any]:
    return {"tag": tag.name, "label": tag.label, "url": context.absolute(tag.path), "posts": tag.posts, "feeds": _feeds(context, tag.path)}
