"""The posts that the site does not show: a list that says of each why, and each as its page will look.

All is rendered when it is asked for, from the index of the last build, and sent to the browser alone: no file is written. The
addresses lie below `-/hidden/`, where no page of a site can be, so that the post's own address is what it is on the host: nothing.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import accumulate
from pathlib import PurePosixPath

from microblog.build.cache import Cache
from microblog.build.inputs import read_basis
from microblog.build.options import Options, parse_now
from microblog.build.settings import Settings
from microblog.build.writing import world_of
from microblog.errors import UsageError
from microblog.library import queries, schema
from microblog.library.hidden import HiddenPost, hidden_post, hidden_posts
from microblog.library.records import load_config
from microblog.model import urls
from microblog.model.nouns import Post
from microblog.preview import overlay
from microblog.preview.files import content_type
from microblog.render.context import Context, open_context
from microblog.render.pictures import named_by, published
from microblog.render.posts import render_before_it_is_shown
from microblog.text import dates
from microblog.text.tuples import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = ((datetime(*day, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1) for day in ((1, 1, 3), (9999, 12, 29)))
"""Moments between which every zone has a year of four digits."""

_TITLE = 60  # characters of a text that stand for a title


class Answer(NamedTuple):
    """What is sent to the browser."""

    kind: str  # media type
    body: bytes
    note: str = ""  # what the preview's bar says of it


def find_answer(options: Options, path: str) -> Answer | None:
    """Return what a path below `-/hidden/` means: the list, a post's page, or a file of its; None where it means nothing."""
    with _last_build(options) as context:
        if not path:
            return Answer(overlay.HTML, _render_list(context))
        found = _find_post(context, path)
        if found is None:
            return None
        if path == found.post.permalink:
            return Answer(overlay.HTML, _render_post(context, found.post), why(context, found))
        return _find_attachment(context, found.post, path)


@contextmanager
def _last_build(options: Options) -> Iterator[Context]:
    """Open the index of the last build, which no other build changes meanwhile, and all that rendering needs beside it."""
    basis, cache = read_basis(options), Cache(options.root)
    with cache.locked():
        if cache.journal.exists() or not cache.index.is_file():
            raise UsageError("the site was not built yet; mend what is wrong first")
        with closing(schema.open_to_read(cache.index)) as db:
            config = load_config(schema.read_meta(db)["config"])
            settings = Settings(options, config, basis.theme, parse_now(options.now), [])
            yield open_context(world_of(db, settings), db)


def _find_post(context: Context, path: str) -> HiddenPost | None:
    """Find the post that a path is about: that whose page it is, or the one below whose page it lies."""
    folders = accumulate(f"{name}/" for name in path.split("/")[:-1])
    return next((found for folder in folders if (found := hidden_post(context.db, folder))), None)


def _render_post(context: Context, post: Post) -> bytes:
    """Render a post's page, its files being where the preview has them."""
    own, here = context.href(post.permalink), context.href(overlay.HIDDEN + post.permalink)
    return render_before_it_is_shown(context, post).replace(own.encode(), here.encode())


def _find_attachment(context: Context, post: Post, path: str) -> Answer | None:
    """Return a file that a post names, a picture in one of its sizes."""
    for own, source in named_by(context, post.attachments).sources.items():
        name = urls.file_of(own)
        if source and path.startswith(name):
            files = dict(published(context, name, source))
            return Answer(content_type(PurePosixPath(path)), files[path]) if path in files else None
    return None


def why(context: Context, hidden: HiddenPost) -> str:
    """Say why readers do not see a post, or when they will."""
    when = _moment(context, hidden.post, hidden.due)
    if hidden.held == "undated":
        return "Nothing says when it was published; give it a `date:`."
    if hidden.held == "draft":
        return f"A draft, dated {when}."
    if hidden.has_page:
        return "Unlisted: its page is there, and nothing leads to it."
    if hidden.post.ends:
        return f"Shown from {when} until {_moment(context, hidden.post, hidden.post.ends)}."
    return f"Scheduled: it appears with the first build after {when}."


def _moment(context: Context, post: Post, instant: int) -> str:
    """Return a moment of a post, in its author's time zone."""
    author = queries.author(context.db, post.author)
    zone = (author and author.timezone) or context.config.timezone
    moment = (_EPOCH + timedelta(microseconds=min(max(instant, _FIRST), _LAST))).astimezone(dates.zone(zone))
    return f"{moment:%Y-%m-%d %H:%M} ({zone})"


def _render_list(context: Context) -> bytes:
    rows = [_row(context, hidden) for hidden in hidden_posts(context.db)]
    body = f"<ul>{''.join(rows)}</ul>" if rows else "<p>There is none: readers see all posts.</p>"
    back = f'<p><a href="{escape(context.href(""))}">Back to the site</a></p>'
    about = "<p>This list is the preview's own. It is in no file of the site, and no reader ever sees it.</p>"
    return overlay.own_page("Posts that the site does not show", f"{about}{body}{back}", context.base_path)


def _row(context: Context, hidden: HiddenPost) -> str:
    post = hidden.post
    title = post.title or post.cw or post.text[:_TITLE] or post.ref
    address = context.href(post.permalink if hidden.has_page else overlay.HIDDEN + post.permalink)
    text = "" if post.cw or title == post.text else post.summary or post.text
    said = f'<p dir="auto">{escape(text)}</p>' if text else ""
    return (
        f'<li><h2><a href="{escape(address)}" dir="auto">{escape(title)}</a></h2><p>{escape(why(context, hidden))}</p>'
        f"<p><code>{escape(post.source)}</code></p>{said}</li>"
    )
