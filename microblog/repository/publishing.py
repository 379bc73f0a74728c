"""Publish a site that a host builds at every push: decide what is to be done, then commit and push that.

Only what lies in the site folder is committed, whatever else is staged.
"""

from pathlib import Path, PurePosixPath

from microblog.errors import UsageError
from microblog.repository.changes import Change, folders_to_leave, list_changes
from microblog.repository.git import Answer, Git
from microblog.text.tuples import NamedTuple

_ARCHIVES = (".zip", ".tar.gz", ".tgz", ".car", ".bar")  # as `import` reads and `export` writes them
_BEHIND = ("fetch first", "non-fast-forward", "stale info", "needs force")


class Plan(NamedTuple):
    """What publishing would do."""

    changes: tuple[Change, ...]
    waiting: int  # commits that were made before, and not pushed
    remote: str  # its name
    branch: str
    target: str  # the branch there: `refs/heads/main`
    is_first: bool  # whether the branch has yet to be told where it goes


def plan_publishing(root: Path, output: Path) -> Plan:
    """Look what there is to publish, and where to; raise UsageError where that cannot be."""
    git = Git(root)
    if not git.line("rev-parse", "--is-inside-work-tree"):
        how = "git init, then git remote add origin ADDRESS, of an empty repository at the host"
        raise UsageError(f"{root} is in no git repository, so there is nothing to push from: {how}")
    branch = git.line("symbolic-ref", "--short", "HEAD")
    if not branch:
        raise UsageError("no branch is checked out; git switch main goes to one")
    remote = _remote(git, branch)
    target = git.line("config", f"branch.{branch}.merge")
    there = f"refs/remotes/{remote}/{(target or branch).removeprefix('refs/heads/')}"
    known = [f"^{there}"] if git.line("rev-parse", "--verify", "--quiet", there) else []
    waiting = int(git.line("rev-list", "--count", "HEAD", *known) or 0)
    changes = list_changes(git, folders_to_leave(root, output))
    _refuse_archives(changes)
    return Plan(changes, waiting, remote, branch, target or f"refs/heads/{branch}", not target)


def _remote(git: Git, branch: str) -> str:
    """Return the remote that a branch goes to."""
    remotes = git.line("remote").splitlines()
    named = git.line("config", f"branch.{branch}.remote")
    if named in remotes:
        return named
    if not remotes:
        raise UsageError("the repository has no remote, so there is nowhere to push to: git remote add origin ADDRESS")
    if len(remotes) > 1 and "origin" not in remotes:
        raise UsageError(f"there are several remotes ({', '.join(remotes)}); say once which: git push --set-upstream REMOTE {branch}")
    return "origin" if "origin" in remotes else remotes[0]


def _refuse_archives(changes: tuple[Change, ...]) -> None:
    """Raise UsageError where a new archive lies in the site folder: it holds direct messages, or drafts."""
    archives = [
        change.path for change in changes if change.kind == "new" and change.path.lower().endswith(_ARCHIVES) and "/" not in change.path
    ]
    if archives:
        remedy = "move it out of the site folder, or name it in .gitignore"
        raise UsageError(f"{', '.join(archives)}: an archive may hold direct messages and drafts, which nobody else shall read; {remedy}")


def publish(root: Path, plan: Plan, message: str) -> None:
    """Commit the changes of a plan and push the branch; raise UsageError with what to do where git refuses."""
    git = Git(root)
    if plan.changes:
        _commit(git, plan.changes, message)
    first = ["--set-upstream"] if plan.is_first else []
    answer = git.ask("push", "--porcelain", *first, plan.remote, f"refs/heads/{plan.branch}:{plan.target}", may_prompt=True)
    if answer.status:
        raise UsageError(_refusal(answer, plan))


def _commit(git: Git, changes: tuple[Change, ...], message: str) -> None:
    top = Git(Path(git.line("rev-parse", "--show-toplevel")))
    paths = "".join(f"{change.full_path}\0" for change in changes)
    for words in (("add", "--all"), ("commit", "--quiet", f"--message={message}", "--only")):
        answer = top.ask(*words, "--pathspec-from-file=-", "--pathspec-file-nul", given=paths)
        if answer.status:
            raise UsageError(f"nothing was published, since git did not commit: {_why_not(answer)}")


def _why_not(answer: Answer) -> str:
    if "Please tell me who you are" in answer.said or "user.email" in answer.said:
        return 'it does not know who you are: git config --global user.name "Your name", and user.email likewise'
    return answer.reason


def _refusal(answer: Answer, plan: Plan) -> str:
    """Say why a push was refused, and what to do; the commit is there all the same."""
    stays = "what is committed stays, and is pushed the next time"
    if any(word in answer.text + answer.said for word in _BEHIND):
        return f"{plan.remote} has commits that are not here: git pull --rebase, then publish again; {stays}"
    declined = next((line.rpartition("\t")[2] for line in answer.text.splitlines() if "[remote rejected]" in line), "")
    return f"the push to {plan.remote} was refused: {declined or answer.reason}; {stays}"


def message_of(changes: tuple[Change, ...]) -> str:
    """Return what a commit says of itself where the writer says nothing."""
    posts = [change for change in changes if change.is_post]
    if len(posts) == 1:
        verb = {"new": "Publish", "changed": "Change", "deleted": "Delete"}[posts[0].kind]
        return f"{verb} {_name(posts[0])}"
    if posts:
        counts = [(verb, sum(change.kind == kind for change in posts)) for verb, kind in _VERBS]
        first, *more = [f"{verb} {number} post{'s' * (number != 1)}" for verb, number in counts if number]
        return ", ".join([first, *(part.lower() for part in more)])
    return f"Change {changes[0].path}" if len(changes) == 1 else f"Change {len(changes)} files"


_VERBS = (("Publish", "new"), ("Change", "changed"), ("Delete", "deleted"))


def _name(change: Change) -> str:
    return str(PurePosixPath(change.path).relative_to("posts").with_suffix(""))
