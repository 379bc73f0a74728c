"""The page to write on, and the names that it completes."""

import json
from types import SimpleNamespace
from urllib.parse import quote

from microblog.content.keys import MAX_PHOTOS
from microblog.content.parsers import MAX_TAGS
from microblog.content.split import MAX_TEXT
from microblog.formats.manifest import render_compose_manifest
from microblog.formats.post_file import RULES
from microblog.library import queries
from microblog.model import urls
from microblog.model.nouns import Author, Config, Post
from microblog.model.pages import PageKey
from microblog.model.repositories import MAX_ADDRESS, Repository, api_url, edit_url, history_url, keys_of, new_file_url, new_url
from microblog.render.authors import find_author
from microblog.render.context import Context, Files
from microblog.render.html_page import render_html
from microblog.theme.runtime import View
from microblog.yaml import MAX_HEAD
from microblog.yaml.fields import LANGUAGE_TAG, MAX_LINE

_MOST_TAGS = 2_000
"""Tags that are completed; of more, those that are used most."""

_EMPTY = "---\ntitle:\ntags: []\n---\n\n"


def render_compose(context: Context, key: PageKey) -> Files:
    """Render the page to write on and its manifest; nothing, where a site wants none."""
    config = context.config
    if not config.compose:
        return []
    title = context.words.gettext("Write")
    page = render_html(context, "compose.html", key.path, title, "compose", compose=_view(context), page_noindex=True)
    return [page, (urls.COMPOSE_MANIFEST, render_compose_manifest(config, title))]


def render_compose_names(context: Context, key: PageKey) -> Files:
    """Render what the page to write on completes."""
    return [(key.path, _json(_names(context)).encode())] if context.config.compose else []


def actions(context: Context, post: Post, author: Author | None) -> View:
    """Return where a reader of a post's own page can answer it, and who keeps the site can change it; "" for what there is not."""
    repository = context.config.repository
    if not (repository.url or (author and author.email)):
        return _NO_ACTIONS
    has_page = repository.url and context.config.compose
    write, ref = (context.href(urls.COMPOSE), quote(post.ref, safe="/")) if has_page else ("", "")
    return View(
        {
            "reply_url": f"{write}?reply={ref}" if has_page else "",
            "quote_url": f"{write}?quote={ref}" if has_page else "",
            "edit_url": edit_url(repository, post.source) if repository.url else "",
            "history_url": history_url(repository, post.source) if repository.url else "",
            "mail_url": _mail_url(author.email, post, context.absolute(post.permalink)) if author and author.email else "",
        }
    )


_NO_ACTIONS = View(dict.fromkeys(("reply_url", "quote_url", "edit_url", "history_url", "mail_url"), ""))


def _mail_url(email: str, post: Post, url: str) -> str:
    subject = f"Re: {post.title or post.cw or post.text[:60]}"
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject, safe='')}&body={quote(url, safe='')}"


def _view(context: Context) -> SimpleNamespace:
    repository = context.config.repository
    source = f"posts/{context.config.author or 'HANDLE'}/YYYY-MM-DD-HHMM-words.md"
    return SimpleNamespace(
        settings=_json(_settings(context)),
        api_url=_api_source(repository),
        host=repository.url.split("/")[2] if repository.url else "",
        new_url=new_file_url(repository, source, _EMPTY) if repository.url else "",
    )


def _api_source(repository: Repository) -> str:
    """Return what the page may connect to beside its own site: what lies below the repository's place in the API."""
    url = api_url(repository) if repository.url else ""
    return f"{url}/" if url else ""


def _settings(context: Context) -> dict[str, object]:
    """Return what the page's script has to be told."""
    config = context.config
    return {
        "base": config.base_path,
        "origin": config.origin,
        "names": context.href(urls.COMPOSE_NAMES),
        "worker": context.href("compose-worker.js"),
        "author": config.author,
        "lang": config.lang,
        "zone": config.timezone,
        "photoMax": config.photo_max,
        "maxText": MAX_TEXT,
        "maxHead": MAX_HEAD << 10,
        "language": LANGUAGE_TAG,
        "maxLine": MAX_LINE,
        "maxTags": MAX_TAGS,
        "maxPhotos": MAX_PHOTOS,
        "rules": RULES,
        "repository": _repository(config) if config.repository.url else None,
    }


def _repository(config: Config) -> dict[str, object]:
    repository = config.repository
    name_key, text_key = keys_of(repository)
    return {
        **repository._asdict(),
        "newUrl": new_url(repository),
        "nameKey": name_key,
        "textKey": text_key,
        "maxAddress": MAX_ADDRESS,
        "api": api_url(repository),
    }


def _names(context: Context) -> dict[str, object]:
    tags = sorted(queries.timelines(context.db, "tag"), key=lambda tag: (-tag.posts, tag.name))[:_MOST_TAGS]
    authors = [find_author(context, handle) for handle in queries.handles(context.db)]
    return {
        "authors": [_author(context, author) for author in authors if author],
        "tags": [tag.label for tag in sorted(tags, key=lambda tag: tag.name)],
    }


def _author(context: Context, author: Author) -> dict[str, str]:
    config = context.config
    return {
        "handle": author.handle,
        "name": author.name,
        "zone": author.timezone or config.timezone,
        "lang": author.lang or config.lang,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
