"""What pictures became, kept by content below `.microblog/pictures/`: one file a picture.

The file's name, the *key*, is a fingerprint of the picture's bytes and of the way it is encoded, so that an entry is
right for ever or not at all. Its first line says what follows, under a fingerprint of its own; then come the
published files, end to end. The folder may vanish at any moment and an entry be damaged: whoever reads one gets
nothing then, and makes it again.
"""

import json
import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from microblog import sources
from microblog.models import Picture, Rendition

if TYPE_CHECKING:
    from microblog.pictures.encoding import File

_DIGEST = 32  # hexadecimal digits
_LONGEST_HEAD = 1 << 14


def folder_of(root: Path) -> Path:
    """Give the folder of a site's entries."""
    return root / ".microblog" / "pictures"


def key_of(data: bytes, *, is_avatar: bool) -> str:
    """Give what tells a picture, encoded in this way, from any other."""
    return sources.digest(b"%s %d %s" % (_recipe(), is_avatar, sources.digest(data))).hex()


@cache
def _recipe() -> bytes:
    """Give what tells one way of encoding from another: our code's bytes and the encoders' versions."""
    from PIL import __version__, features

    versions = ",".join(str(features.version(name)) for name in ("jpg", "libjpeg_turbo", "zlib", "zlib_ng", "webp", "avif"))
    code = b"".join(Path(__file__).with_name(name).read_bytes() for name in ("encoding.py", "gif.py"))
    return sources.digest(f"{__version__} {versions} ".encode() + code)


def picture_of(key: str, files: "Sequence[File]") -> Picture:
    """Give what is to be known of a picture's files without reading them."""
    return Picture(key, tuple(Rendition(*file[:3], len(file.data), sources.digest(file.data).hex()) for file in files))


def put(folder: Path, picture: Picture, files: "Sequence[File]") -> None:
    """Keep a picture's files, whole at every moment."""
    head = json.dumps(picture.renditions).encode()
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{picture.key}.{os.getpid()}.new"
    temporary.write_bytes(b"\n".join([sources.digest(head).hex().encode() + head, b"".join(file.data for file in files)]))
    temporary.replace(folder / picture.key)


def find(folder: Path, key: str) -> Picture | None:
    """Find what is kept under a key; None where nothing is, or where what it says of itself is damaged."""
    try:
        with (folder / key).open("rb") as file:
            line = file.readline(_LONGEST_HEAD)
    except OSError:
        return None
    digest, head = line[:_DIGEST], line[_DIGEST:-1]
    if sources.digest(head).hex().encode() != digest:
        return None
    return Picture(key, tuple(Rendition(*fields) for fields in json.loads(head)))


def read(folder: Path, picture: Picture) -> list[bytes] | None:
    """Read a picture's files; None where they are not all there as they were."""
    try:
        _, _, data = (folder / picture.key).read_bytes().partition(b"\n")
    except OSError:
        return None
    files, at = [], 0
    for rendition in picture.renditions:
        files.append(data[at : at + rendition.size])
        at += rendition.size
    is_whole = all(sources.digest(file).hex() == rendition.digest for file, rendition in zip(files, picture.renditions, strict=True))
    return files if is_whole else None


def prune(folder: Path, keys: Iterable[str]) -> None:
    """Remove what is kept under no key of these."""
    wanted = set(keys)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in wanted:
            path.unlink(missing_ok=True)
