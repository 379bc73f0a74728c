"""The command `verify`."""

import argparse
from collections import Counter
from itertools import islice

from microblog.build.cache import Cache
from microblog.build.last_build import last_build
from microblog.build.options import Options
from microblog.build.released import output_fault
from microblog.build.settings import read_settings
from microblog.cli.streams import complain, say
from microblog.cli.words import count
from microblog.content.parsers import base_url_fault
from microblog.deploying.verifying import Compared, compare, list_files
from microblog.errors import UsageError, printable
from microblog.output import writer
from microblog.web.client import Client

_WORDS = {
    "tampered": "is sealed, and another one than was built",
    "differs": "is another one than was built",
    "missing": "is not there",
    "unreachable": "cannot be had",
}


def verify_site(options: Options, arguments: argparse.Namespace) -> int:
    """Say where a live site is another one than the last build; 0 where it is the same."""
    folder = writer.resolve_output(options.root, options.output_path)
    if not writer.is_ours(folder):
        raise UsageError(f"{folder} is no folder that a build wrote; build first")
    if fault := output_fault(read_settings(options), Cache(options.root)):
        raise UsageError(f"{folder} {fault}; build first")
    with last_build(options) as found:
        url = (arguments.url or found.config.base_url).rstrip("/") + "/"
        if fault := base_url_fault(url):
            raise UsageError(f"{url} {fault}")
        if url != found.config.base_url:
            raise UsageError(f"the last build is for {found.config.base_url}; build --base-url {url} first, then verify")
        files = list_files(found.db, found.config)
    asked = files if arguments.most == 0 else [*islice(files, arguments.most)]
    results = [_tell(result, options) for result in compare(asked, folder, url, Client(arguments.allow).read)]
    return _sum_up(Counter(result.kind for result in results), len(files), url)


def _tell(result: Compared, options: Options) -> Compared:
    if result.kind != "same":
        what = f" ({result.what})" if result.what else ""
        complain(printable(f"/{result.path.removesuffix('index.html')}: {_WORDS[result.kind]}{what}"))
    elif options.verbose > 0:
        say(printable(f"/{result.path.removesuffix('index.html')}: is what was built"))
    return result


def _sum_up(kinds: Counter[str], number: int, url: str) -> int:
    asked = kinds.total()
    wrong = [f"{count(kinds[kind], 'file')} {words}" for kind, words in _SUMS.items() if kinds[kind]]
    rest = f"; {count(number - asked, 'file')} were not asked for" if asked < number else ""
    say(f"{url}: {kinds['same']:,} of {count(asked, 'file')} as they were built{''.join(f', {part}' for part in wrong)}{rest}")
    return int(kinds["same"] < asked or not asked)


_SUMS = {"tampered": "sealed and tampered with", "differs": "different", "missing": "missing", "unreachable": "out of reach"}
