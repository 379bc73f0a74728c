"""The command `gate`."""

import argparse
import os

from microblog.build.options import Options
from microblog.cli.streams import complain, say
from microblog.cli.words import count
from microblog.errors import UsageError, printable
from microblog.gate.judging import Verdict, judge_request
from microblog.gate.rules import Finding
from microblog.gate.summary import annotation, summarise


def judge_pull_request(options: Options, arguments: argparse.Namespace) -> int:
    """Say whether a pull request may be merged: 0 where it may, 1 where not."""
    if not arguments.author:
        raise UsageError("say whose pull request it is: --author LOGIN")
    verdict = judge_request(options, arguments.base, arguments.author, is_meant=arguments.feeds_meant)
    is_workflow = os.environ.get("GITHUB_ACTIONS") == "true"
    for finding in verdict.findings:
        (say if is_workflow else complain)(annotation(finding) if is_workflow else _line(finding))
    _summarise(verdict)
    say(_verdict(verdict))
    return int(verdict.is_blocked)


def _line(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line or 1}: " if finding.path else ""
    kind = "" if finding.level == "error" else f"{finding.level}: "
    return printable(f"{place}{kind}{finding.what}; {finding.remedy}")


def _verdict(verdict: Verdict) -> str:
    errors = sum(finding.level == "error" for finding in verdict.findings)
    if errors:
        return f"Blocked by {count(errors, 'finding')}"
    if verdict.is_own:
        return "May be merged: it stays in the member's own folder"
    return "Nothing is in the way, but an editor or admin has to approve it"


def _summarise(verdict: Verdict) -> None:
    """Add the summary to the file that the workflow shows, where there is one."""
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 - as the host names it
            file.write(summarise(verdict.member, verdict.findings, verdict.posts, is_own=verdict.is_own) + "\n")
