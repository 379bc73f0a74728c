"""The command `new`."""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.streams import ask, complain, say
from microblog.cli.words import tell
from microblog.content.split import split_front_matter
from microblog.errors import ContentError, UsageError, printable
from microblog.scaffold.photos import read_photo
from microblog.scaffold.posts import Created, NewPost, Photo, write_post

_SAME = ("author", "title", "lang", "cw", "at", "draft", "unlisted", "reply_to", "quote", "like", "repost", "bookmark")


def new_post(options: Options, arguments: argparse.Namespace) -> int:
    """Write a new post file; only its path goes to stdout, so that an editor can be given it."""
    has_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    text = sys.stdin.buffer.read() if arguments.text == ["-"] else " ".join(arguments.text)
    photos = _photos(options, arguments, has_terminal=has_terminal)
    given = {name: getattr(arguments, name) for name in _SAME}
    is_silent = text or arguments.like or arguments.repost  # which need no words
    edited: list[str] = []
    edit = _editor(edited) if has_terminal and not is_silent else None
    try:
        created = write_post(options, NewPost(text, tags=tuple(arguments.tags), photos=photos, **given), edit)
    except (ContentError, OSError) as error:  # the file would stop the next build, or the disk is full, say
        if edited or isinstance(error, ContentError):  # whose lines tell of a file that is not there
            complain(f"No post was written{f'; your text is in {_keep(edited[0])}' if edited else ''}")
        raise
    say(printable(str(created.path)))
    _tell(created, options)
    return 0


def _tell(created: Created, options: Options) -> None:
    if options.verbose < 0:
        return
    tell(created.problems)
    if created.is_new_author:
        complain(f"{created.author} is a new author: say who that is in {options.root / 'posts' / created.author / 'profile.md'}")
    if created.url:
        complain(printable(f"Its address will be {created.url}"))


def _photos(options: Options, arguments: argparse.Namespace, *, has_terminal: bool) -> tuple[Photo, ...]:
    """Read the pictures, and ask for the words of those that have none."""
    if len(arguments.alt) > len(arguments.photo):
        raise UsageError("there are more --alt than --photo; each says what one photo shows, in their order")
    if not arguments.photo:
        return ()
    longest = read_settings(options).config.photo_max
    photos = [read_photo(Path(path), longest) for path in arguments.photo]
    words: list[str | None] = [" ".join(alt.split()) for alt in arguments.alt]
    for path in arguments.photo[len(words) :]:
        answer = ask(f"What does {path} show? ").split() if has_terminal else []
        words.append(" ".join(answer) or None)
    return tuple(photo._replace(alt=alt) for photo, alt in zip(photos, words, strict=True))


def _editor(edited: list[str]) -> Callable[[str], str] | None:
    """Return what lets the writer's editor change a text, which is added to `edited`; None where none is set."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")

    def edit(text: str) -> str:
        edited.append(_edited(command, text))
        return edited[-1]

    return edit if command else None


def _edited(command: Sequence[str], text: str) -> str:
    """Let somebody change a text in a file of its own, which is kept where it does not become a post."""
    name = _keep(text)
    try:
        status = subprocess.run([*command, name], check=False).returncode  # noqa: S603 - the writer's own editor
    except OSError as error:
        raise UsageError(f"the editor {command[0]} cannot be started: {error.strerror}; set VISUAL or EDITOR to another one") from None
    if status:
        raise UsageError(f"the editor ended with status {status}, so no post was written; your text is in {name}")
    return _read_back(Path(name), text)


def _keep(text: str) -> str:
    """Write a text into a new temporary file, and return its path."""
    handle, name = tempfile.mkstemp(".md", "new-post-")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return name


def _read_back(path: Path, before: str) -> str:
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeError):
        raise UsageError(f"what the editor saved cannot be read as UTF-8, so no post was written; it is in {path}") from None
    split, known = split_front_matter(text.encode(), ""), split_front_matter(before.encode(), "")
    is_empty = not split.body.strip() and split.front == known.front and "\nphoto:" not in text
    path.unlink()
    if is_empty:
        raise UsageError("the text is empty, so no post was written")
    return text
