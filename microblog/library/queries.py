"""What rendering and planning ask of the index."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from microblog.library import schema
from microblog.library.records import Timeline, column, dump, load_author, load_post, marks
from microblog.model import urls
from microblog.model.nouns import Author, Post

_TIMELINE = "SELECT no, path, kind, name, label, posts FROM timeline"


def timeline(db: sqlite3.Connection, no: int) -> Timeline | None:
    """Find a timeline by its number."""
    row = db.execute(f"{_TIMELINE} WHERE no = ?", (no,)).fetchone()
    return Timeline(*row) if row else None


def timeline_at(db: sqlite3.Connection, path: str) -> Timeline | None:
    """Find a timeline by the path of its front page."""
    row = db.execute(f"{_TIMELINE} WHERE path = ?", (path,)).fetchone()
    return Timeline(*row) if row else None


def timelines(db: sqlite3.Connection, kind: str) -> list[Timeline]:
    """List the timelines of a kind that hold posts, by name."""
    return [Timeline(*row) for row in db.execute(f"{_TIMELINE} WHERE kind = ? AND posts > 0 ORDER BY name", (kind,))]


def timelines_beside(db: sqlite3.Connection, kind: str, name: str) -> list[Timeline | None]:
    """Find the timelines of a kind that hold posts which come before and after a name."""
    query = f"{_TIMELINE} WHERE kind = ? AND posts > 0 AND name"
    found = [
        db.execute(f"{query} < ? ORDER BY name DESC LIMIT 1", (kind, name)).fetchone(),
        db.execute(f"{query} > ? ORDER BY name LIMIT 1", (kind, name)).fetchone(),
    ]
    return [Timeline(*row) if row else None for row in found]


def _span(db: sqlite3.Connection, columns: str, no: int, positions: range) -> list[Any]:
    query = f"""SELECT {columns} FROM timeline_post JOIN post ON no = post
      WHERE timeline = ? AND position BETWEEN ? AND ? ORDER BY position DESC"""  # noqa: S608 - our own names
    return db.execute(query, (no, positions.start, positions.stop - 1)).fetchall()


def cards(db: sqlite3.Connection, no: int, positions: range) -> list[bytes]:
    """Return the cards at some positions of a timeline, newest first."""
    return [row[0] for row in _cards(db, "html", no, positions)]


def feed_entries(db: sqlite3.Connection, no: int, positions: range) -> list[tuple[bytes, bytes]]:
    """Return what stands in feeds at some positions of a timeline, as Atom and as JSON, newest first."""
    return _cards(db, "entry_xml, item_json", no, positions)


def atom_entries(db: sqlite3.Connection, no: int, positions: range) -> list[bytes]:
    """Return the Atom entries at some positions of a timeline, newest first."""
    return [row[0] for row in _cards(db, "entry_xml", no, positions)]


def json_items(db: sqlite3.Connection, no: int, positions: range) -> list[bytes]:
    """Return the items of JSON Feed at some positions of a timeline, newest first."""
    return [row[0] for row in _cards(db, "item_json", no, positions)]


def search_rows(db: sqlite3.Connection, no: int, positions: range) -> list[str]:
    """Return what the search index holds of the posts at some positions of a timeline, oldest first."""
    query = """SELECT row FROM timeline_post CROSS JOIN search USING (post)
      WHERE timeline = ? AND position BETWEEN ? AND ? ORDER BY position"""
    return column(db, query, no, positions.start, positions.stop - 1)


def _cards(db: sqlite3.Connection, columns: str, no: int, positions: range) -> list[Any]:
    query = f"""SELECT {columns} FROM timeline_post CROSS JOIN card USING (post)
      WHERE timeline = ? AND position BETWEEN ? AND ? ORDER BY position DESC"""  # noqa: S608 - our own names
    return db.execute(query, (no, positions.start, positions.stop - 1)).fetchall()


def post_numbers(db: sqlite3.Connection, no: int, positions: range) -> list[int]:
    """Return the posts at some positions of a timeline, newest first."""
    return [row[0] for row in _span(db, "post", no, positions)]


def instants(db: sqlite3.Connection, no: int, positions: range) -> list[int]:
    """Return the moments of the posts at some positions of a timeline, newest first."""
    return [row[0] for row in _span(db, "instant", no, positions)]


def older(db: sqlite3.Connection, permalinks: Iterable[str]) -> dict[str, str]:
    """Return the permalink of the post before each of some by the same author, where there is one."""
    query = """SELECT post.permalink, older.permalink FROM json_each(?) CROSS JOIN post ON post.permalink = json_each.value
      CROSS JOIN timeline_post here ON here.post = post.no CROSS JOIN timeline ON timeline.no = here.timeline AND kind = 'author'
      CROSS JOIN timeline_post there ON there.timeline = here.timeline AND there.position = here.position - 1
      CROSS JOIN post older ON older.no = there.post"""
    return dict(db.execute(query, (dump((*permalinks,)),)))


def permalinks(db: sqlite3.Connection, no: int, positions: range) -> list[tuple[str, str]]:
    """Return permalink and `updated` of the posts at some positions of a timeline, newest first."""
    return _span(db, "permalink, updated", no, positions)


def has_no_page(db: sqlite3.Connection, ref: str) -> bool:
    """Whether there is a post that others call so, of which readers see no page."""
    return db.execute("SELECT 1 FROM post WHERE permalink = ? AND NOT has_page", (f"@{ref}/",)).fetchone() is not None


def posts(db: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Post]:
    """Find those of some posts that have a page, by their numbers and in that order."""
    query = f"SELECT no, value, content_html FROM post WHERE no IN ({marks(numbers)}) AND has_page ORDER BY no"  # noqa: S608
    return {no: load_post(value, content_html) for no, value, content_html in db.execute(query, numbers)}


def post(db: sqlite3.Connection, no: int) -> Post | None:
    """Find a post that has a page."""
    row = db.execute("SELECT value, content_html FROM post WHERE no = ? AND has_page", (no,)).fetchone()
    return load_post(*row) if row else None


def post_at(db: sqlite3.Connection, ref: str) -> Post | None:
    """Find the visible post that others call `ada/2026-11-23-hello`."""
    row = db.execute("SELECT value, content_html FROM post WHERE permalink = ? AND is_visible", (f"@{ref}/",)).fetchone()
    return load_post(*row) if row else None


def visible_posts(db: sqlite3.Connection) -> Iterator[Post]:
    """Yield all posts that stand in timelines, the oldest first; for commands, since no build may look at all of them."""
    query = "SELECT value, content_html FROM post WHERE is_visible ORDER BY instant, id"
    yield from (load_post(*row) for row in db.execute(query))


def card(db: sqlite3.Connection, no: int) -> bytes:
    """Return the card of a post."""
    (html,) = db.execute("SELECT html FROM card WHERE post = ?", (no,)).fetchone()
    return bytes(html)


def author(db: sqlite3.Connection, handle: str) -> Author | None:
    """Find an author."""
    row = db.execute("SELECT value FROM author WHERE handle = ?", (handle,)).fetchone()
    return load_author(row[0]) if row else None


def is_declared(db: sqlite3.Connection, handle: str) -> bool:
    """Return whether an author has a profile or stands in `users:`, and is not one through posts alone."""
    return bool(db.execute("SELECT 1 FROM author WHERE handle = ? AND is_declared", (handle,)).fetchone())


def posts_by(db: sqlite3.Connection, handle: str) -> int:
    """Count the posts of an author that readers see."""
    row = db.execute("SELECT posts FROM timeline WHERE path = ?", (urls.author(handle),)).fetchone()
    return int(row[0]) if row else 0


def has_page_by(db: sqlite3.Connection, handle: str) -> bool:
    """Return whether an author has a post with a page, be it unlisted."""
    unlisted = "SELECT 1 FROM post WHERE is_unlisted AND has_page AND author = ? LIMIT 1"
    return bool(posts_by(db, handle) or db.execute(unlisted, (handle,)).fetchone())


def handles(db: sqlite3.Connection) -> list[str]:
    """List all authors."""
    return column(db, "SELECT handle FROM author ORDER BY handle")


def sole_author(db: sqlite3.Connection) -> str:
    """Return the handle of the only author; "" where nobody writes, or more than one."""
    found: list[str] = column(db, "SELECT handle FROM author LIMIT 2")
    return found[0] if len(found) == 1 else ""


def following(db: sqlite3.Connection, handle: str) -> list[str]:
    """List the authors whom an author follows."""
    return column(db, "SELECT followed FROM follow JOIN author ON handle = followed WHERE follower = ? ORDER BY followed", handle)


def followers(db: sqlite3.Connection, handle: str) -> list[str]:
    """List the authors who follow an author."""
    return column(db, "SELECT follower FROM follow WHERE followed = ? ORDER BY follower", handle)


def cards_of(db: sqlite3.Connection, posts: list[int]) -> list[bytes]:
    """Return the cards of some posts, in their order."""
    return [row[0] for row in _of(db, "html", posts)]


def feed_entries_of(db: sqlite3.Connection, posts: list[int]) -> list[tuple[bytes, bytes]]:
    """Return what stands in feeds for some posts, as Atom and as JSON, in their order."""
    return _of(db, "entry_xml, item_json", posts)


def _of(db: sqlite3.Connection, columns: str, posts: list[int]) -> list[Any]:
    rows = {row[0]: row[1:] for row in db.execute(f"SELECT post, {columns} FROM card WHERE post IN ({marks(posts)})", posts)}  # noqa: S608 - our own names
    return [rows[no] for no in posts]


def pinned_posts(db: sqlite3.Connection, handle: str) -> list[Post]:
    """Return the posts that an author pinned and readers may see, newest first."""
    query = """SELECT value, content_html FROM pin JOIN post ON no = pin.post
      WHERE pin.author = ? AND is_visible ORDER BY instant DESC, id DESC"""
    return [load_post(*row) for row in db.execute(query, (handle,))]


def file_size(db: sqlite3.Connection, path: str) -> int:
    """Return the size in bytes of a file of the site folder."""
    row = db.execute("SELECT size FROM source WHERE path = ?", (path,)).fetchone()
    return int(row[0]) if row else 0


def oldest_year(db: sqlite3.Connection) -> int:
    """Return the year of the site's first post, 0 where there is none."""
    query = "SELECT value FROM post WHERE has_page = 1 AND is_visible ORDER BY instant, id LIMIT 1"
    row = db.execute(query).fetchone()
    return int(load_post(row[0], "").published[:4]) if row else 0


