"""Problems that no file shows alone: two posts with one URL, an answer to nobody's post, a missing picture.

Only what the change could have broken is looked at: the posts touched, and those that refer to what went away.
"""

import sqlite3
from collections.abc import Iterator
from difflib import get_close_matches

from microblog import urls
from microblog.errors import Problem
from microblog.library.index import Index
from microblog.library.records import column, load_author, load_post


def check_library(index: Index, default_author: str) -> list[Problem]:
    """List what is wrong between files after a change."""
    db = index.db
    db.execute("CREATE TEMP TABLE IF NOT EXISTS changed (no INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM changed")
    db.executemany("INSERT INTO changed VALUES (?)", ((no,) for no in index.changed))
    return [
        *_rival_permalinks(db),
        *_rival_ids(db),
        *_rival_attachments(db),
        *_rival_tags(db, index.rival_tags),
        *_unknown_authors(db, default_author),
        *_unknown_followed(db),
        *_lost_targets(db),
        *_lost_files(db),
        *_lost_avatars(db),
    ]


def _rival_permalinks(db: sqlite3.Connection) -> Iterator[Problem]:
    query = """SELECT a.source, b.source, a.permalink FROM changed JOIN post a ON a.no = changed.no
      JOIN post b ON b.permalink_key = a.permalink_key AND b.no <> a.no"""
    for source, other, permalink in db.execute(query):
        yield Problem(source, 1, f"its URL /{permalink} is also that of {other}", "give one of them another `slug`")


def _rival_ids(db: sqlite3.Connection) -> Iterator[Problem]:
    query = "SELECT a.source, b.source, a.id FROM changed JOIN post a ON a.no = changed.no JOIN post b ON b.id = a.id AND b.no <> a.no"
    for source, other, post_id in db.execute(query):
        yield Problem(source, 1, f"its id `{post_id}` is also that of {other}", "give one of them another `id`")


def _rival_attachments(db: sqlite3.Connection) -> Iterator[Problem]:
    """Find a file that would lie where another file or a post's folder lies."""
    query = """SELECT p.source, a.line, a.path, q.source FROM attachment a JOIN post p ON p.no = a.post
        JOIN attachment b ON b.path_key = a.path_key AND b.source <> a.source JOIN post q ON q.no = b.post
        WHERE a.post IN changed OR b.post IN changed
      UNION SELECT p.source, a.line, a.path, q.source FROM attachment a JOIN post p ON p.no = a.post
        JOIN post q ON q.permalink_key = a.path_key || '/' WHERE a.post IN changed OR q.no IN changed"""
    for source, line, path, other in db.execute(query):
        yield Problem(source, line, f"its file wants the URL /{path}, which {other} wants too", "rename one of the files")


def _rival_tags(db: sqlite3.Connection, rivals: dict[str, str]) -> Iterator[Problem]:
    for tag_key, other_key in sorted(rivals.items()):
        source, other = _source_with_tag(db, tag_key), _source_with_tag(db, other_key)
        what = f"its tag `{tag_key}` wants the URL /{urls.tag(tag_key)}, and so does `{other_key}` of {other}"
        yield Problem(source, 1, what, "use one of the two tags in both")


def _source_with_tag(db: sqlite3.Connection, tag_key: str) -> str:
    posts = ((source, load_post(value, "")) for source, value in db.execute("SELECT source, value FROM post ORDER BY source"))
    return next((source for source, post in posts if any(tag.key == tag_key for tag in post.tags)), "another post")


def _unknown_authors(db: sqlite3.Connection, default_author: str) -> Iterator[Problem]:
    """Find posts directly in `posts/` whose author nothing else on the site names."""
    query = """SELECT source, author FROM changed JOIN post USING (no) WHERE source NOT GLOB 'posts/*/*' AND author <> ?
      AND NOT EXISTS (SELECT 1 FROM author a WHERE a.handle = post.author AND a.is_declared)
      AND NOT EXISTS (SELECT 1 FROM source s WHERE s.path >= 'posts/' || post.author || '/' AND s.path < 'posts/' || post.author || '0')"""
    for source, handle in db.execute(query, (default_author,)).fetchall():
        yield Problem(source, 1, f"its author `{handle}` is nobody here", _suggest(db, handle) or f"make posts/{handle}/profile.md")


