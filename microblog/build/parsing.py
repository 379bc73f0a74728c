"""What the files of profiles and posts say: the part of reading that needs no index, and that, of posts, other processes do."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from microblog.content.posts import parse_post
from microblog.errors import Problem
from microblog.library.posts import row_of
from microblog.model.nouns import Author, AuthorDefaults, Config, Post
from microblog.processes.pool import Crew, Lost
from microblog.processes.process import Memory
from microblog.sources import sourcefile
from microblog.sources.listings import Difference, by_kind
from microblog.text.budget import Overspent, bounded, spend
from microblog.text.patterns import lazily

Item = tuple[str, bytes | None]
"""A post's path and its known fingerprint: b"" to parse it in any case, None to do so now."""

TOGETHER = 64  # posts that a process parses, and later renders, at a time
_NAMED_FENCE = lazily(rb"^ {0,3}(?:```+|~~~+)[ \t]*\w", re.MULTILINE)
_FEW = 16_384  # bytes of posts; a text of that size is coloured before what colours it is loaded
_AHEAD = 4  # batches; the index is ready before they are parsed


class Common(NamedTuple):
    """What parsing needs beside the file; travels to worker processes."""

    root: Path
    config: Config
    defaults: dict[str, AuthorDefaults]
    is_remembered: bool = False  # whether the posts are soon to be rendered
    may_defer: bool = False  # whether a post may be left to another process


class Profile(NamedTuple):
    """What a profile's file says."""

    path: str
    author: Author | None
    problems: list[Problem]


class Parsed(NamedTuple):
    """What the files of some posts say, as far as they are different from those known."""

    states: dict[str, str]  # their signatures
    files: list[tuple[str, int, bytes]]  # their sizes and fingerprints, b"" where one gave no post
    rows: list[tuple[Any, ...]]  # PostRows, but plain
    problems: dict[str, list[Problem]]  # of those files that have some
    gone: list[str]  # since they were seen
    deferred: list[Item]  # which another process is to parse
    is_late: bool  # whether the files were deferred before


class Begun(NamedTuple):
    """The reading of a whole site, begun before there is an index to take it into."""

    profiles: list[Profile]
    posts: Iterator[Parsed]
    keeps: bool  # whether anything stays for what comes after: posts in processes, pictures in the cache


class _File(NamedTuple):
    """A post's file that is different from the one known."""

    path: str
    state: str  # its signature
    digest: bytes
    data: bytes | Problem


def begin(root: Path, config: Config, found: Difference, crew: Crew, *, keeps: bool = True) -> Begun:
    """Read all profiles, and let all posts be parsed."""
    kinds = by_kind(found.suspects)
    profiles = read_profiles(root, config, kinds.profiles)
    authors = config.users | {profile.author.handle: profile.author for profile in profiles if profile.author}
    defaults = defaults_of((author.handle, author.timezone, author.lang) for author in authors.values())
    posts = [(path, b"") for path in sorted(kinds.posts)]
    return Begun(profiles, parse_all(Common(root, config, defaults, keeps), posts, crew), keeps)


def read_profiles(root: Path, config: Config, paths: Iterable[str]) -> list[Profile]:
    """Read profiles; the next build sees that one is gone."""
    with bounded():
        return [profile for path in paths if (profile := _read_profile(root, config, path))]


def _read_profile(root: Path, config: Config, path: str) -> Profile | None:
    from microblog.content.profiles import parse_profile

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


def defaults_of(authors: Iterable[tuple[str, str, str]]) -> dict[str, AuthorDefaults]:
    """Give the defaults of authors' posts, for each handle, time zone and language."""
    return {handle: AuthorDefaults(timezone, lang) for handle, timezone, lang in authors if timezone or lang}


def parse_all(common: Common, posts: Sequence[Item], crew: Crew) -> Iterator[Parsed]:
    """Parse posts by the batch; processes have enough to do until somebody wants the results."""
    crew.expect(len(posts))
    common = common._replace(may_defer=crew.spreads(len(posts)))
    return crew.run(parse_batch, posts, common, batch=TOGETHER, ahead=_AHEAD, lost=Lost(_blame, _merged))


def parse_batch(common: Common, items: Sequence[Item], memory: Memory) -> Parsed:
    """Read posts and parse those that are different from what is known.

    Each step is taken for all of them before the next one, as `writing.write_posts` does.
    """
    posts: dict[str, Post] = memory.setdefault("posts", {})
    parsed = Parsed({}, [], [], {}, [], [], is_late=any(known is None for _, known in items))
    read = [file for item in items if (file := _read(common, item, parsed, memory))]
    with bounded():
        made = [_parse(common, file) for file in read]
    parsed.rows.extend((*row_of(post),) for post, _ in made if post)
    for file, (post, problems) in zip(read, made, strict=True):
        parsed.states[file.path] = file.state
        parsed.files.append((file.path, sourcefile.size_of(file.state), file.digest if post else b""))
        if problems:
            parsed.problems[file.path] = problems
        if post and common.is_remembered:
            posts[file.path] = post
    return parsed


def _read(common: Common, item: Item, parsed: Parsed, memory: Memory) -> _File | None:
    """Read a post's file; None where it is as known, deferred, or gone, as the next build sees."""
    path, known = item
    try:
        data, state = sourcefile.read_state(common.root, path)
    except FileNotFoundError:
        parsed.gone.append(path)
        return None
    if isinstance(data, Problem):
        return _File(path, "", b"", data)
    if common.may_defer and known is not None and _is_costly(data) and _defer(data, memory):
        parsed.deferred.append((path, None))
        return None
    digest = sourcefile.digest(data)
    return None if digest == known else _File(path, state, digest, data)


def _is_costly(data: bytes) -> bool:
    """Tell whether a post needs what colours code, and that is not loaded here: it takes as long as to parse hundreds of posts.

    So one process loads it for all where few posts have code; where they are many, each does.
    """
    return "microblog.markup.html.highlight" not in sys.modules and bool(_NAMED_FENCE.search(data))


def _defer(data: bytes, memory: Memory) -> bool:
    """Count what is deferred, and tell whether that is still little."""
    memory["deferred"] = memory.get("deferred", 0) + len(data)
    return bool(memory["deferred"] <= _FEW)


def _parse(common: Common, file: _File) -> tuple[Post | None, list[Problem]]:
    if isinstance(file.data, Problem):
        return None, [file.data]
    try:
        return spend(parse_post, file.path, file.data, common.config, common.defaults)
    except Overspent as over:
        return None, [_too_much(file.path, over)]


def _too_much(path: str, over: Overspent) -> Problem:
    return Problem(path, 0, over.what, over.remedy)


def _blame(items: Sequence[Item]) -> Parsed:
    """Blame a post that ended the process which parsed it, and no Python was left to say why."""
    [(path, _)] = items
    problem = Problem(path, 0, "ended the process that read it: it takes too much memory, or trips a library", "split it, or simplify it")
    return Parsed({path: ""}, [(path, 0, b"")], [], {path: [problem]}, [], [], is_late=False)


def _merged(parts: Sequence[Parsed]) -> Parsed:
    """Make one of what the files of some posts say that were parsed one by one."""
    whole = Parsed({}, [], [], {}, [], [], is_late=parts[0].is_late)
    for part in parts:
        whole.states.update(part.states)
        whole.problems.update(part.problems)
        for mine, its in ((whole.files, part.files), (whole.rows, part.rows), (whole.gone, part.gone), (whole.deferred, part.deferred)):
            mine.extend(its)  # type: ignore[arg-type]  # of one kind each
    return whole
