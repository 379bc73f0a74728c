"""The command `schemas`."""

import argparse

from microblog.build.options import Options
from microblog.cli.streams import say
from microblog.content.schemas import schema_files
from microblog.errors import printable
from microblog.text.files import replace_file


def write_schemas(options: Options, arguments: argparse.Namespace) -> int:
    """Write the schemas of all heads and of config.yaml into a folder of the site."""
    folder = options.root / arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        replace_file(folder / name, text.encode())
    if options.verbose >= 0:
        say(printable(f"Wrote {', '.join(schema_files())} in {folder}"))
    return 0
