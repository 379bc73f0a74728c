"""What the files of profiles and posts say: the part of reading that needs no index."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from microblog.content.posts import parse_post
from microblog.content.profiles import parse_profile
from microblog.errors import Problem
from microblog.library.posts import row_of
from microblog.model.nouns import Author, AuthorDefaults, Config, Post
from microblog.sources import sourcefile
from microblog.text.budget import Overspent, bounded, spend
from microblog.text.tuples import NamedTuple

Item = tuple[str, bytes]
"""A post's path and its known fingerprint; b"" to parse it in any case."""

TOGETHER = 64  # posts that are parsed at a time


class Parsing(NamedTuple):
    """What parsing posts needs beside their files."""

    root: Path
    config: Config
    defaults: dict[str, AuthorDefaults]


class Profile(NamedTuple):
    """What a profile's file says."""

    path: str
    author: Author | None
    problems: list[Problem]


class Parsed(NamedTuple):
    """What the files of some posts say, as far as they are different from those known."""

    signatures: dict[str, str]
    files: list[tuple[str, int, bytes]]  # their sizes and fingerprints, b"" where one gave no post
    rows: list[tuple[Any, ...]]  # PostRows, but plain
    problems: dict[str, list[Problem]]  # of those files that have some
    gone: list[str]  # since they were seen


class _File(NamedTuple):
    """A post's file that is different from the one known."""

    path: str
    signature: str
    digest: bytes
    data: bytes | Problem


def read_profiles(root: Path, config: Config, paths: Iterable[str]) -> list[Profile]:
    """Read profiles; the next build sees that one is gone."""
    with bounded():
        return [profile for path in paths if (profile := _read_profile(root, config, path))]


def _read_profile(root: Path, config: Config, path: str) -> Profile | None:
    handle = path.split("/")[1]
    try:
        data = sourcefile.read_source(root, path)
    except FileNotFoundError:
        return None
    if isinstance(data, Problem):
        return Profile(path, None, [data])
    try:
        author, problems = spend(parse_profile, handle, path, data, config)
    except Overspent as over:
        return Profile(path, None, [_too_much(path, over)])
    if handle in config.users:
        problems = [*problems, Problem(path, 1, f"`{handle}` is defined in config.yaml as well", "keep one of the two")]
    return Profile(path, author, problems)


def defaults_of(authors: Iterable[tuple[str, str, str, str]]) -> dict[str, AuthorDefaults]:
    """Return the defaults of authors' posts, for each handle, time zone, language and name."""
    return {handle: AuthorDefaults(*rest) for handle, *rest in authors}


def parse_batch(parsing: Parsing, items: Sequence[Item]) -> Parsed:
    """Read posts and parse those that are different from what is known.

    Each step is taken for all of them before the next one: what a processor has just done, it does faster.
    """
    parsed = Parsed({}, [], [], {}, [])
    with sourcefile.Folders(parsing.root) as folders:
        read = [file for item in items if (file := _read(folders, item, parsed.gone))]
    is_there = partial(sourcefile.is_there, parsing.root)
    with bounded():
        made = [_parse(parsing, file, is_there) for file in read]
    parsed.rows.extend((*row_of(post),) for post, _ in made if post)
    for file, (post, problems) in zip(read, made, strict=True):
        parsed.signatures[file.path] = file.signature
        parsed.files.append((file.path, sourcefile.size_of(file.signature), file.digest if post else b""))
        if problems:
            parsed.problems[file.path] = problems
    return parsed


def _read(folders: sourcefile.Folders, item: Item, gone: list[str]) -> _File | None:
    """Read a post's file; None where it is as known, or gone, as the next build sees."""
    path, known = item
    try:
        data, signature = sourcefile.read_state(folders, path)
    except FileNotFoundError:
        gone.append(path)
        return None
    if isinstance(data, Problem):
        return _File(path, "", b"", data)
    digest = sourcefile.digest(data)
    return None if digest == known else _File(path, signature, digest, data)


def _parse(parsing: Parsing, file: _File, is_there: Callable[[str], bool]) -> tuple[Post | None, list[Problem]]:
    if isinstance(file.data, Problem):
        return None, [file.data]
    try:
        return spend(parse_post, file.path, file.data, parsing.config, parsing.defaults, is_there)
    except Overspent as over:
        return None, [_too_much(file.path, over)]


def _too_much(path: str, over: Overspent) -> Problem:
    return Problem(path, 0, over.what, over.remedy)


def blame(item: Item) -> Parsed:
    """Blame a post that ended the process which parsed it, and no Python was left to say why."""
    path, _ = item
    problem = Problem(path, 0, "ended the process that read it: it takes too much memory, or trips a library", "split it, or simplify it")
    return Parsed({path: ""}, [(path, 0, b"")], [], {path: [problem]}, [])
