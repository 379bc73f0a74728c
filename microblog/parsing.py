"""Posts' files → what they say, by the batch: the part of reading that other processes do."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from microblog import sourcefile
from microblog.errors import Problem
from microblog.library.rows import PostRow, row_of
from microblog.models import AuthorDefaults, Config, Post
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
    files: list[tuple[str, int, bytes]]  # their sizes and fingerprints, b"" where too little of one can be read
    rows: list[PostRow]
    problems: dict[str, list[Problem]]  # of those files that have some


def parse_batch(common: Common, items: Sequence[tuple[str, bytes]], memory: Memory) -> Parsed:
    """Read posts, each given with its known fingerprint, and parse those that are different."""
    posts: dict[str, Post] = memory.setdefault("posts", {})
    parsed = Parsed({}, [], [], {})
    for path, known in items:
        state, digest, post, problems = _parse(common, path, known)
        if post or problems:
            parsed.states[path] = state
            parsed.files.append((path, sourcefile.size_of(state), digest))
        if problems:
            parsed.problems[path] = problems
        if post:
            parsed.rows.append(row_of(post))
            if common.is_remembered:
                posts[path] = post
    return parsed


def _parse(common: Common, path: str, known: bytes) -> tuple[str, bytes, Post | None, list[Problem]]:
    """Give the signature of a post's file, its fingerprint, the post, and what is wrong with it; nothing where it is as known."""
    from microblog.posts import parse_post

    try:
        data, state = sourcefile.read_state(common.root, path)
    except FileNotFoundError:  # the next build sees that it is gone
        return "", b"", None, []
    if isinstance(data, Problem):
        return "", b"", None, [data]
    digest = sourcefile.digest(data)
    if digest == known:
        return state, digest, None, []
    post, problems = parse_post(path, data, common.config, common.defaults)
    return state, digest if post else b"", post, problems
