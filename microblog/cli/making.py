"""The command `init` without `--from`."""

import argparse
from pathlib import Path

from microblog.build.options import Options
from microblog.cli.streams import say
from microblog.cli.words import command_line
from microblog.errors import printable
from microblog.scaffold.sites import line_without_engine, write_site


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
