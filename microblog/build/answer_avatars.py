"""Copies of the pictures of those who answered elsewhere → the library, where the site opted in.

Anybody may have put the files there by a pull request, so they are pictures like any other: decoded and written anew. None of
them stops a build: one that cannot be read is a warning, and the person is drawn.
"""

from collections.abc import Iterator

from microblog.content.answer_avatars import name_at
from microblog.errors import Problem
from microblog.library import pictures
from microblog.library.answer_intake import touch_avatar
from microblog.library.index import Index
from microblog.pictures.intake import Encoder, Named, take_in_pictures

_REMEDY = "delete it, so that the next `answers` copies it again, or the person is drawn"


def take_in_avatars(index: Index, new: list[str], gone: list[str], encoder: Encoder) -> Iterator[tuple[str, list[Problem]]]:
    """Take in the copies among some files that are new or changed, or gone; give the file and the problems of each."""
    there, lost = ([path for path in paths if name_at(path)] for paths in (new, gone))
    named = [Named(path, 0, path, is_avatar=True) for path in there]
    wrong = {problem.path: [_warning(problem)] for problem in take_in_pictures(index.db, named, there, encoder)}
    pictures.forget(index.db, [(path, True) for path in (*wrong, *lost)])
    for path in (*there, *lost):
        touch_avatar(index, name_at(path))
        yield path, wrong.get(path, [])


def _warning(problem: Problem) -> Problem:
    return Problem(problem.path, 0, problem.what.removeprefix(f"{problem.path} "), _REMEDY, is_warning=True)
