"""The command `init` without `--from`."""

import argparse
from pathlib import Path

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.engine import find_engine, tell_engine
from microblog.cli.streams import say
from microblog.cli.words import command_line
from microblog.errors import UsageError, printable
from microblog.repository.git import Git
from microblog.scaffold.cms import FOLDER, Place, add_cms, place_of
from microblog.scaffold.posts import choose_author
from microblog.scaffold.sites import check_empty, write_site


def init_site(options: Options, arguments: argparse.Namespace) -> int:
    """Make a new site folder."""
    folder = options.root / arguments.folder
    title, author = arguments.title or "My microblog", arguments.author or "me"
    check_empty(folder)  # before anything is asked
    engine = find_engine(arguments.engine, options)
    write_site(folder, title=title, author=author, base_url=options.base_url, now=options.now, engine=engine)
    if options.verbose >= 0:
        say(f"Made a site in {printable(str(folder))}. Look at it: {command_line(options._replace(root=folder), 'serve')}")
        tell_engine(folder)
    return 0


def add_admin_page(options: Options, author: str) -> int:
    """Add a page for Sveltia CMS to a site, and say what is still to be done for it."""
    handle = author.removeprefix("@") or choose_author(options.root, read_settings(options).config)
    place = _place_of(options.root)
    add_cms(options.root, handle, place)
    if options.verbose >= 0:
        folder = printable(str(options.root / FOLDER))
        say(f"Made {folder}: put sveltia-cms.js of the package @sveltia/cms there, since a built site asks no other host for it.")
        if not place.is_known:
            say(f"Write into {folder}/config.yml where the repository is: repo: NAME/REPOSITORY")
    return 0


def _place_of(root: Path) -> Place:
    """Return where the site's repository is, as far as git says."""
    try:
        git = Git(root)
    except UsageError:
        return Place()
    return place_of(git.line("remote", "get-url", "origin"), git.line("symbolic-ref", "--short", "HEAD"))
