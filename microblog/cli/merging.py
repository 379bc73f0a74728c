"""The command `merge`, for the job that has the right to: it reads lists, and never a pull request's code."""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path

from microblog.build.dry_run import opened_site
from microblog.build.options import Options
from microblog.cli.streams import say
from microblog.errors import UsageError, printable
from microblog.gate.host import Host
from microblog.gate.members import find_member
from microblog.gate.merging import files_fault, login_of, request_fault, run_fault
from microblog.library import queries
from microblog.model.nouns import Author, Config
from microblog.repository.git import Git
from microblog.web.client import Client

_LARGEST = 4 << 20  # bytes of an event
_API, _REPOSITORY, _TOKEN, _EVENT = "GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_EVENT_PATH"


def merge_requests(options: Options, arguments: argparse.Namespace) -> int:
    """Merge the pull requests that the gate let pass and that stay in their authors' own folders."""
    values = {name: os.environ.get(name, "") for name in (_API, _REPOSITORY, _TOKEN, _EVENT)}
    if missing := [name for name, value in values.items() if not value]:
        raise UsageError(f"{', '.join(missing)} must be set, as workflows of GitHub have them: this command runs there")
    host = Host(Client(arguments.allow), values[_API], values[_REPOSITORY], values[_TOKEN])
    run = host.run(_run_number(Path(values[_EVENT])))
    branch = host.default_branch()
    if fault := run_fault(run, branch, values[_REPOSITORY]):
        say(f"Nothing is merged: {fault}")
        return 0
    with opened_site(options) as (settings, context):
        authors = [author for handle in queries.handles(context.db) if (author := queries.author(context.db, handle))]
    prefix = Git(options.root).line("rev-parse", "--show-prefix")
    for line in _merge(host, (str(run.get("head_sha", "")), branch, values[_REPOSITORY]), (settings.config, authors, prefix)):
        say(printable(line))
    return 0


def _run_number(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return int(json.loads(file.read(_LARGEST))["workflow_run"]["id"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"{_EVENT} leads to no event of `workflow_run`") from None


def _merge(host: Host, judged: tuple[str, str, str], site: tuple[Config, list[Author], str]) -> Iterator[str]:
    """Merge what may be merged; yield what became of each request. `judged` are its commit, branch and repository."""
    commit, branch, repository = judged
    config, authors, prefix = site
    merged = False
    for number in host.requests_of(commit):
        request = host.request(number)
        member = find_member(login_of(request), config, authors)
        fault = request_fault(request, commit, branch, repository)
        fault = fault or files_fault(host.files(number), request.get("changed_files"), member, prefix) or host.merge(number, commit)
        merged = merged or not fault
        yield f"#{number} is not merged: {fault}" if fault else f"#{number} of @{member.login} is merged"
    if merged and (fault := host.start("pages.yml", branch)):
        yield f"The site is not built for it: {fault}"
