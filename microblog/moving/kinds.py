"""The table of archives: what tells each, and what reads it."""

from collections.abc import Callable

from microblog.errors import UsageError
from microblog.moving.archives import bluesky, feeds, mastodon, tumblr, twitter, wordpress
from microblog.moving.nouns import Archive
from microblog.moving.opening import Files
from microblog.text.tuples import NamedTuple


class Kind(NamedTuple):
    """One form of archives."""

    name: str
    is_here: Callable[[Files], bool]
    read: Callable[[Files], Archive]


KINDS = (
    Kind("Mastodon", mastodon.is_here, mastodon.read),
    Kind("X", twitter.is_here, twitter.read),
    Kind("Bluesky", bluesky.is_here, bluesky.read),
    Kind("WordPress", wordpress.is_here, wordpress.read),
    Kind("Tumblr", tumblr.is_here, tumblr.read),
    Kind("JSON Feed", feeds.is_json_here, feeds.read_json),
    Kind("Atom or RSS", feeds.is_xml_here, feeds.read_xml),
)
"""The first that fits counts."""


def read_archive(files: Files) -> Archive:
    """Read an archive of any kind; raise UsageError where it is none."""
    for kind in KINDS:
        if kind.is_here(files):
            return kind.read(files)
    known = ", ".join([*(kind.name for kind in KINDS), "micro.blog", "an export of microblog"])
    remedy = "name the file as you downloaded it; a list of whom you follow is for `follow --import`"
    raise UsageError(f"{files.path} is no archive that is known here ({known}); {remedy}")
