"""Authors as the pages of others show them: name, link, picture."""

from types import SimpleNamespace

from microblog.content.keys import PROFILE_KEYS, passed_on
from microblog.library import queries
from microblog.model import urls
from microblog.model.attachments import avatar_name
from microblog.model.nouns import AVATAR_SIDES, Author
from microblog.render.context import Context, remembered


@remembered
def find_author(context: Context, handle: str) -> Author | None:
    """Find an author."""
    return queries.author(context.db, handle)


def avatar_path(author: Author) -> str:
    """Return the path of an author's picture: their own, beside their page, or the drawn one."""
    if author.avatar:
        return f"@{author.handle}/avatar.{avatar_name(author.avatar).rpartition('.')[2].lower()}"
    return urls.avatar(author.handle)


def avatar_srcset(context: Context, path: str) -> str:
    """Name the two sizes of an author's own picture, which exist whatever the file is, so that no card depends on it."""
    largest, small = AVATAR_SIDES
    ending = path.rpartition(".")[2].replace("jpeg", "jpg")
    return f"{context.href(path + urls.rendition_suffix(small, ending))} {small}w, {context.href(path)} {largest}w"


@remembered
def byline(context: Context, handle: str) -> SimpleNamespace:
    """Return what a card shows of a post's author."""
    author = find_author(context, handle)
    path = urls.author(handle)
    picture = avatar_path(author) if author else urls.avatar(handle)
    return SimpleNamespace(
        **_on_cards(author or Author(handle, handle)),
        url=context.href(path),
        absolute_url=context.absolute(path),
        avatar_url=context.href(picture),
        avatar_srcset=avatar_srcset(context, picture) if author and author.avatar else "",
    )


_on_cards = passed_on(PROFILE_KEYS, "card", also=("handle", "name"))
