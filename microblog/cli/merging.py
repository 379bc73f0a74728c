"""The command `merge`, for the job that has the right to: it reads lists, and never a pull request's code."""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from microblog.build.dry_run import opened_site
from microblog.build.options import Options
from microblog.cli.streams import say
from microblog.errors import UsageError, printable
from microblog.gate.host import Host
from microblog.gate.members import find_member
from microblog.gate.merging import (
    GATE,
    MOVED,
    files_fault,
    gate_fault,
    judgement_of,
    login_of,
    meanwhile_fault,
    parents_fault,
    request_fault,
    run_fault,
)
from microblog.library import queries
from microblog.model.nouns import Author, Config
from microblog.repository.git import Git
from microblog.web.client import Client

_LARGEST = 4 << 20  # bytes of an event
_BEHIND = """Others changed the site while this was looked at.
Bring the branch up to date (“Update branch”, or merge the newest state into it), and it is looked at once more."""
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
    for line in _merge(host, run, values[_REPOSITORY], (settings.config, authors, prefix)):
        say(printable(line))
    return 0


def _run_number(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return int(json.loads(file.read(_LARGEST))["workflow_run"]["id"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"{_EVENT} leads to no event of `workflow_run`") from None


def _merge(host: Host, run: Mapping[str, Any], repository: str, site: tuple[Config, list[Author], str]) -> Iterator[str]:
    """Merge what may be merged; yield what became of each request."""
    commit, judged = str(run.get("head_sha", "")), judgement_of(run)
    config, authors, prefix = site
    if fault := gate_fault(host.file(GATE, commit), host.file(GATE, judged.branch)):
        yield f"Nothing is merged: {fault}"
        return
    parents = host.parents(judged.merge)
    if fault := parents_fault(parents, commit):
        yield f"Nothing is merged: {fault}"
        return
    changed, meanwhile = host.comparison(parents[0], judged.merge), host.comparison(parents[0], judged.branch)
    merged = False
    for number in host.requests_of(commit):
        request = host.request(number)
        member = find_member(login_of(request), config, authors)
        fault = request_fault(request, commit, judged, repository) or files_fault(changed, parents[0], member, prefix)
        fault = fault or meanwhile_fault(meanwhile, member, prefix) or host.merge(number, commit)
        merged = merged or not fault
        if fault == MOVED:
            host.comment(number, _BEHIND)
        yield f"#{number} is not merged: {fault}" if fault else f"#{number} of @{member.login} is merged"
    if merged and (fault := host.start("pages.yml", judged.branch)):
        yield f"The site is not built for it: {fault}"
