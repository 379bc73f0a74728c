"""Watch the site folder, and ask for a rebuild once it has been quiet for a moment.

Only what a build reads counts: `config.yaml`, `posts/`, `pages/`, `templates/`, `static/`, without what builds pass over
(`sourcefile.is_unread`).
The site's top folder is watched for these names alone, so that a `.venv` or `node_modules` beside them costs nothing;
where one of the four folders comes or goes, it is watched anew. A change during a rebuild asks for another one, so
that the last state is always built. A slow tick does so too, for scheduled posts and for any change that was missed.
"""

import os
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from microblog.sources.sourcefile import is_unread

QUIET = 0.03  # seconds without a change after which a rebuild starts
LONGEST = 1.0  # seconds after which it starts although changes go on
TICK = 60.0  # seconds after which it starts although nothing changed

_FOLDERS = ("posts", "pages", "static", "templates", "answers", "sent")
_CHANGES = frozenset({"created", "modified", "deleted", "moved", "closed", "attrib"})  # not: opened, closed_no_write


def is_relevant(path: str) -> bool:
    """Whether a build reads a file or folder, given by its path relative to the site folder, with forward slashes."""
    first, *others = path.split("/")
    if first not in _FOLDERS:
        return path == "config.yaml"
    return not any(is_unread(name, first) for name in others)


class Pacer:
    """Calls `work` when it was asked to and things have been quiet since, never twice at once; with whether it was asked."""

    def __init__(self, work: Callable[[bool], None], quiet: float = QUIET, longest: float = LONGEST, tick: float = TICK) -> None:
        """Be ready; nothing runs before `start`."""
        self._work = work
        self._quiet, self._longest, self._tick = quiet, longest, tick
        self._asked = threading.Event()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="rebuild", daemon=True)

    def ask(self) -> None:
        """Ask for the work to be done, again if it is being done now."""
        self._asked.set()

    def start(self) -> None:
        """Begin; what was asked for before counts."""
        self._thread.start()

    def stop(self) -> None:
        """End; work that is being done is waited for, though not for long."""
        self._is_stopped = True
        self._asked.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            is_asked = self._asked.wait(self._tick)
            if is_asked:
                self._wait_until_quiet()
            if self._is_stopped:
                return
            self._work(is_asked)

    def _wait_until_quiet(self) -> None:
        deadline = time.monotonic() + self._longest
        while not self._is_stopped:
            self._asked.clear()
            if not self._asked.wait(self._quiet) or time.monotonic() > deadline:
                return


class Watch(FileSystemEventHandler):
    """Tells of changes in a site folder that matter to a build."""

    def __init__(self, root: Path, tell: Callable[[], None]) -> None:
        """Watch nothing yet."""
        self._root = root.resolve()
        self._tell = tell
        self._observer: Any = None
        self._watches: dict[str, Any] = {}
        self._stale: set[str] = set()

    def start(self) -> None:
        """Begin to watch; where the system has no watches left, look at the files every second instead."""
        try:
            self._begin(Observer())
        except OSError:
            self.stop()
            self._begin(PollingObserver())

    def stop(self) -> None:
        """End."""
        self._observer.stop()
        self._observer.join(timeout=5)
        self._watches.clear()

    def refresh(self) -> None:
        """Watch those of the folders anew that came or went since; raise OSError where the system refuses."""
        stale, self._stale = self._stale, set()
        for name in _FOLDERS:
            folder = self._root / name
            if name in stale and name in self._watches:
                self._observer.unschedule(self._watches.pop(name))
            if name not in self._watches and folder.is_dir():
                with suppress(RecursionError):  # of the library; a build refuses folders so deep, the slow tick finds them gone
                    self._watches[name] = self._observer.schedule(self, str(folder), recursive=True)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Look at one change."""
        paths = {self._relative(path) for path in (event.src_path, event.dest_path) if path}
        if event.event_type in ("created", "deleted", "moved"):
            self._stale |= paths & set(_FOLDERS)
        if event.event_type in _CHANGES and any(map(is_relevant, paths)):
            self._tell()

    def _begin(self, observer: Any) -> None:
        # Folders made in each other's wake are found twice by watchdog 7, which warns and goes on rightly.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        self._observer = observer
        observer.start()
        observer.schedule(self, str(self._root), recursive=False)
        self.refresh()

    def _relative(self, path: str | bytes) -> str:
        return Path(os.path.relpath(os.fsdecode(path), self._root)).as_posix()