def count_pages(db: sqlite3.Connection) -> tuple[int, int]:
    """Count posts and authors that readers may see."""
    (posts,) = db.execute("SELECT posts FROM timeline WHERE path = ''").fetchone()
    (authors,) = db.execute("SELECT count(*) FROM author").fetchone()
    return int(posts), int(authors)


def count_since(db: sqlite3.Connection, instant: int) -> int:
    """Count the posts that have a page and are of a moment or later."""
    (posts,) = db.execute("SELECT count(*) FROM post WHERE has_page AND instant >= ?", (instant,)).fetchone()
    return int(posts)


def count_hidden(db: sqlite3.Connection, now: int) -> tuple[int, int, int, int, int]:
    """Count the posts that no timeline shows: drafts, those whose moment is yet to come or over, those without a date, those unlisted."""
    reason = "CASE WHEN held = '' AND ends BETWEEN 1 AND ? THEN 'over' ELSE held END"
    counts = dict(db.execute(f"SELECT {reason}, count(*) FROM post WHERE has_page = 0 GROUP BY 1", (now,)))  # noqa: S608 - a constant
    (unlisted,) = db.execute("SELECT count(*) FROM post INDEXED BY post_unlisted WHERE is_unlisted AND has_page").fetchone()
    return counts.get("draft", 0), counts.get("", 0), counts.get("over", 0), counts.get("undated", 0), unlisted


