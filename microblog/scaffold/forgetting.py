"""Take a post back: remove its file and the files that it alone names, and leave a tombstone.

A file that another post, a page or a profile may mean as well stays, and is told: better one too many than the picture of
another post. The post's own file goes last, so that a run that was cut off can be repeated.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

from microblog.content.answers import FOLDER
from microblog.content.places import place_of
from microblog.content.posts import parse_post
from microblog.content.standing_pages import parse_page
from microblog.content.tombstones import NAME, dump_tombstone
from microblog.errors import Problem
from microblog.library.files import file_key
from microblog.model.nouns import Config, Post, Tombstone
from microblog.scaffold.targets import find_post
from microblog.sources.ledgers import read_ledgers
from microblog.sources.sourcefile import MAX_FILE, find_path, is_unread, read_source
from microblog.text.files import append_line
from microblog.text.tuples import NamedTuple


class Taking(NamedTuple):
    """What is taken back, and what stays."""

    post: Post
    files: tuple[str, ...]  # that only this post names, by their path in the site folder
    kept: tuple[tuple[str, str], ...]  # file that it names, and another file that may mean it too
    stones: str  # the file of tombstones
    was_shown: bool  # whether readers may have seen it, so that a tombstone is left


def plan_taking(root: Path, config: Config, written: str, now: int) -> Taking:
    """Find a post and what goes with it; raise UsageError where there is none."""
    post = find_post(root, config, written)
    files, kept = [], []
    texts = [*_texts(root, post.source)] if post.attachments else []
    for path in _files(root, post):
        other = _who_means(root, config, path, texts)
        kept += [(path, other)] if other else []
        files += [] if other else [path]
    answers = f"{FOLDER}/{post.ref}.json"  # which often have its words
    files += [answers] if (root / answers).is_file() else []
    folder = f"posts/{post.author}" if place_of(post.source).handle else "posts"
    is_hidden = bool(post.held) or max(post.due, post.instant) > now
    return Taking(post, (*files,), (*kept,), f"{folder}/{NAME}", not is_hidden)


def take_back(root: Path, taking: Taking, now: int, *, with_tombstone: bool) -> None:
    """Leave the tombstone and remove the files."""
    post = taking.post
    if with_tombstone:
        at = datetime.fromtimestamp(now // 1_000_000, UTC).isoformat()
        stone = Tombstone(post.id, post.author, post.permalink, at, now, post.aliases)
        append_line(find_path(f"{root}/{taking.stones}"), dump_tombstone(stone))
    for path in (*taking.files, post.source):
        Path(find_path(f"{root}/{path}")).unlink()
    for folder in (root / post.source).parents:
        if folder == root / "posts" or folder.parent == root / "posts" or any(folder.iterdir()):
            break
        folder.rmdir()


def _files(root: Path, post: Post) -> list[str]:
    """List the files that a post names, where they are there and among its author's."""
    place = place_of(post.source)
    own = f"posts/{place.handle}" if place.handle else post.source.rpartition("/")[0]
    named = {file_key(file.source) for file in post.attachments}
    return sorted(path for path in _below(root, own) if file_key(path) in named and not path.endswith(".md"))


def _below(root: Path, top: str) -> Iterator[str]:
    for place, folders, names in os.walk(root / top):
        folders[:] = sorted(name for name in folders if not is_unread(name, "posts") and not Path(place, name).is_symlink())
        below = Path(place).relative_to(root).as_posix()
        yield from (normalize("NFC", f"{below}/{name}") for name in names)


def _texts(root: Path, source: str) -> Iterator[tuple[str, str]]:
    """Yield the other files that may name one, each with its text in small letters."""
    for top in ("posts", "pages"):
        for path in sorted(_below(root, top)):
            if path.endswith(".md") and path != source:
                data = read_source(root, path)
                if not isinstance(data, Problem):
                    yield path, data.decode("utf-8", "replace").casefold()


def _who_means(root: Path, config: Config, path: str, texts: list[tuple[str, str]]) -> str:
    """Return another file that names a file, or seems to; "" where none does."""
    name = path.rpartition("/")[2]
    forms = {form for text in (name, normalize("NFD", name)) for form in (text.casefold(), quote(text).casefold())}
    for other, text in texts:
        if any(form in text for form in forms) and _may_mean(root, config, other, path):
            return other
    return ""


def _may_mean(root: Path, config: Config, other: str, path: str) -> bool:
    """Return whether a text in which a file's name stands means that very file, or does not say which it means."""
    data = read_source(root, other, MAX_FILE)
    if isinstance(data, Problem) or other.endswith("/profile.md"):
        return other.split("/")[1] == path.split("/")[1]  # an avatar lies beside its profile
    parsed = parse_page(other, data, config)[0] if other.startswith("pages/") else parse_post(other, data, config, {})[0]
    if parsed is None:
        return True
    named = {file_key(file.source) for file in parsed.attachments}
    name = file_key(path).rpartition("/")[2]
    return file_key(path) in named or not any(one.rpartition("/")[2] == name for one in named)


class Copy(NamedTuple):
    """Where a post, or word of it, is elsewhere, as the ledgers say."""

    to: str  # mastodon, bluesky, webmention
    address: str  # of the copy, or of the page whose site was told of the post


def copies_of(root: Path, post: Post) -> list[Copy]:
    """List where a post was sent and not taken back; raise ContentError where a ledger cannot be read."""
    found: dict[tuple[str, ...], tuple[str, Copy]] = {}
    for entry in (entry for entries in read_ledgers(root).values() for entry in entries):
        if entry.get("post") == post.id:
            to, target = str(entry.get("to", "")), str(entry.get("target", ""))
            copy = Copy(to, target or str(entry.get("url") or entry.get("uri") or ""))
            found[to, target, str(entry.get("part", ""))] = str(entry.get("state", "")), copy
    return [copy for state, copy in found.values() if state in {"sending", "sent", "deleting"}]
