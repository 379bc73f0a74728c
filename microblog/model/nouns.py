"""The nouns of a microblog, as frozen values.

They are named tuples because thousands of them travel between processes: a tuple is made, compared
and pickled by the interpreter itself.
"""

from typing import Any

from microblog.model.deployments import Deployment
from microblog.model.repositories import Repository
from microblog.text.tuples import NamedTuple

POST_KINDS = ("note", "article", "photo", "reply", "repost", "like", "bookmark")
AVATAR_SIDES = (384, 96)  # of an avatar itself and of its small one; the theme shows 96 and 44, and some screens count double
RELATIONS = ("repost_of", "like_of", "bookmark_of", "in_reply_to")  # the first one set decides the kind

NETWORKS = ("mastodon", "bluesky")
"""Where copies of posts go."""
EVERYWHERE = ("*",)
"""Of a post that says nothing else: to each network of which its author has an account."""

QUOTATION = "quotation_of"
"""The relation of a quote: it stands in the text, so it decides no kind, and a post may have both."""


class Author(NamedTuple):
    """One account: a folder below `posts/`, or a key of `users:` in the configuration."""

    handle: str
    name: str  # the handle where the profile gives no name
    path: str = ""  # the file that defines it: its profile.md or config.yaml; "" where a folder has neither
    bio_html: str = ""  # sanitised; mentions as Post.content_html has them
    bio_text: str = ""  # the bio without markup, on one line
    avatar: str = ""  # the picture's path relative to the site folder; "" for the drawn one
    links: tuple[tuple[str, str], ...] = ()  # (name, absolute URL)
    pronouns: str = ""
    location: str = ""
    timezone: str = ""  # IANA name; "" for the site's
    lang: str = ""  # BCP 47; "" for the site's
    joined: str = ""  # YYYY-MM-DD, YYYY-MM or YYYY
    following: tuple[tuple[str, int], ...] = ()  # (what is followed, as `followed` says, and the line), in order
    extra: dict[str, Any] = {}  # keys that the engine does not know, for templates
    muted: tuple[tuple[str, int], ...] = ()  # (whose posts the home timeline leaves out, the line that says so)
    blocked: tuple[tuple[str, int], ...] = ()  # the same, whose posts the mentions and conversations leave out as well
    references: tuple[tuple[str, int], ...] = ()  # of the bio, as Post.references
    email: str = ""  # to which readers may answer
    moved_to: str = ""  # where they write now: an absolute URL
    notify: bool = False  # whether `mail` writes to that address
    did: str = ""  # whose repository of the AT Protocol has records of the author's articles
    fediverse: str = ""  # the author's account there, `@ada@social.example`, where no link says it
    github: str = ""  # the login by which the git host knows them
    mastodon: tuple[tuple[str, str], ...] = ()  # the account that copies of posts go to: (`account`, its address), and what else is said
    bluesky: tuple[tuple[str, str], ...] = ()  # the same, by its handle or DID


class MenuEntry(NamedTuple):
    """One entry of the menu, as `config.yaml` has it."""

    label: str
    target: str  # an absolute URL, a file below `pages/`, or a path of this site behind a slash
    line: int = 0


ALL_PAGES = (MenuEntry("", "*"),)
"""The menu of a site that says none: its standing pages, by title."""
MAX_MENU = 50
"""Entries of the menu, which stand on every page."""


