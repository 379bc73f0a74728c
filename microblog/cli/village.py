"""The command `village`, for the workflow that answers issues."""

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli.streams import say
from microblog.errors import UsageError, printable
from microblog.gate.host import Host
from microblog.gate.summary import code
from microblog.repository.git import Git
from microblog.scaffold.posts import Photo
from microblog.village.forms import parse_body
from microblog.village.pictures import Dragged, fetch_photos
from microblog.village.requests import Issue, bring, make_wish, read_issue
from microblog.village.wishes import Photos
from microblog.web.client import Client
from microblog.web.connections import Limits

_LARGEST = 4 << 20  # bytes of an event
_NEEDED = ("GITHUB_API_URL", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_EVENT_PATH")
_PICTURES = Limits(seconds=60, size=40 << 20)


def answer_issue(options: Options, arguments: argparse.Namespace) -> int:
    """Do what an issue asks for, and say below it what became of that."""
    values = {name: os.environ.get(name, "") for name in _NEEDED}
    if missing := [name for name, value in values.items() if not value]:
        raise UsageError(f"{', '.join(missing)} must be set, as workflows of GitHub have them: this command runs there")
    issue = read_issue(_event(Path(values["GITHUB_EVENT_PATH"])))
    if not issue.is_open:  # what it asked for is published, or an editor did not want it
        say(f"#{issue.number} is closed")
        return 0
    client = Client(arguments.allow, _PICTURES)
    host = Host(client, values["GITHUB_API_URL"], values["GITHUB_REPOSITORY"], values["GITHUB_TOKEN"])
    site = urlsplit(values["GITHUB_SERVER_URL"]).hostname or ""
    longest = read_settings(options).config.photo_max

    def photos(dragged: list[Dragged]) -> tuple[Photo, ...]:
        return tuple(fetch_photos(dragged, lambda url: client.get(url).body, site, longest))

    try:
        told, is_done = _do(options, host, issue, photos)
    except UsageError as error:
        told, is_done = f"This could not be done: {code(str(error))}. Change the text above, and it is tried again.", False
    if not told:
        say(f"#{issue.number} is no form of this site")
        return 0
    host.comment(issue.number, told)
    if is_done:
        host.close_issue(issue.number)
    say(printable(f"#{issue.number} of @{issue.login}: {told}"))
    return 0


def _do(options: Options, host: Host, issue: Issue, photos: Photos) -> tuple[str, bool]:
    """Do what an issue asks for; return what to say below it ("" where it is no form), and whether it is done."""
    if number := host.merged_request(issue.branch):
        return f"It is in already, with #{number}; change the file itself, or write a new issue.", True
    filled = parse_body(issue.body)
    if filled is None:
        return "", False
    if not issue.is_own:
        return (
            "Somebody else changed the text above, so nothing is done with it. Whoever wrote it can say it anew, in an issue of their own.",
            False,
        )
    wish = make_wish(options, issue, filled, photos)
    return bring(host, Git(options.root), issue, wish), wish.verdict.is_own


def _event(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            event = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        raise UsageError("GITHUB_EVENT_PATH leads to no event") from None
    return event if isinstance(event, dict) else {}
