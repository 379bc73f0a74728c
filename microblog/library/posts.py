"""A post as rows of the index.

They are made where the post is parsed, and travel between processes as plain tuples, in a fraction of the time that a `Post` takes.
"""

import sqlite3
from collections.abc import Sequence

from microblog.library.files import file_key
from microblog.library.mentions import heard
from microblog.library.records import dump_post, insert, load_post
from microblog.model import urls
from microblog.model.nouns import Attachment, Post
from microblog.model.timelines import Membership, memberships
from microblog.text.tuples import NamedTuple


class PostRow(NamedTuple):
    """What the index keeps of a post; the first fourteen are columns of the table `post`, in their order."""

    source: str
    id: str
    author: str
    permalink: str
    permalink_key: str  # as urls.key compares it
    instant: int
    due: int
    ends: int
    held: str
    is_unlisted: bool
    note_key: str
    updated: str
    value: str  # the Post as JSON, without its content
    content_html: str
    timelines: tuple[Membership, ...]  # those that hold it once readers see it
    heard: tuple[tuple[str, ...], tuple[str, ...]]  # a Heard
    mentions: tuple[str, ...]  # handles
    links: tuple[tuple[str, str, int], ...]  # (target, relation, line)
    files: tuple[
        tuple[str, str, str, int, bool, str], ...
    ]  # (source, URL path, that as urls.key compares it, line, is photo, key of source)
    is_pinned: bool
    aliases: tuple[str, ...]
    foreign_aliases: tuple[str, ...]
    claims: tuple[tuple[str, int], ...]
    wishes: tuple[str, ...]
    references: tuple[tuple[str, int], ...]
    names: tuple[str, ...]  # keys of notes
    tags: tuple[tuple[str, str], ...]  # (key, label)
    day: str  # 2026-11-23

    def is_seen_at(self, now: int) -> bool:
        """Return whether readers may see the post at a moment."""
        return not self.held and self.due <= now and not 0 < self.ends <= now

    @property
    def targets(self) -> set[str]:
        """What texts that lead to the post refer to."""
        paths = (self.permalink, self.permalink[:-1], *self.aliases, *(path.removesuffix("/") for path in self.aliases))
        return {
            f"file:{self.source}",
            f"file:{self.source.removesuffix('/index.md')}.md",
            *(f"path:{path}" for path in paths),
            *(f"note:{whose}/{name}" for name in (self.note_key, *self.names) for whose in (self.author, "")),
        }

    @property
    def ref(self) -> str:
        """How other posts refer to it: `ada/2026-11-23-hello`."""
        return self.permalink[1:-1]

    @property
    def post(self) -> Post:
        """The post itself."""
        return load_post(self.value, self.content_html)


_COLUMNS = PostRow._fields.index("timelines")


def row_of(post: Post) -> PostRow:
    """Return the row of a post."""
    links = (*post.links, *post.quotes)
    return PostRow(
        post.source,
        post.id,
        post.author,
        post.permalink,
        urls.key(post.permalink),
        post.instant,
        max(post.due, post.instant),
        post.ends,
        post.held,
        post.unlisted,
        urls.note_key_of(post.source),
        post.updated,
        dump_post(post),
        post.content_html,
        memberships(post),
        (*heard(post),),
        tuple({*post.mentions}) if post.mentions else (),
        tuple((link.target, link.relation, link.line) for link in links) if links else (),
        tuple(map(_file_row, post.attachments)) if post.attachments else (),
        post.pinned,
        post.aliases,
        post.foreign_aliases,
        post.claims,
        post.wishes,
        post.references,
        tuple(map(urls.note_key, post.names)) if post.names else (),
        tuple([(tag.key, tag.label) for tag in post.tags]),
        post.published[:10],
    )


def _file_row(file: Attachment) -> tuple[str, str, str, int, bool, str]:
    return file.source, file.path, urls.key(file.path), file.line, file.is_photo, file_key(file.source)


def put_rows(db: sqlite3.Connection, rows: Sequence[tuple[int, bool, PostRow]]) -> None:
    """Take in posts, each with its number and whether it has a page, of which the index holds nothing."""
    # Numbers, since the module `sqlite3` looks for a registered adapter of whatever is no plain number or text.
    insert(db, "post", [(no, int(has_page and not row.is_unlisted), int(has_page), *row[:_COLUMNS]) for no, has_page, row in rows])
    insert(db, "mention", [(handle, no) for no, _, row in rows for handle in row.mentions])
    links = [(target, no, relation, line) for no, _, row in rows for target, relation, line in row.links]
    insert(db, "link", links, conflict="ON CONFLICT DO NOTHING")
    files = [(source, no, *others) for no, _, row in rows for source, *others in row.files]
    insert(db, "attachment", files, conflict="ON CONFLICT DO NOTHING")
    insert(db, "pin", [(row.author, no) for no, _, row in rows if row.is_pinned])
    aliases = [(urls.key(path), no, path, path in row.foreign_aliases) for no, _, row in rows for path in row.aliases]
    insert(db, "alias", aliases, conflict="ON CONFLICT DO NOTHING")
    insert(db, "claim", [(no, *claim) for no, _, row in rows for claim in row.claims])
    insert(db, "reference", [(target, no, line) for no, _, row in rows for target, line in row.references])
    insert(db, "name", [(row.author, name, no) for no, _, row in rows for name in row.names], conflict="ON CONFLICT DO NOTHING")
    insert(db, "wish", [(path, no) for no, _, row in rows for path in row.wishes], conflict="ON CONFLICT DO NOTHING")


def clear_names(db: sqlite3.Connection, no: int) -> bool:
    """Forget what a post names; return whether it named files."""
    for table in ("mention", "link", "pin", "alias", "claim", "wish", "name"):
        db.execute(f"DELETE FROM {table} WHERE post = ?", (no,))  # noqa: S608 - our own names
    db.execute("DELETE FROM reference WHERE holder = ?", (no,))
    return db.execute("DELETE FROM attachment WHERE post = ?", (no,)).rowcount > 0
