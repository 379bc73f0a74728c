"""The commands that make files: `new` and `init`."""

import argparse
import sys
from pathlib import Path

from microblog.build.options import Options
from microblog.cli.streams import complain, say
from microblog.cli.words import command_line
from microblog.errors import printable
from microblog.scaffold.posts import NewPost, write_post
from microblog.scaffold.sites import line_without_engine, write_site


def new_post(options: Options, arguments: argparse.Namespace) -> int:
    """Write a new post file; only its path goes to stdout, so that an editor can be given it."""
    text = sys.stdin.buffer.read() if arguments.text == ["-"] else " ".join(arguments.text)
    given = {name: getattr(arguments, name) for name in ("author", "title", "draft", "reply_to")}
    created = write_post(options, NewPost(text, tags=tuple(arguments.tags), **given))
    if created.is_new_author and options.verbose >= 0:
        complain(f"{created.author} is a new author: say who that is in {options.root / 'posts' / created.author / 'profile.md'}")
    say(printable(str(created.path)))
    return 0


def init_site(options: Options, arguments: argparse.Namespace) -> int:
    """Make a new site folder."""
    folder = options.root / arguments.folder
    title, author = arguments.title or "My microblog", arguments.author or "me"
    write_site(folder, title=title, author=author, base_url=options.base_url, now=options.now)
    if options.verbose >= 0:
        say(f"Made a site in {printable(str(folder))}. Look at it: {command_line(options._replace(root=folder), 'serve')}")
        tell_engine(folder)
    return 0


def tell_engine(folder: Path) -> None:
    """Say what is to be done before a host can build a new site."""
    if line := line_without_engine(folder):
        place = f"line {line} of {printable(str(folder / 'requirements.txt'))}"
        say(f"Before you push: {place} names no real repository; put there: microblog @ git+https://github.com/NAME/REPOSITORY")
