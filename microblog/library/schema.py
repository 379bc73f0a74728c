"""The tables of the index, and opening it.

The index is a cache: whatever is wrong with it, it is thrown away and built anew from the site folder.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WITHOUT_FOLDER = "substr(source, 1, length(author) + 7) <> 'posts/' || author || '/'"
"""The posts that lie in no author's folder."""
TIMELINE_POST_INDEX = "CREATE INDEX timeline_post_post ON timeline_post (post)"
SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE folder (path TEXT PRIMARY KEY, listing TEXT NOT NULL) WITHOUT ROWID;  -- as `sources` lists it
CREATE TABLE source (            -- every file that the last build saw
  path TEXT PRIMARY KEY,         -- relative to the site folder
  size INTEGER NOT NULL,         -- in bytes
  digest BLOB NOT NULL           -- of a post's bytes; empty for other files
) WITHOUT ROWID;

CREATE TABLE warning (path TEXT NOT NULL, line INTEGER NOT NULL, what TEXT NOT NULL, remedy TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX warning_path ON warning (path);
CREATE TABLE derived_warning (path TEXT NOT NULL, line INTEGER NOT NULL, what TEXT NOT NULL, remedy TEXT NOT NULL, kind TEXT NOT NULL,
  target TEXT NOT NULL);         -- what a dead link leads to; empty for other warnings
CREATE INDEX derived_warning_target ON derived_warning (target);

CREATE TABLE author (
  handle TEXT PRIMARY KEY,
  is_declared INTEGER NOT NULL,  -- has a profile or stands in `users:`; the others exist through their posts
  timezone TEXT NOT NULL,
  lang TEXT NOT NULL,
  value TEXT NOT NULL            -- the Author as JSON
) WITHOUT ROWID;

CREATE TABLE follow (  -- what is followed is a handle, or else a place outside
  follower TEXT NOT NULL, followed TEXT NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (follower, followed)) WITHOUT ROWID;
CREATE INDEX follow_followed ON follow (followed);

CREATE TABLE absent (reader TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL, line INTEGER NOT NULL, path TEXT NOT NULL,
  PRIMARY KEY (reader, name, list)) WITHOUT ROWID;  -- the lists `muted` and `blocked`; the site's have the reader ""

CREATE TABLE post (
  no INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again; means nothing outside this file, never reaches the output
  is_visible INTEGER NOT NULL,   -- stands in timelines
  has_page INTEGER NOT NULL,     -- is visible, or would be if it were not unlisted
  source TEXT NOT NULL UNIQUE,
  id TEXT NOT NULL,
  author TEXT NOT NULL,
  permalink TEXT NOT NULL,
  permalink_key TEXT NOT NULL,   -- as urls.key compares it
  instant INTEGER NOT NULL,
  due INTEGER NOT NULL,          -- the moment from which readers may see it
  ends INTEGER NOT NULL,         -- the moment from which they see it no more; 0 without one
  held TEXT NOT NULL,            -- `draft`, `undated` or nothing
  is_unlisted INTEGER NOT NULL,
  note_key TEXT NOT NULL,        -- as links in double brackets are compared with it
  updated TEXT NOT NULL,         -- RFC 3339
  value TEXT NOT NULL,           -- the Post as JSON, without its content
  content_html TEXT NOT NULL
);
CREATE INDEX post_id ON post (id);
CREATE INDEX post_note ON post (note_key, author);
CREATE INDEX post_without_folder ON post (author) WHERE {WITHOUT_FOLDER};
CREATE INDEX post_permalink ON post (permalink, is_visible);  -- so that the checks of links need no row of the table
CREATE INDEX post_permalink_key ON post (permalink_key);
CREATE INDEX post_page ON post (has_page, instant, id);
CREATE INDEX post_held ON post (held) WHERE held <> '';
CREATE INDEX post_later ON post (due) WHERE due > instant;
CREATE INDEX post_ends ON post (ends) WHERE ends > 0;
CREATE INDEX post_unlisted ON post (no) WHERE is_unlisted;

CREATE TABLE card (              -- what is rendered once of a post, and stands in many files
  post INTEGER PRIMARY KEY,
  html BLOB NOT NULL,            -- as timelines show it, in UTF-8, as all of these
  entry_xml BLOB NOT NULL,       -- as Atom feeds hold it
  item_json BLOB NOT NULL,       -- as JSON Feeds hold it
  digest BLOB NOT NULL           -- as digests say it
);
CREATE TABLE search (post INTEGER PRIMARY KEY, row TEXT NOT NULL);  -- what the search index holds of it

CREATE TABLE mention (handle TEXT NOT NULL, post INTEGER NOT NULL, PRIMARY KEY (handle, post)) WITHOUT ROWID;
CREATE INDEX mention_post ON mention (post);
CREATE TABLE link (target TEXT NOT NULL, post INTEGER NOT NULL, relation TEXT NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (target, post, relation)) WITHOUT ROWID;
CREATE INDEX link_post ON link (post);
CREATE TABLE lost_target (post INTEGER NOT NULL, target TEXT NOT NULL, relation TEXT NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (post, target, relation)) WITHOUT ROWID;
CREATE TABLE pin (author TEXT NOT NULL, post INTEGER NOT NULL, PRIMARY KEY (author, post)) WITHOUT ROWID;
CREATE INDEX pin_post ON pin (post);
CREATE TABLE alias (path_key TEXT NOT NULL, post INTEGER NOT NULL, path TEXT NOT NULL, is_foreign INTEGER NOT NULL,
  PRIMARY KEY (path_key, post)) WITHOUT ROWID;
CREATE INDEX alias_post ON alias (post);
CREATE TABLE claim (post INTEGER NOT NULL, name TEXT NOT NULL, line INTEGER NOT NULL);  -- who a post's head says that it is of
CREATE INDEX claim_post ON claim (post);
CREATE INDEX claim_name ON claim (name);
CREATE TABLE reference (         -- what of this site texts lead to
  target TEXT NOT NULL,          -- as Post.references says it
  holder INTEGER NOT NULL,       -- whose text: a post, or else the file of a page of `pages/`, or `@` and the author whose bio it is
  line INTEGER NOT NULL, PRIMARY KEY (target, holder)) WITHOUT ROWID;
CREATE INDEX reference_holder ON reference (holder);
CREATE TABLE spelled (key TEXT NOT NULL, label TEXT NOT NULL, instant INTEGER NOT NULL, id TEXT NOT NULL, post INTEGER NOT NULL,
  PRIMARY KEY (key, label, instant, id, post)) WITHOUT ROWID;  -- how posts that stand in timelines write their tags
CREATE INDEX spelled_post ON spelled (post);
CREATE TABLE spelling (key TEXT NOT NULL, label TEXT NOT NULL, posts INTEGER NOT NULL, PRIMARY KEY (key, label)) WITHOUT ROWID;
CREATE TABLE name (author TEXT NOT NULL, note_key TEXT NOT NULL, post INTEGER NOT NULL, PRIMARY KEY (note_key, author, post)) WITHOUT ROWID;
CREATE INDEX name_post ON name (post);
CREATE TABLE doubt (  -- references to no post and no page's file
  holder INTEGER NOT NULL, target TEXT NOT NULL, line INTEGER NOT NULL, is_dead INTEGER NOT NULL,  -- no: it leads to something else
  held_back TEXT NOT NULL,       -- what it would lead to, and why it does not
  PRIMARY KEY (target, holder)) WITHOUT ROWID;
CREATE INDEX doubt_holder ON doubt (holder);
CREATE TABLE wish (source TEXT NOT NULL, post INTEGER NOT NULL, PRIMARY KEY (source, post)) WITHOUT ROWID;  -- files that posts do without
CREATE INDEX wish_post ON wish (post);
CREATE TABLE attachment (source TEXT NOT NULL, post INTEGER NOT NULL, path TEXT NOT NULL, path_key TEXT NOT NULL,
  line INTEGER NOT NULL, is_photo INTEGER NOT NULL, source_key TEXT NOT NULL, PRIMARY KEY (post, path_key, source)) WITHOUT ROWID;
CREATE INDEX attachment_source ON attachment (source);
CREATE INDEX attachment_source_key ON attachment (source_key);  -- as files.file_key compares it
CREATE INDEX attachment_path ON attachment (path_key);

CREATE TABLE tombstone (source TEXT NOT NULL, author TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, instant INTEGER NOT NULL,
  path TEXT NOT NULL, path_key TEXT NOT NULL, is_alias INTEGER NOT NULL);  -- one row for each address of a post that was taken back
CREATE INDEX tombstone_source ON tombstone (source);
CREATE INDEX tombstone_author ON tombstone (author, instant);
CREATE INDEX tombstone_path ON tombstone (path_key);

CREATE TABLE odd_file (key TEXT NOT NULL, path TEXT PRIMARY KEY) WITHOUT ROWID;  -- a file beside posts whose name is not its key
CREATE INDEX odd_file_key ON odd_file (key);
CREATE TABLE astray (            -- a name in a post that no file has
  named TEXT NOT NULL, post INTEGER NOT NULL, line INTEGER NOT NULL, is_photo INTEGER NOT NULL,
  found TEXT NOT NULL,           -- the file that it means in spite of that, or nothing
  PRIMARY KEY (named, post)
) WITHOUT ROWID;
CREATE INDEX astray_post ON astray (post);

CREATE TABLE picture (           -- what those files among them that are pictures are published as
  source TEXT NOT NULL,
  is_avatar INTEGER NOT NULL,
  key TEXT NOT NULL,             -- what the cache keeps it under
  value TEXT NOT NULL,           -- its renditions as JSON
  is_cut_off INTEGER NOT NULL,
  PRIMARY KEY (source, is_avatar)
) WITHOUT ROWID;
CREATE INDEX picture_cut_off ON picture (source) WHERE is_cut_off;

CREATE TABLE standing (          -- a page of `pages/`
  source TEXT PRIMARY KEY,
  permalink TEXT NOT NULL,
  title TEXT NOT NULL,
  is_visible INTEGER NOT NULL,
  is_unlisted INTEGER NOT NULL,
  is_draft INTEGER NOT NULL,
  instant INTEGER NOT NULL,
  value TEXT NOT NULL            -- the StandingPage as JSON
) WITHOUT ROWID;
CREATE TABLE standing_file (page TEXT NOT NULL, source TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (page, path, source)) WITHOUT ROWID;
CREATE INDEX standing_file_source ON standing_file (source);
CREATE TABLE standing_name (name TEXT NOT NULL, page TEXT NOT NULL, PRIMARY KEY (name, page)) WITHOUT ROWID;  -- a handle, or a post quoted
CREATE TABLE standing_alias (path_key TEXT NOT NULL, page TEXT NOT NULL, path TEXT NOT NULL, is_foreign INTEGER NOT NULL,
  PRIMARY KEY (path_key, page)) WITHOUT ROWID;
CREATE TABLE denied (path TEXT NOT NULL, source TEXT NOT NULL, line INTEGER NOT NULL, rival TEXT NOT NULL,
  PRIMARY KEY (path, source)) WITHOUT ROWID;  -- former addresses at which something else stands
CREATE TABLE standing_called (note_key TEXT NOT NULL, page TEXT NOT NULL, PRIMARY KEY (note_key, page)) WITHOUT ROWID;
CREATE TABLE menu (place INTEGER PRIMARY KEY, label TEXT NOT NULL, target TEXT NOT NULL, line INTEGER NOT NULL);

CREATE TABLE activity (          -- how many posts readers see of each day
  author TEXT NOT NULL,          -- "" for the whole site
  month TEXT NOT NULL,           -- 2026-11
  counts TEXT NOT NULL,          -- of its days, with spaces between, up to the last one that has posts
  PRIMARY KEY (author, month)) WITHOUT ROWID;

CREATE TABLE timeline (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,     -- of its front page
  kind TEXT NOT NULL,            -- of model.timelines.TIMELINE_KINDS
  name TEXT NOT NULL,            -- "", the handle, the tag's key, 2026-11
  label TEXT NOT NULL,           -- a tag as most of its posts write it
  posts INTEGER NOT NULL
);
CREATE TABLE timeline_post (timeline INTEGER NOT NULL, position INTEGER NOT NULL, post INTEGER NOT NULL,
  PRIMARY KEY (timeline, position)) WITHOUT ROWID;  -- positions are dense, and counted from the oldest post
{TIMELINE_POST_INDEX};
CREATE INDEX timeline_name ON timeline (kind, name);

CREATE TABLE remote (            -- a feed of another site that somebody here follows, or followed
  target TEXT PRIMARY KEY,       -- as `following:` names it
  path TEXT NOT NULL UNIQUE,     -- its stored file
  value TEXT NOT NULL            -- the RemoteFeed as JSON, without its entries
) WITHOUT ROWID;
CREATE TABLE remote_entry (target TEXT NOT NULL, position INTEGER NOT NULL, instant INTEGER NOT NULL, key TEXT NOT NULL,
  url TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (target, position)) WITHOUT ROWID;  -- counted from the newest

CREATE TABLE answers (           -- what others said to a post elsewhere
  path TEXT PRIMARY KEY,         -- its file
  ref TEXT NOT NULL UNIQUE,      -- the post, which need not be here
  author TEXT NOT NULL,          -- the post's
  value TEXT NOT NULL            -- the RemoteAnswers as JSON, without its answers
) WITHOUT ROWID;
CREATE INDEX answers_author ON answers (author);
CREATE TABLE answer (ref TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, author TEXT NOT NULL, instant INTEGER NOT NULL,
  value TEXT NOT NULL, PRIMARY KEY (ref, position)) WITHOUT ROWID;  -- counted from the oldest
CREATE INDEX answer_newest ON answer (author, instant) WHERE kind IN ('reply', 'mention');

CREATE TABLE answer_avatar (name TEXT NOT NULL, ref TEXT NOT NULL, PRIMARY KEY (name, ref)) WITHOUT ROWID;  -- pictures that answers name
CREATE INDEX answer_avatar_ref ON answer_avatar (ref);

CREATE TABLE copy (author TEXT NOT NULL, id TEXT NOT NULL, url TEXT NOT NULL,
  PRIMARY KEY (author, id, url)) WITHOUT ROWID;  -- where copies of posts live, of which there need not be one with that id

CREATE TABLE output (path TEXT PRIMARY KEY, page TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX output_page ON output (page);
"""


def create(path: Path | str) -> sqlite3.Connection:
    """Make an empty index; `:memory:` for one that leaves no file."""
    db = sqlite3.connect(path, isolation_level=None)
    pragmas = """PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;
      PRAGMA cache_size=-65536; PRAGMA locking_mode=EXCLUSIVE;"""
    db.executescript(pragmas + SCHEMA)  # a page holds several cards; with no lock to take, a query costs a third
    return db


def open_existing(path: Path) -> sqlite3.Connection:
    """Open an index for one more build; a transaction that is cut off leaves it as it was."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    db.executescript("PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;")
    return db


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open an index that nobody writes as long as it is open, so that a query locks nothing and looks for no change.

    Another thread may close it than opened it: `serve` builds in more than one, one after the other.
    """
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA mmap_size=1073741824")
    return db


def read_meta(db: sqlite3.Connection) -> dict[str, str]:
    """Read what the index says of itself."""
    return dict(db.execute("SELECT key, value FROM meta"))


def write_meta(db: sqlite3.Connection, **values: str) -> None:
    """Note something about the index itself."""
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


@contextmanager
def file_at_rest(db: sqlite3.Connection) -> Iterator[None]:
    """Bring all that was written so far to the file, and nothing that is written now before the end, so that others may read it."""
    db.execute("COMMIT")
    db.execute("PRAGMA cache_spill = OFF")
    db.execute("BEGIN")
    yield
    db.execute("COMMIT")
    db.execute("PRAGMA cache_spill = ON")
    db.execute("BEGIN")
