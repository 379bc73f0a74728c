"""Files of answers from other sites → the library. None of them stops a build: one that cannot be read is a warning."""

from collections.abc import Iterator
from pathlib import Path

from microblog.content.answers import FOLDER, MAX_STORED, parse_answers
from microblog.errors import Problem
from microblog.library import answer_intake
from microblog.library.answers import lost
from microblog.library.index import Index
from microblog.sources import sourcefile
from microblog.text.budget import spend_alone


def take_in_answers(index: Index, root: Path, new: list[str], gone: list[str]) -> Iterator[tuple[str, list[Problem]]]:
    """Take in the answers among some files that are new or changed, or gone; give the file and the problems of each."""
    for path in gone:
        if _is_stored(path):
            answer_intake.remove_answers(index, path)
            yield path, []
    for path in new:
        if _is_stored(path):
            yield path, _take_in(index, root, path)


def _is_stored(path: str) -> bool:
    return path.startswith(f"{FOLDER}/") and path.endswith(".json")


def _take_in(index: Index, root: Path, path: str) -> list[Problem]:
    try:
        data = sourcefile.read_source(root, path, MAX_STORED)
    except FileNotFoundError:  # the next build sees that it is gone
        return []
    found = data.what if isinstance(data, Problem) else spend_alone(parse_answers, path, data)
    if isinstance(found, str):
        answer_intake.remove_answers(index, path)
        return [Problem(path, 0, found, "mend it, or delete it and run `answers`", is_warning=True)]
    answer_intake.put_answers(index, path, found)
    return [problem for _, problems in lost(index.db, [found.post]) for problem in problems]
