"""The command `check`."""

import argparse

from microblog.build.dry_run import rehearse
from microblog.build.options import Options
from microblog.cli.limits import Outlook, outlook_on_limits
from microblog.cli.streams import complain, say
from microblog.cli.words import listener, outlook_of, sum_up, tell, tell_remarks


def check_site(options: Options, _: argparse.Namespace) -> int:
    """Say what a build would complain about."""
    with listener(options) as listen:
        problems, next_post, growth = rehearse(options, listen)
    limits = outlook_on_limits(options.output_path, growth) if growth else Outlook((), ())
    problems += limits.problems
    is_wrong = any(options.strict or not problem.is_warning for problem in problems)
    if is_wrong or options.verbose >= 0:
        tell(problems, each=options.verbose > 0)
    if options.verbose >= 0:
        tell_remarks(options)
    if is_wrong:
        complain(sum_up(problems))
    elif options.verbose >= 0:
        say(sum_up(problems))
        for line in filter(None, (outlook_of(next_post), *limits.lines)):
            say(line)
    return int(is_wrong)
