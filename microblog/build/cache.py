"""The folder `.microblog/`: the index of the last build, and the lock that keeps two builds apart.

The index fits an output folder only as it was left: the index names that very folder, and a journal says when a
build was cut off while it replaced files. Whatever does not fit is not repaired; the build starts from nothing.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from microblog.build.settings import Basis
from microblog.errors import UsageError
from microblog.library import pictures, schema
from microblog.output import writer
from microblog.text.hashing import blake2b

_WAIT = 60.0  # seconds for which a build waits until another one has finished


class StartOverError(Exception):
    """The index cannot take this change in; build from nothing."""


class Cache:
    """The files below `.microblog/`."""

    def __init__(self, root: Path) -> None:
        """Name the files; nothing is made yet."""
        self.folder = root / ".microblog"
        self.index = self.folder / "index.db"
        self.new_index = self.folder / "index.new.db"
        self.journal = self.folder / "journal"

    def claim(self, place: Path, site: Callable[[], str]) -> writer.Claim:
        """Say by which markers a folder is known as this site's output there, whose `site` is asked for only where that counts.

        The site's own `public`, and a place that was built to before, may carry any site's, since a site can be renamed.
        Where the cache knows no place at all, because it was deleted say, this site's name alone counts.
        """
        if place == self.folder.parent.resolve() / "public" or self._note(place).exists():
            return writer.Claim(place)
        return writer.Claim(place, () if any(self.folder.glob("output-*")) else (writer.marker_text(site()),))

    @contextmanager
    def noted(self, place: Path) -> Iterator[None]:
        """Note a place that is built to, before anything is put there; forget it where that fails and leaves nothing there."""
        note = self._note(place)
        note.touch()
        try:
            yield
        except BaseException:
            if not os.path.lexists(place):
                note.unlink()
            raise

    def _note(self, place: Path) -> Path:
        """Name the empty file that stands for a place; one in the site's folder moves with it."""
        root = self.folder.parent.resolve()
        path = place.relative_to(root) if place.is_relative_to(root) else place
        return self.folder / f"output-{blake2b(os.fsencode(path), digest_size=16).hexdigest()}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other builds of this site waiting; the lock of a process that died is gone with it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = self._lock()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # it holds nothing, so nothing is lost with it
            (self.folder / "lock.db").unlink()
            lock = self._lock()
        try:
            yield
        finally:
            lock.close()

    def _lock(self) -> sqlite3.Connection:
        lock = sqlite3.connect(self.folder / "lock.db", timeout=_WAIT, isolation_level=None)
        try:
            lock.execute("PRAGMA journal_mode=MEMORY")
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            lock.close()
            if "locked" in str(error):
                raise UsageError("another build of this site is still running; wait for it or end it") from None
            raise
        return lock

    def open(self, basis: Basis, output_identity: str) -> sqlite3.Connection:
        """Open the last build's index and begin a change to it; raise StartOverError where there is none that fits."""
        if self.journal.exists() or not self.index.is_file() or not output_identity:
            raise StartOverError
        db = schema.open_existing(self.index)
        meta = schema.read_meta(db)
        fits = meta.get("stamp") == basis.stamp != "" or meta.get("fingerprint") == basis.fingerprint()
        if not fits or meta.get("output") != output_identity:
            db.close()
            raise StartOverError
        db.execute("BEGIN")
        if meta.get("stamp") != basis.stamp:
            schema.write_meta(db, stamp=basis.stamp)
        return db

    def create(self) -> sqlite3.Connection:
        """Make an empty index beside the last one."""
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{self.new_index}{suffix}").unlink(missing_ok=True)
        return schema.create(self.new_index)

    def keep_new(self) -> None:
        """Put the new index in the last one's place."""
        Path(f"{self.index}-journal").unlink(missing_ok=True)  # of a build that was killed; it would be rolled back into the new index
        self.new_index.replace(self.index)
        self.journal.unlink(missing_ok=True)

    def keep_pictures(self, db: sqlite3.Connection) -> None:
        """Remove the pictures that the index does not know."""
        folder = self.folder / "pictures"
        if folder.is_dir():
            from microblog.pictures.store import prune

            prune(folder, pictures.keys(db))
