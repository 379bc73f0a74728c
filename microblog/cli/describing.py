"""The command `schemas`."""

import argparse
import os
from pathlib import Path

from microblog.build.options import Options
from microblog.cli.streams import say
from microblog.content.schemas import schema_files
from microblog.errors import UsageError, printable, refuse
from microblog.text.files import replace_file


def write_schemas(options: Options, arguments: argparse.Namespace) -> int:
    """Write the schemas of all heads and of config.yaml into a folder of the site."""
    folder = options.root / arguments.folder
    root, place = (Path(os.path.realpath(path)) for path in (options.root, folder))
    if not place.is_relative_to(root) or ".git" in place.parts:
        raise UsageError(f"{folder} is no folder of the site; name one that is, such as schemas")
    refuse(f"{folder / name} is there, and no schema; name another folder" for name in schema_files() if not _is_ours(folder / name))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        replace_file(folder / name, text.encode())
    if options.verbose >= 0:
        say(printable(f"Wrote {', '.join(schema_files())} in {folder}"))
    return 0


def _is_ours(path: Path) -> bool:
    """Whether a file may be written anew: nothing is there, or a schema."""
    return not os.path.lexists(path) or (path.is_file() and b'"$schema"' in path.read_bytes()[:100])
