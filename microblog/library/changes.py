"""What a change consists of, as tables and views that the checks start from.

Of an index that was there before, a check asks first what changed, and only then for what has to do with it. In a new index
everything changed, and the views say so in the way that costs least: posts that nothing can be wrong with are not named.
"""

import sqlite3
from collections.abc import Iterable

from microblog.library.files import file_key
from microblog.library.index import Index
from microblog.library.schema import WITHOUT_FOLDER
from microblog.library.texts import changed_texts

_VIEWS = {
    "changed_link": """SELECT link.* FROM changed CROSS JOIN link ON post = no
      UNION SELECT link.* FROM changed_ref CROSS JOIN link ON target = ref""",
    "changed_attachment": """SELECT attachment.* FROM changed CROSS JOIN attachment ON post = no
      UNION SELECT attachment.* FROM changed_file CROSS JOIN attachment ON source_key = key""",
    "changed_permalink": "SELECT permalink_key FROM changed CROSS JOIN post USING (no)",
    "changed_id": "SELECT id FROM changed CROSS JOIN post USING (no)",
    "changed_reference": """SELECT reference.* FROM changed CROSS JOIN reference ON holder = no
      UNION SELECT reference.* FROM changed_text CROSS JOIN reference ON holder = name
      UNION SELECT reference.* FROM changed_target CROSS JOIN reference USING (target)""",
    "changed_alias": """SELECT alias.* FROM changed CROSS JOIN alias ON post = no
      UNION SELECT alias.* FROM changed CROSS JOIN post USING (no) CROSS JOIN alias ON path_key = permalink_key""",
    "changed_deep": "SELECT source, permalink_key FROM changed CROSS JOIN post USING (no) WHERE permalink_key LIKE '@%/%/%/'",
    "changed_stray": f"""SELECT source, author FROM changed CROSS JOIN post USING (no) WHERE {WITHOUT_FOLDER}
      UNION SELECT source, author FROM changed_author CROSS JOIN post INDEXED BY post_without_folder ON author = handle
        WHERE {WITHOUT_FOLDER}""",  # noqa: S608 - our own condition
}
_OF_NEW = {
    "changed": "SELECT 0 AS no WHERE FALSE",  # nothing was noted of them before
    "changed_ref": "SELECT '' AS ref WHERE FALSE",
    "changed_author": "SELECT handle FROM author",
    "changed_link": "SELECT * FROM link",
    "changed_attachment": "SELECT * FROM attachment",
    "changed_permalink": "SELECT permalink_key FROM post GROUP BY permalink_key HAVING count(*) > 1",
    "changed_id": "SELECT id FROM post GROUP BY id HAVING count(*) > 1",
    "changed_alias": "SELECT * FROM alias",
    "changed_target": "SELECT '' AS target WHERE FALSE",
    "changed_text": "SELECT '' AS name WHERE FALSE",
    "changed_reference": "SELECT * FROM reference",
    "changed_deep": "SELECT source, permalink_key FROM post WHERE FALSE",  # the files that they would lie below are all looked at
    "changed_stray": f"SELECT source, author FROM post INDEXED BY post_without_folder WHERE {WITHOUT_FOLDER}",  # noqa: S608
}


def note_change(index: Index, files: Iterable[str]) -> None:
    """Make the tables and views; `files` are the site folder's that are new, changed or gone."""
    if not index.is_new:
        _note_rows(index, files)
    for view, query in (_OF_NEW if index.is_new else _VIEWS).items():
        index.db.execute(f"CREATE TEMP VIEW IF NOT EXISTS {view} AS {query}")


def _note_rows(index: Index, files: Iterable[str]) -> None:
    folders = {path.split("/")[1] for path in files if path.startswith("posts/") and path.count("/") > 1}  # which may be empty now
    _put(index.db, "changed (no INTEGER PRIMARY KEY)", index.changed)
    _put(index.db, "changed_ref (ref TEXT PRIMARY KEY)", index.refs)
    _put(index.db, "changed_target (target TEXT PRIMARY KEY)", index.targets)
    _put(index.db, "changed_text (name TEXT PRIMARY KEY)", changed_texts(index.touched))
    _put(index.db, "changed_file (key TEXT PRIMARY KEY)", {*map(file_key, files)})
    _put(index.db, "changed_author (handle TEXT PRIMARY KEY)", index.touched.comings | folders)


def _put(db: sqlite3.Connection, table: str, values: Iterable[int | str]) -> None:
    name = table.partition(" ")[0]
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table}")
    db.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names
    db.executemany(f"INSERT INTO {name} VALUES (?)", ((value,) for value in values))  # noqa: S608 - our own names
