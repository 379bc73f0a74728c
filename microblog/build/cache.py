"""The folder `.microblog/`: the index of the last build, and the lock that keeps two builds apart.

The index fits an output folder only as it was left: the index names that very folder, and a journal says when a
build was cut off while it replaced files. Whatever does not fit is not repaired; the build starts from nothing.

Nor is an index believed that anything else wrote to: SQLite finds only part of what can be wrong with one. A *seal* notes
what the file system says of the index after each build. Its modification time is set to the nanosecond, which is no tick
of the clock that files are stamped with, so that a write at the very same tick shows too; the time of the last status
change is one that no program can set. That costs 50 µs whatever the index's size, where to read all of it would take
a third of a second at 100,000 posts. What a disk changes by itself is not seen, save where SQLite or Python stumbles over it.
"""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from microblog.build.inputs import Basis
from microblog.errors import UsageError
from microblog.library import schema
from microblog.output import writer
from microblog.sources.sourcefile import signature
from microblog.text import locks
from microblog.text.files import read_at_once
from microblog.text.hashing import blake2b
from microblog.text.removal import remove

_WAIT = 60.0  # seconds for which a build waits until another one has finished
_BESIDE = ("-journal", "-wal", "-shm")  # what SQLite may put beside a database, and obeys where it finds it


class StartOverError(Exception):
    """The index cannot take this change in; build from nothing. Its text says why where somebody should know."""


class Cache:
    """The files below `.microblog/`."""

    def __init__(self, root: Path) -> None:
        """Name the files; nothing is made yet."""
        self.folder = root / ".microblog"
        self.index = self.folder / "index.db"
        self.new_index = self.folder / "index.new.db"
        self.seal_path = self.folder / "index.seal"
        self.journal = self.folder / "journal"
        self._lock = self.folder / "lock"

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
    def locked(self, place: Path | None = None, told: Callable[[str], object] = str, *, work: str = "") -> Iterator[None]:
        """Keep other builds of this site waiting, and all builds into a place; while this one waits, it is `told` for whom.

        Of other `work`, what does the same waits, and no build. What a process that died had locked is free again.
        """
        lock = self.folder / f"{work}.lock" if work else self._lock
        if os.path.lexists(self.folder) and not self.folder.is_dir():
            raise UsageError(f"{self.folder} is no folder, and the cache needs one; remove it")
        self.folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            if place:  # first, so that of two builds of the same site into the same place the one that waits holds nothing
                stack.enter_context(writer.place_for_lock(place))
                stack.enter_context(self._held(writer.lock_of(place), f"the output folder {place}", told))
            if os.path.lexists(lock) and (lock.is_symlink() or not lock.is_file()):  # put there by somebody else
                remove(lock)
            stack.enter_context(self._held(lock, f"the {work} of this site" if work else "this site", told))
            yield

    @contextmanager
    def _held(self, path: Path, what: str, told: Callable[[str], object]) -> Iterator[None]:
        me = f"process {os.getpid()}, at work on {self.folder.parent.resolve()}"
        try:
            with locks.held(path, me, _WAIT, lambda who: told(f"Waiting for {who or 'another build'}")):
                yield
        except locks.HeldError as error:
            raise UsageError(f"{what} is taken by {str(error) or 'another build'}; wait for it or end it") from None

    def open(self, basis: Basis, output_identity: str) -> sqlite3.Connection:
        """Open the last build's index and begin a change to it; raise StartOverError where there is none that fits."""
        if self.journal.exists() or not self.index.is_file() or not output_identity:
            raise StartOverError
        self._check_seal()
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

    def open_to_read(self) -> sqlite3.Connection:
        """Open the last build's index for questions alone; raise StartOverError where there is none that can be believed."""
        if self.journal.exists() or not self.index.is_file():
            raise StartOverError
        self._check_seal()
        return schema.open_to_read(self.index)

    def _check_seal(self) -> None:
        """Raise StartOverError where the index is not as the last build left it; silently where that build could not say."""
        try:
            noted = read_at_once(self.seal_path)
        except OSError:
            raise StartOverError from None
        if noted != self._state().encode():
            raise StartOverError("the index is not as the last build left it: that was cut off, or it was changed or damaged since")

    def _state(self) -> str:
        """Return what the file system says of the index and of what lies beside it."""
        beside = (Path(f"{self.index}{suffix}") for suffix in _BESIDE)
        sizes = [path.stat().st_size if path.exists() else 0 for path in beside]
        return f"{signature(self.index.stat(), sys.maxsize)} {sizes}"

    def seal(self) -> None:
        """Note how the index is left, closed; whoever opened it found it as it was noted before."""
        with suppress(OSError):
            if read_at_once(self.seal_path) == self._state().encode():
                return
        now = time.time_ns()
        os.utime(self.index, ns=(now, now))
        remove(self.seal_path)
        self.seal_path.write_text(self._state(), encoding="utf-8")

    def create(self) -> sqlite3.Connection:
        """Make an empty index beside the last one."""
        for suffix in ("", *_BESIDE):
            remove(Path(f"{self.new_index}{suffix}"))
        return schema.create(self.new_index)

    def keep_new(self) -> None:
        """Put the new index in the last one's place."""
        for suffix in _BESIDE:  # of a build that was killed; SQLite would take it for the new index's
            remove(Path(f"{self.index}{suffix}"))
        if self.index.is_dir():
            remove(self.index)
        self.new_index.replace(self.index)
        self.seal()
        self.end_change()

    def begin_change(self, paths: list[str]) -> None:
        """Leave a journal while files of the output are replaced."""
        self.journal.write_text(json.dumps(paths), encoding="utf-8")

    def end_change(self) -> None:
        """Take the journal away: index and output fit each other."""
        remove(self.journal)

    def forget(self) -> None:
        """Remove the index, which keeps words of posts that are gone where no query finds them; the next build starts from nothing."""
        for path in (self.index, self.new_index):
            for suffix in ("", *_BESIDE):
                remove(Path(f"{path}{suffix}"))
        remove(self.seal_path)

    def keep_pictures(self, prune: Callable[[Path, list[str]], None], keys: list[str]) -> None:
        """Remove the pictures that the site does not show; `prune` keeps those of some keys alone.

        A server that builds shares them with whoever may read its caches, and those of a draft are made again when it comes out.
        """
        folder = self.folder / "pictures"
        if folder.is_dir():
            prune(folder, keys)
