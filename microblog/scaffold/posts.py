"""Write a new post file of today.

The file is `posts/<author>/YYYY-MM-DD-HHMM-first-words.md`, in the author's local time; `formats.post_file` says what it is
called and what it says.
"""

from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path
from typing import Any

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.content.profiles import parse_profile
from microblog.errors import UsageError
from microblog.formats.post_file import clean, render_post_file, stem_of
from microblog.model import urls
from microblog.model.nouns import Config
from microblog.sources.sourcefile import is_unread
from microblog.text.dates import zone
from microblog.text.tuples import NamedTuple


class NewPost(NamedTuple):
    """What a new post shall say."""

    text: str | bytes = ""
    author: str = ""  # handle; "" for the configuration's, or the only one there is
    title: str = ""
    tags: tuple[str, ...] = ()
    draft: bool = False
    reply_to: str = ""  # a post of this site, or a URL


class Created(NamedTuple):
    """A post file that was written."""

    path: Path
    author: str
    is_new_author: bool


def write_post(options: Options, post: NewPost) -> Created:
    """Write the file of a new post; never one that is there."""
    settings = read_settings(options)
    text = _text(post.text)
    author = post.author or choose_author(options.root, settings.config)
    if not urls.HANDLE.fullmatch(author):
        raise UsageError(f"{author} cannot be a handle; use 1 to 30 of a-z 0-9 _ -")
    folder = options.root / "posts" / author
    is_new = not folder.is_dir() and author not in settings.config.users
    now = datetime.fromtimestamp(settings.now // 1_000_000, UTC).astimezone(find_zone(options.root, settings.config, author))
    stem = stem_of(now, _text(post.title) or text)
    file = render_post_file(_head(post, now.isoformat(timespec="seconds"), settings.config), text)
    folder.mkdir(parents=True, exist_ok=True)
    return Created(_write_new(folder, stem, file), author, is_new)


def choose_author(root: Path, config: Config) -> str:
    """Return the author who writes where none is named; raise UsageError where that is open."""
    names = {path.name for path in root.glob("posts/*/") if not path.name.isdigit() and not is_unread(path.name, "posts")}
    folders = {name for name in names if urls.HANDLE.fullmatch(name)}
    authors = sorted(folders | config.users.keys())
    if config.author or len(authors) == 1:
        return config.author or authors[0]
    known = f"one of {', '.join(authors)}" if authors else "any handle; its folder is made"
    raise UsageError(f"who writes? Name the author with --author ({known}), or once for all with `author:` in config.yaml")


def find_zone(root: Path, config: Config, author: str) -> tzinfo:
    """Find the author's time zone, else the site's."""
    path = root / "posts" / author / "profile.md"
    profile = config.users.get(author)
    if not profile and path.is_file():
        profile, _ = parse_profile(author, f"posts/{author}/profile.md", path.read_bytes(), config)
    return zone((profile and profile.timezone) or config.timezone)


def _head(post: NewPost, date: str, config: Config) -> dict[str, Any]:
    """Return the keys of the front matter of a new post."""
    return {
        "date": date,
        "title": _text(post.title),
        "tags": [_text(tag).lstrip("#") for tag in post.tags],
        "in_reply_to": _reference(_text(post.reply_to), config),
        "draft": post.draft,
    }


def _text(given: str | bytes) -> str:
    """Return text as it is stored: UTF-8, lines ended by line feeds, no byte order mark."""
    try:
        text = given.decode("utf-8-sig") if isinstance(given, bytes) else given.encode().decode()
    except UnicodeError:
        raise UsageError("the text is not UTF-8; convert it, or write the file in an editor") from None
    return clean(text)


def _reference(given: str, config: Config) -> str:
    """Return how a post is referred to, also where its address on this site was pasted."""
    path = given.removeprefix(config.base_url).removeprefix(config.base_path)
    return path[1:].strip("/") if path.startswith("@") else given


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