class Config(NamedTuple):
    """The settings of a site, each with its default."""

    title: str = "Microblog"
    description: str = ""
    base_url: str = "http://127.0.0.1:5000/"  # absolute, ends in a slash
    lang: str = "en"
    timezone: str = "UTC"
    author: str = ""
    page_size: int = 20
    feed_size: int = 20
    home_size: int = 60
    tag_authority: str = ""  # `example.org,2026`
    search: bool = True
    photo_max: int = 2048  # pixels of the longest side of the largest size that is published
    remote: str = ".microblog/remote"  # the folder of stored feeds of other sites
    users: dict[str, Author] = {}
    extra: dict[str, Any] = {}
    ignore: tuple[str, ...] = ()  # globs below `posts/` of what is not read
    muted: tuple[tuple[str, int], ...] = ()  # as an author's, for everybody
    blocked: tuple[tuple[str, int], ...] = ()
    menu: tuple[MenuEntry, ...] = ALL_PAGES
    theme: tuple[tuple[str, str], ...] = ()  # custom properties of the stylesheet; `look` is the name of another one
    repository: Repository = Repository()
    compose: bool = True  # whether there is a page to write on
    deploy: Deployment = Deployment()
    did: str = ""  # as an author's, of the site
    fediverse: str = "none"  # how the site is to be found there: `none`, `alias` or `bridgy`
    webmention_io: str = ""  # the domain under which webmention.io receives mentions of this site
    answer_avatars: bool = False  # whether pictures of those who answered elsewhere are copied
    webmention: str = ""  # where other sites tell that they link to a page of this one
    hub: str = ""  # who tells readers of this site's feeds that they changed (WebSub)
    roles: dict[str, str] = {}  # login at the git host → what its owner may change

    @property
    def site(self) -> str:
        """What tells this site from others: the fixed part of its feed ids, or where it lives."""
        return self.tag_authority or self.base_url

    @property
    def origin(self) -> str:
        """Scheme and host of the base URL, without a slash at the end."""
        return "/".join(self.base_url.split("/", 3)[:3])

    @property
    def base_path(self) -> str:
        """The base URL's path, which starts and ends with a slash."""
        return "/" + self.base_url.split("/", 3)[3]


class Tag(NamedTuple):
    """A tag as one post writes it."""

    key: str  # what makes two spellings one tag: NFKC, case folded
    label: str  # as written, without the hash sign


class Link(NamedTuple):
    """What a post answers, reposts, likes or bookmarks."""

    relation: str  # one of RELATIONS, or QUOTATION
    target: str  # an absolute URL, or a post of this site: `ada/2026-11-23-hello`
    title: str = ""
    line: int = 0

    @property
    def is_local(self) -> bool:
        """Whether the target is a post of this site."""
        return "://" not in self.target


class Attachment(NamedTuple):
    """A file that a post names and that is published beside it."""

    source: str  # path relative to the site folder
    path: str  # URL path below the site's base: `@ada/2026-11-23-hello/cat.jpg`
    line: int = 0
    is_photo: bool = False  # of `photo:`, so that the post is not what its author meant where the file is not there


class Rendition(NamedTuple):
    """One of the files that a picture is published as."""

    suffix: str  # behind the picture's own path: "" for the picture itself, else `.480.webp`
    width: int  # in pixels
    height: int
    size: int  # in bytes
    digest: str  # of its bytes, hexadecimal


class Picture(NamedTuple):
    """What a picture is published as: written anew, in several sizes and formats."""

    key: str  # what the cache keeps it under
    renditions: tuple[Rendition, ...]  # the picture itself first
    is_cut_off: bool = False  # at its end, so that a part of it is blank

    @property
    def suffix(self) -> str:
        """What stands behind the picture's own path in that of the picture itself: nothing, where that path ends as it should."""
        return self.renditions[0].suffix


class Photo(NamedTuple):
    """A picture, recording or film of `photo:`; its file is among the post's attachments as well."""

    path: str  # URL path below the site's base
    alt: str = ""
    focus: str = ""  # the point that stays in sight where the picture is cut (`model/focus.py`)


