"""The warnings of all files, those of this build and of earlier ones, as the index keeps them."""

import sqlite3

from microblog.errors import Problem


def list_warnings(db: sqlite3.Connection) -> list[Problem]:
    """List all warnings of the site: those that depend on their file alone, and those that `derived` makes."""
    columns = "path, line, what, remedy, kind"
    rows = db.execute(f"SELECT {columns} FROM warning UNION ALL SELECT {columns} FROM derived_warning")  # noqa: S608 - our own names
    return sorted(Problem(path, line, what, remedy, is_warning=True, kind=kind) for path, line, what, remedy, kind in rows)
