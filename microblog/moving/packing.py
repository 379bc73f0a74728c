"""An export as one file: a zip that is the same to the byte wherever it is made.

Its members are stored and not compressed, since two versions of zlib compress one text to different bytes; photos and recordings,
most of an archive, are compressed already. They stand in the order of their names, with a time that means nothing, and
`export.json`, the list of them, at the end.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

MANIFEST = "export.json"
FORMAT = "microblog export"
VERSION = 1
"""Of the form of an export; one that comes to mean something else has another."""

_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3

Content = bytes | Callable[[], bytes]  # a large one is read when its turn comes


def write_archive(target: Path, files: Mapping[str, Content], about: Mapping[str, Any]) -> int:
    """Write an archive, whole or not at all; return its size in bytes. `about` is what the list of its members says beside them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(file, files, about)
        new.chmod(0o644)
        size = new.stat().st_size
        new.replace(target)
    except BaseException:
        new.unlink()
        raise
    return size


def _write(file: IO[bytes], files: Mapping[str, Content], about: Mapping[str, Any]) -> None:
    listed = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            content = files[path]
            data = content if isinstance(content, bytes) else content()
            listed.append({"path": path, "size": len(data), "sha256": sha256(data).hexdigest()})
            archive.writestr(_member(path), data)
        manifest = {"format": FORMAT, "version": VERSION, **about, "files": listed}
        archive.writestr(_member(MANIFEST), (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(path, _TIME)
    member.create_system, member.external_attr, member.compress_type = _UNIX, _PLAIN_FILE, zipfile.ZIP_STORED
    return member
