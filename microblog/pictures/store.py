"""What pictures became, kept by content below `.microblog/pictures/`: one file a picture.

The file's name, the *key*, is a fingerprint of the picture's bytes and of the way it is encoded, so that an entry is
right for ever or not at all. Its first line says what follows, under a fingerprint of that and of the key, so that no
entry can stand in another's place; then come the published files, end to end. The folder may vanish at any moment and
an entry be damaged: whoever reads one gets nothing then, and makes it again. It may also have been put there by
somebody else (a cache that a CI server shared): what an entry says of itself is believed only where we could have
written it. Whoever can write there could forge one all the same, with fingerprints that are right, unless the fingerprints
need a secret: where MICROBLOG_CACHE_KEY holds one, only entries are believed that were written by somebody who had it.
"""

import json
import os
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from microblog.model.attachments import sniff_fault
from microblog.model.nouns import AVATAR_SIDES, Picture, Rendition
from microblog.model.urls import rendition_suffix
from microblog.pictures.files import Form, Outcome
from microblog.sources import sourcefile
from microblog.text.files import open_at_once, read_at_once, replace_file
from microblog.text.hashing import blake2b
from microblog.text.patterns import lazily
from microblog.text.removal import remove

_DIGEST = 32  # hexadecimal digits
_ENTRY = lazily(rf"[0-9a-f]{{{_DIGEST}}}(\.\d+\.new)?")
_LONGEST_HEAD = 1 << 14
_MOST = 1 << 31  # of a file's bytes, and of its pixels along a side
_SNIFFED = 64  # bytes that tell a file's kind
_SECRET = "MICROBLOG_CACHE_KEY"  # noqa: S105 - the name of the variable
_ENDINGS = ("jpg", "png", "gif", "webp", "avif")


def folder_of(root: Path) -> Path:
    """Return the folder of a site's entries."""
    return root / ".microblog" / "pictures"


def key_of(data: bytes, form: Form, encoders: str) -> str:
    """Return what tells a picture, published in this form by these encoders, from any other."""
    return sourcefile.digest(b"%s %s %s" % (_recipe(encoders), repr((*form,)).encode(), sourcefile.digest(data))).hex()


@lru_cache(maxsize=4)
def _recipe(encoders: str) -> bytes:
    """Return what tells one way of encoding from another: our code's bytes and the encoders' versions."""
    code = b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in ("colour", "decoding", "encoding", "gif"))
    return sourcefile.digest(encoders.encode() + code)


def picture_of(key: str, outcome: Outcome) -> Picture:
    """Return what is to be known of a picture's files without reading them."""
    renditions = tuple(Rendition(*file[:3], len(file.data), sourcefile.digest(file.data).hex()) for file in outcome.files)
    return Picture(key, renditions, outcome.is_cut_off)


def put(folder: Path, picture: Picture, outcome: Outcome) -> None:
    """Keep a picture's files, whole at every moment."""
    head = json.dumps(picture[1:]).encode()
    entry = folder / picture.key
    if os.path.lexists(folder) and not folder.is_dir():  # in this order, since other processes may make it meanwhile
        remove(folder)
    if entry.is_dir():
        remove(entry)
    replace_file(entry, b"\n".join([_sealed(picture.key, head), b"".join(file.data for file in outcome.files)]))


def _sealed(key: str, head: bytes) -> bytes:
    """Put the fingerprint of an entry's first line in front of it."""
    secret = os.environ.get(_SECRET, "").encode(errors="surrogateescape")
    mark = blake2b(key.encode() + head, digest_size=_DIGEST // 2, key=blake2b(secret).digest() if secret else b"")
    return mark.hexdigest().encode() + head


def find(folder: Path, key: str, path: str) -> Picture | None:
    """Find what is kept under a key for the picture published at a path; None where nothing is, or where it is damaged."""
    try:
        with open_at_once(folder / key) as file:
            renditions, is_cut_off = _said(key, file.readline(_LONGEST_HEAD))
            starts = accumulate((one.size for one in renditions), initial=file.tell())
            heads = [_head_at(file, start, one.size) for start, one in zip(starts, renditions, strict=False)]
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return Picture(key, renditions, is_cut_off) if renditions and _are_such(path, renditions, heads) else None


def _said(key: str, line: bytes) -> tuple[tuple[Rendition, ...], bool]:
    """Read what an entry's first line says; raise ValueError or TypeError where it says what we never write."""
    head = line[_DIGEST:-1]
    if _sealed(key, head) != line[:-1]:
        raise ValueError("damaged")
    written, is_cut_off = json.loads(head)
    renditions = tuple(Rendition(*fields) for fields in written)
    if type(is_cut_off) is not bool or not all(_is_sound(one, is_first=number == 0) for number, one in enumerate(renditions)):
        raise ValueError("not ours")
    return renditions, is_cut_off


def _is_sound(one: Rendition, *, is_first: bool) -> bool:
    """Whether a rendition is one that we could have made; its suffix becomes part of a file's path."""
    if not all(type(number) is int and 0 < number < _MOST for number in one[1:4]) or type(one.digest) is not str:
        return False
    widths = {one.width, max(one.width, AVATAR_SIDES[-1])}  # a small avatar has the name of the size that it stands for
    return (is_first and one.suffix == "") or one.suffix in {rendition_suffix(width, ending) for width in widths for ending in _ENDINGS}


def _head_at(file: BinaryIO, start: int, size: int) -> bytes:
    """Read how a file of an entry begins."""
    file.seek(start)
    return file.read(min(size, _SNIFFED))


def _are_such(path: str, renditions: Iterable[Rendition], files: Iterable[bytes]) -> bool:
    """Whether files begin as their names say."""
    return not any(sniff_fault(path + one.suffix, data[:_SNIFFED]) for one, data in zip(renditions, files, strict=True))


def read(folder: Path, picture: Picture, path: str) -> list[bytes] | None:
    """Read the files of the picture published at a path; None where they are not all there as they were."""
    try:
        _, _, data = read_at_once(folder / picture.key).partition(b"\n")
    except OSError:
        return None
    files, at = [], 0
    for rendition in picture.renditions:
        files.append(data[at : at + rendition.size])
        at += rendition.size
    is_whole = all(sourcefile.digest(file).hex() == rendition.digest for file, rendition in zip(files, picture.renditions, strict=True))
    return files if is_whole and _are_such(path, picture.renditions, files) else None


def prune(folder: Path, keys: Iterable[str]) -> None:
    """Remove the entries under no key of these; whatever else lies there, as where the folder is a link to another, is not ours."""
    wanted = set(keys)
    for path in folder.iterdir():
        if path.name not in wanted and _ENTRY.fullmatch(path.name) and not path.is_dir():
            path.unlink(missing_ok=True)