def _unknown_followed(db: sqlite3.Connection) -> Iterator[Problem]:
    query = """SELECT value, followed, line FROM follow JOIN author ON handle = follower
      WHERE NOT EXISTS (SELECT 1 FROM author a WHERE a.handle = followed) AND NOT EXISTS (SELECT 1 FROM post WHERE author = followed)"""
    for value, followed, line in db.execute(query).fetchall():
        remedy = _suggest(db, followed) or "take the name out, or write the handle of an author of this site"
        yield Problem(load_author(value).path, line, f"`{followed}` of `following` is nobody here", remedy)


def _suggest(db: sqlite3.Connection, handle: str) -> str:
    close = get_close_matches(handle, column(db, "SELECT handle FROM author ORDER BY handle"), 1)
    return f"did you mean `{close[0]}`?" if close else ""


def _lost_targets(db: sqlite3.Connection) -> Iterator[Problem]:
    """Find visible posts that answer or like a post of this site which readers cannot see.

    A target whose own file could not be read is its file's problem alone.
    """
    query = """SELECT p.source, line, relation, target, p.permalink, t.is_draft FROM link JOIN post p ON p.no = link.post
      LEFT JOIN post t ON t.permalink = '@' || target || '/'
      WHERE p.is_visible AND instr(target, '://') = 0 AND (t.no IS NULL OR NOT t.is_visible OR t.no = p.no)
      AND NOT EXISTS (SELECT 1 FROM source s WHERE s.path = 'posts/' || target || '.md'
        AND NOT EXISTS (SELECT 1 FROM post q WHERE q.source = s.path))"""
    for source, line, relation, target, permalink, is_draft in db.execute(query).fetchall():
        if permalink == f"@{target}/":
            yield Problem(source, line, f"`{relation}` names the post itself", "name the post that it is about")
        elif is_draft is None:
            yield Problem(source, line, f"`{relation}`: there is no post `{target}` here", _suggest_post(db, target))
        else:
            state = "a draft" if is_draft else "not published yet"
            yield Problem(source, line, f"`{relation}`: the post `{target}` is {state}", "publish that one first, or make this a draft too")


def _suggest_post(db: sqlite3.Connection, target: str) -> str:
    nearby = column(db, "SELECT permalink FROM post WHERE author = ? ORDER BY permalink", target.partition("/")[0])
    close = get_close_matches(target, [permalink[1:-1] for permalink in nearby], 1)
    return f"did you mean `{close[0]}`?" if close else "write it as its URL says after `/@`: handle/file-name"


def _lost_files(db: sqlite3.Connection) -> Iterator[Problem]:
    query = """SELECT p.source, line, attachment.source FROM attachment JOIN post p ON p.no = attachment.post
      WHERE NOT EXISTS (SELECT 1 FROM source WHERE path = attachment.source)"""
    for source, line, file in db.execute(query).fetchall():
        yield Problem(source, line, f"there is no file {file}", _suggest_file(db, file))


def _suggest_file(db: sqlite3.Connection, file: str) -> str:
    folder = file.rpartition("/")[0] + "/"
    nearby = column(db, "SELECT path FROM source WHERE path >= ? AND path < ? ORDER BY path", folder, folder[:-1] + "0")
    kind = file.rpartition(".")[2].lower()
    close = get_close_matches(file, [path for path in nearby if path.lower().endswith(f".{kind}")], 1, 0.8)
    return f"did you mean `{close[0].removeprefix(folder)}`?" if close else "add the file, or take its name out"


def _lost_avatars(db: sqlite3.Connection) -> Iterator[Problem]:
    for (value,) in db.execute("SELECT value FROM author WHERE is_declared").fetchall():
        author = load_author(value)
        if author.avatar and not db.execute("SELECT 1 FROM source WHERE path = ?", (author.avatar,)).fetchone():
            yield Problem(author.path, 1, f"`avatar`: there is no file {author.avatar}", _suggest_file(db, author.avatar))
