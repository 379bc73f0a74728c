"""An issue of the git host → a commit, a pull request, the gate's verdict on it, and an answer to who wrote it.

The commit that the gate judges is made in the clone; the same tree is then made at the host, and compared by its hash, so that
what was judged is what is merged.
"""

from collections.abc import Mapping
from typing import Any

from microblog.build.dry_run import opened_site
from microblog.build.options import Options
from microblog.errors import ContentError, UsageError
from microblog.gate.changes import tracked
from microblog.gate.host import Host
from microblog.gate.judging import Verdict, judge_request
from microblog.gate.members import find_member
from microblog.gate.merging import meanwhile_fault
from microblog.gate.summary import summarise
from microblog.library import queries
from microblog.model.nouns import Author, Config
from microblog.repository.git import Git
from microblog.text.tuples import NamedTuple
from microblog.village.forms import Filled
from microblog.village.wishes import Photos, Village, write_wish

_IDENTITY = ("-c", "user.name=microblog", "-c", "user.email=microblog@users.noreply.github.com")


class Issue(NamedTuple):
    """What somebody wrote to the repository."""

    number: int
    login: str
    body: str
    is_open: bool = True
    is_own: bool = True  # as far as is known: whoever may write to the repository may change what others wrote, too

    @property
    def branch(self) -> str:
        """The branch that holds what it asks for."""
        return f"village/{self.number}"


class Wish(NamedTuple):
    """A commit that an issue asks for, and what the gate says of it."""

    title: str
    paths: tuple[str, ...]  # that it changes, below the site folder
    verdict: Verdict


def read_issue(event: Mapping[str, Any]) -> Issue:
    """Read an event of `issues`; raise UsageError where it is none."""
    issue = event.get("issue") or {}
    number, login, body = issue.get("number"), (issue.get("user") or {}).get("login"), issue.get("body")
    if not isinstance(number, int) or not isinstance(login, str) or not login or "pull_request" in issue:
        raise UsageError("the event is none of an issue")
    sender = (event.get("sender") or {}).get("login")
    is_own = isinstance(sender, str) and sender.lower() == login.lower()
    return Issue(number, login, body if isinstance(body, str) else "", is_open=issue.get("state") == "open", is_own=is_own)


def make_wish(options: Options, issue: Issue, filled: Filled, photos: Photos) -> Wish:
    """Commit what an issue asks for, and let the gate judge it; raise UsageError with what is wrong."""
    config, authors = _people(options)
    member = find_member(issue.login, config, authors)
    title = write_wish(Village(options, config, frozenset(author.handle for author in authors), member, photos), filled)
    git = Git(options.root)
    base = git.line("rev-parse", "HEAD")
    _commit(git, title)
    paths = git.ask("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--relative", base, "HEAD").text.split("\0")
    try:
        verdict = judge_request(options, base, issue.login)
    except ContentError as error:
        raise UsageError("; ".join(f"{problem.what}; {problem.remedy}" for problem in error.problems[:5])) from None
    return Wish(title, tuple(filter(None, paths)), verdict)


def _people(options: Options) -> tuple[Config, list[Author]]:
    with opened_site(options) as (settings, context):
        return settings.config, [author for handle in queries.handles(context.db) if (author := queries.author(context.db, handle))]


def _commit(git: Git, title: str) -> None:
    for words in (("add", "--all", "--", "posts"), (*_IDENTITY, "commit", "--quiet", f"--message={title}")):
        answer = git.ask(*words)
        if answer.status:
            raise UsageError("it changes nothing")


def bring(host: Host, git: Git, issue: Issue, wish: Wish) -> str:
    """Bring a commit to the host as a pull request, merge it where nobody has to look at it, and return what to tell its writer."""
    base = host.default_branch()
    there = {*tracked(git)}
    files = {path: git.ask("cat-file", "blob", f"HEAD:./{path}").data for path in wish.paths if path in there}
    gone = [path for path in wish.paths if path not in files]
    prefix = git.line("rev-parse", "--show-prefix")
    full = {f"{prefix}{path}": data for path, data in files.items()}
    commit, tree = host.commit(git.line("rev-parse", "HEAD~1"), full, [f"{prefix}{path}" for path in gone], wish.title)
    if tree != git.line("rev-parse", "HEAD^{tree}"):
        raise UsageError("the git host made another tree of it than the gate has judged")
    if fault := meanwhile_fault(host.comparison(git.line("rev-parse", "HEAD~1"), base), wish.verdict.member, prefix):
        raise UsageError(fault)
    host.set_branch(issue.branch, commit)
    text = f"Asked for in #{issue.number}.\n\n{_summary(wish.verdict)}"
    number = host.open_request(issue.branch, base, wish.title, text)
    if not wish.verdict.is_own:
        return f"Thank you. An editor looks at it: #{number}."
    if fault := host.merge(number, commit):
        return f"It could not be merged by itself ({fault}); an editor looks at it: #{number}."
    if fault := host.start("pages.yml", base):
        return f"It is in, with #{number}, but the site is not built for it yet: {fault}"
    return f"It is in, with #{number}; the site shows it in a few minutes."


def _summary(verdict: Verdict) -> str:
    return summarise(verdict.member, verdict.findings, verdict.posts, is_own=verdict.is_own)
