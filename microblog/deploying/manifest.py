"""The manifest: which files at a host a deployment put there, and what they hold. It lies at the host, where all machines see it.

Anybody may read it there, and there are pages to which nothing leads (`unlisted`), so it names no path: each stands there as a
digest, and is known again when the host lists its files. It is written twice: before anything is sent, with all that may change
marked as unknown, and when all is there. So whatever cuts a deployment off, what it may have left is known to be ours, and is
sent again or removed by the next one. Each writing has a number of its own, by which two deployments at once notice each other.
"""

import secrets
from collections.abc import Iterable, Mapping

from microblog.deploying.folder import DIGEST, File
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple

NAME = ".deployed-by-microblog"
MAX_SIZE = 200_000_000  # bytes; some two million files
_HEAD = "microblog keeps here what it deployed of "
_UNKNOWN = "-"


class Manifest(NamedTuple):
    """What a host holds of a site."""

    site: str
    contents: dict[str, str]  # digest of a path → that of its bytes, `-` where that is not known
    number: str = ""

    def knows(self, path: str) -> bool:
        """Whether a deployment put a file at a path."""
        return key(path) in self.contents

    def holds(self, path: str, file: File) -> bool:
        """Whether a file was left with these very bytes."""
        return self.contents.get(key(path)) == file.digest

    def with_unknown(self, paths: Iterable[str]) -> "Manifest":
        """Return the manifest of a deployment that is about to change files."""
        return Manifest(self.site, self.contents | dict.fromkeys(map(key, paths), _UNKNOWN), secrets.token_hex(8))

    def doubted(self) -> "Manifest":
        """Return the manifest of a host that may have changed since: what is there is ours, and may hold anything."""
        return Manifest(self.site, dict.fromkeys(self.contents, _UNKNOWN))


def manifest_of(site: str, files: Mapping[str, File]) -> Manifest:
    """Return the manifest of a site that is all there."""
    return Manifest(site, {key(path): file.digest for path, file in files.items()}, secrets.token_hex(8))


def key(path: str) -> str:
    """Return what stands for a path."""
    return blake2b(path.encode("utf-8", "surrogateescape"), digest_size=DIGEST).hexdigest()


def format_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as it is stored."""
    lines = [f"{path} {content}\n" for path, content in sorted(manifest.contents.items())]
    return f"{_HEAD}{manifest.site}\n{manifest.number}\n{''.join(lines)}end {len(lines)}\n".encode()


def parse_manifest(data: bytes) -> Manifest | None:
    """Read a manifest; None where it is none, or not whole."""
    head, *lines = data.decode("utf-8", "replace").split("\n")
    if not head.startswith(_HEAD) or len(lines) < 3 or lines[-1] or lines[-2] != f"end {len(lines) - 3}":
        return None
    pairs = [line.split(" ") for line in lines[1:-2]]
    if any(len(pair) != 2 or len(pair[0]) != 2 * DIGEST for pair in pairs):
        return None
    return Manifest(head.removeprefix(_HEAD), {pair[0]: pair[1] for pair in pairs}, lines[0])
