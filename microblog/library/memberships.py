"""Which timelines hold a post, and what of it other posts show: both follow from the post alone."""

from microblog import urls
from microblog.attachments import medium
from microblog.models import Author, Post

Membership = tuple[str, str, str]  # a timeline's path, kind and name


def is_cited_otherwise(old: Post, new: Post) -> bool:
    """Tell whether the cards and entries of posts that answer, repost or quote a post show another thing of it than before."""
    return _cited(old) != _cited(new)


def _cited(post: Post) -> tuple[object, ...]:
    """Give what `render.cites` reads of a post, and the id, which feeds name."""
    words = (post.lang, post.cw, post.title, post.text)
    return (post.id, post.permalink, post.author, post.published, post.has_time, *words, post.photos)


def memberships(post: Post) -> list[Membership]:
    """Give the timelines that hold a post: the site's, its author's, its month's (as dated), and each tag's; and its author's own."""
    year, month = int(post.published[:4]), int(post.published[5:7])
    fixed = [("", "site", ""), (urls.author(post.author), "author", post.author), (urls.month(year, month), "month", post.published[:7])]
    if post.kind not in {"reply", "like"}:
        fixed.append((urls.posts(post.author), "posts", post.author))
    if post.attachments and any(medium(file.path) for file in post.attachments):
        fixed.append((urls.media(post.author), "media", post.author))
    return fixed + [(urls.tag(tag.key), "tag", tag.key) for tag in post.tags]


def timelines_of(handle: str) -> list[Membership]:
    """Give the timelines that an author has, with posts or without; that of media is there only with some."""
    return [(urls.author(handle), "author", handle), (urls.posts(handle), "posts", handle), (urls.mentions(handle), "mentions", handle)]


def answered(post: Post) -> str:
    """Give what a post answers, or ""."""
    return next((link.target for link in post.links if link.relation == "in_reply_to"), "")


def shown(author: Author) -> Author:
    """Give an author without what no page of their timelines shows."""
    return author._replace(following=(), muted=(), blocked=())
