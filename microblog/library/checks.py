"""Problems that no file shows alone: two posts with one URL, an answer to nobody's post, a missing picture.

Only what the change could have broken is looked at: the posts touched, and those that refer to what went away.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence

from microblog.errors import Problem
from microblog.library.changes import note_change
from microblog.library.files import lost_photos, note_astray
from microblog.library.held_back import why_unseen
from microblog.library.index import Index
from microblog.library.records import column, dump, load_author
from microblog.library.reply_loops import loop_problems
from microblog.library.suggestions import suggest_author, suggest_file, suggest_post
from microblog.model.nouns import QUOTATION, Author

LineOf = Callable[..., int]
"""Returns the line of a key in a file: `line_of("posts/ada/a.md", "slug")`; 0 where it has none."""


def check_library(index: Index, default_author: str, files: Sequence[str], line_of: LineOf) -> Iterator[Problem]:
    """List what is wrong between files after a change; `files` are the site folder's that are new, changed or gone."""
    db = index.db
    note_change(index, files)
    note_astray(db)
    yield from _rival_permalinks(db, line_of)
    yield from _rival_ids(db, line_of)
    yield from _rival_attachments(db)
    yield from _rival_aliases(db, line_of)
    yield from _claimed_by_others(db)
    yield from _unknown_authors(db, default_author, line_of)
    yield from _unknown_default(db, default_author, line_of)
    if index.touched.authors or index.touched.gone:
        yield from _unknown_followed(db)
    yield from _lost_targets(db, index.now)
    yield from loop_problems(db)
    yield from lost_photos(db)
    yield from _lost_avatars(db, index.touched.authors.union(column(db, "SELECT handle FROM changed_author")), line_of)


def _rival_permalinks(db: sqlite3.Connection, line_of: LineOf) -> Iterator[Problem]:
    query = """SELECT a.source, a.permalink, b.source, b.permalink FROM changed_permalink CROSS JOIN post a USING (permalink_key)
      JOIN post b ON b.permalink_key = a.permalink_key AND b.no > a.no"""
    for a_source, a_path, b_source, b_path in db.execute(query):
        pair = sorted([(a_source, a_path), (b_source, b_path)])
        lines = [line_of(source, "slug") for source, _ in pair]
        at = 1 if lines[1] and not lines[0] else 0  # the one whose `slug` brought it there
        what = f"its URL /{pair[at][1]} is also that of {pair[1 - at][0]}"
        yield Problem(pair[at][0], lines[at], what, "give one of them another `slug`")


def _rival_ids(db: sqlite3.Connection, line_of: LineOf) -> Iterator[Problem]:
    query = "SELECT a.source, b.source, a.id FROM changed_id CROSS JOIN post a USING (id) JOIN post b ON b.id = a.id AND b.no > a.no"
    for *pair, post_id in db.execute(query):
        source, other = sorted(pair, key=lambda path: (not line_of(path, "id"), path))
        yield Problem(source, line_of(source, "id"), f"its id `{post_id}` is also that of {other}", "give one of them another `id`")


def _rival_aliases(db: sqlite3.Connection, line_of: LineOf) -> Iterator[Problem]:
    """Find a former address of a post or page at which another post stands, or below which or above which its files lie.

    There are few pages, so theirs are looked at whatever changed. Those that keys of other tools name are `former_addresses`'.
    """
    above = {folder for (key,) in db.execute("SELECT permalink_key FROM changed_deep") for folder in _places(key)}
    query = """SELECT source, path, path_key FROM changed_alias a CROSS JOIN post ON no = a.post WHERE NOT is_foreign AND path_key >= '@'
        AND path_key < 'A' UNION SELECT source, a.path, path_key FROM json_each(?) CROSS JOIN alias a ON path_key = json_each.value
        CROSS JOIN post ON no = a.post WHERE NOT is_foreign UNION SELECT page, path, path_key FROM standing_alias
      WHERE NOT is_foreign AND path_key >= '@' AND path_key < 'A' ORDER BY 1, 2"""
    for source, path, key in db.execute(query, (dump((*sorted(above),)),)).fetchall():
        yield from (alias_problem(source, path, other, line_of) for other in posts_at(db, key))


def _places(key: str) -> list[str]:
    """Return a path below an author's, as a file's, and those of its folders."""
    parts = key.removesuffix("/").split("/")
    return ["/".join(parts[:count]) for count in range(2, len(parts) + 1)]


