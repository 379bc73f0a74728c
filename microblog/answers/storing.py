"""The files of answers on disk, and what was noted of each post at the last run: `.microblog/answers.json`.

The notes stand apart, so that a file changes only when an answer does, and can be committed without noise. They are a cache:
without them the next run asks everything anew.
"""

import json
from pathlib import Path
from typing import Any

from microblog.content.answers import FOLDER, MAX_STORED, dump_answers, parse_answers, path_of, ref_of
from microblog.errors import ContentError, Problem
from microblog.model.remote import RemoteAnswers
from microblog.sources import sourcefile
from microblog.text.files import read_at_once, replace_file
from microblog.text.tuples import NamedTuple

_NOTES = ".microblog/answers.json"


def read_kept(root: Path, ref: str) -> RemoteAnswers:
    """Read what is kept for a post; raise ContentError where the file cannot be read, since what was taken out would come back."""
    path = path_of(ref)
    try:
        data = sourcefile.read_source(root, path, MAX_STORED)
    except FileNotFoundError:
        return RemoteAnswers(ref)
    found = data if isinstance(data, Problem) else parse_answers(path, data)
    if isinstance(found, str):
        found = Problem(path, 0, found, "mend it, or delete it, and what was taken out of it comes back")
    if isinstance(found, Problem):
        raise ContentError([found])
    return found


def refs_kept(root: Path) -> set[str]:
    """Return the posts for which something is kept."""
    return {ref for path in (root / FOLDER).rglob("*.json") if (ref := ref_of(path.relative_to(root).as_posix()))}


def write_kept(root: Path, kept: RemoteAnswers) -> None:
    """Keep answers in their file's place, whole or not at all."""
    replace_file(root / path_of(kept.post), dump_answers(kept))


class Note(NamedTuple):
    """What was noted of the answers to one post."""

    asked: int = 0  # seconds since 1970: when all its copies were last asked
    failures: int = 0  # in a row
    not_before: int = 0  # the same: before which it is left alone


def read_notes(root: Path) -> dict[str, Note]:
    """Read what was noted, by the post's ref."""
    try:
        noted = json.loads(read_at_once(root / _NOTES))
    except (OSError, ValueError, RecursionError):
        return {}
    found = noted.items() if isinstance(noted, dict) else ()
    return {ref: note for ref, values in found if (note := _note(values))}


def _note(values: Any) -> Note | None:
    if not isinstance(values, list) or len(values) != len(Note._fields) or any(type(value) is not int for value in values):
        return None
    return Note(*values)


def write_notes(root: Path, notes: dict[str, Note]) -> None:
    """Note the posts."""
    replace_file(root / _NOTES, (json.dumps(dict(sorted(notes.items())), indent=1) + "\n").encode(errors="ignore"))
