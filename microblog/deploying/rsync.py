"""A folder behind rsync: of another machine, by ssh, or of this one. Needs rsync 3.1 here and there.

Each file is put in place whole. What is sent is always named; rsync never decides what to remove.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from microblog.deploying.programs import Answer, call, find_program
from microblog.errors import UsageError
from microblog.model.deployments import Place
from microblog.text.patterns import lazily

_LISTED = lazily(r"([-a-z])\S+ +([\d,.]+) \d{4}/\d\d/\d\d \d\d:\d\d:\d\d (.+)")
_ESCAPED = lazily(r"\\#([0-7]{3})")
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20"  # which asks for no password: there would be ten of these questions
_SENT = ("--ignore-times", "--times", "--perms", "--chmod=D755,F644")
_NO_SUCH_FOLDER = "No such file or directory"
_VANISHED = 24  # what is to be removed there is not here either, and rsync remarks on it


class RsyncFolder:
    """A folder that rsync reaches."""

    def __init__(self, place: Place) -> None:
        program = find_program("rsync")
        if not program:
            raise UsageError("rsync is not installed; install it (apt install rsync, brew install rsync), or deploy in another way")
        self._command = [program, "-s", "--timeout=60"]
        self._there = f"{place.where}{place.path}/"
        self._told = place.told

    def list_files(self) -> dict[str, int]:
        """Return the size of each file there; a folder that is not there is empty."""
        answer = self._call(["--recursive", "--list-only", "--no-human-readable"], [self._there])
        if answer.status and _NO_SUCH_FOLDER in answer.said:
            return {}
        self._check(answer)
        found = [match for line in answer.data.decode("utf-8", "surrogateescape").split("\n") if (match := _LISTED.fullmatch(line))]
        return {_plain(match[3]): int(re.sub(r"\D", "", match[2])) for match in found if match[1] != "d"}

    def read(self, path: str) -> bytes:
        """Return the bytes of a file there."""
        with TemporaryDirectory() as folder:
            self._check(self._call(_named("--ignore-times"), [self._there, f"{folder}/"], [path]))
            return (Path(folder) / path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        """Write one small file there."""
        with TemporaryDirectory() as folder:
            (Path(folder) / path).write_bytes(data)
            self.send(Path(folder), [path])

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Send files of a folder."""
        self._check(self._call([*_named(*_SENT), "--mkpath"], [f"{folder}/", self._there], paths))

    def remove(self, folder: Path, paths: Sequence[str]) -> None:
        """Remove files there that are not here any more, and the folders that are empty then."""
        removes = _named("--delete-missing-args", "--no-implied-dirs")
        self._check(self._call(removes, [f"{folder}/", self._there], paths), _VANISHED)
        emptied = {str(parent) for path in paths for parent in PurePosixPath(path).parents if not (folder / parent).exists()}
        for depth in sorted({name.count("/") for name in emptied}, reverse=True):
            some = sorted(name for name in emptied if name.count("/") == depth)
            self._check(self._call(removes, [f"{folder}/", self._there], some), _VANISHED)

    def _call(self, options: Sequence[str], places: Sequence[str], paths: Sequence[str] = ()) -> Answer:
        given = b"".join(os.fsencode(path) + b"\0" for path in paths)
        environment = {"RSYNC_RSH": _SSH, **os.environ, "LC_ALL": "C"}
        return call([*self._command, *options, "--", *places], given, environment)

    def _check(self, answer: Answer, *also_fine: int) -> None:
        if answer.status and answer.status not in also_fine:
            lines = [line for line in answer.said.splitlines() if line and not line.startswith("rsync error:")]
            reason = (lines or [f"rsync ended with status {answer.status}"])[0].removeprefix("rsync: ")
            raise UsageError(f"{self._told}: {reason}; put that right, then deploy again, which goes on where this ended")


def _named(*options: str) -> list[str]:
    """Return options that make rsync take the very files that are named to it."""
    return [*options, "--files-from=-", "--from0"]


def _plain(listed: str) -> str:
    """Return a path as it is, of which rsync lists some bytes by their number."""
    data = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), listed.encode("utf-8", "surrogateescape").decode("latin-1"))
    return data.encode("latin-1").decode("utf-8", "surrogateescape")
