"""Write a new post file of today.

The file is `posts/<author>/YYYY-MM-DD-HHMM-first-words.md`, in the author's local time; `formats.post_file` says what it is
called and what it says.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path
from typing import Any

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.content.frontmatter import parse_head
from microblog.content.posts import parse_post
from microblog.content.split import split_front_matter
from microblog.errors import ContentError, Problem, UsageError
from microblog.formats.post_file import clean, render_post_file, stem_of
from microblog.model import urls
from microblog.model.nouns import Config
from microblog.scaffold.targets import find_author, find_target
from microblog.sources.sourcefile import check_folders, is_unread
from microblog.text.closeness import closest
from microblog.text.dates import parse_date, zone
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import is_language
from microblog.yaml.values import Text


class Photo(NamedTuple):
    """A picture that is to lie beside a post."""

    stem: str  # of its own name, as it may stand in a URL
    ending: str  # of what it is: `.jpg`
    data: bytes
    alt: str | None = None  # "" for mere decoration; None where nobody said


class NewPost(NamedTuple):
    """What a new post shall say."""

    text: str | bytes = ""
    author: str = ""  # handle; "" for the configuration's, or the only one there is
    title: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    cw: str = ""
    at: str = ""  # when it is published; "" for now
    draft: bool = False
    unlisted: bool = False
    reply_to: str = ""  # as `find_target` reads it; so are the next four
    quote: str = ""
    like: str = ""
    repost: str = ""
    bookmark: str = ""
    photos: tuple[Photo, ...] = ()


class Created(NamedTuple):
    """A post file that was written."""

    path: Path
    author: str
    is_new_author: bool
    url: str  # that the post will have
    problems: tuple[Problem, ...]  # of its file


_RELATIONS = {"reply_to": "in_reply_to", "repost": "repost_of", "like": "like_of", "bookmark": "bookmark_of"}


def write_post(options: Options, post: NewPost, edit: Callable[[str], str] | None = None) -> Created:
    """Write the file of a new post; never one that is there. `edit` gets the whole text, and returns it as it is to be.

    Raise UsageError, or ContentError where the file would stop the next build.
    """
    settings = read_settings(options)
    root, config = options.root, settings.config
    author = post.author.removeprefix("@") or choose_author(root, config)
    _check_author(root, config, author)
    if post.lang and not is_language(post.lang):
        raise UsageError(f"--lang {post.lang} is no language tag; write one such as en, pt-BR or zh-Hant")
    folder = root / "posts" / author
    check_folders(root, "posts", f"posts/{author}")
    is_new = not folder.is_dir() and author not in config.users
    moment = _moment(post.at, settings.now, find_zone(root, config, author))
    photos = _named(post.photos, folder, moment)
    head = _head(post, moment, [(name, photo.alt and _text(photo.alt)) for name, photo in photos.items()], (root, config))
    text = render_post_file(head, _body(post, root, config))
    text = _text(edit(text)) if edit else text
    stem = stem_of(moment, _title_or_text(text))
    _check(f"posts/{author}/{stem}.md", text, config)
    folder.mkdir(parents=True, exist_ok=True)
    for name, photo in photos.items():
        _write_whole(folder / name, photo.data)
    path = _write_new(folder, stem, text)
    found, problems = parse_post(path.relative_to(root).as_posix(), text.encode(), config, {})
    return Created(path, author, is_new, f"{config.base_url}{found.permalink}" if found else "", tuple(problems))


def _check_author(root: Path, config: Config, author: str) -> None:
    """Raise UsageError where nobody can be called so, or nobody is on a site that has authors: a slip would be a public account."""
    if not urls.HANDLE.fullmatch(author):
        raise UsageError(f"{author} cannot be a handle; use 1 to 30 of a-z 0-9 _ -")
    known = _authors(root, config)
    if known and author not in (*known, config.author):
        close = closest(author, known)
        meant = f"did you mean {close}? For" if close else "for"
        raise UsageError(f"nobody here is called {author}; {meant} a new author, make the folder posts/{author}/ first")


def _check(path: str, text: str, config: Config) -> None:
    """Raise ContentError where a build would refuse the file."""
    _, problems = parse_post(path, text.encode(), config, {})
    if wrong := [problem for problem in problems if not problem.is_warning]:
        raise ContentError(wrong)


def _moment(at: str, now: int, where: tzinfo) -> datetime:
    """Return when a post is published, in its author's time zone."""
    if not at:
        return datetime.fromtimestamp(now // 1_000_000, UTC).astimezone(where)
    found = parse_date(at, "UTC")
    if isinstance(found, str):
        raise UsageError(f"--at {at}: {found}")
    written = datetime.fromisoformat(found.text)
    has_offset = re.search(r"(?:Z|[+-]\d\d:?\d\d)$", at.strip(), re.IGNORECASE) is not None and found.has_time
    return written.astimezone(where) if has_offset else written.replace(tzinfo=where)


def _title_or_text(file: str) -> str:
    """Return what a post's file is called after."""
    split = split_front_matter(file.encode(), "")
    title = parse_head(split, "")[0].values.get("title")
    return (title.value if isinstance(title, Text) else "") or split.body


def _named(photos: Iterable[Photo], folder: Path, moment: datetime) -> dict[str, Photo]:
    """Return the photos by names that nothing has yet."""
    found: dict[str, Photo] = {}
    for photo in photos:
        names = (f"{stem_of(moment, '')}-{photo.stem}{f'-{number}' if number > 1 else ''}{photo.ending}" for number in count(1))
        found[next(name for name in names if name not in found and not (folder / name).exists())] = photo
    return found


def _body(post: NewPost, root: Path, config: Config) -> str:
    """Return the text, with the quoted post below it."""
    quoted = find_target(root, config, post.quote) if post.quote else ""
    below = f"@{quoted}" if quoted and "://" not in quoted else quoted
    return "\n\n".join(part for part in (_text(post.text).strip(), below) if part)


def choose_author(root: Path, config: Config) -> str:
    """Return the author who writes where none is named; raise UsageError where that is open."""
    authors = _authors(root, config)
    if config.author or len(authors) == 1:
        return config.author or authors[0]
    known = f"one of {', '.join(authors)}" if authors else "any handle; its folder is made"
    raise UsageError(f"who writes? Name the author with --author ({known}), or once for all with `author:` in config.yaml")


def _authors(root: Path, config: Config) -> list[str]:
    names = {path.name for path in root.glob("posts/*/") if not path.name.isdigit() and not is_unread(path.name, "posts")}
    folders = {name for name in names if urls.HANDLE.fullmatch(name)}
    return sorted(folders | config.users.keys())


def find_zone(root: Path, config: Config, author: str) -> tzinfo:
    """Find the author's time zone, else the site's."""
    profile = find_author(root, config, author)
    return zone((profile and profile.timezone) or config.timezone)


def _head(post: NewPost, moment: datetime, photos: list[tuple[str, str | None]], site: tuple[Path, Config]) -> dict[str, Any]:
    """Return the keys of the front matter of a new post."""
    targets = {key: find_target(*site, _text(written)) for option, key in _RELATIONS.items() if (written := getattr(post, option))}
    return {
        "date": moment.isoformat(timespec="seconds"),
        **{name: _text(getattr(post, name)) for name in ("title", "lang", "cw")},
        "tags": [_text(tag).lstrip("#") for tag in post.tags],
        **targets,
        "photo": photos,
        "draft": post.draft,
        "unlisted": post.unlisted,
    }


def _text(given: str | bytes) -> str:
    """Return text as it is stored: UTF-8, lines ended by line feeds, no byte order mark."""
    try:
        text = given.decode("utf-8-sig") if isinstance(given, bytes) else given.encode().decode()
    except UnicodeError:
        raise UsageError("the text is not UTF-8; convert it, or write the file in an editor") from None
    return clean(text)


def _write_whole(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def _write_new(folder: Path, stem: str, text: str) -> Path:
    for number in count(1):
        path = folder / (f"{stem}-{number}.md" if number > 1 else f"{stem}.md")
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path
    raise AssertionError  # count() does not end
