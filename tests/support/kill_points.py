"""Builds that die: killed, or refused something, at the Nth of the calls by which they change files.

Each build runs in a fork of this process, with all modules loaded. Python itself tells of each call before it happens (an audit
hook), whoever makes it; what goes into an open file is seen at `os.write`, half of which is written before the end, and what goes
into the index at each statement that SQLite is given. `tests/nightly` does the same to real system calls.
"""

import gc
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote, urljoin, urlsplit

from microblog import cli
from microblog.output import writer
from tests.support.site_tree import file_at, links_in, url_of

_CHANGING = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.utime", "os.link", "os.symlink", "os.chmod", "exchange"}
)
OF_FILES = _CHANGING | {"open", "write"}
ALL = OF_FILES | {"statement"}
READING = frozenset({"read", "os.listdir", "os.scandir"})
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_READING = ("SELECT", "PRAGMA", "EXPLAIN", "--")

Act = Callable[[str, str], None]  # told the kind of a call and what it is about, before it happens


class Watch:
    """Counts the calls that change files, and acts at one of them."""

    def __init__(self, at: int, act: Act, kinds: Iterable[str], below: str = "") -> None:
        """Act at the call of this number, counted from 1, of these kinds; of those that read, only what is below a folder counts."""
        self.seen: list[tuple[str, str]] = []
        self._at, self._act, self._kinds, self._below = at, act, frozenset(kinds), below

    def begin(self) -> None:
        """Watch this process from now on: there is no end but its own."""
        sys.addaudithook(self._hear)
        write, connect, swap = os.write, sqlite3.connect, writer.exchange

        def watched_write(descriptor: int, data: Any) -> int:
            if self._is_due("write", str(descriptor)):
                write(descriptor, bytes(data)[: len(data) // 2])
                self._act("write", str(descriptor))
            return write(descriptor, data)

        def watched_connect(*arguments: Any, **more: Any) -> sqlite3.Connection:
            db = connect(*arguments, **more)
            db.set_trace_callback(self._statement)
            return db

        def watched_exchange(*paths: Path) -> bool:
            self._count("exchange", str(paths[0]))
            return swap(*paths)

        os.write, sqlite3.connect, writer.exchange = watched_write, watched_connect, watched_exchange  # type: ignore[assignment]

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _CHANGING | READING:
            self._count(event, str(arguments[0]))
        elif event == "open" and isinstance(arguments[2], int) and not isinstance(arguments[0], int):
            self._count("open" if arguments[2] & _FOR_WRITING else "read", os.fsdecode(arguments[0]))

    def _statement(self, statement: str) -> None:
        if not statement.lstrip().startswith(_READING):
            self._count("statement", statement.split(maxsplit=1)[0])

    def _count(self, kind: str, what: str) -> None:
        if self._is_due(kind, what):
            self._act(kind, what)

    def _is_due(self, kind: str, what: str) -> bool:
        if kind not in self._kinds or (kind in READING and not what.startswith(self._below)):
            return False
        self.seen.append((kind, what))
        return len(self.seen) == self._at


def _end(*_: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def calls(action: Callable[[], object], kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Do something in a fork, and return the calls by which it changes files."""
    watch = Watch(0, _end, kinds)
    text = in_fork(action, watch, lambda: "\n".join(f"{kind}\t{what}" for kind, what in watch.seen))
    return [(kind, what) for kind, _, what in (line.partition("\t") for line in text.splitlines())]


def in_fork(action: Callable[[], object], watch: Watch | None = None, said: Callable[[], str] = str) -> str:
    """Do something in a fork; return what is `said` after that, or raise what the fork came to."""
    receiving, sending = os.pipe()
    gc.freeze()  # a search for garbage would copy all that is shared
    child = os.fork()
    if not child:
        status = 1
        gc.disable()
        try:
            sys.dont_write_bytecode = True
            if watch:
                watch.begin()
            action()
            os.writev(sending, [said().encode() or b"\0"])
            status = 0
        finally:
            os._exit(status)
    os.close(sending)
    with open(receiving, "rb") as pipe:  # noqa: PTH123 - no path
        text = pipe.read().decode(errors="replace").strip("\0")
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise ChildProcessError(os.waitstatus_to_exitcode(status))
    return text


def killed_at(number: int, action: Callable[[], object], kinds: Iterable[str]) -> bool:
    """Do something in a fork that is killed just before its Nth call; return whether there was one."""
    try:
        in_fork(action, Watch(number, _end, kinds))
    except ChildProcessError as ended:
        if ended.args[0] != -signal.SIGKILL:
            raise
        return True
    return False


class Refused(NamedTuple):
    """What came of a command that the system refused something."""

    kind: str  # of the call; "" where there was none of that number
    what: str
    status: int
    said: str


def refused_at(number: int, error: int, arguments: Sequence[str], kinds: Iterable[str], below: str = "") -> Refused:
    """Run a command in a fork whose Nth call, of those that change files or open one to write, fails."""
    refused = ["", ""]
    with TemporaryFile() as said:

        def refuse(kind: str, what: str) -> None:
            refused[:] = kind, what
            raise OSError(error, os.strerror(error), what)

        def run() -> None:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            sys.stdout = sys.stderr = os.fdopen(1, "w", closefd=False)
            status.append(cli.main(arguments))
            sys.stdout.flush()

        status: list[int] = []
        ended = in_fork(run, Watch(number, refuse, kinds, below), lambda: "\t".join([*refused, str(status[0])]))
        said.seek(0)
        kind, what, code = ended.split("\t")
        return Refused(kind, what, int(code), said.read().decode())


@lru_cache(maxsize=10_000)
def _leads_to(path: str, data: bytes, base_url: str) -> frozenset[str]:
    """Return the files of the site that a file links to."""
    origin, found = urlsplit(base_url), set()
    for link in links_in(path, data.decode(errors="replace")):
        url = urlsplit(urljoin(url_of(base_url, path), link))
        if (url.scheme, url.netloc) == (origin.scheme, origin.netloc):
            found.add(file_at(unquote(url.path), origin.path))
    return frozenset(found)


def dead_links(files: Mapping[str, bytes], base_url: str, there: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield each of some files that links to one that is not there, and that one."""
    for path, data in files.items():
        yield from ((path, target) for target in _leads_to(path, data, base_url) - there.keys())


def within_reach(files: Mapping[str, bytes], base_url: str, start: Iterable[str]) -> dict[str, bytes]:
    """Return the files at which one can arrive from some of them by links."""
    found: dict[str, bytes] = {}
    left = [path for path in start if path in files]
    while left:
        path = left.pop()
        if path not in found:
            found[path] = files[path]
            left += (target for target in _leads_to(path, files[path], base_url) if target in files)
    return found