def listings(db: sqlite3.Connection) -> dict[str, str]:
    """Return the listings of the site's folders as the last build took them."""
    return dict(db.execute("SELECT path, listing FROM folder"))


def posts_due(db: sqlite3.Connection, now: int, *, drafts: bool) -> list[int]:
    """Find the hidden posts whose moment has come, or whose drafts are shown this time."""
    if drafts:
        return column(db, "SELECT no FROM post WHERE has_page = 0 AND held <> 'undated'")
    return column(db, "SELECT no FROM post WHERE has_page = 0 AND held = '' AND due <= ?1 AND (ends = 0 OR ends > ?1)", now)


def posts_over(db: sqlite3.Connection, now: int, *, drafts: bool) -> list[int]:
    """Find the posts with a page whose moment is yet to come, or over, or whose drafts are hidden again."""
    if drafts:
        return []
    query = """SELECT no FROM post INDEXED BY post_held WHERE held <> '' AND held = 'draft' AND has_page = 1
      UNION SELECT no FROM post INDEXED BY post_page WHERE has_page = 1 AND held = '' AND instant > ?1
      UNION SELECT no FROM post INDEXED BY post_later WHERE due > instant AND due > ?1 AND has_page = 1 AND held = ''
      UNION SELECT no FROM post INDEXED BY post_ends WHERE ends > 0 AND ends <= ?1 AND has_page = 1 AND held = ''"""
    return column(db, query, now)


def next_scheduled(db: sqlite3.Connection, now: int) -> tuple[str, int, str] | None:
    """Find the hidden post that readers will see next: its file, the moment, and its author's time zone, if they have one."""
    query = """SELECT source, due, coalesce(timezone, '') FROM post LEFT JOIN author ON handle = author
      WHERE has_page = 0 AND held = '' AND due > ?1 AND (ends = 0 OR ends > due) ORDER BY due, id LIMIT 1"""
    found: tuple[str, int, str] | None = db.execute(query, (now,)).fetchone()
    return found


def standing_due(db: sqlite3.Connection, now: int, *, drafts: bool) -> list[str]:
    """Find the standing pages that are to be shown now and were not, or the other way round."""
    return column(db, "SELECT source FROM standing WHERE is_visible <> (?1 OR (NOT is_draft AND instant <= ?2))", drafts, now)


def is_other_day(db: sqlite3.Connection, now: int) -> bool:
    """Return whether another week or month has come than that of the last build."""
    begins, ends = map(int, schema.read_meta(db)["same_periods"].split())
    return not begins <= now < ends
