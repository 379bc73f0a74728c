"""Copies of the pictures of those who answered, where the site opted in: `answers/avatars/HASH.webp`.

Only those are fetched that a page may show, each once, since another picture has another address; what no answer names any
more goes. Who gave the address is a stranger: it is asked by the checked client, and what comes is written anew, small and
without notes. Where that fails, the person stays drawn, and their server is asked again later.

Where the site opted out again, all copies go: somebody's picture is kept no longer than somebody wants to show it.
"""

import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from microblog.answers.apart import small_picture_apart
from microblog.answers.storing import Note, read_kept, refs_kept, write_notes
from microblog.build.cache import Cache
from microblog.build.published import Published
from microblog.build.settings import Settings
from microblog.content.answer_avatars import AVATARS, avatar_name, avatar_path, name_at, pictured
from microblog.content.answers import FOLDER
from microblog.content.blocking import blocked_by, is_answer_absent, without
from microblog.model.nouns import Author
from microblog.model.remote import RemoteAnswer
from microblog.sources.sourcefile import check_folders
from microblog.text.files import replace_file
from microblog.text.tuples import NamedTuple
from microblog.web import retrying
from microblog.web.client import Client
from microblog.web.connections import Limits
from microblog.web.documents import Fault

LIMITS = Limits(seconds=20, size=1 << 20, redirects=2)
_MOST = 200  # pictures of a run
_PATIENCE = 3  # faults in a row after which a host is left alone
_ACCEPT = "image/webp, image/png, image/jpeg, image/avif, image/gif;q=0.8"

Notes = dict[str, Note]  # by a post's ref, or by the path of a copy that could not be had


class Copied(NamedTuple):
    """What became of the copies."""

    number: int  # that are new
    faults: list[str]


def copy_avatars(settings: Settings, client: Client, published: Published, notes: Notes, end: float) -> Copied:
    """Copy the pictures that are not there yet, until a moment of the clock, and remove those that nobody names.

    Raise ContentError where a file of answers cannot be read, since nobody knows then whom it names.
    """
    root = settings.root
    check_folders(root, FOLDER, AVATARS)
    kept = _read_all(settings, published)
    named = {_path_of(answer) for answers in kept.values() for answer in answers if answer.avatar}
    fetching = _Fetching(client, notes, settings.now // 1_000_000, end)
    for path, address in _wanted(published, kept, _there(root)):
        fetching.fetch(path, address)
    with Cache(root).locked():
        for path, data in fetching.made.items():
            replace_file(root / path, data)
        for path in _there(root) - named:
            (root / path).unlink(missing_ok=True)
        write_notes(root, {name: note for name, note in notes.items() if name in named or not name_at(name)})
    return Copied(len(fetching.made), fetching.faults)


def remove_avatars(root: Path, *, is_dry: bool = False) -> int:
    """Remove all copies, of a site that did not opt in; return how many there were. What lies behind a link is not ours."""
    there = set() if any((root / folder).is_symlink() for folder in (FOLDER, AVATARS)) else _there(root)
    if there and not is_dry:
        for path in there:
            (root / path).unlink(missing_ok=True)
        if not any((root / AVATARS).iterdir()):
            (root / AVATARS).rmdir()
    return len(there)


def _read_all(settings: Settings, published: Published) -> dict[str, list[RemoteAnswer]]:
    """Read what is kept for all posts, without what the blocked said."""
    found = {}
    for ref in refs_kept(settings.root):
        handle = ref.partition("/")[0]
        blocked = blocked_by(published.authors.get(handle) or Author(handle, handle), settings.config)
        answers = read_kept(settings.root, ref).answers
        found[ref] = without(answers, {answer.id for answer in answers if is_answer_absent(blocked, answer)})
    return found


def _there(root: Path) -> set[str]:
    """Return the paths of the copies that are there; whatever else lies in their folder is not ours."""
    return {path for file in (root / AVATARS).glob("*.webp") if name_at(path := file.relative_to(root).as_posix())}


def _path_of(answer: RemoteAnswer) -> str:
    return avatar_path(avatar_name(answer.avatar))


def _wanted(published: Published, kept: dict[str, list[RemoteAnswer]], there: set[str]) -> list[tuple[str, str]]:
    """Return path and address of the copies that are not there and that pages may show, those of the newest posts first."""
    shown = [answer for post in published.posts for answer in pictured(kept.get(post.ref, ()))]
    wanted = {_path_of(answer): answer.avatar for answer in shown if answer.avatar}
    return [(path, address) for path, address in wanted.items() if path not in there]


class _Fetching:
    """Fetches pictures, one after the other."""

    def __init__(self, client: Client, notes: Notes, seconds: int, end: float) -> None:
        self._client = Client(client.way.allowed, LIMITS, client.way.resolve, client.way.connect)
        self._notes, self._seconds, self._end = notes, seconds, end
        self._left = _MOST
        self._bad: Counter[str] = Counter()  # faults in a row of each host
        self.made: dict[str, bytes] = {}
        self.faults: list[str] = []

    def fetch(self, path: str, address: str) -> None:
        """Fetch a picture, unless its server failed lately or the run did enough."""
        host = urlsplit(address).netloc
        is_early = retrying.is_early(self._notes.get(path, Note()).not_before, self._seconds)
        if is_early or not self._left or self._bad[host] >= _PATIENCE or time.monotonic() > self._end:
            return
        self._left -= 1
        try:
            self._bad[host] += 1
            answer = self._client.get(address, {"Accept": _ACCEPT})
            self._bad[host] = 0
            self.made[path] = small_picture_apart(answer)
            self._notes.pop(path, None)
        except Fault as fault:
            self._fail(path, address, host, fault)

    def _fail(self, path: str, address: str, host: str, fault: Fault) -> None:
        self.faults.append(f"{address:.200}: {fault.what}")
        self._bad[host] += _PATIENCE if fault.wait else 0
        failures = self._notes.get(path, Note()).failures + 1
        pause = retrying.pause(failures, fault.wait, is_gone=fault.is_gone)
        self._notes[path] = Note(0, failures, self._seconds + pause)
