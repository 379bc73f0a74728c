"""What somebody may have meant who names a post, an author or a file that is not here."""

import sqlite3

from microblog.library.records import column
from microblog.text.closeness import closest
from microblog.text.patterns import lazily

_DATE = lazily(r"\d{4}[-_./]?\d\d[-_./]?\d\d(?:[-T_]?\d{4,6}Z?)?[-_/]?")


def suggest_author(db: sqlite3.Connection, handle: str) -> str:
    """Propose an author whose handle is much like another, or nothing."""
    close = closest(handle, column(db, "SELECT handle FROM author WHERE handle <> ? ORDER BY handle", handle))
    return f"did you mean `{close}`?" if close else ""


def suggest_post(db: sqlite3.Connection, target: str) -> str:
    """Say how to name a post that is not there as named."""
    nearby = column(db, "SELECT permalink FROM post WHERE author = ? ORDER BY permalink", target.partition("/")[0])
    by_words: dict[str, list[str]] = {}
    for permalink in nearby:
        by_words.setdefault(_words(permalink[1:-1]), []).append(permalink[1:-1])
    alike = by_words.get(closest(_words(target), sorted(by_words)), [])
    close = closest(target, alike, 0)
    return f"did you mean `{close}`?" if close else "write it as its URL says after `/@`: handle/file-name"


def _words(ref: str) -> str:
    """Return what tells a post from others of its day: nearly all dates are alike."""
    name = ref.partition("/")[2]
    return _DATE.sub("", name, 1) or name


def suggest_file(db: sqlite3.Connection, file: str) -> str:
    """Say what to do about a file that is not there, of which there may be one of a similar name beside."""
    folder = file.rpartition("/")[0] + "/"
    nearby = column(db, "SELECT path FROM source WHERE path >= ? AND path < ? ORDER BY path", folder, folder[:-1] + "0")
    kind = file.rpartition(".")[2].lower()
    close = closest(file, [path for path in nearby if path.lower().endswith(f".{kind}")], 0.8)
    return f"did you mean `{close.removeprefix(folder)}`?" if close else "add the file, or take its name out"
