"""The copies in the new site."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from microblog.scaffold.adopting.heads import add_to_head
from microblog.scaffold.adopting.nouns import File, Reading
from microblog.scaffold.adopting.placing import UNREADABLE, Move
from microblog.text.tuples import NamedTuple

_UNSAID = "drafts of which no head could say so"


class Written(NamedTuple):
    """What was copied."""

    rewritten: int  # texts in which links had the form of their tool
    left: list[tuple[str, str]]  # path, why it could not be copied


def write_files(source: Path, target: Path, moves: Iterable[tuple[File, Move]], reading: Reading) -> Written:
    """Copy the files."""
    rewritten, left = 0, []
    for file, move in moves:
        path = target / move.target
        path.parent.mkdir(parents=True, exist_ok=True)
        if move.place.kind == "static" or not move.target.endswith(".md"):
            if not _copied(source / move.source, path):
                left.append((move.source, UNREADABLE))
            continue
        text = _rewritten(file, reading)
        rewritten += text != file.data
        if (data := _with_head(text, file, move)) is None:
            left.append((move.source, _UNSAID))
        else:
            path.write_bytes(data)
    return Written(rewritten, left)


def _copied(source: Path, target: Path) -> bool:
    try:
        with source.open("rb"):
            pass
    except OSError:
        return False
    shutil.copyfile(source, target, follow_symlinks=False)
    return True


def _rewritten(file: File, reading: Reading) -> bytes:
    """Return a text as it is, save for what its tool alone understands."""
    try:
        return reading.rewrite(file, file.data.decode()).encode()
    except UnicodeDecodeError:
        return file.data  # the build says what is wrong with it


def _with_head(data: bytes, file: File, move: Move) -> bytes | None:
    """Return a text whose head says all that is known of it: that it is a draft, where it stood; None where it cannot say the first."""
    is_draft, said = move.is_draft and not file.head.is_draft, move.place.said
    more = add_to_head(data, file.head, alias=move.alias, is_draft=is_draft, said=said)
    return add_to_head(data, file.head, is_draft=is_draft, said=said) if more is None and move.alias else more
