"""Authors as the pages of others show them: name, link, picture."""

from microblog.content.accounts import account_of
from microblog.content.keys import PROFILE_KEYS, passed_on
from microblog.library import pictures, queries, stored_feeds
from microblog.model import urls
from microblog.model.attachments import avatar_name
from microblog.model.nouns import AVATAR_SIDES, Author
from microblog.render.context import Context, remembered
from microblog.theme.runtime import View


@remembered
def find_author(context: Context, handle: str) -> Author | None:
    """Find an author."""
    return queries.author(context.db, handle)


def follows_somebody(context: Context, handle: str) -> bool:
    """Whether an author follows anybody, here or elsewhere."""
    return bool(queries.following(context.db, handle) or stored_feeds.outside(context.db, handle))


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
def preview_picture(context: Context, handle: str) -> View:
    """Return the picture by which a post without a photo is shown elsewhere, its author's.

    It is the one of the h-card, at the same address: bridges attach any other to the post. A bridge that takes the posts of
    several authors for those of one, the site, knows the site's. How large a picture is, no post says, since a new one would
    change the pages of all.
    """
    if context.config.fediverse == "bridgy" and not context.sole:
        return site_picture(context)
    return _picture_of(context, find_author(context, handle) or Author(handle, handle))


def _picture_of(context: Context, author: Author) -> View:
    return View({"url": context.absolute(avatar_path(author)), "width": 0, "height": 0, "alt": author.name, "is_large": False})


def site_picture(context: Context) -> View:
    """Return the picture by which a site of several authors is shown elsewhere."""
    about = {"alt": context.config.title, "is_large": False}
    return View({"url": context.absolute("icon-512.png"), "width": 512, "height": 512, **about})


def portrait(context: Context, author: Author) -> View:
    """Return the same for an author's own page, with its size."""
    found = _picture_of(context, author)
    picture = pictures.picture(context.db, author.avatar, is_avatar=True) if author.avatar else None
    if picture:
        found.width, found.height = picture.renditions[0].width, picture.renditions[0].height
    return found


@remembered
def byline(context: Context, handle: str) -> View:
    """Return what a card shows of a post's author."""
    author = find_author(context, handle)
    path = urls.author(handle)
    picture = avatar_path(author) if author else urls.avatar(handle)
    addresses = {
        "url": context.href(path),
        "absolute_url": context.absolute(path),
        "avatar_url": context.href(picture),
        "avatar_srcset": avatar_srcset(context, picture) if author and author.avatar else "",
    }
    return View(_on_cards(author or Author(handle, handle)) | addresses)


@remembered
def new_home(context: Context, handle: str) -> str:
    """Return where an author writes now; "" where that is here."""
    author = find_author(context, handle)
    return author.moved_to if author else ""


@remembered
def fediverse_name(context: Context, handle: str) -> str:
    """Return an author's name in the fediverse, `@ada@social.example`, or ""."""
    author = find_author(context, handle)
    return account_of(author) if author else ""


_on_cards = passed_on(PROFILE_KEYS, "card", also=("handle", "name"))
