"""The post that comes out next, of those that wait."""

import re
import sqlite3
from datetime import UTC, datetime

from microblog.build.report import NextPost
from microblog.build.settings import Settings
from microblog.library import queries
from microblog.sources.sourcefile import read_source
from microblog.text.dates import zone

_SOON = 14 * 3_600 * 1_000_000  # microseconds: by so much the clocks of the east are ahead of UTC


def next_post(db: sqlite3.Connection, settings: Settings) -> NextPost | None:
    """Return the scheduled post that comes out next."""
    found = queries.next_scheduled(db, settings.now)
    if not found:
        return None
    source, due, of_author = found
    name = of_author or settings.config.timezone
    moment = datetime.fromtimestamp(due // 1_000_000, UTC).astimezone(zone(name))
    is_guess = not of_author and due - settings.now < _SOON and not _names_zone(settings)
    return NextPost(source, f"{moment:%Y-%m-%d %H:%M}", name, is_guess)


def _names_zone(settings: Settings) -> bool:
    try:
        data = read_source(settings.root, "config.yaml")
    except FileNotFoundError:
        return False
    return isinstance(data, bytes) and re.search(rb"^timezone[ \t]*:", data, re.MULTILINE) is not None
