"""A picture in the sizes that it is published in, for who sends it elsewhere."""

import sqlite3
from pathlib import Path

from microblog.library import pictures
from microblog.model.attachments import avatar_name, mime_type
from microblog.model.nouns import Config
from microblog.pictures.intake import Encoding, published_files
from microblog.text.tuples import NamedTuple


class Size(NamedTuple):
    """One file that a picture is published as."""

    data: bytes
    kind: str  # media type
    width: int
    height: int


def sizes_of(db: sqlite3.Connection, config: Config, root: Path, source: str, *, is_avatar: bool = False) -> tuple[Size, ...]:
    """Return a picture in all its sizes, the largest first; raise LookupError where the file is none."""
    picture = pictures.picture(db, source, is_avatar=is_avatar)
    if picture is None:
        raise LookupError(source)
    files = published_files(Encoding(root, config.photo_max, reuses=True, keeps=True), source, picture, is_avatar=is_avatar)
    name = avatar_name(source) if is_avatar else source
    return tuple(
        Size(data, mime_type(name + one.suffix), one.width, one.height) for one, data in zip(picture.renditions, files, strict=True)
    )
