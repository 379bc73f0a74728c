"""The command `mail`."""

import argparse
import os
from email.message import EmailMessage
from pathlib import Path

from microblog.build.dry_run import opened_site
from microblog.build.options import Options
from microblog.cli.streams import complain, remark, say
from microblog.cli.words import count
from microblog.errors import printable
from microblog.mail.rounds import Letter, Sent, compose, plan_round, send_round
from microblog.mail.servers import find_server
from microblog.text.files import replace_file

_NOWHERE = "microblog@localhost"  # who letters are from that are written to files alone


def mail_authors(options: Options, arguments: argparse.Namespace) -> int:
    """Write to authors what concerns them, or write the letters to files."""
    with opened_site(options) as (settings, context):
        letters = plan_round(settings, context, is_all=arguments.all, again=arguments.again)
        for letter in letters if options.verbose >= 0 else ():
            _tell_unsure(letter)
        if arguments.dry_run:
            sender = os.environ.get("MICROBLOG_MAIL_FROM", _NOWHERE)
            due = [letter for letter in letters if letter.found and not letter.told.is_first]
            for letter in due:
                path = _write(options.root, letter, compose(context, letter, sender, settings.now))
                _say(f"{path}: {_about(letter)}", options)
            _say("Nothing was sent, since this is a dry run" if due else "There is nothing to tell anybody", options)
            return 0
        if not letters:
            _say("There is nothing to tell anybody", options)
            return 0
        outcomes = [_tell(sent, options) for sent in send_round(settings, context, letters, find_server(os.environ))]
        return int(not all(outcomes))


def _write(root: Path, letter: Letter, message: EmailMessage) -> str:
    path = f".microblog/mail/{letter.author.handle}.eml"
    replace_file(root / path, message.as_bytes())
    return path


def _tell(sent: Sent, options: Options) -> bool:
    """Say what became of a letter, and return whether it is well."""
    handle = sent.letter.author.handle
    if sent.fault:
        complain(printable(f"microblog: nothing was sent to @{handle}: the mail server says {sent.fault}; it is tried again the next time"))
    elif sent.is_beginning:
        _say(f"From now on @{handle} gets mail; {count(len(sent.letter.found), 'older thing')} untold", options)
    else:
        _say(f"Sent to @{handle}: {_about(sent.letter)}", options)
    return not sent.fault


def _tell_unsure(letter: Letter) -> None:
    for _ in letter.told.unsure:
        remark(f"A letter to @{letter.author.handle} may not have been handed over, since the run was cut off; --again sends it once more")


def _about(letter: Letter) -> str:
    return count(len(letter.found), "new thing")


def _say(line: str, options: Options) -> None:
    if options.verbose >= 0:
        say(printable(line))
