"""The posts that have a page at a moment, read from their files alone: what commands ask that need no index."""

from microblog.build.parsing import Parsing, defaults_of, parse_batch, read_profiles
from microblog.build.settings import Settings
from microblog.errors import ContentError, Problem
from microblog.library.posts import PostRow
from microblog.library.records import load_post
from microblog.model.nouns import Author, Post
from microblog.sources.listings import by_kind, scan_folders
from microblog.text.tuples import NamedTuple


class Published(NamedTuple):
    """What readers see."""

    posts: list[Post]  # newest first; those that nothing leads to, too
    authors: dict[str, Author]


def read_published(settings: Settings) -> Published:
    """Read all posts and profiles; raise ContentError where something is wrong in one."""
    root, config = settings.root, settings.config
    scan = scan_folders(root, ["posts"], ignore=config.ignore)
    kinds = by_kind(_paths(scan.listings))
    profiles = read_profiles(root, config, kinds.profiles)
    authors = config.users | {profile.author.handle: profile.author for profile in profiles if profile.author}
    defaults = defaults_of((one.handle, one.timezone, one.lang, one.name) for one in authors.values())
    parsed = parse_batch(Parsing(root, config, defaults), [(path, b"") for path in sorted(kinds.posts)])
    _refuse(
        [*scan.problems, *(p for profile in profiles for p in profile.problems), *(p for some in parsed.problems.values() for p in some)]
    )
    rows = [row for row in map(PostRow._make, parsed.rows) if row.held != "undated" and row.is_seen_at(settings.now)]
    posts = [load_post(row.value, row.content_html) for row in rows]
    return Published(sorted(posts, key=lambda post: (post.instant, post.id), reverse=True), authors)


def _paths(listings: dict[str, str]) -> list[str]:
    lines = [(folder, line) for folder, listing in listings.items() for line in listing.split("\n") if line]
    return [folder + "/" + line.partition("\0")[0] for folder, line in lines]


def _refuse(problems: list[Problem]) -> None:
    if wrong := [problem for problem in problems if not problem.is_warning]:
        raise ContentError(wrong)
