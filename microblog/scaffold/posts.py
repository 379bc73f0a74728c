"""Write a new post file of today.

The file is `posts/<author>/YYYY-MM-DD-HHMM-first-words.md`, in the author's local time. Text of people goes into the
front matter only as double-quoted YAML, which no word of theirs can end or reinterpret.
"""

import json
import re
from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.content.profiles import parse_profile
from microblog.errors import UsageError, printable
from microblog.model import urls
from microblog.model.nouns import Config
from microblog.sources.sourcefile import is_unread
from microblog.text.dates import zone
from microblog.text.tuples import NamedTuple

_WORDS = 6
_LENGTH = 40  # letters; in any script they and the date stay below the 200 bytes that a slug may have
_ADDRESS = re.compile(r"\w+://\S+")


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
    words = slug_of(_text(post.title) or text)
    looks_like_a_year = int(f"{now:%H%M}") in (now.year, now.year - 1)
    stem = f"{now:%Y-%m-%d-%H%M}{f'{now:%S}' if looks_like_a_year else ''}{words and '-'}{words}"
    front = front_matter(post, now.isoformat(timespec="seconds"), settings.config)
    folder.mkdir(parents=True, exist_ok=True)
    return Created(_write_new(folder, stem, f"{front}\n{text.strip()}\n"), author, is_new)


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


def slug_of(text: str) -> str:
    """Return the first words as they may stand in a URL: lower case, joined with `-`; "" where there are none."""
    plain = _ADDRESS.sub(" ", text).replace("'", "").replace("’", "")
    words = re.split(r"[-._\s]+", urls.slugify(" ".join(plain.split()).lower()).strip("-._"))
    return "-".join(words[:_WORDS])[:_LENGTH].strip("-")


def front_matter(post: NewPost, date: str, config: Config) -> str:
    """Write the front matter of a new post, with its delimiters."""
    lines = [f"date: {date}"]
    if post.title:
        lines.append(f"title: {quote(_text(post.title))}")
    if post.tags:
        lines.append(f"tags: [{', '.join(quote(_text(tag).lstrip('#')) for tag in post.tags)}]")
    if post.reply_to:
        lines.append(f"in_reply_to: {quote(_reference(_text(post.reply_to), config))}")
    if post.draft:
        lines.append("draft: true")
    return "\n".join(["---", *lines, "---", ""])


def quote(text: str) -> str:
    """Return a text as a double-quoted YAML scalar: JSON's form is one, its escapes are YAML's as well."""
    return printable(json.dumps(text, ensure_ascii=False))


def _text(given: str | bytes) -> str:
    """Return text as it is stored: UTF-8, lines ended by line feeds, no byte order mark."""
    try:
        text = given.decode("utf-8-sig") if isinstance(given, bytes) else given.encode().decode()
    except UnicodeError:
        raise UsageError("the text is not UTF-8; convert it, or write the file in an editor") from None
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


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
