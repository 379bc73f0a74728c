"""The tables of keys: one row for each that a post, a profile or `config.yaml` may have.

A row is all that the engine has to be told of a key whose value its noun takes as it is (*plain*): which words are right,
where the value may be seen, and with that what must be rendered again when it changes. Its default is that of the noun's
field; templates see it under its name. Of any other key the row names the fields that the noun's own module makes of it.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Literal

from microblog.content.accounts import did, fediverse, fediverse_account
from microblog.content.appearance import theme
from microblog.content.blocking import absent
from microblog.content.deployment import deployment
from microblog.content.membership import login, roles
from microblog.content.menu import menu
from microblog.content.networks import bluesky, mastodon, syndicate
from microblog.content.parsers import (
    MAX_VALUES,
    aliases,
    author,
    authors,
    base_url,
    copies,
    domain,
    feeds_folder,
    following,
    joined,
    links,
    mail,
    new_home,
    picture,
    tag_authority,
    tags,
    target,
)
from microblog.content.repository import repository
from microblog.model.nouns import RELATIONS
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import (
    OneOrMany,
    Parser,
    WholeNumber,
    boolean,
    handle,
    language,
    markdown,
    short_text,
    text,
    timezone,
    web_address,
    written,
)

MAX_PHOTOS = 100

Place = Literal["nowhere", "page", "card", "citation"]
"""How far what a key says is seen: in no template; on the pages of the noun itself; on cards, of the post or of all posts of the
author, as well; where other posts answer, quote or repost the post as well."""


class Key(NamedTuple):
    """A row."""

    name: str
    parse: Parser
    fields: tuple[str, ...] = ()  # of the noun, made of the value by the noun's module; () for the field of the key's name
    shown: Place = "card"
    if_empty: str = ""  # of a key that holds something back: what to write behind it where nothing stands there


POST_KEYS = (
    Key("date", written, ("instant", "published", "has_time"), shown="citation"),
    Key("updated", written, ("updated",)),
    Key("title", text, shown="citation"),
    Key("author", author, ("author", "permalink"), shown="citation"),
    Key("tags", tags, ("tags",)),
    Key("draft", boolean, if_empty="`draft: true` or `draft: false`"),
    Key("unlisted", boolean, if_empty="`unlisted: true` or `unlisted: false`"),
    Key("lang", language, ("lang",), shown="citation"),
    Key("slug", written, ("permalink",), shown="citation"),
    Key("id", written, ("id",), shown="citation"),
    *(Key(relation, OneOrMany(target, MAX_VALUES), ("links",)) for relation in RELATIONS),
    Key("photo", OneOrMany(picture, MAX_PHOTOS), ("photos", "attachments"), shown="citation"),  # two files may be published as one name
    Key("cw", text, shown="citation", if_empty="`cw:` and the warning, or take the line out"),
    Key("pinned", boolean),
    Key("syndication", copies),
    Key("syndicate", syndicate, shown="nowhere"),
    Key("summary", text),
    Key("aliases", aliases, ("aliases", "foreign_aliases", "names"), shown="nowhere"),
)
PAGE_KEYS = (
    Key("title", short_text, shown="page"),  # which the menu shows
    Key("lang", language, shown="page"),
    Key("summary", text, shown="page"),
    Key("draft", boolean, if_empty="`draft: true` or `draft: false`"),
    Key("unlisted", boolean, if_empty="`unlisted: true` or `unlisted: false`"),
    Key("slug", written, ("permalink",), shown="page"),
    Key("date", written, ("published", "instant"), shown="page"),
    Key("updated", written, ("updated",), shown="page"),
    Key("aliases", aliases, ("aliases", "foreign_aliases", "names"), shown="nowhere"),
)
"""Of a standing page."""

PROFILE_KEYS = (
    Key("name", short_text, ("name",)),
    Key("avatar", written, ("avatar",)),
    Key("links", links, ("links",)),  # one of them may tell the author's name in the fediverse, on the pages of all their posts
    Key("pronouns", short_text, shown="page"),
    Key("location", short_text, shown="page"),
    Key("timezone", timezone, shown="page"),
    Key("lang", language, ("lang",)),  # in which the pages of their posts are
    Key("joined", joined, shown="page"),
    Key("following", following, shown="nowhere"),
    Key("muted", absent, shown="nowhere"),
    Key("blocked", absent, shown="nowhere"),
    Key("did", did, ("did",)),  # on the pages of all the author's articles, and on no card
    Key("fediverse", fediverse_account, ("fediverse",)),  # the same, of all their posts
    Key("moved_to", new_home, ("moved_to",)),  # the same: on the pages of all their posts, and on no card
    Key("mastodon", mastodon, ("mastodon",)),  # the same: it may tell their name in the fediverse
    Key("bluesky", bluesky, shown="nowhere"),
    Key("email", mail, ("email",)),  # on the pages of all the author's posts, as the way to answer, and on no card
    Key("notify", boolean, shown="nowhere"),
    Key("github", login, shown="nowhere"),
)
USER_KEYS = (*PROFILE_KEYS, Key("bio", markdown, ("bio_html", "bio_text"), shown="page"))
"""Of an author below `users:`, who has no file whose text would be the bio."""

CONFIG_KEYS = (
    Key("title", short_text, shown="page"),
    Key("description", text, shown="page"),
    Key("base_url", base_url, shown="page"),
    Key("lang", language, shown="page"),
    Key("timezone", timezone, shown="nowhere"),
    Key("author", handle, shown="page"),
    Key("users", authors, ("users",), shown="nowhere"),
    Key("page_size", WholeNumber(1, 1000), shown="nowhere"),
    Key("feed_size", WholeNumber(1, 1000), shown="nowhere"),
    Key("home_size", WholeNumber(1, 1000), shown="nowhere"),
    Key("tag_authority", tag_authority, shown="nowhere"),
    Key("search", boolean, shown="nowhere"),
    Key("photo_max", WholeNumber(320, 16383), shown="nowhere"),
    Key("remote", feeds_folder, shown="nowhere"),
    Key("ignore", OneOrMany(text, MAX_VALUES), shown="nowhere"),
    Key("muted", absent, shown="nowhere"),
    Key("blocked", absent, shown="nowhere"),
    Key("menu", menu, shown="nowhere"),
    Key("theme", theme, shown="nowhere"),
    Key("repository", repository, shown="nowhere"),
    Key("roles", roles, shown="nowhere"),
    Key("compose", boolean, shown="nowhere"),
    Key("deploy", deployment, shown="nowhere"),
    Key("did", did, shown="nowhere"),
    Key("fediverse", fediverse, shown="page"),
    Key("webmention_io", domain, shown="nowhere"),
    Key("answer_avatars", boolean, shown="nowhere"),
    Key("webmention", web_address, shown="page"),
    Key("hub", web_address, shown="nowhere"),  # which feeds name
)


def parsers_of(keys: Iterable[Key]) -> dict[str, Parser]:
    """Return the parser of each key, by name."""
    return {key.name: key.parse for key in keys}


def fields_shown(keys: Iterable[Key], *places: Place) -> tuple[str, ...]:
    """Return the noun's fields that the keys decide which are seen as far as one of the places, each once."""
    return tuple(dict.fromkeys(field for key in keys if key.shown in places for field in key.fields or (key.name,)))


def plain_keys(keys: Iterable[Key], *places: Place) -> tuple[str, ...]:
    """Return the names of the plain keys that are seen as far as one of the places, or, where none is named, of all."""
    return tuple(key.name for key in keys if not key.fields and (key.shown in places or not places))


def passed_on(keys: Iterable[Key], *places: Place, also: tuple[str, ...] = ()) -> Callable[[object], dict[str, Any]]:
    """Return a function that takes from a noun what templates see as it is: its plain keys seen in the places, and other fields."""
    names = (*plain_keys(keys, *places), *also)
    values = attrgetter(*names)
    return lambda noun: dict(zip(names, values(noun), strict=True))
