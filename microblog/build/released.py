"""Whether an output may be shown to readers: whole, and with nothing in it that is for its authors' eyes."""

import sqlite3
from contextlib import closing

from microblog.build.cache import Cache
from microblog.build.settings import Settings
from microblog.library import queries, schema


def output_fault(settings: Settings, cache: Cache) -> str:
    """Say why the output that the last build left is not for readers, or return ""; call it while no build may change that."""
    if cache.journal.exists():
        return "is new in part, since a build was cut off"
    try:
        with closing(schema.open_to_read(cache.index)) as db:
            is_early = queries.posts_over(db, settings.now, drafts=False) or queries.standing_due(db, settings.now, drafts=False)
    except sqlite3.DatabaseError:
        return "is not the last build's"
    return "holds what readers may not see yet, or no more, since another build changed it" if is_early else ""
