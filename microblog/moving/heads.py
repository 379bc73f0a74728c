"""A copy of a post or profile that means the same on another site.

What its head leaves to the site is written into it: the post's identity, the author's time zone and language. Where it names other
authors of the site and their posts, by handle, their addresses stand in the copy. Nothing else of the file changes; a file in which
this cannot be said, or would change anything else, is told.
"""

import re
from collections.abc import Iterable
from functools import partial

from microblog.content.frontmatter import parse_head
from microblog.content.head_lines import insert_lines
from microblog.content.posts import parse_post
from microblog.content.profiles import parse_profile
from microblog.content.split import split_front_matter
from microblog.errors import Problem
from microblog.formats.post_file import quote
from microblog.model import urls
from microblog.model.nouns import Author, AuthorDefaults, Config, Link, Post
from microblog.text.tuples import NamedTuple
from microblog.yaml.values import Text

_REMEDY = "write it by hand, or move what stands in its way to lines of its own"


class Home(NamedTuple):
    """The site that something leaves."""

    config: Config
    authority: str  # the fixed part of its feed ids
    author: Author
    files: frozenset[str]  # below the site folder

    @property
    def defaults(self) -> dict[str, AuthorDefaults]:
        """What the author's posts take from the profile."""
        author = self.author
        return {author.handle: AuthorDefaults(author.timezone, author.lang, author.name)}


def portable_post(home: Home, post: Post, data: bytes, path: str) -> bytes:
    """Return a post's file as it may lie at a path of any site; raise LookupError, with what is wrong, where that cannot be."""
    copy = _with_addresses(home, data, [(link.target, link.line) for link in post.links if _is_of_others(link, post.author)], "")
    uri = urls.tag_uri(home.authority, post.id)
    if _id_as_written(copy, path) != uri:
        copy = _without_id(copy)
        copy = insert_lines(copy, _form(copy, path), [("id", quote(uri))])
    again, _ = parse_post(path, copy, home.config, home.defaults, partial(_is_there, home, post.source, path))
    if again is None or _meaning(again) != _meaning(post) or _id_as_written(copy, path) != uri:
        raise LookupError(f"its identity, `id: {uri}`, cannot be put into its head")
    return copy


def _is_of_others(link: Link, handle: str) -> bool:
    return link.is_local and not link.target.startswith(f"{handle}/")


def _is_there(home: Home, source: str, path: str, file: str) -> bool:
    """Return whether a file is there, for a copy of a post that lies deeper than the post does."""
    before, after = source.split("/")[:-1], path.split("/")[:-1]
    return "/".join([*before, *file.split("/")[len(after) :]]) in home.files or file in home.files


def _meaning(post: Post) -> tuple[object, ...]:
    """Return what of a post must be the same wherever its file lies."""
    links = [(link.relation, link.target, link.title) for link in post.links]
    return (
        *(post.author, post.permalink, post.kind, post.published, post.updated, post.title, post.lang, post.tags, links, post.photos),
        *(post.content_html, post.draft, post.unlisted, post.cw, post.pinned, post.due, post.ends, post.is_undated, post.aliases),
        *(post.summary, post.syndication),
    )


def _form(data: bytes, path: str) -> str:
    split = split_front_matter(data, path)
    return split.form if split.front else ""


def _id_as_written(data: bytes, path: str) -> str:
    pairs, _ = parse_head(split_front_matter(data, path), path)
    found = pairs.values.get("id")
    return found.value if isinstance(found, Text) else ""


def _without_id(data: bytes) -> bytes:
    """Leave out the line of an identity that only this site completes."""
    end = data.find(b"\n---", 3) + 1 if data.startswith((b"---", b"\xef\xbb\xbf---")) else 0
    return re.sub(rb"(?mi)^[\"']?id[\"']?[ \t]*:[^\r\n]*(?:\r\n|\n|\r)", b"", data[:end], count=1) + data[end:]


def _with_addresses(home: Home, data: bytes, named: Iterable[tuple[str, int]], ending: str) -> bytes:
    """Put addresses in the place of what is named by `ada/hello` or `ada`, each on its line."""
    lines = data.splitlines(keepends=True)
    for target, number in named:
        if 0 < number <= len(lines):
            address = urls.absolute(home.config.base_url, f"@{target}{ending}/").encode()
            pattern = rb"(?<![\w/@.:-])@?" + re.escape(target.encode()) + rb"/?(?![\w/-])"
            lines[number - 1] = re.sub(pattern, address, lines[number - 1], count=1)
    return b"".join(lines)


def portable_profile(home: Home, data: bytes, path: str, handles: Iterable[str]) -> bytes:
    """Return a profile's file as it may lie in any site."""
    known, author = {*handles}, home.author
    written, _ = parse_profile(author.handle, path, data, home.config)
    named = [pair for pair in (*written.following, *written.muted, *written.blocked) if pair[0] in known]
    copy = _with_addresses(home, data, named, "")
    kept = [("timezone", author.timezone, home.config.timezone), ("lang", author.lang, home.config.lang)]
    lines = [(key, quote(value)) for key, own, value in kept if not own]
    copy = insert_lines(copy, _form(copy, path), lines) if lines else copy
    again, problems = parse_profile(author.handle, path, copy, home.config)
    if any(not problem.is_warning for problem in problems) or _person(again) != _person(author):
        raise LookupError("it cannot be made one that other sites understand")
    return copy


def _person(author: Author) -> tuple[object, ...]:
    return (author.name, author.bio_html, author.avatar, author.links, author.pronouns, author.location, author.joined, author.email)


def refusal(path: str, error: LookupError) -> Problem:
    """Return what is told of a file that cannot be made one."""
    return Problem(path, 1, str(error), _REMEDY)