class Post(NamedTuple):
    """One post, as its file alone says it (and its author's time zone and language)."""

    id: str  # stable identity: the file's path below `posts/` without `.md`, or `id:`
    source: str  # the file's path relative to the site folder
    author: str  # handle
    permalink: str  # URL path below the site's base: `@ada/2026-11-23-hello/`
    kind: str  # one of POST_KINDS
    instant: int  # when it was published: microseconds since 1970 UTC; orders posts
    published: str  # the same as RFC 3339, with the offset it was written in
    has_time: bool  # whether the file gives a time of day
    updated: str  # RFC 3339; equals `published` where the file gives none
    lang: str
    tags: tuple[Tag, ...]
    links: tuple[Link, ...]
    photos: tuple[Photo, ...]
    attachments: tuple[Attachment, ...]  # photos and files named in the text
    mentions: tuple[str, ...]  # every @handle in the text, whether or not such an author exists
    content_html: str  # sanitised; local links start with the base path; @ada is <a href="mention:ada">@ada</a>
    text: str  # the content without markup, on one line, at most 300 characters
    extra: dict[str, Any]
    quotes: tuple[Link, ...] = ()  # posts of this site that the text quotes, whether or not there are such posts
    title: str = ""
    draft: bool = False
    cw: str = ""  # content warning
    pinned: bool = False
    syndication: tuple[str, ...] = ()  # addresses where copies of it live
    summary: str = ""  # in the author's words
    unlisted: bool = False  # its page is there, and nothing leads to it
    aliases: tuple[str, ...] = ()  # paths below the site's base where it stood before: `2013/07/hello/`, `old.html`
    names: tuple[str, ...] = ()  # by which links in double brackets find it
    due: int = 0  # the moment from which readers may see it, as `instant`, where that is not `instant` itself
    ends: int = 0  # the moment from which readers see it no more; 0 without one
    is_undated: bool = False  # nothing says when it was published, so that readers do not see it
    claims: tuple[tuple[str, int], ...] = ()  # (whose its head says that it is, the line), where that is not its folder's handle
    wishes: tuple[str, ...] = ()  # files that it would show if they were there
    references: tuple[
        tuple[str, int], ...
    ] = ()  # (what of this site its text leads to, the line): `file:posts/ada/x.md`, `note:ada/x`, `path:tags/`
    syndicate: tuple[str, ...] = EVERYWHERE  # of NETWORKS, those that copies go to
    foreign_aliases: tuple[str, ...] = ()  # of `aliases`, those that keys of other tools name

    @property
    def ref(self) -> str:
        """How other posts refer to it: `ada/2026-11-23-hello`."""
        return self.permalink[1:-1]

    @property
    def held(self) -> str:
        """Why readers do not see it, whenever they look: `draft`, `undated`, or nothing."""
        return "undated" if self.is_undated else "draft" if self.draft else ""


class Tombstone(NamedTuple):
    """What is left of a post that was taken back: no word of it."""

    id: str  # as Post.id
    author: str  # handle
    permalink: str  # as Post.permalink
    at: str  # when it was taken back, RFC 3339
    instant: int  # the same, in microseconds since 1970 UTC
    aliases: tuple[str, ...] = ()  # as Post.aliases

    @property
    def ref(self) -> str:
        """How other posts referred to it."""
        return self.permalink[1:-1]


class StandingPage(NamedTuple):
    """One page of `pages/`, as its file alone says it."""

    source: str  # the file's path relative to the site folder
    permalink: str  # URL path below the site's base: `about/`
    published: str  # RFC 3339; "" where the file gives none
    updated: str  # the same; equals `published` where the file gives none
    instant: int  # before which it is not shown: microseconds since 1970 UTC, 0 without a date
    attachments: tuple[Attachment, ...]  # files named in the text
    named: tuple[str, ...]  # handles that the text mentions, and posts that it quotes (`ada/2026-11-23-hello`)
    references: tuple[tuple[str, int], ...]  # as Post.references
    content_html: str  # as Post.content_html
    text: str  # as Post.text
    extra: dict[str, Any]
    title: str = ""  # of its front matter, else its first heading, else the name of its file
    lang: str = ""
    summary: str = ""  # a sentence for previews
    draft: bool = False
    unlisted: bool = False  # nothing of the site leads to it, save what authors write
    aliases: tuple[str, ...] = ()  # as Post.aliases
    names: tuple[str, ...] = ()  # as Post.names
    foreign_aliases: tuple[str, ...] = ()  # as Post.foreign_aliases


class AuthorDefaults(NamedTuple):
    """What a post takes from its author's profile when its own file is silent."""

    timezone: str
    lang: str
    name: str = ""
