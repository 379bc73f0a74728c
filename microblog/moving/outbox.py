"""An author and their posts as ActivityStreams has them."""

from collections.abc import Container

from microblog.formats.activitystreams import Actor, Deed
from microblog.formats.feeds import Entry
from microblog.model import urls
from microblog.model.attachments import medium, mime_type
from microblog.model.nouns import Author, Post
from microblog.render.authors import avatar_path
from microblog.render.context import Context
from microblog.render.feeds import bare_content


def actor_of(context: Context, author: Author) -> Actor:
    """Return an author; their picture is the one in the archive."""
    return Actor(
        url=context.absolute(urls.author(author.handle)),
        handle=author.handle,
        name=author.name,
        bio=author.bio_text,
        links=author.links,
        icon=author.avatar or context.absolute(avatar_path(author)),
        joined=author.joined,
    )


def deed_of(context: Context, post: Post, entry: Entry, files: Container[str]) -> Deed:
    """Return a post, its files by their paths in the archive."""
    photos = {photo.path: (photo.alt, photo.focus) for photo in post.photos}
    sources = [(file.source if file.source in files else _of_loose(post, file.source), file.path) for file in post.attachments]
    return Deed(
        url=entry.url,
        kind=post.kind,
        published=post.published,
        updated=post.updated,
        title=post.title,
        summary=post.cw or post.summary,
        content_html=bare_content(context, post),
        lang=post.lang,
        is_sensitive=bool(post.cw),
        in_reply_to=next((url for relation, url, _ in entry.relations if relation == "in_reply_to"), ""),
        about=tuple(url for relation, url, _ in entry.relations if relation != "in_reply_to"),
        tags=entry.tags,
        files=tuple((path, mime_type(path), *photos.get(url, ("", ""))) for path, url in sources if medium(path)),
    )


def _of_loose(post: Post, source: str) -> str:
    return f"posts/{post.author}/{source.removeprefix('posts/')}"