def posts_at(db: sqlite3.Connection, key: str) -> list[str]:
    """Return the files of the posts that stand at a path, or below it where it is a file's, or whose files lie there or above."""
    places = _places(key)
    query = """SELECT source FROM post WHERE permalink_key BETWEEN ?1 AND ?2
      UNION SELECT p.source FROM json_each(?3) CROSS JOIN attachment f ON path_key = json_each.value CROSS JOIN post p ON no = f.post"""
    first = f"{places[-1]}/"
    return column(db, query, first, first if key.endswith("/") else f"{places[-1]}0", dump((*places,)))


def alias_problem(source: str, path: str, other: str, line_of: LineOf) -> Problem:
    """Say that a former address of a post or page is not free."""
    return Problem(
        source, line_of(source, "aliases"), f"its former address /{path} is also wanted by {other}", "take it out of one of the two"
    )


def _rival_attachments(db: sqlite3.Connection) -> Iterator[Problem]:
    """Find a file that would lie where another file or a post's folder lies."""
    query = """WITH mine AS (SELECT p.source, a.line, a.path, a.path_key, a.source AS file
        FROM changed_attachment a CROSS JOIN post p ON p.no = a.post)
      SELECT mine.source, mine.line, mine.path, q.source, b.line, b.path FROM mine
        CROSS JOIN attachment b ON b.path_key = mine.path_key AND b.source <> mine.file CROSS JOIN post q ON q.no = b.post
      UNION SELECT mine.source, mine.line, mine.path, q.source, NULL, NULL FROM mine
        CROSS JOIN post q ON q.permalink_key >= mine.path_key || '/' AND q.permalink_key < mine.path_key || '0'"""
    for source, line, path, other, other_line, other_path in [*db.execute(query), *_posts_below_files(db)]:
        if other_path and (other, other_line) < (source, line):
            source, line, path, other = other, other_line, other_path, source  # noqa: PLW2901 - each pair is told once
        yield Problem(source, line, f"its file wants the URL /{path}, which {other} wants too", "rename one of the files")


def _posts_below_files(db: sqlite3.Connection) -> Iterator[tuple[str, int, str, str, None, None]]:
    """Find the posts that changed and would lie in a folder where a file lies."""
    for other, key in db.execute("SELECT source, permalink_key FROM changed_deep").fetchall():
        parts = key.split("/")
        for depth in range(3, len(parts)):
            query = "SELECT p.source, a.line, a.path FROM attachment a JOIN post p ON p.no = a.post WHERE a.path_key = ?"
            yield from ((*row, other, None, None) for row in db.execute(query, ("/".join(parts[:depth]),)).fetchall())


def _claimed_by_others(db: sqlite3.Connection) -> Iterator[Problem]:
    """Find posts whose head names another author of this site than their folder's."""
    for (name,) in db.execute("SELECT DISTINCT name FROM claim").fetchall():
        if db.execute("SELECT 1 FROM author WHERE handle = ?1 UNION SELECT 1 FROM post WHERE author = ?1", (name,)).fetchone():
            query = "SELECT source, line, author FROM claim JOIN post ON no = post WHERE name = ?"
            for source, line, handle in db.execute(query, (name,)).fetchall():
                what = f"`author: {name}` contradicts the folder posts/{handle}/"
                yield Problem(source, line, what, f"take the line out, or move the file to posts/{name}/")


def _unknown_authors(db: sqlite3.Connection, default_author: str, line_of: LineOf) -> Iterator[Problem]:
    """Find posts directly in `posts/` whose author nothing else on the site names (any more)."""
    query = """SELECT source, author FROM changed_stray WHERE author <> ?
      AND NOT EXISTS (SELECT 1 FROM author a WHERE a.handle = author AND a.is_declared)
      AND NOT EXISTS (SELECT 1 FROM source s WHERE s.path >= 'posts/' || author || '/' AND s.path < 'posts/' || author || '0')"""
    for source, handle in db.execute(query, (default_author,)).fetchall():
        remedy = suggest_author(db, handle) or f"make posts/{handle}/profile.md"
        yield Problem(source, line_of(source, "author"), f"its author `{handle}` is nobody here", remedy)


def _unknown_default(db: sqlite3.Connection, handle: str, line_of: LineOf) -> Iterator[Problem]:
    """Find a configured author who is nobody, on a site that has others; on one without, to be named there is enough."""
    query = """SELECT EXISTS (SELECT 1 FROM author WHERE handle = ?1 AND is_declared)
      OR EXISTS (SELECT 1 FROM source WHERE path >= 'posts/' || ?1 || '/' AND path < 'posts/' || ?1 || '0')
      OR NOT EXISTS (SELECT 1 FROM author WHERE handle <> ?1)"""
    if handle and not db.execute(query, (handle,)).fetchone()[0]:
        remedy = suggest_author(db, handle) or f"make posts/{handle}/profile.md"
        yield Problem("config.yaml", line_of("config.yaml", "author"), f"`author: {handle}` is nobody here", remedy)


