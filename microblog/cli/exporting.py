"""The command `export`: all that is one author's, in one file."""

import argparse
import os
from pathlib import Path

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.streams import complain, say
from microblog.cli.words import count
from microblog.errors import UsageError, printable
from microblog.moving.exporting import default_target, export_author
from microblog.moving.packing import write_archive
from microblog.moving.unpacking import is_export_of
from microblog.scaffold.posts import choose_author


def export_site(options: Options, arguments: argparse.Namespace) -> int:
    """Write an author's archive."""
    handle = arguments.author.removeprefix("@") or choose_author(options.root, read_settings(options).config)
    target = Path(arguments.archive) if arguments.archive else default_target(handle)
    if target.suffix.lower() != ".zip":
        raise UsageError(f"--to {target}: the archive is a zip; name a file that ends in .zip")
    _refuse_in_site(target, options)
    if target.exists() and not is_export_of(target, handle):
        raise UsageError(f"--to {target}: something else lies there; name another file")
    export = export_author(options, handle)
    size = write_archive(target, export.files, export.about)
    if options.verbose >= 0:
        unseen = f", {export.unseen:,} of them not in its feeds: drafts, scheduled and unlisted ones" if export.unseen else ""
        say(printable(f"Wrote {target}: {count(export.posts, 'post')}{unseen}; {len(export.files):,} files, {size / 1e6:.1f} MB"))
        if export.abroad:
            many = count(len(export.abroad), "post")
            complain(
                printable(
                    f"{many} of them lead to posts of others by paths of this site, which lead nowhere elsewhere: {export.abroad[0]} …"
                )
            )
    return 0


def _refuse_in_site(target: Path, options: Options) -> None:
    """Refuse a place in the site that is published, or git's, or the cache's: an archive holds drafts."""
    place, root, output = (Path(os.path.realpath(path)) for path in (target, options.root, options.output_path))
    if place.is_relative_to(output):
        raise UsageError(f"--to {target} lies in the output, and the archive holds drafts; name a file outside the site")
    for name in ("posts", "pages", "static", "templates", "answers", "sent", ".git", ".microblog"):
        if place.is_relative_to(root / name):
            raise UsageError(f"--to {target} lies in {name}/ of the site, and the archive holds drafts; name a file outside the site")
