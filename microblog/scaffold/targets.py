"""What a new post answers, quotes, likes: a post of this site, which has to be there, or an address elsewhere.

A post is looked for among its author's files alone, since nothing here may wait for a build.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from microblog.content.folders import is_of_folder
from microblog.content.posts import parse_post
from microblog.content.profiles import parse_profile
from microblog.errors import UsageError
from microblog.model import urls
from microblog.model.nouns import Author, Config, Post
from microblog.sources.listings import by_kind
from microblog.sources.sourcefile import MAX_FILE, is_unread
from microblog.text.closeness import closest
from microblog.yaml.fields import url_fault

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})  # where the preview lives
_REF = re.compile(r"/?@?([a-z0-9_-]{1,30})((?:/[^\s/?#]+)*)/?")


def find_target(root: Path, config: Config, written: str) -> str:
    """Return how the head of a post names what somebody wrote: a post of this site as `ada/2026-11-23-hello`, or an address."""
    if not _file_of(root, written) and _own_path(written, config) is None:
        if fault := url_fault(written):
            raise UsageError(f"{written} {fault}; name a post of this site as ada/2026-11-23-hello, anything else as https://…")
        return written
    post = find_post(root, config, written)
    if post.draft or post.is_undated:
        why = "is a draft" if post.draft else "has no date"
        raise UsageError(f"{written} {why}, so readers do not see it; publish it first")
    return post.ref.removeprefix("@")


def find_author(root: Path, config: Config, handle: str) -> Author | None:
    """Return an author as their profile, or the configuration, says; None where neither does."""
    path = f"posts/{handle}/profile.md"
    if (found := config.users.get(handle)) or not (root / path).is_file():
        return found
    return parse_profile(handle, path, (root / path).read_bytes(), config)[0]


def find_post(root: Path, config: Config, written: str) -> Post:
    """Return the post of this site that somebody names: by its file, its address, or as `ada/2026-11-23-hello`."""
    if path := _file_of(root, written):
        if not _may_hold_post(path):
            raise UsageError(f"{written} is no post of this site; name one as ada/2026-11-23-hello")
        post = _read(root, path, config)
        if post is None:
            raise UsageError(f"{written} cannot be read as a post; `check` says why")
        return post
    own = _own_path(written, config)
    if own is None:
        raise UsageError(f"{written} is not on this site; name a post of it as ada/2026-11-23-hello")
    found = _REF.fullmatch(own)
    if not found or not (found[2] or own.startswith("@")):
        raise UsageError(f"{written} is no post of this site; name one as ada/2026-11-23-hello")
    if not found[2]:
        raise UsageError(f"{written} is a whole timeline; name one post, as {found[1]}/2026-11-23-hello")
    return _find(root, config, found[1], "/".join(map(urls.slugify, f"{found[1]}{found[2]}".split("/"))))


def _file_of(root: Path, written: str) -> str:
    return _path_below(root, written) if written.endswith(".md") else ""


def _own_path(written: str, config: Config) -> str | None:
    """Return the path below the site's base of what lies on this site, also where it is the preview's; None of what lies elsewhere."""
    if "://" not in written:
        return written
    path = urls.own_path(written, config.base_url)
    if path is None and _is_of_the_preview(written):
        below = urlsplit(written).path
        path = below.removeprefix(config.base_path) if below.startswith(config.base_path) else ""  # of another site's preview
    if path is None:
        return None
    path = unquote(path.partition("#")[0].partition("?")[0])
    return path if path.startswith("@") or _is_of_the_preview(written) else None


def _is_of_the_preview(written: str) -> bool:
    try:
        return urlsplit(written).hostname in _HERE
    except ValueError:
        return False


def _path_below(root: Path, written: str) -> str:
    """Return the path in the site folder of a post's file, named from where the writer stands or from the site folder; "" for none."""
    for path in (Path(written), root / written):
        below, posts = path.resolve(), (root / "posts").resolve()
        if below.is_file() and below.is_relative_to(posts):
            return f"posts/{below.relative_to(posts).as_posix()}"
    return ""


def _find(root: Path, config: Config, handle: str, ref: str) -> Post:
    """Return a post that is there; raise UsageError where it is not."""
    paths = list(_paths(root, handle))
    likely = {path for path in paths if _ref_of_path(path, handle) == ref}
    for path in (*sorted(likely), *(path for path in paths if path not in likely and _may_say_slug(root, path))):
        post = _read(root, path, config)
        if post and post.permalink == f"@{ref}/":
            return post
    authors = {*config.users, *(path.name for path in (root / "posts").glob("*/") if urls.HANDLE.fullmatch(path.name))}
    if handle not in authors:
        raise UsageError(f"there is no author {handle} here{_meant(handle, [*authors])}")
    raise UsageError(f"there is no post {ref} here{_meant(ref, [_ref_of_path(path, handle) for path in paths])}")


def _meant(word: str, known: list[str]) -> str:
    close = closest(word, sorted(known))
    return f"; did you mean {close}?" if close else ""


def _paths(root: Path, handle: str) -> Iterator[str]:
    """Yield the files that may hold posts of an author: below their folder, and those that lie in nobody's."""
    posts = root / "posts"
    nobodys = [path for path in posts.glob("*/") if path.name.isdigit()] if posts.is_dir() else []
    for folder in (posts / handle, *nobodys):
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not is_unread(name, "posts"))
            below = Path(place).relative_to(root).as_posix()
            yield from (path for name in sorted(names) if _may_hold_post(path := f"{below}/{name}"))
    yield from sorted(f"posts/{path.name}" for path in posts.glob("*.md") if _may_hold_post(f"posts/{path.name}"))


def _may_hold_post(path: str) -> bool:
    """Whether it is what a post's file is called: profiles, `README.md` and `_index.md` are none."""
    return bool(by_kind([path]).posts) and not is_unread(path.rpartition("/")[2], "posts") and not is_of_folder(path)


def _ref_of_path(path: str, handle: str) -> str:
    """Return the reference that a file gives its post, where its head gives no other."""
    below = path.removeprefix("posts/").removeprefix(f"{handle}/").removesuffix(".md").removesuffix("/index")
    return "/".join((handle, *map(urls.slugify, below.split("/"))))


def _may_say_slug(root: Path, path: str) -> bool:
    return b"slug" in (root / path).read_bytes()[: MAX_FILE + 1]


def _read(root: Path, path: str, config: Config) -> Post | None:
    post, _ = parse_post(path, (root / path).read_bytes(), config, {})
    return post