def _unknown_followed(db: sqlite3.Connection) -> Iterator[Problem]:
    query = """SELECT value, followed, line FROM follow JOIN author ON handle = follower
      WHERE instr(followed, '/') = 0 AND instr(followed, '@') = 0
      AND NOT EXISTS (SELECT 1 FROM author a WHERE a.handle = followed) AND NOT EXISTS (SELECT 1 FROM post WHERE author = followed)"""
    for value, followed, line in db.execute(query).fetchall():
        remedy = suggest_author(db, followed) or "take the name out, or write the handle of an author of this site"
        yield Problem(load_author(value).path, line, f"`{followed}` of `following` is nobody here", remedy)


def _lost_targets(db: sqlite3.Connection, now: int) -> Iterator[Problem]:
    """Find posts that answer or like a post of this site which readers cannot see, or will not when they see these.

    So that no site ceases to build because time goes by: of a post that is scheduled it is told at once, and one that is over
    is no error (`derived` warns of it). A target whose own file could not be read is its file's problem alone; one that was
    taken back is nobody's.
    """
    query = """SELECT p.source, line, relation, target, p.permalink, t.held, t.is_unlisted, p.has_page FROM changed_link link
      LEFT JOIN post t ON t.permalink = '@' || target || '/' CROSS JOIN post p ON p.no = link.post
      WHERE relation <> ?1 AND instr(target, '://') = 0 AND (p.has_page OR (p.held = '' AND p.due > ?2))
      AND NOT (t.no IS NULL AND EXISTS (SELECT 1 FROM tombstone WHERE path = '@' || target || '/'))
      AND (t.no IS NULL OR t.no = link.post OR t.is_unlisted > p.is_unlisted
        OR NOT (t.has_page OR (t.held = '' AND t.due <= max(p.due, ?2))))"""
    unread = "SELECT 1 FROM source WHERE path = ? AND NOT EXISTS (SELECT 1 FROM post WHERE source = path)"
    for source, line, relation, target, permalink, held, is_unlisted, is_seen in db.execute(query, (QUOTATION, now)).fetchall():
        if db.execute(unread, (f"posts/{target}.md",)).fetchone():
            continue
        if permalink == f"@{target}/":
            yield Problem(source, line, f"`{relation}` names the post itself", "name the post that it is about")
        elif held is None:
            yield Problem(source, line, f"`{relation}`: there is no post `{target}` here", suggest_post(db, target))
        elif held or is_unlisted or is_seen:
            what = f"`{relation}`: the post `{target}` is {why_unseen(held, is_unlisted)}"
            yield Problem(source, line, what, f"publish that one first, or make this {'unlisted' if is_unlisted else 'a draft'} too")
        else:
            what = f"`{relation}`: the post `{target}` comes out after this one"
            yield Problem(source, line, what, "let that one come first, or make this a draft")


def named_files(db: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """List the files that posts name where post or file changed and that are there: the post's file, the line, the named file."""
    query = """SELECT p.source, file.line, coalesce(found, file.source) FROM changed_attachment file JOIN post p ON p.no = file.post
      LEFT JOIN astray ON named = file.source AND astray.post = file.post WHERE found IS NOT ''"""
    return db.execute(query).fetchall()


def _lost_avatars(db: sqlite3.Connection, handles: set[str], line_of: LineOf) -> Iterator[Problem]:
    """Find authors, among some, whose picture is not there; it could only lie in their own folder."""
    for handle in sorted(handles):
        row = db.execute("SELECT value FROM author WHERE handle = ? AND is_declared", (handle,)).fetchone()
        author = load_author(row[0]) if row else None
        if author and author.avatar and not db.execute("SELECT 1 FROM source WHERE path = ?", (author.avatar,)).fetchone():
            keys = avatar_keys(author)
            what = f"`{': '.join(keys)}`: there is no file {author.avatar}"
            yield Problem(author.path, line_of(author.path, *keys), what, suggest_file(db, author.avatar))


def avatar_keys(author: Author) -> tuple[str, ...]:
    """Return the keys below which an author's avatar is written."""
    return ("avatar",) if author.path.endswith(".md") else ("users", author.handle, "avatar")
