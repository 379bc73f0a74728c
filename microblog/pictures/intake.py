"""The pictures that a change brings, into the index and the cache, on all cores.

Only pictures that are new, or whose file may be different, are looked at: a build for a changed note reads none.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from microblog.errors import ContentError, Problem
from microblog.library import pictures as library
from microblog.model.attachments import avatar_name
from microblog.model.nouns import Picture
from microblog.pictures import store
from microblog.pictures.files import form_of
from microblog.sources import sourcefile
from microblog.text.tuples import NamedTuple


class Named(NamedTuple):
    """A picture, and where it is named."""

    source: str  # the file that names it
    line: int
    path: str  # the picture's own file
    is_avatar: bool


class Wanted(NamedTuple):
    """A picture to look at."""

    path: str
    is_avatar: bool
    known_key: str  # what it was before, or ""


class Made(NamedTuple):
    """What became of a picture; neither a picture nor a fault where it is as before."""

    wanted: Wanted
    picture: Picture | None = None
    fault: tuple[str, str] | None = None  # what is wrong, what to do


class Encoding(NamedTuple):
    """How pictures of a site are written anew."""

    root: Path
    longest: int  # the longest side in pixels that is published
    reuses: bool  # what the cache has
    keeps: bool  # in the cache what is made


class Encoder(NamedTuple):
    """What encodes the pictures of a build."""

    map_batches: Callable[..., Iterator[Made]]  # as `Pool.map`
    encoding: Encoding


_FATAL = ("ended the process that decoded it: it takes too much memory, or is damaged", "make it smaller, or save it again")


def take_in_pictures(db: sqlite3.Connection, named: Sequence[Named], suspects: Iterable[str], encoder: Encoder) -> list[Problem]:
    """Encode the pictures among the named ones that are not known as they are; list what is wrong with any."""
    changed = set(suspects)
    wanted = sorted({one for name in named if (one := _wanted(db, name, changed))})
    faults: dict[tuple[str, bool], tuple[str, str]] = {}
    for made in encoder.map_batches(make, [[one] for one in wanted], encoder.encoding, enough=2, lost=_give_up):
        if made.picture:
            library.put_picture(db, made.wanted.path, made.picture, is_avatar=made.wanted.is_avatar)
        elif made.fault:
            faults[made.wanted[:2]] = made.fault
    return [problem for name in named for problem in _problem(name, faults)]


def _wanted(db: sqlite3.Connection, name: Named, changed: set[str]) -> Wanted | None:
    known = library.picture(db, name.path, is_avatar=name.is_avatar)
    if known and name.path not in changed:
        return None
    return Wanted(name.path, name.is_avatar, known.key if known else "")


def _problem(name: Named, faults: dict[tuple[str, bool], tuple[str, str]]) -> Iterator[Problem]:
    if fault := faults.get(name[2:]):
        yield Problem(name.source, name.line, f"{name.path} {fault[0]}", fault[1])


def make(encoding: Encoding, batch: Sequence[Wanted]) -> Made:
    """Encode the one picture of a batch, or find in the cache what became of it."""
    (wanted,) = batch
    return _make(encoding, wanted)


def _make(how: Encoding, wanted: Wanted) -> Made:
    from microblog.pictures import decoding, encoding

    folder = store.folder_of(how.root)
    try:
        data = sourcefile.read_whole(how.root, wanted.path)
    except ContentError as error:
        return Made(wanted, fault=error.problems[0][2:4])
    name = _published_name(wanted.path, is_avatar=wanted.is_avatar)
    form = form_of(name, how.longest, is_avatar=wanted.is_avatar)
    key = store.key_of(data, form, encoding.recipe(data))
    if key == wanted.known_key:
        return Made(wanted)
    if how.reuses and (known := store.find(folder, key, name)):
        return Made(wanted, known)
    try:
        outcome = encoding.encode_picture(data, form)
    except decoding.Fault as fault:
        return Made(wanted, fault=(fault.what, fault.remedy))
    picture = store.picture_of(key, outcome)
    if how.keeps:
        store.put(folder, picture, outcome)
    return Made(wanted, picture)


def _published_name(path: str, *, is_avatar: bool) -> str:
    return avatar_name(path) if is_avatar else path


def _give_up(wanted: Wanted) -> Made:
    """Blame a picture whose encoding ended the process that did it, and no Python was left to say why."""
    return Made(wanted, fault=_FATAL)


def published_files(how: Encoding, path: str, picture: Picture, *, is_avatar: bool) -> list[bytes]:
    """Return the files that a picture is published as: from the cache, or made again where that lost them."""
    folder, name = store.folder_of(how.root), _published_name(path, is_avatar=is_avatar)
    files = store.read(folder, picture, name)
    if files is None:
        made = _make(how, Wanted(path, is_avatar, ""))
        files = store.read(folder, picture, name) if made.picture == picture else None
    if files is None:
        raise ContentError([Problem(path, 0, "has changed during the build", "build again")])
    return files
