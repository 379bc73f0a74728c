"""What the last build read, for commands that only ask."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from microblog.build.cache import Cache, StartOverError
from microblog.build.options import Options
from microblog.errors import UsageError
from microblog.library import schema
from microblog.library.records import load_config
from microblog.model.nouns import Config
from microblog.text.tuples import NamedTuple


class LastBuild(NamedTuple):
    """The index of the last build, which nobody may write, and the configuration that it was built with."""

    db: sqlite3.Connection
    config: Config


@contextmanager
def last_build(options: Options) -> Iterator[LastBuild]:
    """Open the index of the last build, which no other build changes meanwhile; raise UsageError where there is none to believe."""
    cache = Cache(options.root)
    if not cache.index.is_file():
        raise UsageError("the site was not built here yet; run `build` first")
    with cache.locked():
        try:
            db = cache.open_to_read()
        except StartOverError:
            raise UsageError("the last build was cut off, or its cache was changed since; run `build` first") from None
        with closing(db):
            yield LastBuild(db, load_config(schema.read_meta(db)["config"]))
