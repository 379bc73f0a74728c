"""Posts' files → what they say, by the batch: the part of reading that other processes do."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from microblog import sourcefile
from microblog.errors import Problem
from microblog.library.rows import PostRow, row_of
from microblog.models import AuthorDefaults, Config, Post
from microblog.posts import parse_post
from microblog.processes import Memory


class Common(NamedTuple):
    """What parsing needs beside the file; travels to worker processes."""

    root: Path
    config: Config
    defaults: dict[str, AuthorDefaults]
    is_remembered: bool  # whether the posts are soon to be rendered


class Parsed(NamedTuple):
    """What the files of some posts say, as far as they are different from those known."""

    states: dict[str, str]  # their signatures
    files: list[tuple[str, int, bytes]]  # their sizes and fingerprints, b"" where one gave no post
    rows: list[PostRow]
    problems: dict[str, list[Problem]]  # of those files that have some
    gone: list[str]  # since they were seen


class _File(NamedTuple):
    """A post's file that is different from the one known."""

    path: str
    state: str  # its signature
    digest: bytes
    data: bytes | Problem


def parse_batch(common: Common, items: Sequence[tuple[str, bytes]], memory: Memory) -> Parsed:
    """Read posts, each given with its known fingerprint, and parse those that are different.

    Each step is taken for all of them before the next one, as `writing.write_posts` does.
    """
    posts: dict[str, Post] = memory.setdefault("posts", {})
    gone: list[str] = []
    read = [file for path, known in items if (file := _read(common, path, known, gone))]
    made = [_parse(common, file) for file in read]
    parsed = Parsed({}, [], [row_of(post) for post, _ in made if post], {}, gone)
    for file, (post, problems) in zip(read, made, strict=True):
        parsed.states[file.path] = file.state
        parsed.files.append((file.path, sourcefile.size_of(file.state), file.digest if post else b""))
        if problems:
            parsed.problems[file.path] = problems
        if post and common.is_remembered:
            posts[file.path] = post
    return parsed


def _read(common: Common, path: str, known: bytes, gone: list[str]) -> _File | None:
    """Read a post's file; None where it is as known, or `gone`, as the next build sees."""
    try:
        data, state = sourcefile.read_state(common.root, path)
    except FileNotFoundError:
        gone.append(path)
        return None
    if isinstance(data, Problem):
        return _File(path, "", b"", data)
    digest = sourcefile.digest(data)
    return None if digest == known else _File(path, state, digest, data)


def _parse(common: Common, file: _File) -> tuple[Post | None, list[Problem]]:
    return (None, [file.data]) if isinstance(file.data, Problem) else parse_post(file.path, file.data, common.config, common.defaults)
